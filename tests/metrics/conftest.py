"""What tests of the figures share: the day, the sustainability lead, and the sites of E8."""

import random
from datetime import date

import pytest
import time_machine
from django.test import Client

from people.models import Organisation, Power
from tests.factories import GrantFactory, MembershipFactory, OrganisationFactory, ProgrammeFactory
from tests.metrics import records
from tests.metrics.company import Company, invent

TODAY = date(2026, 11, 23)

# Name, trained people, people.
E8_UNITS = [("Alder", 2, 3), ("Birch", 5, 6), ("Cedar", 9, 14), ("Dogwood", 20, 22)]


@pytest.fixture
def frozen_clock():
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False):
        yield


@pytest.fixture
def lead(request: pytest.FixtureRequest, client: Client) -> Client:
    """A client of the sustainability lead of the whole company: `records.root()`."""
    if "units_of_example_e8" in request.fixturenames:
        request.getfixturevalue("units_of_example_e8")
    client.force_login(GrantFactory(power=Power.CSO, organisation=records.root()).person)
    return client


@pytest.fixture
def units_of_example_e8() -> Organisation:
    """A company of four units of 3, 6, 14 and 22 people, of whom 2, 5, 9 and 20 are trained."""
    company = OrganisationFactory()
    programme = ProgrammeFactory(code="A")
    for name, trained, people in E8_UNITS:
        unit = OrganisationFactory(unit=True, parent=company, name=name)
        for number in range(people):
            asked = records.enrolment(MembershipFactory(organisation=unit).person, programme)
            if number < trained:
                records.completion(asked, date(2026, 3, 2))
    return company


def invented(seed: int, people: int) -> Company:
    """The company that a seed gives."""
    return invent(random.Random(seed), people=people, today=TODAY)  # noqa: S311
