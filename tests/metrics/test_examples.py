"""The worked examples of the figures' definitions, as rows of the real record."""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from courses.models import Programme
from metrics import display
from metrics.kpis.counted import Population
from metrics.periods import Period
from metrics.record import Row
from metrics.report import count, report
from metrics.suppression import Audience
from people.calendar import reporting_day
from people.models import Organisation
from tests.factories import (
    EditionFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
)
from tests.metrics import records

pytestmark = pytest.mark.django_db

YEAR = Period("2026", date(2026, 1, 1), date(2026, 12, 31), as_of=date(2026, 12, 31))


def example(name: str) -> dict[str, Any]:
    return json.loads((Path(__file__).parent / "examples" / f"{name}.json").read_text())


def total(rows: list[Row], kpi: str, dims: tuple[str, ...]) -> Row:
    (row,) = [row for row in rows if row.kpi_id == kpi and row.dims == dims]
    return row


def day(text: str) -> date:
    return date.fromisoformat(text)


# --- E1: coverage --------------------------------------------------------------------------


@pytest.fixture
def coverage_example(settings) -> dict[str, Any]:
    data = example("E1")
    settings.REPORTING_TIME_ZONE = data["reporting_tz"]
    programme = ProgrammeFactory(code="A", validity_months=data["validity_months"])
    company = OrganisationFactory()
    for facts in data["people"]:
        _add_person(facts, programme, company, data["in_person_min_share"])
    return data


def _add_person(
    facts: dict[str, Any], programme: Programme, company: Organisation, attendance: float
) -> None:
    membership = MembershipFactory(
        organisation=company,
        person=PersonFactory(is_test=facts.get("test_account", False)),
        started_on=day(facts.get("start", "2024-01-08")),
        last_day=day(facts["last_day"]) if "last_day" in facts else None,
    )
    if "leave" in facts:
        records.leave(membership, *map(day, facts["leave"]))
    asked = records.enrolment(
        membership.person,
        programme,
        assigned=day(facts.get("assigned", "2024-01-08")),
        due=day(facts["due"]) if "due" in facts else None,
    )
    if facts.get("exempt"):
        asked.exempted_at = timezone.now().replace(year=2026, month=2, day=1)
        asked.reason, asked.decided_by = "covered elsewhere", PersonFactory(is_test=True)
        asked.confirmed_by = PersonFactory(is_test=True)
        asked.save()
    _complete(asked, facts, attendance)


def _complete(asked: Any, facts: dict[str, Any], attendance: float) -> None:
    in_person = facts.get("in_person", {})
    if "completed" in facts:
        records.completion(asked, day(facts["completed"]))
    elif "completed_utc" in facts:
        records.completion(asked, reporting_day(datetime.fromisoformat(facts["completed_utc"])))
    elif "recognised_prior" in facts:
        records.completion(asked, day(facts["recognised_prior"]), evidence="recognised")
    elif in_person and in_person["share"] >= attendance and in_person["passed"]:
        records.completion(asked, day(in_person["date"]), evidence="in_person")


@pytest.mark.parametrize("kpi", ["PAR-01", "PAR-02"])
def test_example_e1_gives_the_expected_coverage(coverage_example, kpi):
    expected = coverage_example["expected"][kpi]

    (figure,) = [
        figure
        for figure in count(records.root(), YEAR).figures
        if (figure.kpi, figure.population, figure.dimension) == (kpi, "own", "all")
    ]

    assert (figure.numerator, figure.people) == (expected["num"], expected["den"])
    assert display.percent(figure.numerator, figure.people) == expected["display"]


def test_example_e1_counts_whom_it_leaves_out(coverage_example):
    assert (
        count(records.root(), YEAR).excluded["A", Population.OWN]
        == coverage_example["expected"]["excluded"]
    )


def test_example_e1_tells_nobody_of_the_few_who_are_left_out(coverage_example):
    """Twelve people less nine would be the three who are away or not yet due."""
    rows = report(records.root(), YEAR, Audience.INSIDE)

    of_all, of_due = (total(rows, kpi, ("programme=A",)) for kpi in ["PAR-01", "PAR-02"])
    assert (of_all.display, of_all.excluded) == ("50.0", dict.fromkeys(["left", "exempt", "test"]))
    assert (of_due.denominator, of_due.display, of_due.excluded) == (None, None, None)


# --- E5: first attempts --------------------------------------------------------------------


@pytest.fixture
def attempts_example() -> dict[str, Any]:
    data = example("E5")
    edition = EditionFactory()
    programme = ProgrammeFactory(code="A", modules=[edition.module])
    company = OrganisationFactory()
    members: dict[str, Any] = {}
    studies: dict[tuple[str, int], Any] = {}
    for facts in data["attempts"]:
        who, cycle = facts["u"], facts["cycle"]
        if who not in members:
            left = day(facts["left"]) if "left" in facts else None
            members[who] = MembershipFactory(organisation=company, last_day=left)
        if (who, cycle) not in studies:
            asked = records.enrolment(members[who].person, programme, cycle=cycle)
            studies[who, cycle] = records.study(asked, edition)
        _attempt(studies[who, cycle], facts)
    return data


def _attempt(study: Any, facts: dict[str, Any]) -> None:
    score = (Decimal(100 * facts["right"]) / facts["items"]).quantize(Decimal("0.0001"))
    submitted = records.noon(day(facts["date"])) if facts.get("submitted", True) else None
    records.attempt(study, submitted, score, critical_missed=facts["crit_wrong"])


def test_example_e5_gives_the_expected_pass_rate(attempts_example):
    expected = attempts_example["expected"]["LRN-01"]

    row = total(report(records.root(), YEAR, Audience.INSIDE), "LRN-01", ("programme=A",))

    assert (row.numerator, row.denominator) == (expected["num"], expected["den"])
    assert row.display == expected["display"]


def test_example_e5_means_peoples_percentages_never_pooled_items(attempts_example):
    expected = attempts_example["expected"]["LRN-02"]

    row = total(report(records.root(), YEAR, Audience.INSIDE), "LRN-02", ("programme=A",))

    assert (row.display, row.denominator) == (expected["mean"], expected["n"])
    assert row.display != expected["trap_pooled"]
    assert row.numerator == Decimal("678.8889")


# --- the day is the company's --------------------------------------------------------------


@pytest.mark.parametrize(("zone", "counted"), [("Europe/Berlin", 5), ("UTC", 0)])
def test_a_moment_counts_on_the_companys_civil_day(settings, zone, counted):
    settings.REPORTING_TIME_ZONE = zone
    edition = EditionFactory()
    programme = ProgrammeFactory(code="A", modules=[edition.module])
    company = OrganisationFactory()
    half_past_midnight = datetime.combine(date(2027, 1, 1), time(0, 30), ZoneInfo("Europe/Berlin"))
    for _ in range(5):
        person = MembershipFactory(organisation=company).person
        study = records.study(records.enrolment(person, programme), edition)
        records.attempt(study, half_past_midnight.astimezone(UTC), "90")
    january = Period("2027-01", date(2027, 1, 1), date(2027, 1, 31), as_of=date(2027, 1, 31))

    people = [
        figure.people
        for figure in count(records.root(), january).figures
        if (figure.kpi, figure.dimension) == ("LRN-01", "all")
    ]

    assert people == [counted]
