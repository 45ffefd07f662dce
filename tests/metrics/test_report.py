"""The report: what is shown, in which words, and how much work it is."""

from datetime import UTC, date, datetime

import pytest

from metrics import exports, periods
from metrics.record import Row
from metrics.report import report
from metrics.suppression import Audience
from people.models import AudienceRole
from tests.factories import (
    EditionFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
)
from tests.metrics import records
from tests.metrics.conftest import TODAY, invented

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
YEAR = periods.period("2026", today=TODAY)


# --- learning figures ----------------------------------------------------------------------


def people_with_scores(scores: list[str]) -> None:
    edition = EditionFactory()
    programme = ProgrammeFactory(code="A", modules=[edition.module])
    company = OrganisationFactory()
    for score in scores:
        person = MembershipFactory(organisation=company).person
        study = records.study(records.enrolment(person, programme), edition)
        records.attempt(study, records.noon(date(2026, 5, 5)), score)


def of_kpi(kpi: str, dims: tuple[str, ...] = ("programme=A",)) -> Row:
    (row,) = [
        row
        for row in report(records.root(), YEAR, Audience.INSIDE)
        if row.kpi_id == kpi and row.dims == dims
    ]
    return row


@pytest.mark.parametrize(("score", "display"), [("90", "≥ 95 %"), ("30", "≤ 5 %")])
def test_where_all_are_alike_the_pass_rate_is_told_as_a_bound(score, display):
    people_with_scores([score] * 12)

    row = of_kpi("LRN-01")

    assert (row.numerator, row.value, row.display) == (None, None, display)
    assert (row.denominator, row.suppression_reason) == (None, "homogeneous")


def test_a_role_needs_five_people_and_a_place_ten():
    people_with_scores(["90"] * 6 + ["50"])

    assert of_kpi("LRN-01", ("programme=A", "role=procurement")).display == "85.7"
    assert of_kpi("LRN-01", ("programme=A", "country=GB")).suppressed


def test_a_count_of_fewer_than_five_people_is_hidden():
    programme = ProgrammeFactory(code="A")
    company = OrganisationFactory()
    for number in range(5):
        person = MembershipFactory(organisation=company).person
        asked = records.enrolment(person, programme)
        if number < 4:
            records.completion(asked, date(2026, 3, 2))

    assert of_kpi("PAR-04").suppressed
    assert of_kpi("PAR-04").excluded is None
    assert of_kpi("PAR-01").display == "80.0"


def test_without_anybody_shares_are_empty_and_counts_are_nought():
    ProgrammeFactory(code="A")

    assert (of_kpi("PAR-01").suppression_reason, of_kpi("PAR-01").display) == (
        "no_population",
        None,
    )
    assert of_kpi("PAR-04").display == "0"
    assert of_kpi("HRS-02a", ("all",)).display == "0.0"


def test_an_organisation_is_not_found_from_its_country():
    """Gdynia is the next smallest, but told as Poland: Hull is protected by Leeds instead."""
    ProgrammeFactory(code="A")
    company = OrganisationFactory()
    for name, country, people in [("Gdynia", "PL", 6), ("Hull", "GB", 3), ("Leeds", "GB", 14)]:
        unit = OrganisationFactory(unit=True, parent=company, name=name, country=country)
        for _ in range(people):
            MembershipFactory(organisation=unit)

    hidden = {
        row.dims[-1]
        for row in report(records.root(), YEAR, Audience.INSIDE)
        if row.kpi_id == "PAR-01" and row.suppressed and "workforce=supplier_staff" not in row.dims
    }

    assert hidden == {"organisation=Hull", "organisation=Leeds"}


def test_par_02_hides_what_par_01_hides():
    invented(8, 70)
    rows = report(records.root(), YEAR, Audience.INSIDE)

    hidden = {
        kpi: {row.dims for row in rows if row.kpi_id == kpi and row.suppressed}
        for kpi in ["PAR-01", "PAR-02"]
    }

    assert hidden["PAR-01"]
    assert hidden["PAR-01"] <= hidden["PAR-02"]


def test_a_customer_may_hide_more_and_never_less(settings, units_of_example_e8):
    def hidden() -> int:
        return sum(row.suppressed for row in report(records.root(), YEAR, Audience.INSIDE))

    usual = hidden()
    settings.GROUP_MINIMUM = 2
    assert hidden() == usual
    settings.GROUP_MINIMUM = 10
    assert hidden() > usual


# --- how much work it is -------------------------------------------------------------------


def test_the_queries_are_as_many_for_ten_times_the_people(django_assert_num_queries):
    made = invented(9, 12)
    # What adds up over time is counted for the year and its four quarters; hours ask first which
    # lessons two merged rows of a person have done twice, coverage what counts as the programme.
    per_programme, for_all = 5 + 2 * 5, 4 + 3 * 5

    with django_assert_num_queries(per_programme * 3 + for_all):
        report(made.company, YEAR, Audience.INSIDE)
    for _ in range(110):
        MembershipFactory(organisation=made.company, roles=[AudienceRole.MANAGER])
    with django_assert_num_queries(per_programme * 3 + for_all):
        report(made.company, YEAR, Audience.INSIDE)


def test_the_same_figures_are_the_same_bytes():
    invented(10, 30)

    first, second = (
        [
            *exports.json_parts(
                report(records.root(), YEAR, Audience.INSIDE), YEAR, Audience.INSIDE, counted_at=NOW
            )
        ]
        for _ in range(2)
    )

    assert first == second
    hashes = [row.hash for row in report(records.root(), YEAR, Audience.INSIDE)]
    assert len(set(hashes)) == len(hashes)
