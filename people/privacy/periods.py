"""How long each kind of data is kept: the one table of it. Source: the rules of docs/data.md. Pure.

An installation may keep less, and more only with a reason on file: see the setting RETENTION.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta


class Keeping(StrEnum):
    """A class of data that time deletes."""

    LEAVERS = "leavers"
    CERTIFIED = "certified"
    SUPPLIER_EXIT = "supplier_exit"
    ANSWERS = "answers"
    SCORES = "scores"
    FAILED = "failed"
    WORK_DONE = "work_done"
    IMPORTS = "imports"
    WORDS = "words"
    OPEN_COUNTS = "open_counts"
    REQUESTS = "requests"
    MESSAGES = "messages"
    AUDIT = "audit"


@dataclass(frozen=True)
class Length:
    months: int = 0
    days: int = 0

    def before(self, day: date) -> date:
        """The last day whose data is over on a day."""
        return day - relativedelta(months=self.months) - timedelta(days=self.days)

    @property
    def about_days(self) -> int:
        """For comparing two lengths only."""
        return self.months * 31 + self.days


PERIODS: Mapping[Keeping, Length] = {
    Keeping.LEAVERS: Length(months=24),  # names, after the last day of work
    Keeping.CERTIFIED: Length(months=12),  # names, after the last certificate runs out, if later
    Keeping.SUPPLIER_EXIT: Length(months=6),  # names, after the supplier has gone
    Keeping.ANSWERS: Length(days=90),  # after the programme is completed
    Keeping.SCORES: Length(months=12),  # the learner's own view, after the same day
    Keeping.FAILED: Length(days=90),  # attempts that were not passed
    Keeping.WORK_DONE: Length(days=90),  # what the outbox has done, mails among it
    Keeping.IMPORTS: Length(days=7),  # files that people were brought in from
    Keeping.WORDS: Length(days=30),  # what is written in a correction, and the answer
    Keeping.OPEN_COUNTS: Length(months=36),  # weekly counts of open modules become years
    Keeping.MESSAGES: Length(days=90),  # reminders: to whom, when, at which step
    Keeping.REQUESTS: Length(months=24),  # closed corrections, requests and holds
    Keeping.AUDIT: Length(months=24),  # events of the audit log, and never less
}


class LongerWithoutReason(Exception):
    """An installation would keep something longer than the table says, and says no reason."""


def length_of(kind: Keeping, own: Mapping[str, Mapping[str, object]]) -> Length:
    """How long a class is kept here. `own` is the setting RETENTION.

    Each entry: {"days": 30} or {"months": 12}, and {"reason": "…"} if it is longer than ours.
    Raises LongerWithoutReason, and ValueError for what is no length.
    """
    ours, wish = PERIODS[kind], own.get(kind.value)
    if wish is None:
        return ours
    months, days = wish.get("months", 0), wish.get("days", 0)
    if not (isinstance(months, int) and isinstance(days, int) and min(months, days) >= 0):
        raise ValueError(kind.value)
    length = Length(months, days)
    if length.about_days > ours.about_days and not str(wish.get("reason", "")).strip():
        raise LongerWithoutReason(kind.value)
    return length


def faults(own: object) -> Iterator[str]:
    """What is wrong with the setting RETENTION, a sentence each; nothing if all is well."""
    if not isinstance(own, Mapping) or not all(isinstance(wish, Mapping) for wish in own.values()):
        yield 'It is an object of objects: {"answers": {"days": 30}}.'
        return
    for name in sorted(set(own) - set(Keeping)):
        yield f"Nothing is called {name}."
    for kind in Keeping:
        try:
            length = length_of(kind, own)
        except LongerWithoutReason:
            yield f"{kind.value} would be kept longer than usual: give a reason."
        except ValueError:
            yield f"{kind.value} is a number of months or days."
        else:
            if kind is Keeping.AUDIT and length.about_days < PERIODS[kind].about_days:
                yield "audit is kept for 24 months: the database lets nothing younger go."
