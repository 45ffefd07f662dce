"""What belongs to another organisation is, for a token, as what does not exist."""

from uuid import uuid4

import pytest

from people.models import Membership, Person
from people.scim.models import ScimMember
from tests.people.scim.conftest import (
    ENTERPRISE,
    GROUP,
    Directory,
    member,
    post_of,
    token_for,
    user,
)


@pytest.fixture
def other(world, today) -> Directory:
    token, secret = token_for(world.other, world.stranger)
    return Directory(secret, token)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("kind", ["Users", "Groups"])
def test_an_id_of_another_is_answered_like_one_of_nobody(directory, other, method, kind):
    row = directory.added("one", number="1")
    row = directory.group("Line A", row["id"]) if kind == "Groups" else row
    body = {
        "PUT": user("one") | {"active": True}
        if kind == "Users"
        else {"schemas": [GROUP], "displayName": "X"},
        "PATCH": {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": "replace", "value": {"displayName": "X"}}],
        },
    }.get(method)

    answers = [other.ask(method, f"{kind}/{uuid}", body) for uuid in (row["id"], uuid4())]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert directory.get(f"{kind}/{row['id']}").json()["displayName"] != "X"


@pytest.mark.parametrize(
    "asked", ['userName eq "one"', 'externalId eq "E1"', "active eq true", 'emails.value co "@"']
)
def test_no_filter_finds_what_is_of_another(directory, other, asked):
    directory.added("one", externalId="E1", emails=[{"value": "one@delta.example"}])

    assert len(directory.found("Users", asked)) == 1
    assert other.found("Users", asked) == []
    assert other.get("Users").json()["totalResults"] == 0


def test_nobody_of_another_can_be_a_member_or_a_manager(directory, other):
    theirs, ours = directory.added("one"), other.added("two")
    line = other.group("Line A")
    operations = [
        (f"Groups/{line['id']}", "members", [{"value": theirs["id"]}]),
        (f"Users/{ours['id']}", f"{ENTERPRISE}:manager", {"value": theirs["id"]}),
    ]

    for path, attribute, value in operations:
        answer = other.patch(path, {"op": "add", "path": attribute, "value": value})
        unknown = str(value).replace(theirs["id"], str(uuid4()))
        nobody = other.patch(path, {"op": "add", "path": attribute, "value": eval(unknown)})  # noqa: S307
        assert (answer.status_code, answer.content) == (400, nobody.content)
    assert not ScimMember.objects.exists()


def test_the_same_number_name_and_address_at_two_employers_are_two_people(directory, other):
    facts = {"number": "1", "externalId": "E1", "emails": [{"value": "one@example.org"}]}

    one, two = directory.added("one", **facts), other.added("one", **facts)

    assert one["id"] != two["id"]
    assert Person.objects.filter(memberships__employee_number="1").distinct().count() == 2


def test_a_company_never_reaches_the_people_of_its_suppliers(world, directory):
    theirs = member(world.dhaka, "1")
    _token, secret = token_for(world.company, world.hr)
    company = Directory(secret)

    said = company.added("one", number="1")
    company.ask("DELETE", f"Users/{said['id']}")

    assert post_of(theirs).employee_number == "1"
    assert Membership.objects.filter(employee_number="1").count() == 2


def test_a_site_does_not_reach_the_rest_of_its_supplier(world, today):
    elsewhere = member(world.supplier, "1")
    _token, secret = token_for(world.dhaka, world.administrator)

    Directory(secret).added("one", number="1")

    assert elsewhere.memberships.count() == 1


def test_what_is_answered_names_nothing_of_the_database(directory, other):
    said = directory.added("one", number="1")
    person = Person.objects.get(memberships__employee_number="1")

    text = directory.get(f"Users/{said['id']}").content.decode()

    assert str(person.uuid) not in text
    assert said["meta"]["location"] == f"http://testserver/scim/v2/Users/{said['id']}"
