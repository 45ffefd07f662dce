"""Who may see whom: the one, her manager, the administrator of a supplier, and the stranger."""

from datetime import date

import pytest

from people import access
from people.models import Grant, Power
from tests.factories import GrantFactory, MembershipFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def test_a_manager_sees_her_direct_reports_and_nobody_else():
    manager = PersonFactory()
    report = MembershipFactory(reports_to=manager)
    MembershipFactory(reports_to=report.person)
    MembershipFactory()

    assert list(access.reports_of(manager, TODAY)) == [report]
    assert access.has_reports(manager, TODAY)
    assert not access.has_reports(PersonFactory(), TODAY)


@pytest.mark.parametrize(
    ("last_day", "is_seen"), [(date(2026, 11, 22), False), (TODAY, True), (None, True)]
)
def test_a_report_is_seen_up_to_the_last_day(last_day, is_seen):
    manager = PersonFactory()
    MembershipFactory(reports_to=manager, last_day=last_day)

    assert access.reports_of(manager, TODAY).exists() == is_seen
    assert access.has_reports(manager, TODAY) == is_seen


def test_a_supplier_administrator_sees_the_staff_of_her_own_subtree():
    site = OrganisationFactory(site=True)
    other_site = OrganisationFactory(site=True)
    own = MembershipFactory(supplier_staff=True, organisation=site)
    MembershipFactory(supplier_staff=True, organisation=other_site)
    MembershipFactory(organisation=site.parent.parent)
    grant = GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR, organisation=site.parent)

    assert list(access.staff_of(grant.person, TODAY)) == [own]


def test_without_a_grant_nothing_is_seen():
    MembershipFactory(supplier_staff=True)
    stranger = PersonFactory()

    assert not access.staff_of(stranger, TODAY).exists()
    assert not access.organisations_of(stranger, Power.SUPPLIER_ADMINISTRATOR).exists()
    assert not access.reports_of(stranger, TODAY).exists()


def test_a_power_opens_nothing_that_another_power_opens():
    grant = GrantFactory(power=Power.CSO)
    MembershipFactory(organisation=grant.organisation)

    assert not access.staff_of(grant.person, TODAY).exists()
    assert access.holds(grant.person, Power.CSO)
    assert not access.holds(grant.person, Power.SUPPLIER_ADMINISTRATOR)


def test_an_ended_grant_opens_nothing():
    grant = GrantFactory(power=Power.CSO)
    Grant.objects.update(ended_at=grant.granted_at)

    assert not access.holds(grant.person, Power.CSO)
    assert not access.holds_for_company(grant.person, Power.CSO)
    assert not access.organisations_of(grant.person, Power.CSO).exists()


def test_a_power_over_a_part_is_no_power_over_the_company():
    part = GrantFactory(power=Power.CSO, organisation=OrganisationFactory(unit=True))
    whole = GrantFactory(power=Power.CSO)

    assert access.holds(part.person, Power.CSO)
    assert not access.holds_for_company(part.person, Power.CSO)
    assert access.holds_for_company(whole.person, Power.CSO)


def test_a_path_is_not_taken_for_the_beginning_of_another_id():
    company = OrganisationFactory()
    units = [OrganisationFactory(unit=True, parent=company) for _ in range(11)]
    first = units[0]
    grant = GrantFactory(power=Power.CSO, organisation=first)

    assert list(access.organisations_of(grant.person, Power.CSO)) == [first]


@pytest.mark.parametrize(("last_day", "may"), [(date(2020, 1, 1), False), (None, True)])
def test_who_has_left_has_no_power_any_more(last_day, may):
    grant = GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR)
    MembershipFactory(person=grant.person, started_on=date(2019, 1, 1), last_day=last_day)
    MembershipFactory(reports_to=grant.person, organisation=grant.organisation)

    assert access.has_reports(grant.person, TODAY) == may
    assert access.holds(grant.person, Power.SUPPLIER_ADMINISTRATOR) == may
    assert access.holds_for_company(grant.person, Power.SUPPLIER_ADMINISTRATOR) == may
    assert access.staff_of(grant.person, TODAY).exists() == may


def test_who_has_left_one_supplier_and_works_at_another_keeps_the_power_granted():
    grant = GrantFactory(power=Power.CSO)
    MembershipFactory(person=grant.person, started_on=date(2019, 1, 1), last_day=date(2020, 1, 1))
    MembershipFactory(person=grant.person)

    assert access.holds(grant.person, Power.CSO)
