"""A company, a supplier, who brings people in there, and two rows of Amina in the unit."""

from dataclasses import dataclass
from datetime import date

import pytest

from people import actions
from people.merging.models import LikelyDuplicate
from people.models import Organisation, Person, Power
from tests.factories import GrantFactory, OrganisationFactory, PersonFactory


@dataclass
class House:
    company: Organisation
    unit: Organisation
    supplier: Organisation
    site: Organisation
    other: Organisation
    hr: Person
    administrator: Person


@pytest.fixture
def house(db) -> House:
    company = OrganisationFactory(code="HQ", name="Northwind")
    unit = OrganisationFactory(unit=True, parent=company, code="UNIT", name="Purchasing")
    supplier = OrganisationFactory(supplier=True, parent=company, code="DELTA", name="Delta Knit")
    site = OrganisationFactory(site=True, parent=supplier, code="DHAKA", name="Dhaka")
    other = OrganisationFactory(supplier=True, parent=company, code="OTHER", name="Canary Mill")
    hr = GrantFactory(
        person__full_name="Hanneke Visser",
        power=Power.PEOPLE_ADMINISTRATOR,
        organisation=company,
    ).person
    administrator = GrantFactory(
        person__full_name="Rina Akter",
        power=Power.SUPPLIER_ADMINISTRATOR,
        organisation=supplier,
    ).person
    return House(company, unit, supplier, site, other, hr, administrator)


def works(place: Organisation, number: str = "", **facts: object) -> Person:
    """Somebody who works there; `post` are facts of the membership."""
    post = {"started_on": date(2024, 1, 8), "roles": ["procurement"], **facts.pop("post", {})}
    person = facts.pop("person", None) or PersonFactory(**{"full_name": "Amina Rahman", **facts})
    own = place.kind in {"company", "unit"}
    actions.join(
        person,
        place,
        workforce_type="employee" if own else "supplier_staff",
        employee_number=number,
        **post,
    )
    return person


@pytest.fixture
def pair(house) -> LikelyDuplicate:
    """Two rows of Amina, with the same address at work."""
    post = {"work_email": "amina@example.com"}
    older = works(house.unit, "1", post=post)
    younger = works(house.unit, "2", post=post | {"started_on": date(2026, 3, 2)})
    return LikelyDuplicate.objects.create(older=older, younger=younger, reasons=["email"])
