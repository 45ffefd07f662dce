"""Joiners, movers, leavers and returners: what a file of people does to the record."""

from datetime import date, timedelta

import pytest

from people import access, actions
from people.models import Leave, Membership, Person, Power
from tests.factories import GrantFactory
from tests.people.imports.conftest import TODAY, member, open_post
from tests.people.imports.files import (
    HEADER,
    applied,
    checked,
    csv_of,
    faults_of,
    file_of,
    kinds_of,
    notes_of,
)

pytestmark = pytest.mark.django_db


# --- joining -------------------------------------------------------------------------------


def test_a_joiner_is_added_with_all_that_the_file_says(world):
    boss = member(world.unit, "00042")
    content = file_of(
        "00123",
        "UNIT",
        full_name="আমিনা রহমান",
        latin_name="Amina Rahman",
        email="amina@example.org",
        language="bn",
        workforce_type="non_employee",
        roles="procurement, manager",
        decision_maker="yes",
        manager="00042",
        started_on="2026-05-04",
        leave_from="2026-07-01",
        leave_until="2026-09-30",
    )

    applied(content, by=world.hr)

    post = Membership.objects.get(employee_number="00123")
    person = post.person
    assert (person.full_name, person.latin_name) == ("আমিনা রহমান", "Amina Rahman")
    assert (person.email, post.work_email, person.language) == (
        "amina@example.org",
        "amina@example.org",
        "bn",
    )
    assert person.time_zone == world.unit.time_zone
    assert not person.has_usable_password()
    assert (post.organisation, post.workforce_type) == (world.unit, "non_employee")
    assert (post.reports_to, post.is_decision_maker) == (boss, True)
    assert (post.started_on, post.last_day) == (date(2026, 5, 4), None)
    assert {(role.role, role.started_on) for role in post.roles.all()} == {
        ("manager", date(2026, 5, 4)),
        ("procurement", date(2026, 5, 4)),
    }
    leave = Leave.objects.get(membership=post)
    assert (leave.started_on, leave.ended_on) == (date(2026, 7, 1), date(2026, 9, 30))


def test_a_manager_may_stand_further_down(world):
    content = csv_of(
        ["1", "UNIT", "Siti", "2026-01-05", "2"],
        ["2", "UNIT", "Amina", "2026-01-05", ""],
        header=[*HEADER, "manager"],
    )

    applied(content, by=world.hr)

    boss = Person.objects.get(full_name="Amina")
    assert Membership.objects.get(employee_number="1").reports_to == boss


def test_a_joiner_needs_a_name_and_a_first_day(world):
    run = checked(csv_of(["1", "UNIT", "", ""]), by=world.hr)

    assert faults_of(run) == [
        (2, "full_name", "needed_to_join"),
        (2, "started_on", "needed_to_join"),
    ]


def test_who_has_left_before_is_not_added(world):
    run = checked(
        file_of("1", "UNIT", full_name="Siti", started_on="2020-01-01", last_day="2025-12-31"),
        by=world.hr,
    )

    assert (kinds_of(run), notes_of(run)) == ([], [(2, "last_day", "left_already")])


def test_a_manager_who_left_already_is_none(world):
    content = csv_of(
        ["1", "UNIT", "Siti", "2026-01-05", "", "2"],
        ["2", "UNIT", "Amina", "2020-01-05", "2025-12-31", ""],
        header=[*HEADER, "last_day", "manager"],
    )

    assert faults_of(checked(content, by=world.hr)) == [(2, "manager", "no_such_manager")]


# --- repeating -----------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing(world):
    content = csv_of(
        ["1", "UNIT", "Siti", "a@example.org", "2", "manager", "2026-01-05", "", "", ""],
        ["2", "UNIT", "لیلی", "", "", "", "2026-01-05", "2026-12-31", "2026-07-01", "2026-08-31"],
        header=[
            *("employee_number", "organisation", "full_name", "email", "manager", "roles"),
            *("started_on", "last_day", "leave_from", "leave_until"),
        ],
    )
    applied(content, by=world.hr)

    again = checked(content, by=world.hr)

    assert again.counts == {"rows": 2}
    assert again.state == "ready"


def test_a_column_that_is_missing_leaves_things_as_they_are(world):
    person = member(world.unit, "1")
    post = open_post(person)
    actions.record_leave(post, started_on=date(2026, 1, 1), ended_on=date(2026, 3, 1))

    run = checked(csv_of(["1", "UNIT"], header=HEADER[:2]), by=world.hr)

    assert kinds_of(run) == []


# --- moving --------------------------------------------------------------------------------


def test_a_mover_keeps_the_past_and_the_roles(world):
    person = member(world.dhaka, "7")
    before = open_post(person)

    run = applied(csv_of(["7", "SAVAR"], header=HEADER[:2]), by=world.administrator)

    before.refresh_from_db()
    after = open_post(person)
    assert kinds_of(run) == [(2, "moved")]
    assert (before.organisation, before.last_day) == (world.dhaka, TODAY - timedelta(days=1))
    assert (after.organisation, after.started_on) == (world.savar, TODAY)
    assert [(role.role, role.ended_on) for role in before.roles.all()] == [
        ("procurement", TODAY - timedelta(days=1))
    ]
    assert [(role.role, role.started_on) for role in after.roles.all()] == [("procurement", TODAY)]


def test_the_file_may_say_the_day_of_the_move(world):
    person = member(world.dhaka, "7")

    applied(file_of("7", "SAVAR", started_on="2026-06-01", roles="worker"), by=world.administrator)

    first, second = person.memberships.order_by("started_on")
    assert (first.last_day, second.started_on) == (date(2026, 5, 31), date(2026, 6, 1))
    assert [role.role for role in second.roles.all()] == ["worker"]


def test_another_workforce_type_is_a_move_in_place(world):
    person = member(world.unit, "7")

    applied(file_of("7", "UNIT", workforce_type="non_employee"), by=world.hr)

    first, second = person.memberships.order_by("started_on")
    assert (first.workforce_type, second.workforce_type) == ("employee", "non_employee")
    assert first.organisation == second.organisation


def test_a_move_and_back_again_is_three_memberships(world):
    person = member(world.dhaka, "7")
    applied(file_of("7", "SAVAR", started_on="2026-06-01"), by=world.administrator)

    applied(file_of("7", "DHAKA", started_on="2026-06-10"), by=world.administrator)

    days = list(person.memberships.order_by("started_on").values_list("started_on", "last_day"))
    assert days == [
        (date(2024, 1, 8), date(2026, 5, 31)),
        (date(2026, 6, 1), date(2026, 6, 9)),
        (date(2026, 6, 10), None),
    ]


def test_nobody_moves_to_where_they_work_already(world):
    person = member(world.dhaka, "7")
    actions.join(
        person,
        world.savar,
        workforce_type="supplier_staff",
        started_on=date(2025, 1, 1),
        roles=[],
        employee_number="8",
    )

    run = checked(file_of("7", "SAVAR"), by=world.administrator)

    assert faults_of(run) == [(2, "organisation", "works_there_already")]


# --- leaving and returning -----------------------------------------------------------------


def test_a_leaver_has_a_last_day_and_with_it_goes_every_power(world):
    person = member(world.unit, "7")
    GrantFactory(person=person, power=Power.CSO, organisation=world.company)
    assert access.holds(person, Power.CSO)

    run = applied(file_of("7", "UNIT", last_day="2026-06-14"), by=world.hr)

    assert kinds_of(run) == [(2, "left")]
    assert person.memberships.get().last_day == date(2026, 6, 14)
    assert not access.holds(person, Power.CSO)


def test_a_last_day_may_be_moved_or_taken_back_before_it_is_over(world):
    person = member(world.unit, "7")
    applied(file_of("7", "UNIT", last_day="2026-12-31"), by=world.hr)
    applied(file_of("7", "UNIT", last_day="2027-01-31"), by=world.hr)
    assert person.memberships.get().last_day == date(2027, 1, 31)

    applied(file_of("7", "UNIT", last_day=""), by=world.hr)

    assert person.memberships.get().last_day is None


def test_what_has_ended_stays_as_it_ended(world):
    person = member(world.unit, "7")
    applied(file_of("7", "UNIT", last_day="2026-06-01"), by=world.hr)

    for last_day in ("", "2026-06-02", "2026-12-31"):
        run = checked(file_of("7", "UNIT", last_day=last_day), by=world.hr)
        assert faults_of(run) == [(2, "last_day", "has_left")]
    assert kinds_of(checked(file_of("7", "UNIT", last_day="2026-06-01"), by=world.hr)) == []
    assert person.memberships.get().last_day == date(2026, 6, 1)


def test_a_returner_gets_a_new_membership_under_the_same_number(world):
    person = member(world.unit, "7")
    applied(file_of("7", "UNIT", last_day="2026-03-31"), by=world.hr)

    run = applied(
        file_of("7", "UNIT", started_on="2026-06-01", last_day="", roles="manager"), by=world.hr
    )

    assert kinds_of(run) == [(2, "returned")]
    first, second = person.memberships.order_by("started_on")
    assert (first.last_day, second.started_on) == (date(2026, 3, 31), date(2026, 6, 1))
    assert [role.role for role in second.roles.all()] == ["manager"]
