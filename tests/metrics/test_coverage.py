"""Coverage by tier and risk band, and trained suppliers: counted again by plain loops; the page."""

import csv
import io
import random
from collections import defaultdict
from datetime import date
from decimal import Decimal

import page
import pytest
from django.core.cache import caches

from courses.models import Completion, Enrolment, Programme
from metrics import periods
from metrics.coverage import coverage
from metrics.finer import Told, apply_finer
from metrics.judgement import PLACES
from metrics.kpis import participation
from metrics.kpis.counted import Dimension, people_of
from metrics.kpis.suppliers import figures, suppliers
from metrics.suppression import Cell, Reason
from people.audit.models import AuditEvent
from people.models import Organisation
from tests.certificates import printed
from tests.factories import MembershipFactory, OrganisationFactory, ProgrammeFactory
from tests.metrics import records
from tests.metrics.conftest import TODAY, invented
from tests.metrics.solving import Known
from tests.metrics.test_independent import Record, between, is_exempt, is_valid, stands

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_clock")]

STAFF = {"supplier_staff"}
PAGE = "/overview/coverage/"


def year() -> periods.Period:
    return periods.period("2026", today=TODAY)


def of_many_kinds(seed: int) -> None:
    """An invented company whose suppliers differ, as do some of their sites."""
    invented(seed, 90)
    chance = random.Random(seed)  # noqa: S311
    for row in Organisation.objects.filter(kind__in=["supplier", "site"]).order_by("pk"):
        is_own = row.kind == "supplier" or chance.random() < 0.5
        row.tier = chance.choice([1, 1, 2, None]) if is_own else None
        row.risk_band = chance.choice(["low", "high", ""]) if is_own else ""
        row.save()
    for asked in Enrolment.objects.order_by("pk"):
        asked.is_mandatory = chance.random() < 0.5
        asked.save()


# --- counted by hand -----------------------------------------------------------------------


@pytest.mark.parametrize("seed", [4, 5])
def test_tiers_bands_and_suppliers_are_what_plain_counting_gives(seed):
    of_many_kinds(seed)
    record = Record()

    for programme in Programme.objects.all():
        with people_of(records.root()):
            counted = participation.coverage(programme, year(), finely=True).figures
        assert {
            (f.dimension, f.group): (f.numerator, f.people)
            for f in counted
            if f.kpi == "PAR-01"
            and f.population == "supplier_staff"
            and f.dimension in {"tier", "risk_band"}
        } == by_hand(record, programme)

    with people_of(records.root()):
        found = {
            (f.kpi, f.dimension, f.group): f for f in figures(suppliers(records.root(), year()))
        }
    assert {
        key: (f.numerator, f.denominator) for key, f in found.items() if f.denominator
    } == suppliers_by_hand(record)


def by_hand(record: Record, programme: Programme) -> dict:
    groups = defaultdict(list)
    for person, rows in record.members.items():
        asked = record.enrolments[person, programme.pk]
        if is_exempt(asked, TODAY):
            continue
        covered = any(is_valid(record.completions.get(row.pk), TODAY) for row in asked)
        mine = set()
        for row in rows:
            roles = {r for r, first, last in record.roles[row.pk] if between(first, TODAY, last)}
            if (
                row.workforce_type in STAFF
                and between(row.started_on, TODAY, row.last_day)
                and roles & set(programme.audience_roles)
            ):
                place = record.organisations[row.organisation_id]
                above = record.organisations.get(place.branch_id, place)
                mine.add(("tier", str(place.tier or above.tier or "none")))
                mine.add(("risk_band", place.risk_band or above.risk_band or "none"))
        for group in mine:
            groups[group].append(covered)
    return {group: (Decimal(sum(found)), len(found)) for group, found in groups.items()}


def asked_and_taking_part() -> tuple[set[int], set[int]]:
    asked = {
        row.person_id for row in Enrolment.objects.all() if row.is_mandatory and stands(row, TODAY)
    }
    taking_part = {
        done.enrolment.person_id
        for done in Completion.objects.select_related("enrolment")
        if done.enrolment.is_mandatory
        and (is_valid(done, TODAY) or date(2026, 1, 1) <= done.completed_on <= TODAY)
    }
    return asked, taking_part


def suppliers_by_hand(record: Record) -> dict:  # noqa: C901
    holds = defaultdict(set)
    for done in Completion.objects.select_related("enrolment__programme"):
        if is_valid(done, TODAY):
            holds[done.enrolment.person_id].add(done.enrolment.programme.code)
    asked, takes_part = asked_and_taking_part()
    excused = {
        person
        for person, programme in record.enrolments
        if programme == Programme.objects.get(code="C").pk
        and is_exempt(record.enrolments[person, programme], TODAY)
    }
    members = [
        (person, row, {r for r, a, b in record.roles[row.pk] if between(a, TODAY, b)})
        for person, rows in record.members.items()
        for row in rows
        if row.workforce_type in STAFF and between(row.started_on, TODAY, row.last_day)
    ]

    def is_staffed(place: int) -> bool:
        here = [(who, roles) for who, row, roles in members if row.organisation_id == place]
        led = any("manager" in roles and holds[who] & {"A", "B"} for who, roles in here)
        ward = {who for who, roles in here if "supervisor" in roles and who not in excused}
        trained = {who for who in ward if "C" in holds[who]}
        return led and 10 * len(trained) >= 8 * len(ward)

    counts = defaultdict(lambda: [0, 0])
    for supplier in Organisation.objects.filter(kind="supplier"):
        places = list(Organisation.objects.under(supplier).values_list("pk", flat=True))
        sites = [place for place in places if place != supplier.pk]
        staff = {who for who, row, _roles in members if row.organisation_id in places}
        is_trained = any(holds[who] & {"A", "B"} for who in staff) and all(map(is_staffed, sites))
        groups = [("all", "all"), ("country", supplier.country)]
        groups += [("risk_band", supplier.risk_band or "none")]
        tier = [("tier", str(supplier.tier or "none"))]
        if staff & asked:
            for group in groups + tier:
                counts["SUP-01", *group][0] += bool(staff & takes_part)
                counts["SUP-01", *group][1] += 1
        if supplier.tier == 1:
            for group in groups:
                counts["SUP-02", *group][0] += is_trained
                counts["SUP-02", *group][1] += 1
    return {key: (Decimal(part), whole) for key, (part, whole) in counts.items()}


def trained_supplier(*, supervisors: int, trained: int) -> Organisation:
    """A supplier with one site: a manager who holds A, and supervisors of whom some hold C."""
    supplier = OrganisationFactory(supplier=True, tier=1)
    site = OrganisationFactory(site=True, parent=supplier)
    codes = {"manager": "A", "supervisor": "C"}
    programmes = {
        role: Programme.objects.filter(code=code).first() or ProgrammeFactory(code=code)
        for role, code in codes.items()
    }
    for role, number in [("manager", 0), *[("supervisor", n) for n in range(supervisors)]]:
        person = MembershipFactory(
            organisation=site, workforce_type="supplier_staff", roles=[role]
        ).person
        if role == "manager" or number < trained:
            records.completion(records.enrolment(person, programmes[role]), date(2026, 3, 2))
    return supplier


@pytest.mark.parametrize(
    ("supervisors", "trained", "is_trained"), [(5, 4, True), (5, 3, False), (0, 0, True)]
)
def test_four_of_five_supervisors_and_a_manager_make_a_site_trained(
    supervisors, trained, is_trained
):
    supplier = trained_supplier(supervisors=supervisors, trained=trained)
    company = Organisation.objects.get(pk=supplier.path.split(".")[0])

    def is_so() -> bool:
        with people_of(company):
            (found,) = suppliers(company, year())
        return found.is_trained

    assert is_so() is is_trained
    # One more site without a manager, and the supplier is not trained.
    OrganisationFactory(site=True, parent=supplier)
    assert not is_so()


# --- what may be told ----------------------------------------------------------------------


def test_a_band_is_hidden_that_would_give_away_a_small_supplier():
    """High risk is country X and three people elsewhere: their number is the difference."""
    people = {"x": 40, "small": 3, "y": 30, "z": 20}
    countries = [
        Told(Cell("X", 40), frozenset({"x"})),
        Told(Cell("Y", 53), frozenset({"small", "y", "z"})),
    ]
    bands = [
        Told(Cell("high", 43), frozenset({"x", "small"})),
        Told(Cell("low", 50), frozenset({"y", "z"})),
    ]

    (alone,) = apply_finer([bands], [], people, 5)
    (beside,) = apply_finer([bands], countries, people, 5)

    assert [cell.reason for cell in alone] == [Reason.SHOWN, Reason.SHOWN]
    assert [cell.reason for cell in beside] == [Reason.COMPLEMENTARY, Reason.COMPLEMENTARY]


@pytest.mark.parametrize("seed", range(6, 9))
def test_nothing_hidden_follows_from_tiers_and_bands(seed):
    of_many_kinds(seed)
    hidden_ones = 0
    for programme in Programme.objects.all():
        with people_of(records.root()):
            counted = participation.coverage(programme, year(), finely=True).figures
        places = {
            figure.group: figure.people
            for figure in counted
            if figure.dimension is Dimension.PLACE
            and (figure.kpi, figure.population) == ("PAR-01", "supplier_staff")
        }
        rows = [
            entry
            for entry in coverage(records.root(), programme, year())
            if (entry.row.kpi_id, entry.figure.population) == ("PAR-01", "supplier_staff")
        ]
        equations = [(entry, _made_of(entry.figure, places)) for entry in rows]
        first, both = Known(), Known()
        for entry, equation in equations:
            if not entry.row.suppressed and equation:
                both.learn(equation)
                if entry.figure.dimension in {*PLACES, Dimension.ALL}:
                    first.learn(equation)
        for entry, equation in equations:
            if entry.row.suppressed and equation and not first.tells(equation):
                hidden_ones += 1
                assert not both.tells(equation), entry.figure
    assert hidden_ones


def _made_of(figure, places: dict[str, int]) -> dict[str, int]:
    at = {"organisation": 0, "country": 1, "tier": 2, "risk_band": 3}
    if figure.dimension == "all":
        return dict.fromkeys(places, 1)
    if figure.dimension not in at:
        return {}
    return {p: 1 for p in places if p.split("|")[at[figure.dimension]] == figure.group}


# --- the page ------------------------------------------------------------------------------


def test_the_page_tells_gaps_first_hides_small_groups_and_never_ranks_places(
    lead, units_of_example_e8
):
    by_name = lead.get(PAGE, {"by": "organisation"}).content.decode()
    assert by_name.index("Dogwood") < by_name.index("Alder")  # what is hidden comes last
    assert "Hidden: small group" in by_name
    assert "fewer than 5" in by_name
    assert "2 of 3" not in by_name.replace("\xa0", " ")

    programme = Programme.objects.get(code="A")
    for role, trained in [("supervisor", 1), ("worker", 9)]:
        programme.audience_roles = [*programme.audience_roles, role]
        programme.save()
        for number in range(10):
            member = MembershipFactory(organisation=units_of_example_e8, roles=[role])
            if number < trained:
                asked = records.enrolment(member.person, programme)
                records.completion(asked, date(2026, 3, 2))
    caches["once"].clear()
    by_role = lead.get(PAGE).content.decode().replace("\xa0", " ")
    rows = by_role[by_role.index("<tbody>") :]
    assert rows.index("Supervisor") < rows.index("Worker")
    assert "1 of 10 people · 10.0 %" in rows or "1 of 10 · 10.0 %" in rows


def test_pdf_and_csv_say_what_the_page_says_and_are_audited(lead, units_of_example_e8):
    answer = lead.get("/overview/coverage.csv", {"by": "organisation"})
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode(), newline="")))
    units = {
        row["dims"].split("organisation=")[-1]: row for row in rows if row["kpi_id"] == "PAR-01"
    }
    assert (units["Dogwood"]["numerator"], units["Dogwood"]["denominator"]) == ("20", "22")
    assert units["Alder"]["numerator"] == units["Alder"]["denominator"] == ""
    assert units["Alder"]["suppression_reason"] == "below_k"

    answer = lead.get("/overview/coverage.pdf", {"by": "organisation"})
    with printed.opened(answer.content) as file:
        assert str(file.docinfo["/Title"]).startswith("Coverage: A")
        assert str(file.Root["/Lang"]) == "en"
    assert page.validate_pdf_bytes(answer.content, profile="ua1").failures == []
    text = printed.text(answer.content).replace("\xa0", " ")
    assert "20 of 22" in text
    assert "Hidden: small group" in text
    assert "2 of 3 " not in text

    told = AuditEvent.objects.filter(verb="figures-exported").order_by("pk")
    assert [event.facts["format"] for event in told] == ["csv", "pdf"]


def test_the_number_of_queries_is_always_the_same(django_assert_num_queries):
    of_many_kinds(9)
    company, programme = records.root(), Programme.objects.get(code="C")
    with django_assert_num_queries(20):
        coverage(company, programme, year())
    for _ in range(3):
        trained_supplier(supervisors=2, trained=1)
    with django_assert_num_queries(20):
        coverage(company, programme, year())


@pytest.mark.parametrize("query", ["by=site", "programme=Q", "period=2031", "sort=share"])
def test_what_is_not_known_is_refused(lead, units_of_example_e8, query):
    assert lead.get(f"{PAGE}?{query}").status_code == 400
