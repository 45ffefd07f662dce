"""What is told of somebody, in plain values that were looked through and can be kept."""

import unicodedata
from dataclasses import dataclass, fields
from zoneinfo import available_timezones

from django.conf import settings

from people.imports import columns
from people.imports.faults import Wrong
from people.models import WorkforceType
from people.names import NameNotPrintable, clean_name

LONGEST_NUMBER = 60
LONGEST_LANGUAGE = 12
# What user types are called by directories, without spaces, dashes and capitals.
NON_EMPLOYEES = {
    *("nonemployee", "contractor", "contingent", "contingentworker", "temp", "temporary"),
    *("agency", "agencyworker", "external", "freelancer", "freelance", "selfemployed"),
}
EMPLOYEES = {"employee", "permanent", "regular", "intern", "apprentice", "trainee", "member"}


class Impossible(Exception):
    """What is told cannot be; the message says what and why, without quoting anybody."""


class Taken(Exception):
    """Somebody else has it already; the message says what."""


@dataclass(frozen=True)
class Told:
    """A user as told. Empty is what was not."""

    user_name: str
    display_name: str
    external_id: str = ""
    employee_number: str = ""
    formatted: str = ""
    user_type: str = ""
    preferred_language: str = ""
    time_zone: str = ""
    email: str = ""
    email_type: str = ""
    email_is_primary: bool | None = None
    # The id of the user who manages her.
    manager: str = ""
    is_active: bool = True


# What a row keeps under the same name.
KEPT = [field.name for field in fields(Told) if field.name not in {"manager", "is_active"}]


def key(text: str) -> str:
    """The form in which texts are compared: one form of each letter, in lower case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())


def plain(text: str | None, what: str, most: int = 200) -> str:
    """A text in one form of each letter, with nothing hidden in it. Raises Impossible."""
    found = unicodedata.normalize("NFC", text or "").strip()
    if len(found) > most:
        raise Impossible(f"{what} is longer than {most} characters.")
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Cn", "Zl", "Zp"} for letter in found):
        raise Impossible(f"{what} holds a character that cannot be kept.")
    return found


def name(text: str | None, what: str) -> str:
    """A person's name, as it is written. Raises Impossible."""
    try:
        found = clean_name(text or "")
    except NameNotPrintable as error:
        raise Impossible(f"{what} cannot be printed: {error}.") from error
    if len(found) > columns.LONGEST_NAME_STORED:
        raise Impossible(f"{what} is too long.")
    return found


def address(text: str | None) -> str:
    """An e-mail address, or nothing. Raises Impossible."""
    found = plain(text, "An e-mail address", columns.LONGEST_ADDRESS)
    try:
        return columns.address(found) if found else ""
    except Wrong as error:
        raise Impossible("An e-mail address is not one.") from error


def number(external_id: str, employee_number: str) -> str:
    """By which number a person is known: the employee number, or else the directory's own id."""
    if employee_number or len(external_id) > LONGEST_NUMBER:
        return employee_number
    return external_id


def language(tag: str) -> str:
    """The language that somebody new begins with; theirs to change afterwards."""
    known = {code for code, _ in settings.LANGUAGES}
    try:
        found = columns.language(tag)
    except Wrong:
        return settings.LANGUAGE_CODE
    main = found.split("-")[0]
    return (
        main if len(found) > LONGEST_LANGUAGE or (found not in known and main in known) else found
    )


def time_zone(told: str, usual: str) -> str:
    return told if told in available_timezones() else usual


def workforce_type(told: str, usual: str) -> str:
    """What somebody's user type means here; what nobody knows is what is usual there."""
    if usual == WorkforceType.SUPPLIER_STAFF:
        return usual
    word = "".join(letter for letter in told.casefold() if letter.isalnum())
    if word in NON_EMPLOYEES:
        return WorkforceType.NON_EMPLOYEE
    return WorkforceType.EMPLOYEE if word in EMPLOYEES else usual
