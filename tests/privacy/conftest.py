"""A company with a unit and a supplier, who answers there, and people who ask."""

from dataclasses import dataclass

import pytest

from people.models import Organisation, Person, Power
from tests.factories import GrantFactory, MembershipFactory, OrganisationFactory, PersonFactory


@dataclass
class World:
    company: Organisation
    unit: Organisation
    supplier: Organisation
    site: Organisation
    hr: Person
    administrator: Person
    lead: Person
    own: Person
    theirs: Person


def worker(organisation: Organisation, name: str, **facts: object) -> Person:
    """Somebody who works there."""
    person = PersonFactory(full_name=name)
    is_own = organisation.kind in {"company", "unit"}
    kind = "employee" if is_own else "supplier_staff"
    MembershipFactory(person=person, organisation=organisation, workforce_type=kind, **facts)
    return person


def power(power: str, organisation: Organisation, name: str) -> Person:
    person = PersonFactory(full_name=name)
    return GrantFactory(person=person, power=power, organisation=organisation).person


@pytest.fixture
def world(db) -> World:
    company = OrganisationFactory(name="Northwind")
    unit = OrganisationFactory(unit=True, parent=company, name="Purchasing")
    supplier = OrganisationFactory(supplier=True, parent=company, name="Delta Knit")
    site = OrganisationFactory(site=True, parent=supplier, name="Dhaka")
    return World(
        company=company,
        unit=unit,
        supplier=supplier,
        site=site,
        hr=power(Power.PEOPLE_ADMINISTRATOR, company, "Hala Haddad"),
        administrator=power(Power.SUPPLIER_ADMINISTRATOR, supplier, "Rina Akter"),
        lead=power(Power.CSO, company, "Lena Berg"),
        own=worker(unit, "Omar Said", employee_number="N-1"),
        theirs=worker(site, "Amina Rahman", employee_number="D-1"),
    )
