"""A cell says what its column asks for, exactly as it was written, or what is wrong with it."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.imports import columns
from people.imports.columns import ORGANISATIONS, PEOPLE, TABLES, Reading, read_cell
from people.imports.faults import Wrong
from tests.factories import NAMES


def column(name: str, table: str = PEOPLE) -> columns.Column:
    return next(one for one in TABLES[table] if one.name == name)


def wrong(name: str, text: str, table: str = PEOPLE) -> str:
    with pytest.raises(Wrong) as found:
        read_cell(column(name, table), text)
    return found.value.code


@pytest.mark.parametrize("number", ["00123", "1E5", "123456789012345678901234", "A-7/b", "٠٠١"])
def test_an_employee_number_stays_as_it_is(number):
    assert read_cell(column("employee_number"), f" {number} ").value == number


@pytest.mark.parametrize("name", [*NAMES, "Na Li", "O’Brien", "al-Sayyid", "O", "Nguyễn"])
def test_a_name_stays_as_it_is_in_every_script(name):
    assert read_cell(column("full_name"), name) == Reading(unicodedata.normalize("NFC", name))


@pytest.mark.parametrize(
    ("written", "kept", "note"),
    [
        ("FNU Siti", "Siti", "placeholder_left_out"),
        ("Siti LNU", "Siti", "placeholder_left_out"),
        ("Siti .", "Siti", "placeholder_left_out"),
        ("Siti -", "Siti", "placeholder_left_out"),
        ("N/A Siti", "Siti", "placeholder_left_out"),
        ("Siti Siti", "Siti", "name_twice"),
        ("U Ba U BA", "U Ba", "name_twice"),
        ("Siti Siti Siti Siti", "Siti", "name_twice"),
    ],
)
def test_what_only_fills_a_gap_in_a_name_is_left_out_and_noted(written, kept, note):
    assert read_cell(column("full_name"), written) == Reading(kept, note)


@pytest.mark.parametrize("name", ["FNU", "FNU LNU", "-", ".", "N/A", "n/a", "- -"])
def test_a_name_that_is_none_is_refused(name):
    assert wrong("full_name", name) in {"placeholder", "begins_like_formula"}


@pytest.mark.parametrize(
    "day", ["03/04/2026", "3.4.2026", "2026/04/03", "20260403", "46082", "٢٠٢٦-٠٣-٠١", "3 April"]
)
def test_a_day_that_could_be_another_is_refused(day):
    assert wrong("started_on", day) == "no_iso_day"


def test_a_day_is_iso_or_a_day_of_a_spreadsheet():
    assert read_cell(column("started_on"), "2026-03-01").value == date(2026, 3, 1)
    cell = {"kind": "date", "text": "2026-03-01"}
    assert read_cell(column("started_on"), cell).value == date(2026, 3, 1)
    assert wrong("started_on", "2026-02-30") == "no_such_day"
    assert wrong("started_on", "0026-03-01") == "no_such_day"


@pytest.mark.parametrize(
    "text", ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1+1", " =1+1", "=HYPERLINK(1)"]
)
@pytest.mark.parametrize("name", ["employee_number", "full_name", "organisation", "manager"])
def test_nothing_that_begins_like_a_formula_comes_in(name, text):
    assert wrong(name, text) == "begins_like_formula"


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\r", "\n", "\u2028", "\ue000", "\ufffd"])
@pytest.mark.parametrize("name", [one.name for one in TABLES[PEOPLE]])
def test_no_hidden_character_comes_in(name, letter):
    assert wrong(name, f"a{letter}b") in {"hidden_character", "garbled"}


@pytest.mark.parametrize("letter", ["\u202e", "\u200b", "\ufeff"])
@pytest.mark.parametrize("name", ["employee_number", "full_name", "organisation", "manager"])
def test_no_mark_that_turns_or_hides_letters_comes_in(name, letter):
    assert wrong(name, f"a{letter}b") == "hidden_character"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("roles", "worker; Supervisor", ["supervisor", "worker"]),
        ("roles", "worker worker", ["worker"]),
        ("workforce_type", "Non-employee", "non_employee"),
        ("decision_maker", "Yes", True),
        ("decision_maker", "0", False),
        ("language", "bn", "bn"),
        ("language", "zh-Hans", "zh-Hans"),
        ("email", "Amina.Rahman@Example.org", "Amina.Rahman@Example.org"),
    ],
)
def test_a_cell_is_read_by_its_column(name, text, value):
    assert read_cell(column(name), text).value == value


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("roles", "worker, cso", "no_choice"),
        ("workforce_type", "boss", "no_choice"),
        ("decision_maker", "perhaps", "no_yes_or_no"),
        ("language", "Bengali", "no_language"),
        ("language", "xx", "no_language"),
        ("email", "amina at example.org", "no_address"),
        ("email", "a@b", "no_address"),
        ("email", "a@b.org,c@d.org", "no_address"),
        ("full_name", "a" * 151, "cell_too_long"),
        ("employee_number", "1" * 61, "cell_too_long"),
        ("full_name", "a" * 10_000_000, "cell_too_long"),
    ],
)
def test_what_does_not_fit_its_column_is_wrong(name, text, code):
    assert wrong(name, text) == code


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("country", "Bangladesh", "no_country"),
        ("country", "ZZ", "no_country"),
        ("time_zone", "Dhaka", "no_time_zone"),
        ("tier", "0", "no_tier"),
        ("tier", "1.5", "no_tier"),
        ("kind", "company", "no_choice"),
        ("risk_band", "huge", "no_choice"),
    ],
)
def test_what_does_not_fit_an_organisation_is_wrong(name, text, code):
    assert wrong(name, text, ORGANISATIONS) == code


@pytest.mark.parametrize(
    ("table", "one"), [(table, one) for table in TABLES for one in TABLES[table] if one.example]
)
def test_the_examples_of_the_template_are_right(table, one):
    assert read_cell(one, one.example).value


@given(st.text(max_size=80))
def test_a_name_read_again_is_the_same(text):
    try:
        kept = read_cell(column("full_name"), text).value
    except Wrong:
        return
    if kept:
        assert read_cell(column("full_name"), kept) == Reading(kept)
        assert unicodedata.is_normalized("NFC", kept)
