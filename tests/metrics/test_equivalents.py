"""Coverage counts in whoever holds what the company counts as the programme, on its days alone."""

from datetime import date

import pytest

from courses.equivalents.models import Equivalent
from courses.models import Completion, Enrolment
from metrics import periods
from metrics.kpis.counted import people_of
from metrics.kpis.suppliers import figures, suppliers
from metrics.report import report
from metrics.suppression import Audience
from tests.factories import (
    EquivalentFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
)
from tests.metrics import records
from tests.metrics.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_clock")]


def holds(person, programme):
    return records.completion(records.enrolment(person, programme), date(2026, 1, 5))


def coverage(company, code):
    rows = report(company, periods.period(code, today=TODAY), Audience.INSIDE)
    (row,) = [one for one in rows if one.kpi_id == "PAR-01" and one.dims == ("programme=A",)]
    return row.numerator, row.denominator


def test_coverage_counts_what_counts_on_the_days_on_which_it_does():
    programme, company = ProgrammeFactory(code="A"), OrganisationFactory()
    equivalent = EquivalentFactory(
        organisation=company,
        programme=programme,
        begins_on=date(2026, 3, 1),
        ends_on=date(2026, 9, 30),
    )
    people = [MembershipFactory(organisation=company).person for _ in range(8)]
    holds(people[0], programme)
    for person in people[1:6]:
        holds(person, equivalent.counted)

    assert coverage(company, "2026-02") == (1, 8)
    assert [coverage(company, f"2026-{month:02}") for month in (3, 9)] == [(6, 8), (6, 8)]
    assert coverage(company, "2026-10") == (1, 8)
    two = {"recorded_by": people[6], "confirmed_by": people[7], "reason": "as told"}
    Completion.objects.filter(enrolment__person=people[1]).update(evidence="waived", **two)
    assert coverage(company, "2026-03") == (5, 8)


def test_another_companys_figures_know_nothing_of_it():
    programme, company = ProgrammeFactory(code="A"), OrganisationFactory()
    equivalent = EquivalentFactory(programme=programme)
    for _ in range(6):
        holds(MembershipFactory(organisation=company).person, equivalent.counted)

    assert coverage(company, "2026") == (0, 6)


def test_a_supplier_is_trained_by_what_counts():
    company = OrganisationFactory()
    site = OrganisationFactory(site=True, parent=OrganisationFactory(supplier=True, parent=company))
    for code, role in (("B", "manager"), ("C", "supervisor")):
        equivalent = EquivalentFactory(organisation=company, programme__code=code)
        person = MembershipFactory(
            organisation=site, workforce_type="supplier_staff", roles=[role]
        ).person
        holds(person, equivalent.counted)

    def is_trained():
        with people_of(company):
            (found,) = suppliers(company, periods.period("2026", today=TODAY))
        return found.is_trained

    assert is_trained()
    equivalent.delete()
    assert not is_trained()


def taking_part(company, code):
    period = periods.period(code, today=TODAY)
    with people_of(company):
        counted = list(figures(suppliers(company, period)))
    (figure,) = [one for one in counted if (one.kpi, one.dimension) == ("SUP-01", "all")]
    return figure.numerator, figure.denominator


def test_a_supplier_takes_part_by_what_its_people_have_learnt_for_another_buyer():
    """The rules ask none of them, since each holds what the company counts."""
    company = OrganisationFactory()
    equivalent = EquivalentFactory(
        organisation=company, begins_on=date(2026, 3, 1), ends_on=date(2026, 9, 30)
    )
    EquivalentFactory(programme=equivalent.programme)  # another company's
    for theirs in Equivalent.objects.all():
        supplier = OrganisationFactory(supplier=True, parent=company)
        person = MembershipFactory(organisation=supplier, workforce_type="supplier_staff").person
        holds(person, theirs.counted)
    Enrolment.objects.update(is_mandatory=False)

    assert taking_part(company, "2026-02") == (0, 0)
    assert [taking_part(company, f"2026-{month:02}") for month in (3, 9)] == [(1, 1), (1, 1)]
    assert taking_part(company, "2026-10") == (0, 0)
    Completion.objects.update(expires_on=date(2026, 4, 30))
    assert [taking_part(company, f"2026-{month:02}") for month in (4, 5)] == [(1, 1), (0, 0)]
    two = {"recorded_by": PersonFactory(), "confirmed_by": PersonFactory(), "reason": "as told"}
    Completion.objects.update(evidence="waived", **two)
    assert taking_part(company, "2026-03") == (0, 0)
