"""Who may give which power on: pure, and then on rows, all pairs."""

from itertools import product

import pytest

from people import access, actions
from people.calendar import reporting_day
from people.delegation import GIVES, OVER, Held, Place, fits, may_give
from people.models import AudienceRole, Grant, Membership, Power, WorkforceType
from tests.factories import GrantFactory, MembershipFactory, OrganisationFactory, PersonFactory

COMPANY, SUPPLIER, SITE = Place("company", "1."), Place("supplier", "1.2."), Place("site", "1.2.3.")
PLACES = [COMPANY, Place("unit", "1.9."), SUPPLIER, SITE, Place("supplier", "1.22.")]


def test_every_power_says_what_it_gives_and_over_what():
    assert set(GIVES) == set(OVER) == set(Power.values)
    assert all(given <= set(Power.values) for given in GIVES.values())


ALL_PAIRS = list(product(Power.values, Power.values, PLACES))


@pytest.mark.parametrize(("held", "given", "place"), ALL_PAIRS)
def test_nobody_gives_more_than_they_hold(held, given, place):
    """A lead gives all powers; an administrator hers alone; nobody over what it is not about."""
    over = {"supplier_administrator": {"supplier", "site"}, "hr": {"company", "unit"}}
    gives = {"cso": set(Power.values), "supplier_administrator": {held}, "hr": {held}}

    may = may_give([Held(held, "1.")], given, place)

    assert may == (given in gives.get(held, ()) and place.kind in over.get(given, {"company"}))


@pytest.mark.parametrize("place", [COMPANY, Place("supplier", "1.22."), Place("site", "1.4.1.")])
def test_nobody_gives_outside_of_what_they_hold_it_over(place):
    held = [Held("supplier_administrator", SUPPLIER.path)]

    assert may_give(held, "supplier_administrator", SITE)
    assert not may_give(held, "supplier_administrator", place)


@pytest.mark.parametrize(
    ("power", "place", "works_at", "is_own", "may"),
    [
        ("cso", COMPANY, "1.9.", True, True),
        ("cso", COMPANY, "1.2.3.", False, False),
        ("author", COMPANY, "1.2.3.", False, False),
        ("supplier_administrator", SUPPLIER, "1.2.3.", False, True),
        ("supplier_administrator", SITE, "1.2.", False, False),
    ],
)
def test_a_power_is_held_by_who_works_there_the_companys_by_its_own(
    power, place, works_at, is_own, may
):
    assert fits(power, place, works_at=works_at, is_own_workforce=is_own) == may


# --- on rows -------------------------------------------------------------------------------


@pytest.fixture
def site(db):
    return OrganisationFactory(site=True)


@pytest.fixture
def administrator(site):
    power = Power.SUPPLIER_ADMINISTRATOR
    return GrantFactory(power=power, organisation=site.parent).person


@pytest.fixture
def supervisor(site):
    return works_at(site)


def works_at(organisation, workforce_type=WorkforceType.SUPPLIER_STAFF):
    return MembershipFactory(
        organisation=organisation, workforce_type=workforce_type, roles=[AudienceRole.SUPERVISOR]
    ).person


def test_an_administrator_gives_her_power_over_her_supplier_or_one_of_its_sites(
    administrator, supervisor, site
):
    offered = access.powers_to_give(administrator, supervisor, reporting_day())

    grant = actions.grant(supervisor, Power.SUPPLIER_ADMINISTRATOR, site, by=administrator)

    assert offered == [
        (Power.SUPPLIER_ADMINISTRATOR, site.parent),
        (Power.SUPPLIER_ADMINISTRATOR, site),
    ]
    assert (grant.granted_by, grant.organisation) == (administrator, site)


@pytest.mark.parametrize("power", Power.values)
@pytest.mark.parametrize("where", ["company", "another supplier"])
def test_an_administrator_gives_nothing_beyond_her_supplier(administrator, site, power, where):
    company = site.parent.parent
    place = company if where == "company" else OrganisationFactory(supplier=True, parent=company)
    person = works_at(place, WorkforceType.EMPLOYEE)

    with pytest.raises(actions.NotYoursToGive):
        actions.grant(person, power, place, by=administrator)

    assert Grant.objects.get().person == administrator


def test_nobody_gives_herself_a_power(administrator, site):
    Membership.objects.create(
        person=administrator,
        organisation=site,
        workforce_type=WorkforceType.SUPPLIER_STAFF,
        started_on="2024-01-01",
    )

    with pytest.raises(actions.NotYoursToGive):
        actions.grant(administrator, Power.SUPPLIER_ADMINISTRATOR, site, by=administrator)


def test_who_has_no_power_gives_none(supervisor, site):
    with pytest.raises(actions.NotYoursToGive):
        actions.grant(supervisor, Power.AUTHOR, site.parent.parent, by=PersonFactory())


def test_a_suppliers_staff_never_write_for_the_company(site, supervisor):
    lead = GrantFactory(power=Power.CSO, organisation=site.parent.parent).person

    with pytest.raises(actions.NotYoursToGive):
        actions.grant(supervisor, Power.AUTHOR, site.parent.parent, by=lead)


# --- ending --------------------------------------------------------------------------------


def test_a_power_that_ends_counts_no_more(administrator, supervisor, site):
    grant = actions.grant(supervisor, Power.SUPPLIER_ADMINISTRATOR, site.parent, by=administrator)

    actions.end_grant(grant, by=administrator)

    assert not access.holds(supervisor, Power.SUPPLIER_ADMINISTRATOR)
    grant.refresh_from_db()
    assert (grant.ended_by, grant.ended_at is None) == (administrator, False)


def test_ended_twice_is_ended_once(administrator, supervisor, site):
    grant = actions.grant(supervisor, Power.SUPPLIER_ADMINISTRATOR, site.parent, by=administrator)
    first = actions.end_grant(grant, by=administrator)

    again = actions.end_grant(grant, by=supervisor)

    assert (again.ended_at, again.ended_by) == (first.ended_at, administrator)


def test_the_last_administrator_stays(administrator):
    grant = Grant.objects.get()

    with pytest.raises(actions.LastAdministrator):
        actions.end_grant(grant, by=administrator)

    assert access.holds(administrator, Power.SUPPLIER_ADMINISTRATOR)


@pytest.mark.parametrize("gone", ["left", "barred"])
def test_who_has_gone_does_not_count_as_the_one_who_stays(administrator, supervisor, site, gone):
    actions.grant(supervisor, Power.SUPPLIER_ADMINISTRATOR, site.parent, by=administrator)
    if gone == "left":
        Membership.objects.filter(person=supervisor).update(last_day="2026-01-01")
    else:
        type(supervisor).objects.filter(pk=supervisor.pk).update(is_active=False)

    with pytest.raises(actions.LastAdministrator):
        actions.end_grant(administrator.grants.get(), by=administrator)


def test_an_author_is_let_out_of_the_cms_with_her_last_power(site):
    company = site.parent.parent
    lead = GrantFactory(power=Power.CSO, organisation=company).person
    author = works_at(company, WorkforceType.EMPLOYEE)
    grant = actions.grant(author, Power.AUTHOR, company, by=lead)
    assert author.groups.exists()

    actions.end_grant(grant, by=lead)

    assert not author.groups.exists()


def test_what_one_answers_for_are_the_powers_one_may_give(administrator, supervisor, site):
    own = actions.grant(supervisor, Power.SUPPLIER_ADMINISTRATOR, site, by=administrator)
    GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR)
    GrantFactory(power=Power.CSO, organisation=site.parent.parent)

    answered_for = access.grants_in_the_hands_of(administrator)

    assert set(answered_for) == {own, administrator.grants.get()}
