"""The columns of an import: which there are, what each holds, how a cell is read. Pure, no Django.

docs/guides/importing.md describes them for people; people/imports/wording.py says them on screens.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

from people.imports import limits
from people.imports.faults import Wrong
from people.imports.xlsx_file import Cell
from people.names import LONGEST, NameNotPrintable, clean_name
from people.spreadsheets import inert

PEOPLE, ORGANISATIONS = "people", "organisations"
# What lists put where a name is missing. They are left out, and never printed.
# "Na" is a name.
PLACEHOLDERS = {"fnu", "lnu", "nfn", "nln", "n/a", "n.a.", ".", "-", "–", "—", "_", "?"}
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_YEAR, LAST_YEAR = 1900, 2200
ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*/=?^_`{|}~+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z][A-Za-z0-9-]{1,62}"
)
LONGEST_ADDRESS = 254
LONGEST_CODE = 60
LONGEST_ORGANISATION_NAME = 200
LONGEST_NAME_STORED = 400
MOST_TIERS = 20
COUNTRY = re.compile(r"[A-Z]{2}")
YES, NO = {"yes", "true", "1"}, {"no", "false", "0"}


@dataclass(frozen=True)
class Column:
    """One column: its name in the header, how a text in it is read, what a template shows."""

    name: str
    read: Callable[[str], Any]
    example: str = ""
    # Kinds of cells of a spreadsheet that are right here besides text.
    kinds: frozenset[str] = frozenset()
    # Without it no row can be told from another.
    is_key: bool = False


@dataclass(frozen=True)
class Reading:
    """What a cell says, and whether something in it was left out that somebody should look at."""

    value: Any
    note: str = ""


def read_cell(column: Column, cell: Cell) -> Reading:
    """Read a cell; None for an empty one. Raises Wrong."""
    if isinstance(cell, dict):
        if cell["kind"] not in column.kinds:
            raise Wrong(f"cell_is_{cell['kind']}")
        cell = cell["text"]
    text = plain(cell)
    if not text:
        return Reading(None)
    value = column.read(text)
    return value if isinstance(value, Reading) else Reading(value)


def plain(text: str) -> str:
    """Text in NFC without outer spaces. Raises Wrong for what must not be in any cell."""
    if len(text) > limits.LONGEST_CELL:
        raise Wrong("cell_too_long", most=limits.LONGEST_CELL)
    text = unicodedata.normalize("NFC", text).strip(" \u00a0\t\u3000")
    if not text.isprintable():
        _refuse_hidden(text)
    if "\N{REPLACEMENT CHARACTER}" in text:
        raise Wrong("garbled")
    if inert(text) != text and text not in PLACEHOLDERS:
        raise Wrong("begins_like_formula")
    return text


def _refuse_hidden(text: str) -> None:
    for letter in text:
        if unicodedata.category(letter) in {"Cc", "Cs", "Cn", "Co", "Zl", "Zp"}:
            raise Wrong("hidden_character", character=f"U+{ord(letter):04X}")


# --- what cells hold -----------------------------------------------------------------------


def code(text: str) -> str:
    """A number or code, exactly as it stands: 00123 and 1E5 stay so."""
    if text in PLACEHOLDERS:
        raise Wrong("placeholder")
    return _no_longer_than(_without_formatting(text), LONGEST_CODE)


def name(text: str) -> Reading:
    """A person's name as given, without what only fills a gap."""
    try:
        given = clean_name(text)
    except NameNotPrintable as error:
        if str(error) == "too long":
            raise Wrong("cell_too_long", most=LONGEST) from error
        raise Wrong("hidden_character", character=str(error)) from error
    words = given.split(" ")
    kept = [word for word in words if word.casefold() not in PLACEHOLDERS]
    if not kept:
        raise Wrong("placeholder")
    _no_longer_than(given, LONGEST_NAME_STORED)
    once = _once(kept)
    note = "name_twice" if once != kept else "placeholder_left_out" if kept != words else ""
    return Reading(" ".join(once), note)


def _once(words: list[str]) -> list[str]:
    """The words without their repetition as a whole."""
    half = len(words) // 2
    if half and len(words) % 2 == 0 and _folded(words[:half]) == _folded(words[half:]):
        return _once(words[:half])
    return words


def _folded(words: list[str]) -> list[str]:
    return [word.casefold() for word in words]


def organisation_name(text: str) -> str:
    return _no_longer_than(_without_formatting(text), LONGEST_ORGANISATION_NAME)


def address(text: str) -> str:
    if len(text) > LONGEST_ADDRESS or not ADDRESS.fullmatch(text) or ".." in text:
        raise Wrong("no_address")
    return text


def day(text: str) -> date:
    """ISO 8601 only: 03/04/2026 is two days, depending on who reads it."""
    if not ISO_DAY.fullmatch(text):
        raise Wrong("no_iso_day")
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise Wrong("no_such_day") from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Wrong("no_such_day")
    return found


def language(text: str) -> str:
    """The tag of a language that is written somewhere: en, bn, zh-Hans."""
    known = _language(text)
    if not known:
        raise Wrong("no_language")
    return known


@lru_cache(maxsize=1_000)
def _language(text: str) -> str:
    try:
        parsed = Locale.parse(text.replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError):
        return ""
    if parsed.language not in _languages():
        return ""
    return "-".join(part for part in (parsed.language, parsed.script, parsed.territory) if part)


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    return frozenset(tag.split("_")[0] for tag in locale_identifiers())


def yes_or_no(text: str) -> bool:
    if text.casefold() in YES:
        return True
    if text.casefold() in NO:
        return False
    raise Wrong("no_yes_or_no")


def one_of(*choices: str) -> Callable[[str], str]:
    def choose(text: str) -> str:
        chosen = text.casefold().replace(" ", "_").replace("-", "_")
        if chosen not in choices:
            raise Wrong("no_choice", choices=", ".join(choices))
        return chosen

    return choose


def some_of(*choices: str) -> Callable[[str], list[str]]:
    choose = one_of(*choices)

    def choose_some(text: str) -> list[str]:
        return sorted({choose(part) for part in re.split(r"[,;|\s]+", text) if part})

    return choose_some


def country(text: str) -> str:
    if not COUNTRY.fullmatch(text) or text not in _countries():
        raise Wrong("no_country")
    return text


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    known = map(str, Locale("en").territories)
    return frozenset(tag for tag in known if COUNTRY.fullmatch(tag)) - {"ZZ", "EU", "UN", "EZ"}


def time_zone(text: str) -> str:
    if text not in _zones():
        raise Wrong("no_time_zone")
    return text


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "Factory"})


def tier(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", text) or not 1 <= int(text) <= MOST_TIERS:
        raise Wrong("no_tier", most=MOST_TIERS)
    return int(text)


def _without_formatting(text: str) -> str:
    for letter in text:
        if unicodedata.category(letter) == "Cf" and letter not in "\u200c\u200d":
            raise Wrong("hidden_character", character=f"U+{ord(letter):04X}")
    return text


def _no_longer_than(text: str, most: int) -> str:
    if len(text) > most:
        raise Wrong("cell_too_long", most=most)
    return text


# --- the two tables ------------------------------------------------------------------------

DAY = frozenset({"date"})
WORKFORCE_TYPES = ("employee", "non_employee", "supplier_staff")
ROLES = ("manager", "procurement", "supervisor", "worker")

PEOPLE_COLUMNS = [
    Column("employee_number", code, "00123", is_key=True),
    Column("organisation", code, "LEEDS", is_key=True),
    Column("full_name", name, "Amina Rahman"),
    Column("latin_name", name),
    Column("email", address, "amina.rahman@example.org"),
    Column("language", language, "bn"),
    Column("workforce_type", one_of(*WORKFORCE_TYPES), "employee"),
    Column("roles", some_of(*ROLES), "procurement, manager"),
    Column("decision_maker", yes_or_no, "yes", frozenset({"yes_or_no"})),
    Column("manager", code, "00042"),
    Column("started_on", day, "2026-03-02", DAY),
    Column("last_day", day, "", DAY),
    Column("leave_from", day, "", DAY),
    Column("leave_until", day, "", DAY),
]
ORGANISATION_COLUMNS = [
    Column("organisation", code, "DELTA-DHAKA", is_key=True),
    Column("name", organisation_name, "Delta Knit, Dhaka"),
    Column("kind", one_of("unit", "supplier", "site"), "site"),
    Column("parent", code, "DELTA"),
    Column("country", country, "BD"),
    Column("time_zone", time_zone, "Asia/Dhaka"),
    Column("tier", tier, "", frozenset({"number"})),
    Column("risk_band", one_of("low", "medium", "high")),
    Column("started_on", day, "2024-01-01", DAY),
    Column("last_day", day, "", DAY),
]
TABLES = {PEOPLE: PEOPLE_COLUMNS, ORGANISATIONS: ORGANISATION_COLUMNS}


def table_of(header: Iterable[str]) -> str:
    """Which of the two a header means: only one of them has employee numbers."""
    return PEOPLE if "employee_number" in set(header) else ORGANISATIONS


def header_name(text: str) -> str:
    """A heading as people write it, as ours is written: "Employee number" is employee_number."""
    return re.sub(r"[\s-]+", "_", text.strip().casefold())
