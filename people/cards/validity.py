"""Whether a site's card is valid on a day, and if not, exactly why. Pure: it asks no database.

A site is ready if it has a valid card in at least one language, and no number that stands on any of
its cards failed when it was last called: whoever reads that card would be told to call it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum, auto
from typing import Any

TEST_HOLDS = timedelta(days=183)
# What a card must say, in the order of the form.
NEEDED = (
    "emergency_number", "first_contact", "second_contact", "has_separate_lines",
    "interpreter_number", "interpreter_languages", "helpline_number", "helpline_run_by",
    "is_helpline_outside", "helpline_hours", "helpline_languages", "helpline_does",
    "worker_contact", "specialist", "child_line", "duty", "duty_checked_by", "duty_checked_on",
    "risks", "review_on",
)  # fmt: skip
# What is called to see whether it answers.
NUMBERS = ("emergency_number", "interpreter_number", "helpline_number", "child_line")
# Without one of these there is no channel that the employer does not run (S-10).
OUTSIDE = ("helpline_number", "helpline_run_by", "is_helpline_outside")


class Why(StrEnum):
    """What keeps a card from being valid."""

    NO_CARD = auto()
    MISSING = auto()  # of a field
    NOTHING_OUTSIDE = auto()
    UNTESTED = auto()  # of a field that holds a number
    FAILED = auto()
    TESTED_TOO_LONG_AGO = auto()
    REVIEW_PASSED = auto()


@dataclass(frozen=True)
class Fault:
    """One reason; `field` is the card's field that it is about, if it is about one."""

    why: Why
    field: str = ""


@dataclass(frozen=True)
class Called:
    """How the last call of a number went."""

    on: date
    has_passed: bool


@dataclass(frozen=True)
class Facts:
    """A card as it is judged: what its fields say, by name."""

    language: str
    says: Mapping[str, Any] = field(default_factory=dict)


def faults(card: Facts, tests: Mapping[str, Called], on: date) -> list[Fault]:
    """What keeps one card from being valid on a day; nothing: it is valid.

    `tests` holds the last test of each number of the site.
    """
    found = [Fault(Why.MISSING, name) for name in NEEDED if not card.says.get(name)]
    if not all(card.says.get(name) for name in OUTSIDE):
        found.append(Fault(Why.NOTHING_OUTSIDE))
    for name in NUMBERS:
        if number := card.says.get(name):
            found += _of_number(name, tests.get(number), on)
    review_on = card.says.get("review_on")
    if review_on and review_on < on:
        found.append(Fault(Why.REVIEW_PASSED))
    return found


def _of_number(name: str, tested: Called | None, on: date) -> Iterable[Fault]:
    if tested is None:
        yield Fault(Why.UNTESTED, name)
    elif not tested.has_passed:
        yield Fault(Why.FAILED, name)
    elif on - tested.on > TEST_HOLDS:
        yield Fault(Why.TESTED_TOO_LONG_AGO, name)


def site_faults(cards: Iterable[Facts], tests: Mapping[str, Called], on: date) -> list[Fault]:
    """What keeps a site from being assigned anything on a day; nothing: it is ready.

    Of several cards without a valid one among them, the reasons of the nearest are told.
    """
    each = [faults(card, tests, on) for card in cards]
    if not each:
        return [Fault(Why.NO_CARD)]
    nearest = min(each, key=len)
    failed = [fault for one in each for fault in one if fault.why == Why.FAILED]
    return list(dict.fromkeys(nearest + failed))
