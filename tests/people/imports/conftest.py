"""A company, a unit, a supplier of two sites, by their codes; and who may bring people in."""

from dataclasses import dataclass
from datetime import date

import pytest

from people import actions
from people.models import Membership, Organisation, Person, Power
from tests.factories import GrantFactory, OrganisationFactory, PersonFactory

TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-06-15T12:00:00Z", tick=False)


@dataclass
class World:
    company: Organisation
    unit: Organisation
    supplier: Organisation
    dhaka: Organisation
    savar: Organisation
    other: Organisation
    hr: Person
    administrator: Person


@pytest.fixture
def world(db) -> World:
    company = OrganisationFactory(code="HQ", name="Northwind")
    unit = OrganisationFactory(unit=True, parent=company, code="UNIT", name="Purchasing")
    supplier = OrganisationFactory(supplier=True, parent=company, code="DELTA", name="Delta Knit")
    dhaka = OrganisationFactory(site=True, parent=supplier, code="DHAKA", name="Dhaka")
    savar = OrganisationFactory(site=True, parent=supplier, code="SAVAR", name="Savar")
    other = OrganisationFactory(supplier=True, parent=company, code="OTHER", name="Canary Mill")
    hr = GrantFactory(
        person=PersonFactory(full_name="Hala"),
        power=Power.PEOPLE_ADMINISTRATOR,
        organisation=company,
    ).person
    administrator = GrantFactory(
        person=PersonFactory(full_name="Rina"),
        power=Power.SUPPLIER_ADMINISTRATOR,
        organisation=supplier,
    ).person
    return World(company, unit, supplier, dhaka, savar, other, hr, administrator)


def member(organisation: Organisation, number: str, **facts: object) -> Person:
    """Somebody who works there under a number since 2024."""
    person = PersonFactory(**{"full_name": f"Person {number}", **facts})
    own = organisation.kind in {"company", "unit"}
    actions.join(
        person,
        organisation,
        workforce_type="employee" if own else "supplier_staff",
        started_on=date(2024, 1, 8),
        roles=["procurement"],
        employee_number=number,
    )
    return person


def open_post(person: Person) -> Membership:
    return person.memberships.get(last_day=None)
