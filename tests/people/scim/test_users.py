"""A directory's users are people here: they join, change, leave and come back, by their number."""

from datetime import date, timedelta

import pytest

from people import bulk_actions
from people.audit.models import AuditEvent
from people.models import Membership, Person, Power
from people.scim.models import ScimUser
from tests.factories import GrantFactory, MembershipFactory, PersonFactory
from tests.people.scim.conftest import (
    ENTERPRISE,
    TODAY,
    Directory,
    member,
    post_of,
    token_for,
    user,
)

YESTERDAY = TODAY - timedelta(days=1)


def _person(answer: dict) -> Person:
    return ScimUser.objects.get(uuid=answer["id"]).person


def _told() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def test_somebody_new_joins_where_the_token_is_of(directory, world):
    said = directory.added(
        "siti@delta.example",
        displayName="สมชาย",
        number="007",
        emails=[{"value": "siti@delta.example", "type": "work", "primary": True}],
        preferredLanguage="es-MX",
        timezone="Asia/Dhaka",
    )

    person = _person(said)
    post = post_of(person)
    assert (person.full_name, person.language, person.time_zone) == ("สมชาย", "es", "Asia/Dhaka")
    assert (post.organisation, post.employee_number) == (world.supplier, "007")
    assert (post.workforce_type, post.work_email) == ("supplier_staff", "siti@delta.example")
    assert (post.started_on, post.last_day) == (TODAY, None)
    assert said["id"] not in {str(person.pk), str(person.uuid)}
    assert said["active"] is True


def test_an_address_makes_no_account_and_finds_nobody(directory, world):
    known = PersonFactory(full_name="Amina Rahman", email="amina@delta.example")
    member(world.dhaka, "1", full_name="Rafiq", email="rafiq@delta.example")

    for number, address in (
        ("8", known.email),
        ("9", "rafiq@delta.example"),
        ("10", "a@b.example"),
    ):
        said = directory.added(address, number=number, emails=[{"value": address}])
        person = _person(said)
        assert person.email == ""
        assert not person.has_usable_password()
        assert post_of(person).work_email == address
    assert known.memberships.count() == 0


def test_a_number_finds_who_is_here_wherever_she_works(directory, world):
    person = member(world.dhaka, "12", full_name="Rafiq")

    said = directory.added("rafiq", number="12", displayName="Rafiq Islam")

    assert _person(said) == person
    person.refresh_from_db()
    assert person.full_name == "Rafiq Islam"
    post = post_of(person)
    assert (post.organisation, post.started_on) == (world.dhaka, date(2024, 1, 8))
    assert post.roles.get().role == "procurement"


def test_taking_in_who_is_here_takes_nothing_away_that_is_not_said(directory, world):
    person, boss = member(world.dhaka, "12"), member(world.dhaka, "13")
    Membership.objects.filter(person=person).update(work_email="x@delta.example", reports_to=boss)

    directory.added("rafiq", number="12")

    post = post_of(person)
    assert (post.work_email, post.reports_to) == ("x@delta.example", boss)


def test_without_an_employee_number_the_directorys_own_id_is_the_number(directory, world):
    person = member(world.dhaka, "abc-1")

    assert _person(directory.added("rafiq", externalId="abc-1")) == person


def test_who_is_not_active_any_more_leaves_at_once_and_keeps_what_she_had(directory, world):
    person = member(world.dhaka, "12")
    GrantFactory(person=person, power=Power.SUPPLIER_ADMINISTRATOR, organisation=world.supplier)
    said = directory.added("rafiq", number="12")

    answer = directory.patch(
        f"Users/{said['id']}", {"op": "Replace", "path": "active", "value": "False"}
    )

    assert answer.status_code == 204
    post = person.memberships.get()
    assert post.last_day == YESTERDAY
    assert post.roles.get().ended_on == YESTERDAY
    assert directory.get(f"Users/{said['id']}").json()["active"] is False
    assert not person.grants.in_force(TODAY).exists()


def test_who_came_today_leaves_today_and_can_take_it_back(directory):
    said = directory.added("rafiq", number="12")
    for active in ("false", "true", "false", "true"):
        directory.patch(f"Users/{said['id']}", {"op": "replace", "value": {"active": active}})

    post = _person(said).memberships.get()
    assert (post.started_on, post.last_day) == (TODAY, None)
    assert directory.get(f"Users/{said['id']}").json()["active"] is True


def test_who_comes_back_has_a_second_membership_and_is_no_second_person(
    directory, world, time_machine
):
    person = member(world.dhaka, "12")
    said = directory.added("rafiq", number="12")
    directory.patch(f"Users/{said['id']}", {"op": "replace", "path": "active", "value": False})
    time_machine.move_to("2026-07-20T12:00:00Z", tick=False)

    directory.patch(f"Users/{said['id']}", {"op": "replace", "path": "active", "value": True})

    first, second = person.memberships.order_by("started_on")
    assert (first.last_day, second.started_on) == (YESTERDAY, date(2026, 7, 20))
    assert second.organisation == world.dhaka
    assert second.employee_number == "12"
    assert second.roles.get().role == "procurement"


def test_a_deleted_user_is_gone_and_made_anew_is_the_same_person(directory, world):
    person = member(world.dhaka, "12")
    first = directory.added("rafiq", number="12")

    assert directory.ask("DELETE", f"Users/{first['id']}").status_code == 204
    assert directory.ask("DELETE", f"Users/{first['id']}").status_code == 404
    assert directory.get(f"Users/{first['id']}").status_code == 404
    assert directory.found("Users", 'userName eq "rafiq"') == []
    assert person.memberships.get().last_day == YESTERDAY

    second = directory.added("rafiq", number="12")
    assert second["id"] != first["id"]
    assert _person(second) == person
    assert Person.objects.filter(memberships__employee_number="12").distinct().count() == 1


def test_the_same_user_twice_is_a_conflict_and_changes_nothing(directory):
    directory.added("rafiq", number="12")
    before = Person.objects.count(), Membership.objects.count(), AuditEvent.objects.count()

    for again in (user("Rafiq", number="13"), user("other", number="12")):
        answer = directory.ask("POST", "Users", again)
        assert answer.status_code == 409
        assert answer.json()["scimType"] == "uniqueness"

    assert before == (
        Person.objects.count(),
        Membership.objects.count(),
        AuditEvent.objects.count(),
    )


def test_a_number_cannot_become_that_of_somebody_else(directory, world):
    member(world.dhaka, "1")
    said = directory.added("rafiq", number="12")

    answer = directory.patch(
        f"Users/{said['id']}",
        {"op": "replace", "path": f"{ENTERPRISE}:employeeNumber", "value": "1"},
    )

    assert answer.status_code == 409
    assert post_of(_person(said)).employee_number == "12"


def test_who_works_elsewhere_too_keeps_her_name_and_language(directory, world):
    person = member(world.dhaka, "12", full_name="Nguyễn Thị Hương")
    MembershipFactory(person=person, organisation=world.other, workforce_type="supplier_staff")

    said = directory.added("huong", number="12", displayName="H. N.", preferredLanguage="ar")
    directory.patch(f"Users/{said['id']}", {"op": "replace", "value": {"displayName": "Changed"}})

    person.refresh_from_db()
    assert (person.full_name, person.language) == ("Nguyễn Thị Hương", "en")
    assert directory.get(f"Users/{said['id']}").json()["displayName"] == "Changed"


def test_a_chosen_language_stays(directory, world):
    person = member(world.dhaka, "12", language="es")

    said = directory.added("rafiq", number="12", preferredLanguage="ar")
    directory.patch(f"Users/{said['id']}", {"op": "replace", "value": {"preferredLanguage": "en"}})

    person.refresh_from_db()
    assert person.language == "es"


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"displayName": "Siti"}, "Siti"),
        ({"displayName": "张伟", "name": {"formatted": "伟 张", "givenName": "伟"}}, "张伟"),
        ({"displayName": None, "name": {"formatted": "  Gülşah   Yıldız "}}, "Gülşah Yıldız"),
        ({"displayName": "Jose\u0301"}, "José"),
    ],
)
def test_a_name_is_kept_whole_and_as_given(directory, facts, name):
    assert _person(directory.added("one", **facts)).full_name == name


def test_a_directory_that_speaks_of_name_formatted_only_changes_it_too(directory):
    said = directory.added("one", displayName=None, name={"formatted": "Siti"})

    directory.patch(
        f"Users/{said['id']}", {"op": "replace", "path": "name.formatted", "value": "Siti Aminah"}
    )

    assert _person(said).full_name == "Siti Aminah"


@pytest.mark.parametrize(
    "facts",
    [
        {"displayName": None, "name": {"givenName": "Amina", "familyName": "Rahman"}},
        {"displayName": "evil\u202etxt"},
        {"displayName": "a" * 151},
        {"externalId": "a\u0000b"},
        {"emails": [{"value": "no address"}]},
        {"number": "1" * 61},
        {"manager": "00000000-0000-0000-0000-000000000000"},
        {"manager": "1"},
        {"userName": ""},
        {"userName": "x" * 201},
    ],
)
def test_what_cannot_be_kept_is_refused_whole(directory, facts):
    people = Person.objects.count()
    said = user("one") | facts if "userName" in facts else user("one", **facts)

    answer = directory.ask("POST", "Users", said)

    assert answer.status_code == 400, answer.content
    assert answer.json()["scimType"] == "invalidValue"
    assert Person.objects.count() == people


def test_kinds_of_work_are_told_apart_in_the_own_workforce(world, today):
    _token, secret = token_for(world.company, world.hr)
    company = Directory(secret)

    said = company.added("one", number="1", userType="Contractor")
    person = _person(said)
    assert post_of(person).workforce_type == "non_employee"

    company.patch(f"Users/{said['id']}", {"op": "replace", "value": {"userType": "Employee"}})
    assert person.memberships.get().workforce_type == "employee"  # began today: put right


def test_another_kind_of_work_is_another_membership(world, today):
    person = member(world.unit, "1")
    _token, secret = token_for(world.company, world.hr)
    company = Directory(secret)
    said = company.added("one", number="1")

    company.patch(f"Users/{said['id']}", {"op": "replace", "value": {"userType": "contractor"}})

    first, second = person.memberships.order_by("started_on")
    assert (first.workforce_type, first.last_day) == ("employee", YESTERDAY)
    assert (second.workforce_type, second.started_on) == ("non_employee", TODAY)
    assert (second.organisation, second.roles.get().role) == (world.unit, "procurement")


# --- managers ------------------------------------------------------------------------------


def test_a_manager_is_another_user(directory):
    boss, one = directory.added("boss", number="1"), directory.added("one", number="2")

    for value in (boss["id"], {"value": boss["id"]}, [{"value": boss["id"]}]):
        answer = directory.patch(
            f"Users/{one['id']}", {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": value}
        )
        assert answer.status_code == 204, answer.content
        assert post_of(_person(one)).reports_to == _person(boss)

    removed = {"op": "remove", "path": f"{ENTERPRISE}:manager"}
    assert directory.patch(f"Users/{one['id']}", removed, removed).status_code == 204
    assert post_of(_person(one)).reports_to is None


def test_nobody_is_above_herself(directory):
    boss = directory.added("boss", number="1")
    one = directory.added("one", number="2", manager=boss["id"])
    two = directory.added("two", number="3", manager=one["id"])

    for whom in (boss["id"], two["id"]):
        answer = directory.patch(
            f"Users/{boss['id']}", {"op": "add", "path": f"{ENTERPRISE}:manager", "value": whom}
        )
        assert answer.status_code == 400
    assert post_of(_person(boss)).reports_to is None


def test_nobody_is_above_herself_through_somebody_the_directory_does_not_keep(directory, world):
    middle = member(world.dhaka, "90")
    boss, one = directory.added("boss", number="1"), directory.added("one", number="2")
    bulk_actions.change_memberships(
        {
            post_of(middle).pk: {"reports_to_id": _person(boss).pk},
            post_of(_person(one)).pk: {"reports_to_id": middle.pk},
        }
    )

    answer = directory.patch(
        f"Users/{boss['id']}", {"op": "add", "path": f"{ENTERPRISE}:manager", "value": one["id"]}
    )

    assert answer.status_code == 400


def test_a_manager_who_comes_later_has_her_reports_then(directory):
    boss = directory.added("boss", number="1", active=False)
    one = directory.added("one", number="2", manager=boss["id"])
    assert post_of(_person(one)).reports_to is None

    directory.patch(f"Users/{boss['id']}", {"op": "replace", "path": "active", "value": True})

    assert post_of(_person(one)).reports_to == _person(boss)


# --- what is told --------------------------------------------------------------------------


def test_each_change_of_a_person_is_one_event_by_whoever_gave_the_token(directory, world):
    before = len(_told())
    said = directory.added("one", number="1")
    directory.patch(f"Users/{said['id']}", {"op": "replace", "value": {"displayName": "Siti"}})
    directory.patch(f"Users/{said['id']}", {"op": "replace", "value": {"displayName": "Siti"}})
    directory.patch(f"Users/{said['id']}", {"op": "replace", "value": {"active": False}})
    directory.ask("DELETE", f"Users/{said['id']}")

    assert _told()[before:] == ["person-joined", "person-changed", "person-left", "person-changed"]
    event = AuditEvent.objects.order_by("pk")[before]
    assert (event.actor, event.acting_as) == (world.administrator.uuid, "scim")
    assert event.about == _person(said).uuid
    assert event.facts["token"] == str(directory.token.uuid)
    assert "Siti" not in str(list(AuditEvent.objects.values_list("facts", flat=True)))


def test_somebody_who_never_was_active_is_nobody_here(directory):
    people = Person.objects.count()

    said = directory.added("one", number="1", active=False)

    assert Person.objects.count() == people
    assert said["active"] is False
    directory.patch(f"Users/{said['id']}", {"op": "replace", "path": "active", "value": True})
    assert Person.objects.count() == people + 1


def test_who_left_by_other_means_is_not_active(directory):
    said = directory.added("one", number="1")
    Membership.objects.filter(person=_person(said)).update(
        started_on=date(2026, 1, 1), last_day=YESTERDAY
    )

    assert directory.get(f"Users/{said['id']}").json()["active"] is False
    assert directory.found("Users", "active eq true") == []
    assert [one["id"] for one in directory.found("Users", "active eq false")] == [said["id"]]
