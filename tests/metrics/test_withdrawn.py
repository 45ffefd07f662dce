"""What was withdrawn stood until that day: figures of the days before stay as they were."""

from datetime import date

import pytest

from courses.models import Enrolment
from metrics import periods
from metrics.kpis import participation
from metrics.kpis.counted import people_of
from metrics.kpis.suppliers import suppliers
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
)
from tests.metrics import records
from tests.metrics.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_clock")]

# In October still to be done.
ASKED, DUE = date(2026, 9, 1), date(2026, 12, 15)


def withdraw(asked: Enrolment, on: date, **more: object) -> None:
    facts = {"reason": "left the team", "decided_by": PersonFactory(is_test=True)} | more
    Enrolment.objects.filter(pk=asked.pk).update(withdrawn_at=records.noon(on), **facts)


def people(kpi: str, programme, month: str) -> int:
    with people_of(records.root()):
        figures = participation.coverage(programme, periods.period(month, today=TODAY)).figures
    (figure,) = [
        one for one in figures if (one.kpi, one.population, one.dimension) == (kpi, "own", "all")
    ]
    return figure.people


@pytest.mark.parametrize(
    ("on", "october"), [(TODAY, 0), (date(2026, 11, 1), 0), (date(2026, 10, 31), 1)]
)
def test_whose_due_day_lay_ahead_was_not_due_until_it_was_withdrawn(on, october):
    programme = ProgrammeFactory(code="A")
    person = MembershipFactory(organisation=records.root()).person
    asked = records.enrolment(person, programme, assigned=ASKED, due=DUE)
    assert people("PAR-02", programme, "2026-10") == 0

    withdraw(asked, on)

    assert people("PAR-02", programme, "2026-10") == october
    assert people("PAR-02", programme, "2026-11") == 1


def test_a_duplicate_never_stood():
    programme = ProgrammeFactory(code="A")
    person = MembershipFactory(organisation=records.root()).person
    double = records.enrolment(person, programme, assigned=ASKED, due=DUE)
    lasting = records.enrolment(PersonFactory(), programme, assigned=ASKED, due=ASKED)
    withdraw(double, TODAY, duplicate_of=lasting)
    Enrolment.objects.filter(pk=lasting.pk).update(person=person)

    assert people("PAR-02", programme, "2026-10") == 1


def test_who_was_exempt_was_so_until_it_was_withdrawn():
    programme = ProgrammeFactory(code="A")
    person = MembershipFactory(organisation=records.root()).person
    asked = records.enrolment(person, programme)
    agreed = {"exempted_at": records.noon(ASKED), "confirmed_by": PersonFactory(is_test=True)}

    withdraw(asked, TODAY, **agreed)

    assert people("PAR-01", programme, "2026-10") == 0
    assert people("PAR-01", programme, "2026-11") == 1


def test_a_supplier_was_asked_until_it_was_withdrawn():
    company = records.root()
    supplier = OrganisationFactory(supplier=True, parent=company)
    person = MembershipFactory(organisation=supplier, workforce_type="supplier_staff").person
    withdraw(records.enrolment(person, ProgrammeFactory(), assigned=ASKED), TODAY)

    def is_asked(month: str) -> bool:
        with people_of(company):
            (found,) = suppliers(company, periods.period(month, today=TODAY))
        return found.is_asked

    assert [is_asked(f"2026-{month:02}") for month in (8, 9, 10, 11)] == [False, True, True, False]
