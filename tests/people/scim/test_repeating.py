"""Directories repeat, reorder and retry: whatever they send, in whatever order, harms nothing."""

from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.models import Membership, Person, RoleHeld
from people.scim import actions
from people.scim.models import ScimGroup, ScimUser
from tests.people.scim.conftest import ENTERPRISE, TODAY, Directory

FALSE = [False, "False", "false"]
TRUE = [True, "True", "true"]
op = st.sampled_from(["add", "Add", "replace", "Replace"])


def _operation(name: Any, path: str, values: st.SearchStrategy) -> st.SearchStrategy:
    """One attribute, with its path or as an object without one."""
    with_path = st.builds(lambda op, value: {"op": op, "path": path, "value": value}, name, values)
    without = st.builds(lambda op, value: {"op": op, "value": {path: value}}, name, values)
    return st.one_of(with_path, without)


NAMES = st.sampled_from(["Siti", "আমিনা রহমান", "علي بن أحمد", "José Núñez", "张伟", "O'Neil-Смит"])
OPERATIONS = st.one_of(
    _operation(op, "active", st.sampled_from(FALSE + TRUE)),
    _operation(op, "displayName", NAMES),
    _operation(op, "name.formatted", NAMES),
    _operation(op, "userType", st.sampled_from(["Employee", "contractor", "Alien", ""])),
    _operation(op, "preferredLanguage", st.sampled_from(["en-US", "es", "xx", "zh-Hant-TW"])),
    _operation(op, f"{ENTERPRISE}:employeeNumber", st.sampled_from(["1", "2", "00123"])),
    _operation(op, "externalId", st.sampled_from(["a", "B", "x" * 100])),
    _operation(op, 'emails[type eq "work"].value', st.sampled_from(["a@b.example", "c@d.example"])),
    st.builds(
        lambda path: {"op": "Remove", "path": path},
        st.sampled_from(
            [
                "emails",
                'emails[type eq "work"]',
                "name",
                "externalId",
                "userType",
                f"{ENTERPRISE}:manager",
                f"{ENTERPRISE}:employeeNumber",
                "title",
            ]
        ),
    ),
)


def _begun(said: dict[str, Any]) -> dict[str, Any]:
    shown = {key: said[key] for key in ("active", "displayName")}
    return shown | {"formatted": said.get("name", {}).get("formatted")}


def _told(state: dict[str, Any], operation: dict[str, Any]) -> None:
    """What an operation means for the things that are easily followed.

    A name for display that is the formatted one follows it: some directories speak of that alone.
    """
    said = operation.get("value")
    path = operation.get("path") or next(iter(said))
    value = said if operation.get("path") else next(iter(said.values())) if said else None
    if path == "active":
        state["active"] = value in TRUE
    if path == "displayName":
        state["displayName"] = value
    if path == "name.formatted":
        if state["displayName"] == state["formatted"]:
            state["displayName"] = value
        state["formatted"] = value
    if path == "name":
        state["formatted"] = None


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=st.lists(st.tuples(OPERATIONS, st.integers(0, 2)), min_size=1, max_size=8))
def test_any_row_of_patches_ends_where_it_was_told_to(directory, time_machine, operations):
    time_machine.move_to("2026-06-15T12:00:00Z", tick=False)
    name = uuid4().hex
    said = directory.added(name)
    path, state = f"Users/{said['id']}", _begun(said)

    for operation, days in operations:
        time_machine.shift(timedelta(days=days))
        for _twice in range(2):
            answer = directory.patch(path, operation)
            assert answer.status_code in {204, 409}, answer.content
        if answer.status_code == 204:
            _told(state, operation)

    shown = directory.get(path).json()
    shown["formatted"] = shown.get("name", {}).get("formatted")
    assert {key: shown[key] for key in state} == state
    _holds(ScimUser.objects.get(uuid=said["id"]), active=state["active"])
    directory.ask("DELETE", path)


def _holds(row: ScimUser, *, active: bool) -> None:
    """One membership after the other, never two at a time; roles within them."""
    posts = list(Membership.objects.filter(person=row.person).order_by("started_on", "pk"))
    assert sum(post.last_day is None for post in posts) == int(active)
    for earlier, later in pairwise(posts):
        assert earlier.last_day < later.started_on
    for held in RoleHeld.objects.filter(membership__in=posts).select_related("membership"):
        assert held.started_on >= held.membership.started_on


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=12))
def test_any_row_of_members_coming_and_going_leaves_what_was_said_last(directory, world, steps):
    ids = [directory.added(uuid4().hex)["id"] for _ in range(3)]
    said = directory.group(uuid4().hex)
    group = ScimGroup.objects.get(uuid=said["id"])
    actions.map_group(group, "supervisor", by=world.administrator)
    inside: set[str] = set()

    for who, comes in steps:
        uuid = ids[who]
        operation = (
            {"op": "Add", "path": "members", "value": [{"value": uuid}]}
            if comes
            else {"op": "Remove", "path": f'members[value eq "{uuid}"]'}
        )
        for _twice in range(2):
            assert directory.patch(f"Groups/{said['id']}", operation).status_code == 204
        inside = inside | {uuid} if comes else inside - {uuid}

    shown = directory.get(f"Groups/{said['id']}").json().get("members", [])
    assert {member["value"] for member in shown} == inside
    open_roles = RoleHeld.objects.filter(role="supervisor", ended_on=None)
    people = ScimUser.objects.filter(uuid__in=inside).values("person")
    own = open_roles.filter(
        membership__person__in=ScimUser.objects.filter(uuid__in=ids).values("person")
    )
    assert set(own.values_list("membership__person", flat=True)) == {p["person"] for p in people}
    directory.ask("DELETE", f"Groups/{said['id']}")


def test_a_group_can_be_there_before_its_people(directory, world):
    said = directory.group("Line A")
    actions.map_group(ScimGroup.objects.get(), "worker", by=world.administrator)
    one = directory.added("one", number="1", active=False)
    add = {"op": "add", "path": "members", "value": [{"value": one["id"]}]}
    directory.patch(f"Groups/{said['id']}", add)
    assert not RoleHeld.objects.exists()

    directory.patch(f"Users/{one['id']}", {"op": "replace", "path": "active", "value": "True"})

    assert RoleHeld.objects.get().role == "worker"


def test_a_leaver_of_the_day_before_can_be_told_twice(directory, world, time_machine):
    said = directory.added("one", number="1")
    time_machine.move_to("2026-06-20T12:00:00Z", tick=False)
    for _twice in range(2):
        assert (
            directory.patch(
                f"Users/{said['id']}", {"op": "replace", "path": "active", "value": False}
            ).status_code
            == 204
        )
        time_machine.shift(timedelta(days=3))

    assert Membership.objects.get(employee_number="1").last_day == TODAY + timedelta(days=4)


def test_two_tokens_of_one_organisation_keep_the_same_people(directory, world):
    """So that a token can be changed for the next one without anybody leaving."""
    said = directory.added("one", number="1")
    _token, secret = actions.make_token(
        world.supplier,
        uuid=uuid4(),
        label="the next",
        expires_at=directory.token.expires_at,
        by=world.administrator,
    )
    actions.revoke_token(directory.token, by=world.administrator)

    assert Directory(secret).get(f"Users/{said['id']}").status_code == 200


def test_what_is_refused_leaves_nothing_behind(directory):
    people = Person.objects.count()

    answer = directory.add("one", number="1", manager=str(uuid4()))

    assert answer.status_code == 400
    assert (Person.objects.count(), ScimUser.objects.count()) == (people, 0)
