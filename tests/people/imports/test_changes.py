"""What changes for people who stay, what is their own, and what cannot be."""

from datetime import date, timedelta

import pytest

from people.models import Leave, Membership, Organisation, Power
from tests.factories import GrantFactory, MembershipFactory
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


# --- changes -------------------------------------------------------------------------------


def test_roles_end_the_day_before_and_begin_today(world):
    person = member(world.unit, "7")

    applied(file_of("7", "UNIT", roles="manager"), by=world.hr)

    roles = open_post(person).roles.order_by("started_on")
    assert [(role.role, role.started_on, role.ended_on) for role in roles] == [
        ("procurement", date(2024, 1, 8), TODAY - timedelta(days=1)),
        ("manager", TODAY, None),
    ]


def test_roles_changed_twice_on_a_day_keep_their_days(world):
    person = member(world.unit, "7")
    applied(file_of("7", "UNIT", roles="manager"), by=world.hr)

    applied(file_of("7", "UNIT", roles="procurement"), by=world.hr)

    held = {(role.role, role.ended_on) for role in open_post(person).roles.all()}
    assert held == {
        ("procurement", TODAY - timedelta(days=1)),
        ("manager", TODAY),
        ("procurement", None),
    }


def test_the_same_leave_gets_its_new_end(world):
    person = member(world.unit, "7")
    for until in ("2026-08-31", "2026-09-30"):
        applied(file_of("7", "UNIT", leave_from="2026-07-01", leave_until=until), by=world.hr)

    leave = Leave.objects.get(membership__person=person)
    assert (leave.started_on, leave.ended_on) == (date(2026, 7, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    ("began", "until", "fault"),
    [
        ("2026-07-01", "2026-07-29", ("leave_until", "leave_too_short")),
        ("2026-07-01", "", ("leave_until", "leave_half")),
        ("2026-07-01", "2026-06-01", ("leave_until", "ends_before_start")),
    ],
)
def test_a_leave_is_long_and_whole(world, began, until, fault):
    member(world.unit, "7")

    run = checked(file_of("7", "UNIT", leave_from=began, leave_until=until), by=world.hr)

    assert faults_of(run) == [(2, *fault)]


def test_the_language_and_the_address_for_signing_in_are_the_persons_own(world):
    person = member(world.unit, "7", email="own@example.org", language="ar")

    run = applied(file_of("7", "UNIT", email="work@example.org", language="en"), by=world.hr)

    person.refresh_from_db()
    assert (person.email, person.language) == ("own@example.org", "ar")
    assert open_post(person).work_email == "work@example.org"
    assert notes_of(run) == [(2, "email", "address_stays")]


def test_an_empty_address_is_filled_but_not_for_somebody_with_a_power(world):
    plain = member(world.unit, "7", email="")
    powerful = member(world.unit, "8", email="")
    GrantFactory(person=powerful, power=Power.CSO, organisation=world.company)

    applied(
        csv_of(
            ["7", "UNIT", "a@example.org"],
            ["8", "UNIT", "b@example.org"],
            header=["employee_number", "organisation", "email"],
        ),
        by=world.hr,
    )

    plain.refresh_from_db()
    powerful.refresh_from_db()
    assert (plain.email, powerful.email) == ("a@example.org", "")


def test_another_first_day_is_noted_and_the_recorded_one_stays(world):
    person = member(world.unit, "7")

    run = checked(file_of("7", "UNIT", started_on="2024-02-01"), by=world.hr)

    assert (kinds_of(run), notes_of(run)) == ([], [(2, "started_on", "start_stays")])
    assert open_post(person).started_on == date(2024, 1, 8)


# --- what cannot be ------------------------------------------------------------------------


def test_a_circle_of_managers_is_told_at_every_row_of_it(world):
    boss = member(world.unit, "1")
    other = member(world.unit, "2")
    Membership.objects.filter(person=other).update(reports_to=boss)
    content = csv_of(
        ["1", "UNIT", "A", "2026-01-01", "3"],
        ["3", "UNIT", "C", "2026-01-01", "2"],
        ["4", "UNIT", "D", "2026-01-01", "3"],
        header=[*HEADER, "manager"],
    )

    run = checked(content, by=world.hr)

    assert faults_of(run) == [(2, "manager", "manager_circle"), (3, "manager", "manager_circle")]


def test_nobody_is_their_own_manager_and_a_manager_is_somebody(world):
    content = csv_of(
        ["1", "UNIT", "A", "2026-01-01", "1"],
        ["2", "UNIT", "B", "2026-01-01", "99"],
        header=[*HEADER, "manager"],
    )

    assert faults_of(checked(content, by=world.hr)) == [
        (2, "manager", "own_manager"),
        (3, "manager", "no_such_manager"),
    ]


def test_numbers_and_addresses_stand_once(world):
    content = csv_of(
        ["1", "UNIT", "A", "2026-01-01", "a@example.org"],
        ["1 ", "UNIT", "B", "2026-01-01", ""],
        ["3", "UNIT", "C", "2026-01-01", "A@EXAMPLE.org"],
        header=[*HEADER, "email"],
    )

    assert faults_of(checked(content, by=world.hr)) == [
        (3, "employee_number", "row_twice"),
        (4, "email", "address_twice"),
    ]


@pytest.mark.parametrize("where", ["itself", "above"])
def test_workers_of_a_restricted_site_are_not_kept(world, where):
    place = world.dhaka if where == "itself" else world.dhaka.parent
    Organisation.objects.filter(pk=place.pk).update(state="restricted")

    run = checked(
        file_of("1", "DHAKA", full_name="A", started_on="2026-01-01", roles="worker"),
        by=world.administrator,
    )

    assert faults_of(run) == [(2, "roles", "restricted")]


def test_who_is_a_worker_of_a_restricted_site_may_stay_and_be_ended(world):
    kept, gone, moving = (
        MembershipFactory(
            organisation=world.dhaka,
            workforce_type="supplier_staff",
            employee_number=number,
            roles=["worker"],
        )
        for number in "123"
    )
    MembershipFactory(organisation=world.savar, workforce_type="supplier_staff")
    Organisation.objects.filter(pk=world.dhaka.pk).update(state="restricted")

    last = (TODAY - timedelta(days=1)).isoformat()
    for membership, more in ((kept, {}), (gone, {"last_day": last})):
        row = file_of(membership.employee_number, "DHAKA", roles="worker", **more)
        assert faults_of(checked(row, by=world.administrator)) == []
    never_there = file_of("9", "DHAKA", roles="worker", last_day=last)
    assert faults_of(checked(never_there, by=world.administrator)) == []

    Organisation.objects.filter(pk=world.dhaka.pk).update(state="active")
    Organisation.objects.filter(pk=world.savar.pk).update(state="restricted")
    run = checked(file_of(moving.employee_number, "SAVAR"), by=world.administrator)
    assert faults_of(run) == [(2, "roles", "restricted")]


def test_the_workforce_type_fits_the_place(world):
    run = checked(file_of("1", "UNIT", workforce_type="supplier_staff"), by=world.hr)

    assert (2, "workforce_type", "type_does_not_fit") in faults_of(run)


def test_a_number_that_stands_for_two_is_not_guessed(world):
    for place in (world.dhaka, world.savar):
        MembershipFactory(organisation=place, workforce_type="supplier_staff", employee_number="7")

    run = checked(file_of("7", "DHAKA"), by=world.administrator)

    assert faults_of(run) == [(2, "employee_number", "number_of_two")]
