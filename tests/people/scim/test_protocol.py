"""SCIM as written: versions, pages, filters, attributes, errors; and what is sent to do harm."""

import json

import pytest
from django.db import OperationalError
from django.test import Client

from people.models import Person
from people.scim import limits, user_actions
from people.scim.models import ScimUser
from tests.people.scim.conftest import ENTERPRISE, PATCH, USER, Directory, user

# --- versions ------------------------------------------------------------------------------


def test_a_version_is_weak_and_changes_with_what_is_answered(directory):
    said = directory.added("one", number="1")
    path = f"Users/{said['id']}"
    first = directory.get(path).headers["ETag"]
    assert first.startswith('W/"')
    assert directory.get(path).json()["meta"]["version"] == first

    line = directory.group("Line A", said["id"])
    second = directory.get(path).headers["ETag"]
    directory.patch(f"Groups/{line['id']}", {"op": "replace", "value": {"displayName": "B"}})
    third = directory.get(path).headers["ETag"]

    assert len({first, second, third}) == 3


def test_what_has_not_changed_is_not_sent_again(directory):
    path = f"Users/{directory.added('one')['id']}"
    version = directory.get(path).headers["ETag"]

    again = directory.get(path, **{"If-None-Match": version})

    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", version)
    assert directory.get(path, **{"If-None-Match": 'W/"x"'}).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_what_has_changed_in_between_is_not_overwritten(directory, method):
    path = f"Users/{directory.added('one', number='1')['id']}"
    old = directory.get(path).headers["ETag"]
    change = {"op": "replace", "value": {"displayName": "Changed"}}
    directory.patch(path, change)
    body = {
        "PUT": user("one", displayName="Old") | {"active": True},
        "PATCH": {
            "schemas": [PATCH],
            "Operations": [{"op": "replace", "value": {"active": False}}],
        },
    }.get(method)

    refused = directory.ask(method, path, body, **{"If-Match": old})

    assert refused.status_code == 412
    assert directory.get(path).json()["displayName"] == "Changed"
    assert directory.get(path).json()["active"] is True
    current = directory.get(path).headers["ETag"]
    assert directory.ask(method, path, body, **{"If-Match": current}).status_code in {200, 204}


def test_doing_the_same_again_changes_no_version(directory):
    path = f"Users/{directory.added('one')['id']}"
    version = directory.get(path).headers["ETag"]
    modified = directory.get(path).json()["meta"]["lastModified"]

    for value in ({"displayName": "Person one"}, {"active": True}, {"active": "True"}):
        assert directory.patch(path, {"op": "Replace", "value": value}).status_code == 204

    assert directory.get(path).headers["ETag"] == version
    assert directory.get(path).json()["meta"]["lastModified"] == modified


# --- lists ---------------------------------------------------------------------------------


def test_a_list_comes_in_pages_of_bounded_size(directory, monkeypatch):
    for number in range(5):
        directory.added(f"u{number}")

    page = directory.get("Users?startIndex=2&count=2").json()
    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (5, 2, 2)
    assert [one["userName"] for one in page["Resources"]] == ["u1", "u2"]
    assert directory.get("Users?count=100000").json()["itemsPerPage"] == 5
    assert directory.get("Users?count=0").json()["totalResults"] == 5
    assert directory.get(f"Users?startIndex={10**30}").json().get("Resources", []) == []
    assert directory.get("Users?startIndex=-3&count=-1").json()["itemsPerPage"] == 0
    for wrong in ("startIndex=x", "count=x"):
        assert directory.get(f"Users?{wrong}").status_code == 400
    assert directory.get("ServiceProviderConfig").json()["filter"]["maxResults"] == limits.A_PAGE


def test_a_list_costs_the_same_however_long_it_is(directory, django_assert_max_num_queries):
    ids = [directory.added(f"u{number}")["id"] for number in range(12)]
    directory.group("All", *ids)

    with django_assert_max_num_queries(9):
        assert directory.get("Users").json()["itemsPerPage"] == 12
    with django_assert_max_num_queries(10):
        directory.get("Groups")


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ('userName eq "AMINA@delta.example"', ["amina@delta.example"]),
        ('userName co "a@d"', ["amina@delta.example"]),
        ('userName sw "raf" or userName ew "bo"', ["rafiq", "bo"]),
        ('urn:ietf:params:scim:schemas:core:2.0:User:userName eq "bo"', ["bo"]),
        ('externalId eq "E1"', ["amina@delta.example"]),
        ('externalId eq "e1"', []),
        ("not (externalId pr)", ["rafiq", "bo"]),
        ("externalId eq null", ["rafiq", "bo"]),
        ('emails.value eq "A@delta.example"', ["amina@delta.example"]),
        ('emails[type eq "work" and value co "delta"]', ["amina@delta.example"]),
        ('displayName eq "GÜLŞAH"', ["rafiq"]),
        ("active eq true", ["amina@delta.example", "rafiq"]),
        ("active ne true", ["bo"]),
        (f'{ENTERPRISE}:employeeNumber eq "7"', ["rafiq"]),
        ('meta.lastModified ge "2026-06-15T11:00:00Z" and active eq false', ["bo"]),
        ('meta.lastModified gt "2026-06-16T00:00:00+02:00"', []),
        ('id eq "nobody"', []),
        ('userName eq "x\\u0000y"', []),
        ('userName eq "\\ud800"', []),
    ],
)
def test_filters_are_answered_by_the_database(directory, asked, names):
    directory.added(
        "amina@delta.example",
        externalId="E1",
        emails=[{"value": "a@delta.example", "type": "work"}],
    )
    directory.added("rafiq", displayName="Gülşah", number="7")
    directory.added("bo", active=False)

    assert [one["userName"] for one in directory.found("Users", asked)] == names


@pytest.mark.parametrize(
    "asked",
    [
        'name.formatted eq "x"',
        "groups pr",
        'userType eq "x"',
        'userName gt "a"',
        'meta.created eq "2026-06-15T11:00:00Z"',
        'meta.lastModified gt "yesterday"',
        'id co "1"',
        "active gt true",
        "userName eq",
        'userName eq "a" and',
        "nonsense",
        "not (" * 50 + 'userName eq "a"' + ")" * 50,
    ],
)
def test_what_the_database_cannot_answer_is_refused(directory, asked):
    answer = directory.client.get(
        "/scim/v2/Users",
        {"filter": asked},
        headers={"Authorization": f"Bearer {directory.secret}"},
    )

    assert answer.status_code == 400
    assert answer.json()["scimType"] == "invalidFilter"


def test_a_search_can_be_posted_and_reads_both_kinds(directory):
    directory.added("one")
    directory.group("Line A")
    asked = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]}

    both = directory.ask("POST", ".search", asked | {"startIndex": 2, "count": 5}).json()
    own = directory.ask("POST", "Users/.search", asked | {"filter": 'userName eq "one"'}).json()
    named = directory.ask("POST", ".search", asked | {"filter": 'userName eq "one"'}).json()

    assert (both["totalResults"], both["itemsPerPage"]) == (2, 1)
    assert both["Resources"][0]["displayName"] == "Line A"
    assert own["totalResults"] == named["totalResults"] == 1


def test_only_what_is_asked_for_is_answered(directory):
    path = f"Users/{directory.added('one', number='1')['id']}"

    only = directory.get(f"{path}?attributes=userName").json()
    but = directory.get(f"{path}?excludedAttributes=displayName,{ENTERPRISE}").json()

    assert set(only) == {"schemas", "id", "userName", "meta"} - ({"meta"} - set(only))
    assert "displayName" not in but
    assert "userName" in but


# --- what is offered -----------------------------------------------------------------------


def test_what_is_offered_is_told(directory):
    config = directory.get("ServiceProviderConfig").json()
    offers = {
        name: config[name]["supported"] for name in ("patch", "bulk", "filter", "sort", "etag")
    }
    assert offers == {"patch": True, "bulk": False, "filter": True, "sort": False, "etag": True}
    types = directory.get("ResourceTypes").json()["Resources"]
    assert [one["endpoint"] for one in types] == ["/Users", "/Groups"]
    names = {one["name"] for one in directory.get("Schemas").json()["Resources"]}
    assert names == {"User", "EnterpriseUser", "Group"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "Bulk", 501),
        ("GET", "Me", 501),
        ("GET", "Users?sortBy=userName", 501),
        ("GET", "Nothing", 404),
        ("GET", "Users/not-an-id", 404),
        ("GET", "Users/1/2/3", 404),
        ("DELETE", "Users", 405),
        ("PUT", "ServiceProviderConfig", 405),
        ("TRACE", "Users", 405),
    ],
)
def test_what_is_not_offered_is_refused_as_scim(directory, method, path, status):
    body = {"schemas": []} if method in {"POST", "PUT"} else None

    answer = directory.ask(method, path, body)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/scim+json"
    assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert answer.json()["status"] == str(status)


def test_asking_only_whether_it_is_there(directory):
    path = f"Users/{directory.added('one')['id']}"

    assert directory.ask("HEAD", path).status_code == 200
    assert directory.ask("HEAD", path).content == b""


# --- harm ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b"[]",
        b'"text"',
        b"null",
        b"{}",
        b"[" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"schemas":["%s"],"userName":1e400}' % USER.encode(),
        b'{"schemas":["%s"],"userName":{"a":1},"displayName":[]}' % USER.encode(),
        b'{"schemas":"x","userName":"one","displayName":"x"}',
        b'{"schemas":["%s"],"userName":"\\ud800","displayName":"x"}' % USER.encode(),
        b'{"schemas":["%s"],"userName":"one","displayName":"\\ud800"}' % USER.encode(),
        b'{"schemas":["%s"],"userName":"one","displayName":"x","active":"perhaps"}' % USER.encode(),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_bad_json_is_a_bad_request_and_changes_nothing(directory, method, body):
    said = directory.added("zero")
    before = list(ScimUser.objects.values()), Person.objects.count()

    answer = directory.ask(method, "Users" if method == "POST" else f"Users/{said['id']}", body)

    assert answer.status_code == 400, answer.content
    assert answer.headers["Content-Type"] == "application/scim+json"
    assert (list(ScimUser.objects.values()), Person.objects.count()) == before


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "explode", "path": "active", "value": True},
        {"op": "replace", "path": "a[b", "value": 1},
        {"op": "replace", "path": "id", "value": "x"},
        {"op": "replace", "path": "userName"},
        {"op": "remove"},
        {"op": "remove", "path": "userName"},
        {"op": "remove", "path": "active"},
        {"op": "replace", "path": "groups", "value": [{"value": "x"}]},
        {"op": "replace", "path": 'emails[type eq "work"].value', "value": "nonsense"},
        {"op": "replace", "path": f"{ENTERPRISE}:manager", "value": 7},
        {"op": "replace", "value": "x"},
        {"path": "active", "value": True},
    ],
)
def test_a_wrong_patch_changes_nothing(directory, operation):
    path = f"Users/{directory.added('one', number='1')['id']}"
    version = directory.get(path).headers["ETag"]

    answer = directory.patch(path, {"op": "replace", "value": {"displayName": "Half"}}, operation)

    assert answer.status_code == 400, answer.content
    assert directory.get(path).headers["ETag"] == version


def test_what_nobody_keeps_here_is_not_held_against_who_sends_it(directory):
    said = directory.added(
        "one",
        password="secret",
        phoneNumbers=[{"value": "+880"}],
        title="Boss",
        **{"urn:example:1.0:User": {"shoe": 42}, "schemas": [USER, "urn:example:1.0:User"]},
    )

    answer = directory.patch(
        f"Users/{said['id']}",
        {"op": "add", "path": "title", "value": "Chief"},
        {"op": "replace", "value": {"nickName": "B", "name.givenName": "C"}},
    )

    assert answer.status_code == 204
    assert {"title", "password", "phoneNumbers", "nickName"}.isdisjoint(said)


def test_too_much_is_not_read(directory):
    body = b'{"userName": "%s"}' % (b"a" * limits.MOST_BYTES)

    answer = directory.ask("POST", "Users", body)

    assert answer.status_code == 413
    assert directory.get(f"Users?filter={'a' * 5000}").status_code == 413
    asked = {"schemas": [], "filter": " or ".join(["id pr"] * 1000)}
    assert directory.ask("POST", "Users/.search", asked).status_code == 413
    path = f"Users/{directory.added('one')['id']}"
    many = [{"op": "replace", "value": {"active": True}}] * (limits.MOST_OPERATIONS + 1)
    assert directory.patch(path, *many).status_code == 413
    assert directory.patch(path, *many[1:]).status_code == 204


@pytest.mark.parametrize(
    "content_type", ["text/plain", "multipart/form-data; boundary=x", "text/html", "x" * 500]
)
def test_what_is_no_json_is_refused(directory, content_type):
    answer = Client().post(
        "/scim/v2/Users",
        data=b"--x\r\n\r\n--x--",
        content_type=content_type,
        headers={"Authorization": f"Bearer {directory.secret}"},
    )

    assert answer.status_code == 415
    assert answer.json()["status"] == "415"


def test_json_is_read_without_a_type_of_its_own(directory):
    answer = Client().post(
        "/scim/v2/Users",
        data=json.dumps(user("one")),
        content_type="application/json; charset=utf-8",
        headers={"Authorization": f"Bearer {directory.secret}"},
    )

    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(answer.json()["id"])


def test_a_busy_database_is_told_with_a_time_to_come_back(directory, monkeypatch):
    def busy(*args, **kwargs):
        raise OperationalError("locked")

    monkeypatch.setattr(user_actions, "add_user", busy)

    answer = directory.add("one")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"


def test_a_directory_is_not_asked_for_a_second_factor(directory, settings):
    settings.SECOND_FACTOR_REQUIRED = True

    assert Directory(directory.secret).get("Users").status_code == 200


@pytest.mark.parametrize("primary", [True, False])
def test_whether_an_address_is_the_primary_one_is_answered_as_told(directory, primary):
    said = directory.added("one", emails=[{"value": "a@b.example", "primary": primary}])

    assert said["emails"] == [{"value": "a@b.example", "primary": primary}]
