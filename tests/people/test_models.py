"""What must never be, refused by the database: one test for each constraint of people."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from people.models import Grant, Leave, Membership, Organisation, Person, Power, RoleHeld
from tests.factories import GrantFactory, MembershipFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db

DAY, DAY_BEFORE = date(2026, 3, 3), date(2026, 3, 2)


def refused():
    return pytest.raises(IntegrityError)


def test_an_organisation_does_not_end_before_it_starts():
    with refused():
        OrganisationFactory(started_on=DAY, ended_on=DAY_BEFORE)


def test_a_supplier_without_a_parent_is_refused():
    with refused():
        OrganisationFactory(kind=Organisation.Kind.SUPPLIER)


def test_a_company_below_another_is_refused():
    with refused():
        OrganisationFactory(parent=OrganisationFactory())


def test_two_people_do_not_share_an_address_whatever_its_case():
    PersonFactory(email="amina@example.org")

    with refused():
        PersonFactory(email="Amina@Example.org")


def test_many_people_have_no_address():
    PersonFactory.create_batch(2, without_email=True)

    assert Person.objects.filter(email="").count() == 2


def test_an_employee_number_stands_once_in_an_organisation():
    first = MembershipFactory(employee_number="007")

    with refused():
        MembershipFactory(organisation=first.organisation, employee_number="007")


def test_a_person_is_a_member_of_an_organisation_once_at_a_time():
    first = MembershipFactory(last_day=DAY)
    MembershipFactory(person=first.person, organisation=first.organisation, started_on=DAY)

    with refused():
        MembershipFactory(person=first.person, organisation=first.organisation, started_on=DAY)


def test_a_membership_does_not_end_before_it_starts():
    with refused():
        MembershipFactory(started_on=DAY, last_day=DAY_BEFORE)


def test_nobody_reports_to_oneself():
    person = PersonFactory()

    with refused():
        MembershipFactory(person=person, reports_to=person)


def test_a_role_is_held_once_at_a_time():
    held = RoleHeld.objects.get(membership=MembershipFactory())

    with refused():
        RoleHeld.objects.create(membership=held.membership, role=held.role, started_on=DAY)


def test_a_role_does_not_end_before_it_starts():
    with refused():
        RoleHeld.objects.create(
            membership=MembershipFactory(), role="worker", started_on=DAY, ended_on=DAY_BEFORE
        )


def test_a_leave_does_not_end_before_it_starts():
    with refused():
        Leave.objects.create(membership=MembershipFactory(), started_on=DAY, ended_on=DAY_BEFORE)


def test_a_power_is_granted_once_at_a_time():
    grant = GrantFactory()

    with refused():
        Grant.objects.create(
            person=grant.person, power=grant.power, organisation=grant.organisation
        )


def test_the_first_and_the_last_day_count_as_active():
    MembershipFactory(started_on=DAY, last_day=DAY)

    active = [Membership.objects.active(day).count() for day in (DAY_BEFORE, DAY, date(2026, 3, 4))]

    assert active == [0, 1, 0]


def test_a_form_refuses_a_name_that_turns_the_line_round():
    person = PersonFactory.build(full_name="Amina\u202edenimA", password="")

    with pytest.raises(ValidationError, match="U\\+202E"):
        person.full_clean()


def test_nobody_gives_herself_a_power():
    person = PersonFactory()

    with pytest.raises(IntegrityError, match="nobody_gives_herself_a_power"):
        Grant.objects.create(
            person=person, power=Power.CSO, organisation=OrganisationFactory(), granted_by=person
        )
