"""The same figures, hidden alike, wherever they come out; nothing for whoever may not ask."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from courses.open_use import OpenUse
from metrics.kpis.counted import held_on
from metrics.record import COLUMNS
from people.models import Organisation, Power
from tests.factories import (
    EditionFactory,
    GrantFactory,
    MembershipFactory,
    ModuleFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
)
from tests.metrics import records
from tests.metrics.conftest import invented

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_clock")]

CSV = "/overview/export.csv"
JSON = "/overview/export.json"
OVERVIEW = "/overview/"


def body(response) -> str:
    return b"".join(response.streaming_content).decode()


def csv_rows(client: Client, query: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(client.get(CSV + query)), newline="")))


def json_rows(client: Client, query: str = "") -> list[dict]:
    return json.loads(body(client.get(JSON + query)), parse_float=Decimal)["rows"]


def page_of(client: Client, query: str = "") -> str:
    return client.get(OVERVIEW + query).content.decode().replace("\xa0", " ")


# --- who may ask ---------------------------------------------------------------------------


@pytest.mark.parametrize("address", [CSV, JSON, OVERVIEW])
def test_a_stranger_a_manager_and_other_powers_are_told_there_is_nothing(client, address):
    manager = PersonFactory()
    MembershipFactory(reports_to=manager)
    of_a_part = GrantFactory(power=Power.CSO, organisation=OrganisationFactory(unit=True))
    for person in [
        PersonFactory(),
        manager,
        GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR).person,
        GrantFactory(power=Power.AUTHOR).person,
        of_a_part.person,
    ]:
        client.force_login(person)
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [CSV, JSON, OVERVIEW])
def test_whoever_is_not_signed_in_is_asked_to(client, address):
    response = client.get(address)

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("address", [CSV, JSON, OVERVIEW])
def test_nothing_is_kept_and_nothing_can_be_sent(lead, address):
    assert "no-store" in lead.get(address)["Cache-Control"]
    assert lead.post(address).status_code == 405


def test_a_file_says_its_period_in_its_name(lead):
    response = lead.get(CSV + "?period=2026-Q3&for=outside")

    assert response["Content-Disposition"] == 'attachment; filename="daylight-2026-Q3-outside.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert lead.get(JSON)["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "query",
    ["?period=2027", "?period=yesterday", "?period=2026-01-05", "?for=everybody", "?site=4",
     "?period=2026&period=2025"],
)  # fmt: skip
def test_an_unknown_question_is_refused_with_words(lead, query):
    for address in [CSV, JSON]:
        response = lead.get(address + query)
        assert response.status_code == 400
        assert "We cannot answer this" in response.content.decode()
    if "for" not in query:
        assert lead.get(OVERVIEW + query).status_code == 400


def test_an_unknown_programme_is_refused(lead):
    assert lead.get(OVERVIEW + "?programme=Z").status_code == 400


# --- the same everywhere -------------------------------------------------------------------


def test_csv_and_json_say_the_same(lead):
    invented(5, 60)

    for query in ["?period=2026&for=inside", "?period=2026-Q3&for=outside"]:
        lines, objects = csv_rows(lead, query), json_rows(lead, query)

        assert [list(line) for line in lines] == [COLUMNS] * len(lines)
        assert [_as_text(found) for found in objects] == lines


def _as_text(found: dict) -> dict[str, str]:
    def text(value) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, list):
            return ";".join(value)
        if isinstance(value, dict):
            return ";".join(f"{key}={text(number)}" for key, number in value.items())
        return "" if value is None else str(value)

    return {key: text(value) for key, value in found.items()}


def test_the_screen_says_what_the_file_says(lead):
    invented(11, 90)

    for code in ["A", "B", "C"]:
        page = page_of(lead, f"?period=2026&programme={code}")
        told = [
            line
            for line in csv_rows(lead, "?period=2026")
            if line["unit"] == "%"
            and line["numerator"]
            and f"programme={code}" in line["dims"]
            and re.search("role=|organisation=|country=", line["dims"])
        ]
        assert told
        for line in told:
            if line["kpi_id"] == "LRN-02":
                words = f"{line['display']} % · {line['denominator']} people"
            else:
                words = f"{line['numerator']} of {line['denominator']} · {line['display']} %"
            assert words in page


def par_01_by_unit(rows: list[dict]) -> dict[str, dict]:
    found = {}
    for row in rows:
        dims = row["dims"] if isinstance(row["dims"], list) else row["dims"].split(";")
        if row["kpi_id"] == "PAR-01" and dims[-1].startswith("organisation="):
            found[dims[-1].removeprefix("organisation=")] = row
    return found


@pytest.mark.parametrize("rows_of", [csv_rows, json_rows])
@pytest.mark.parametrize(
    ("audience", "hidden"),
    [("inside", {"Alder", "Birch"}), ("outside", {"Alder", "Birch", "Cedar"})],
)
def test_every_file_hides_what_the_example_hides(
    lead, units_of_example_e8, rows_of, audience, hidden
):
    units = par_01_by_unit(rows_of(lead, f"?for={audience}"))

    for name, row in units.items():
        values = [row[key] or None for key in ["numerator", "denominator", "value", "display"]]
        assert (row["suppressed"] in {True, "true"}) == (name in hidden)
        assert (values == [None] * 4) == (name in hidden)
    assert units["Dogwood"]["display"] == "90.9"


def test_the_screen_hides_what_the_example_hides_and_says_why(lead, units_of_example_e8):
    page = page_of(lead, "?programme=A")

    for secret in ["2 of 3", "5 of 6", "66.7", "83.3"]:
        assert secret not in page
    assert re.search(r'<td class="suppressed"[^>]*><span>Hidden: small group</span></td>', page)
    assert page.count("Hidden to protect people in small groups (fewer than 5)") == 1
    assert page.count('class="gap"') == 2
    assert "20 of 22 · 90.9 %" in page
    assert "36 of 45 people" in page


def test_a_figure_that_is_hidden_for_every_group_is_named_and_drawn_nowhere(lead):
    company, programme = records.root(), ProgrammeFactory(code="A")
    for number in range(6):
        asked = records.enrolment(MembershipFactory(organisation=company).person, programme)
        if number < 2:
            records.completion(asked, date(2026, 3, 2))

    page = page_of(lead, "?programme=A")

    assert "Not shown for any group here: Completed in the period." in page
    assert 'data-label="Completed in the period"' not in page
    assert "2 of 6 · 33.3 %" in page


def test_a_month_tells_no_figures_that_add_up_over_time(lead):
    invented(6, 80)

    kpis = {line["kpi_id"] for line in csv_rows(lead, "?period=2026-10")}

    assert kpis == {"PAR-01", "PAR-02", "HRS-02b"}
    page = page_of(lead, "?period=2026-10&programme=A")
    assert "are told by quarter and year" in page
    assert "Passed at the first attempt" not in page


def test_where_all_are_alike_the_screen_tells_no_number(lead):
    company = records.root()
    edition = EditionFactory()
    programme = ProgrammeFactory(code="A", modules=[edition.module])
    for _ in range(12):
        person = MembershipFactory(organisation=company, roles=["procurement"]).person
        study = records.study(records.enrolment(person, programme), edition)
        records.attempt(study, records.noon(date(2026, 11, 5)), "90")

    page = page_of(lead, "?programme=A")

    assert re.search(r'data-label="Passed at the first attempt"><bdi>≥ 95 %</bdi>', page)
    assert "12 people · ≥ 95 %" not in page


def test_outside_no_internal_figure_is_told_and_no_supplier_named(lead):
    invented(6, 80)

    inside, outside = csv_rows(lead, "?for=inside"), csv_rows(lead, "?for=outside")

    names = set(Organisation.objects.filter(kind="supplier").values_list("name", flat=True))
    assert any(name in line["dims"] for line in inside for name in names)
    assert not any(name in line["dims"] for line in outside for name in names)
    assert {line["kpi_id"] for line in inside} - {line["kpi_id"] for line in outside} == {"PAR-02"}


def test_no_person_is_in_any_file(lead):
    made = invented(7, 40)
    assert made

    text = body(lead.get(CSV)) + body(lead.get(JSON))

    assert "@" not in text
    assert "Amina" not in text


def test_an_odd_name_is_inert_in_a_spreadsheet_and_the_numbers_stay_numbers(lead):
    company = records.root()
    unit = OrganisationFactory(unit=True, parent=company, name='=cmd|" /C calc"!A0;x\r\n=2+3')
    ProgrammeFactory(code="=1+1")
    for _ in range(6):
        MembershipFactory(organisation=unit)

    lines = csv_rows(lead)

    cells = [cell for line in lines for cell in line.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    own = [line for line in lines if "cmd" in line["dims"] and line["kpi_id"] == "PAR-01"]
    assert own[0]["dims"] == 'programme=%3D1+1;organisation=%3Dcmd|" /C calc"!A0%3Bx %3D2+3'
    assert own[0]["denominator"] == "6"


# --- open modules --------------------------------------------------------------------------


def test_sessions_are_counted_and_small_counts_hidden(lead):
    module = ModuleFactory(is_open=True)
    suppliers = [
        OrganisationFactory(supplier=True, parent=records.root(), country=country)
        for country in ["BD", "VN"]
    ]
    few, many = (
        OrganisationFactory(site=True, parent=one, country=one.country) for one in suppliers
    )
    for site, uses in [(few, 7), (many, 45)]:
        OpenUse.objects.create(
            module=module, organisation=site, language="bn", week=date(2026, 11, 16), uses=uses
        )

    page = page_of(lead)

    assert "52 sessions in this quarter." in page
    assert not re.search(r">\s*(7|45)\s*<", page)
    assert many.name not in page


@pytest.mark.parametrize("period", ["2026", "2026-Q4", "2026-10", "2026-11"])
def test_weeks_are_judged_once_whatever_period_is_asked(lead, period):
    """The 3 of a month are hidden with its 12; in the year other weeks would have hidden them."""
    module = ModuleFactory(is_open=True)
    uses = {
        date(2026, 9, 7): 11,
        date(2026, 9, 14): 15,
        date(2026, 10, 5): 3,
        date(2026, 10, 12): 12,
        date(2026, 10, 19): 20,
        date(2026, 10, 26): 30,
    }
    for week, number in uses.items():
        OpenUse.objects.create(module=module, language="en", week=week, uses=number)

    page = page_of(lead, f"?period={period}")

    assert "65 sessions in this quarter." in page
    assert "They are told by quarter: Quarter 4 of 2026." in page
    weeks = re.search(r"Week beginning.*?</table>", page, re.DOTALL).group()
    assert re.findall(r"<bdi>(\d+)</bdi>", weeks) == ["20", "30"]


def test_an_empty_company_is_told_what_comes_next(lead):
    page = page_of(lead)

    assert "No programmes yet" in page
    assert "No sessions in this quarter" in page


# --- languages -----------------------------------------------------------------------------


def lead_reading(client: Client, language: str, company: Organisation) -> Client:
    person = PersonFactory(language=language)
    client.force_login(GrantFactory(person=person, power=Power.CSO, organisation=company).person)
    return client


@pytest.mark.parametrize(("language", "number"), [("en", "90.9"), ("es", "90,9"), ("ar", "90.9")])
def test_numbers_are_written_as_the_reader_writes_them(
    client, units_of_example_e8, language, number
):
    reader = lead_reading(client, language, units_of_example_e8)

    assert number in page_of(reader, "?programme=A")
    assert par_01_by_unit(csv_rows(reader))["Dogwood"]["display"] == "90.9"


def test_bars_begin_where_reading_begins(client, units_of_example_e8):
    page = page_of(lead_reading(client, "ar", units_of_example_e8), "?programme=A")

    assert '<text class="name" x="300"' in page
    assert re.search(r'<rect class="part" x="27\.3" y="[0-9]+" width="272\.7"', page)


# --- two companies in one installation -----------------------------------------------------


def test_each_company_is_told_of_its_own_people_alone(lead):
    other, programme = OrganisationFactory(name="Southwind"), ProgrammeFactory(code="A")
    for company, people in [(records.root(), 11), (other, 23)]:
        for _ in range(people):
            records.enrolment(MembershipFactory(organisation=company).person, programme)

    rows = {row["denominator"] for row in csv_rows(lead) if row["kpi_id"] == "PAR-01"}

    assert rows == {"11", ""}
    assert "Southwind" not in page_of(lead)


def test_who_leads_two_companies_chooses_and_a_third_is_none(client):
    one, two, third = (OrganisationFactory(name=name) for name in ["Alder", "Birch", "Cedar"])
    person = GrantFactory(power=Power.CSO, organisation=one).person
    GrantFactory(person=person, power=Power.CSO, organisation=two)
    client.force_login(person)

    page = client.get(OVERVIEW, {"company": two.uuid}).text

    assert f'<option value="{two.uuid}" selected>Birch' in page
    assert f"company={two.uuid}" in page
    assert client.get(OVERVIEW, {"company": third.uuid}).status_code == 404


def test_nobody_is_counted_without_a_company():
    with pytest.raises(LookupError):
        held_on("", date(2026, 11, 23), ["employee"])
