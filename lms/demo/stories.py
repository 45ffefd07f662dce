"""How one person's go at one module might have gone: moments, lessons, answers. Pure.

Everything is drawn from a Random that the caller seeds, so the same seed tells the same story.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from math import exp
from random import Random

MOST_TRIES = 4
SECONDS_AN_ITEM = (20, 75)
LONGEST_WAIT_HOURS = 60


@dataclass(frozen=True)
class Lesson:
    """A lesson as far as the record knows it."""

    key: str
    minutes: int


@dataclass(frozen=True)
class Item:
    """A quiz item, with answers to it that are right or wrong, each as JSON text."""

    key: str
    is_critical: bool
    difficulty: float
    right: str
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Mark:
    """What a number of right answers amounts to, critical items aside."""

    score: Decimal
    reached: bool


@dataclass(frozen=True)
class Shape:
    """What there is to do in one edition of a module."""

    module_id: int
    edition_id: int
    lessons: tuple[Lesson, ...]
    items: tuple[Item, ...]
    # Prepared draws as JSON text, and what each number of right answers is worth.
    draws: tuple[str, ...]
    marks: tuple[Mark, ...]
    source_language: str
    languages: frozenset[str]

    def critical_missed(self, rights: Sequence[bool]) -> int:
        pairs = zip(self.items, rights, strict=True)
        return sum(item.is_critical and not right for item, right in pairs)

    def is_passed(self, rights: Sequence[bool]) -> bool:
        return self.marks[sum(rights)].reached and not self.critical_missed(rights)


@dataclass(slots=True)
class Try:
    """One attempt: when each item was answered, and whether rightly."""

    started_at: datetime
    rights: list[bool]
    answered_at: list[datetime]
    submitted_at: datetime | None


@dataclass(slots=True)
class Going:
    """One person's go at a module so far."""

    opened_at: datetime
    lessons_at: list[datetime] = field(default_factory=list)
    tries: list[Try] = field(default_factory=list)
    passed_at: datetime | None = None
    completed_at: datetime | None = None


def between(rng: Random, low: int, high: int) -> int:
    """A whole number, both ends included: rng.randint, several times as fast."""
    return low + int(rng.random() * (high - low + 1))


# Says of each item, in the author's order, whether it is answered rightly in a try (from 1).
Answering = Callable[[int], list[bool]]


def by_ability(shape: Shape, rng: Random, ability: float) -> Answering:
    """Somebody of an ability (0 is usual, 1 good) answers; whoever tries again knows more."""

    def rights(number: int) -> list[bool]:
        return [
            rng.random() < 1 / (1 + exp(item.difficulty - 2.6 - ability - 0.7 * (number - 1)))
            for item in shape.items
        ]

    return rights


def by_script(shape: Shape, rng: Random, fails: int) -> Answering:
    """So many attempts are not passed, for points or for a critical item; the next one is."""
    places = range(len(shape.items))
    critical = [place for place in places if shape.items[place].is_critical]
    plain = [place for place in places if not shape.items[place].is_critical]
    # The fewest wrong answers that miss the mark.
    missing = [right for right, mark in enumerate(shape.marks) if not mark.reached]
    worst = len(places) - max(missing, default=0)

    def rights(number: int) -> list[bool]:
        if number > fails:
            missed = rng.sample(plain, min(rng.choice((0, 0, 1, 1, 2)), worst - 1, len(plain)))
        elif critical and rng.random() < 0.3:
            missed = [rng.choice(critical)]
        else:
            missed = rng.sample(places, min(worst + fails - number, len(places)))
        return [place not in missed for place in places]

    return rights


def tell(
    shape: Shape, rng: Random, opened_at: datetime, answering: Answering, *, cool_down: timedelta
) -> Going:
    """The whole go, from opening to the end: lessons in one or several sittings, then the quiz."""
    going = Going(opened_at)
    at = opened_at
    for lesson in shape.lessons:
        at += timedelta(seconds=int(60 * lesson.minutes * rng.uniform(0.6, 1.5)) + 20)
        going.lessons_at.append(at)
        if rng.random() < 0.12:
            at += _night(rng)
    if not shape.items:
        going.completed_at = at
        return going
    for number in range(1, MOST_TRIES + 1):
        at += timedelta(seconds=between(rng, 30, 300))
        attempt = _try(rng, at, answering(number))
        going.tries.append(attempt)
        at = attempt.submitted_at or at
        if shape.is_passed(attempt.rights):
            going.passed_at = going.completed_at = at
            return going
        if number > 1 and rng.random() < 0.3:
            return going
        at += cool_down + timedelta(minutes=between(rng, 5, 60 * LONGEST_WAIT_HOURS))
    return going


def _night(rng: Random) -> timedelta:
    return timedelta(days=between(rng, 1, 4), minutes=between(rng, -120, 120))


def _try(rng: Random, started_at: datetime, rights: list[bool]) -> Try:
    at = started_at
    answered_at = []
    for _ in rights:
        at += timedelta(seconds=between(rng, *SECONDS_AN_ITEM))
        answered_at.append(at)
    return Try(started_at, rights, answered_at, at + timedelta(seconds=between(rng, 10, 60)))


def cut(going: Going, moment: datetime) -> Going:
    """What has happened by a moment: a try that was not submitted yet stays open."""
    tries = []
    for attempt in going.tries:
        if attempt.started_at > moment:
            break
        if attempt.submitted_at and attempt.submitted_at > moment:
            answered_at = [at for at in attempt.answered_at if at <= moment]
            tries.append(Try(attempt.started_at, attempt.rights, answered_at, None))
            break
        tries.append(attempt)
    return Going(
        going.opened_at,
        [at for at in going.lessons_at if at <= moment],
        tries,
        _by(going.passed_at, moment),
        _by(going.completed_at, moment),
    )


def _by(at: datetime | None, moment: datetime) -> datetime | None:
    return at if at and at <= moment else None
