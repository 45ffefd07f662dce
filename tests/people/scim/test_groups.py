"""A directory's groups may stand for audience roles, never for powers."""

from datetime import timedelta

import pytest

from people.audit.models import AuditEvent
from people.models import Grant, Organisation, RoleHeld
from people.scim import actions, limits
from people.scim.models import ScimGroup, ScimUser
from tests.people.scim.conftest import GROUP, TODAY, Directory, member, token_for

YESTERDAY = TODAY - timedelta(days=1)


def _map(said: dict, role: str, world) -> ScimGroup:
    group = ScimGroup.objects.get(uuid=said["id"])
    actions.map_group(group, role, by=world.administrator)
    return group


def _roles(said: dict) -> list[tuple[str, object]]:
    person = ScimUser.objects.get(uuid=said["id"]).person
    held = RoleHeld.objects.filter(membership__person=person).order_by("pk")
    return list(held.values_list("role", "ended_on"))


def test_a_group_stands_for_nothing_until_somebody_says_so(directory, world):
    one = directory.added("one", number="1")
    said = directory.group("Managers", one["id"])
    assert _roles(one) == []

    _map(said, "manager", world)

    assert _roles(one) == [("manager", None)]
    assert not Grant.objects.filter(person__memberships__employee_number="1").exists()


def test_members_begin_and_end_with_their_place_in_the_group(directory, world, time_machine):
    one, two = directory.added("one", number="1"), directory.added("two", number="2")
    said = directory.group("Supervisors")
    _map(said, "supervisor", world)
    path = f"Groups/{said['id']}"
    add = {"op": "Add", "path": "members", "value": [{"value": one["id"]}, {"value": two["id"]}]}

    assert directory.patch(path, add).status_code == 204
    assert directory.patch(path, add).status_code == 204
    assert _roles(one) == [("supervisor", None)]

    time_machine.move_to("2026-06-20T12:00:00Z", tick=False)
    for remove in (
        {"op": "Remove", "path": f'members[value eq "{one["id"]}"]'},
        {"op": "Remove", "path": f'members[value eq "{one["id"]}"]'},
        {"op": "Remove", "path": "members", "value": [{"value": two["id"]}]},
    ):
        assert directory.patch(path, remove).status_code == 204
    assert _roles(one) == _roles(two) == [("supervisor", TODAY + timedelta(days=4))]
    assert "members" not in directory.get(path).json()


def test_taking_out_and_in_on_one_day_leaves_one_row(directory, world):
    one = directory.added("one", number="1")
    said = directory.group("Supervisors", one["id"])
    _map(said, "supervisor", world)

    for members in ([], [{"value": one["id"]}]) * 3:
        body = {"schemas": [GROUP], "displayName": "Supervisors", "members": members}
        assert directory.ask("PUT", f"Groups/{said['id']}", body).status_code == 200

    assert _roles(one) == [("supervisor", None)]


def test_a_role_ends_when_the_last_group_that_stands_for_it_is_left(directory, world):
    one = directory.added("one", number="1")
    first, second = directory.group("Line A", one["id"]), directory.group("Line B", one["id"])
    _map(first, "worker", world)
    _map(second, "worker", world)

    directory.ask("DELETE", f"Groups/{first['id']}")
    assert _roles(one) == [("worker", None)]

    directory.ask("DELETE", f"Groups/{second['id']}")
    assert _roles(one) == [("worker", TODAY)]  # began today: ends as it began
    assert directory.get(f"Groups/{second['id']}").status_code == 404
    assert directory.ask("DELETE", f"Groups/{second['id']}").status_code == 404


def test_what_a_file_said_somebody_does_stays_beside_a_group(directory, world):
    person = member(world.dhaka, "12")
    one = directory.added("rafiq", number="12")
    said = directory.group("Supervisors", one["id"])
    _map(said, "supervisor", world)
    _map(said, "", world)

    held = dict(RoleHeld.objects.filter(membership__person=person).values_list("role", "ended_on"))
    assert held == {"procurement": None, "supervisor": TODAY}


def test_who_comes_back_holds_what_her_groups_stand_for_then(directory, world, time_machine):
    one = directory.added("one", number="1")
    said = directory.group("Workers", one["id"])
    other = directory.group("Supervisors")
    _map(said, "worker", world)
    _map(other, "supervisor", world)
    time_machine.move_to("2026-06-20T12:00:00Z", tick=False)
    directory.patch(f"Users/{one['id']}", {"op": "replace", "value": {"active": False}})
    directory.patch(f"Groups/{said['id']}", {"op": "remove", "path": "members"})
    directory.patch(
        f"Groups/{other['id']}", {"op": "add", "path": "members", "value": [{"value": one["id"]}]}
    )
    time_machine.move_to("2026-06-25T12:00:00Z", tick=False)

    directory.patch(f"Users/{one['id']}", {"op": "replace", "value": {"active": True}})

    open_ones = [role for role, ended in _roles(one) if ended is None]
    assert open_ones == ["supervisor"]


def test_nobody_becomes_a_worker_where_that_is_restricted(directory, world):
    member(world.dhaka, "12")
    Organisation.objects.filter(pk=world.dhaka.pk).update(state="restricted")
    one, two = directory.added("rafiq", number="12"), directory.added("two", number="13")
    said = directory.group("Workers", one["id"], two["id"])

    _map(said, "worker", world)

    assert ("worker", None) not in _roles(one)
    assert ("worker", None) in _roles(two)


def test_a_group_shows_its_members_and_a_user_her_groups(directory):
    one = directory.added("one", number="1")
    said = directory.group("Line A", one["id"])

    group = directory.get(f"Groups/{said['id']}").json()
    assert [(m["value"], m["type"]) for m in group["members"]] == [(one["id"], "User")]
    assert group["members"][0]["$ref"] == f"http://testserver/scim/v2/Users/{one['id']}"
    shown = directory.get(f"Users/{one['id']}").json()["groups"]
    assert [(g["value"], g["display"]) for g in shown] == [(said["id"], "Line A")]


def test_a_deleted_user_is_in_no_group(directory):
    one = directory.added("one", number="1")
    said = directory.group("Line A", one["id"])
    before = directory.get(f"Groups/{said['id']}").headers["ETag"]

    directory.ask("DELETE", f"Users/{one['id']}")

    answer = directory.get(f"Groups/{said['id']}")
    assert "members" not in answer.json()
    assert answer.headers["ETag"] != before


@pytest.mark.parametrize("value", ["00000000-0000-0000-0000-000000000000", "nobody", ""])
def test_a_member_must_be_a_user_here(directory, value):
    one = directory.added("one", number="1")
    said = directory.group("Line A", one["id"])
    add = {"op": "add", "path": "members", "value": [{"value": value}]}

    assert directory.patch(f"Groups/{said['id']}", add).status_code == 400
    assert len(directory.get(f"Groups/{said['id']}").json()["members"]) == 1


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "add", "path": "members", "value": [{"display": "x"}]},
        {"op": "add", "path": "members"},
        {"op": "explode", "path": "members", "value": []},
        {"op": "remove", "path": 'members[type eq "User"]'},
        {"op": "replace", "path": 'members[value eq "x"]', "value": {}},
        {"op": "add", "path": "members.value", "value": "x"},
        "remove",
    ],
)
def test_a_wrong_patch_of_members_changes_nothing(directory, operation):
    said = directory.group("Line A", directory.added("one")["id"])
    path = f"Groups/{said['id']}"
    version = directory.get(path).headers["ETag"]

    assert directory.patch(path, operation).status_code == 400
    assert directory.get(path).headers["ETag"] == version


def test_members_can_be_said_without_a_path_and_beside_a_name(directory):
    one, two = directory.added("one")["id"], directory.added("two")["id"]
    path = f"Groups/{directory.group('Line A', one)['id']}"

    answer = directory.patch(
        path, {"op": "add", "value": {"members": [{"value": two.upper()}], "displayName": "B"}}
    )

    group = directory.get(path).json()
    assert answer.status_code == 204
    assert (group["displayName"], {m["value"] for m in group["members"]}) == ("B", {one, two})
    directory.patch(path, {"op": "replace", "path": f"{GROUP}:members", "value": [{"value": two}]})
    assert [m["value"] for m in directory.get(path).json()["members"]] == [two]


def test_many_members_go_in_one_request(directory):
    ids = [directory.added(f"u{number}")["id"] for number in range(40)]
    path = f"Groups/{directory.group('All', *ids)['id']}"
    removes = [{"op": "remove", "path": f'members[value eq "{one}"]'} for one in ids[1:]]

    assert directory.patch(path, *removes).status_code == 204
    assert [m["value"] for m in directory.get(path).json()["members"]] == [ids[0]]


def test_two_groups_of_one_name_are_a_conflict(directory):
    directory.group("Line A")

    answer = directory.ask("POST", "Groups", {"schemas": [GROUP], "displayName": "line a"})

    assert answer.status_code == 409
    assert answer.json()["scimType"] == "uniqueness"


def test_a_group_has_not_more_members_than_can_be_answered(directory, monkeypatch):
    monkeypatch.setattr(limits, "MOST_MEMBERS", 1)
    ids = [directory.added(name)["id"] for name in ("one", "two")]
    said = {"schemas": [GROUP], "displayName": "Line", "members": [{"value": one} for one in ids]}

    assert directory.ask("POST", "Groups", said).status_code == 400


def test_a_page_of_groups_brings_no_more_members_than_can_be_answered(directory, monkeypatch):
    one, two = directory.added("one"), directory.added("two")
    for name in ("A", "B", "C"):
        directory.group(name, one["id"], two["id"])
    monkeypatch.setattr(limits, "MOST_MEMBERS_A_PAGE", 4)

    page = directory.get("Groups").json()
    assert (page["totalResults"], page["itemsPerPage"]) == (3, 2)
    rest = directory.get("Groups?startIndex=3").json()
    assert [group["displayName"] for group in rest["Resources"]] == ["C"]
    bare = directory.get("Groups?excludedAttributes=members").json()
    assert bare["itemsPerPage"] == 3
    assert all("members" not in group for group in bare["Resources"])


def test_groups_are_found_by_their_members(directory):
    one, two = directory.added("one"), directory.added("two")
    line = directory.group("Line A", one["id"], two["id"])
    directory.group("Line B", one["id"])

    def names(asked: str) -> list[str]:
        return [group["displayName"] for group in directory.found("Groups", asked)]

    assert names(f'members.value eq "{two["id"]}"') == ["Line A"]
    assert names(f'members[value eq "{two["id"]}"]') == ["Line A"]
    assert names(f'id eq "{line["id"]}" and members eq "{one["id"]}"') == ["Line A"]
    assert names(f'members eq "{one["id"]}" and members eq "{two["id"]}"') == ["Line A"]
    assert names('displayName eq "LINE b"') == ["Line B"]


def test_mapping_and_changing_a_group_are_told_in_ids_and_codes(directory, world):
    before = AuditEvent.objects.count()
    one = directory.added("one", number="1")
    said = directory.group("Amina's team", one["id"])
    _map(said, "manager", world)
    _map(said, "manager", world)

    verbs = list(AuditEvent.objects.order_by("pk")[before:].values_list("verb", flat=True))
    assert verbs == ["person-joined", "group-changed", "group-mapped"]
    assert "Amina" not in str(list(AuditEvent.objects.values_list("facts", flat=True)))


def test_whoever_may_not_bring_people_in_maps_no_group(directory, world):
    said = directory.group("Line A")
    group = ScimGroup.objects.get(uuid=said["id"])

    for other in (world.stranger, world.hr):
        with pytest.raises(actions.NotYours):
            actions.map_group(group, "worker", by=other)


def test_a_companys_groups_are_not_its_suppliers(world, directory):
    _token, secret = token_for(world.company, world.hr)
    said = directory.group("Line A")

    assert Directory(secret).get(f"Groups/{said['id']}").status_code == 404
    assert Directory(secret).found("Groups", "displayName pr") == []
