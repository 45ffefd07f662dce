"""Who is due for which step on a civil day: the one evaluation of a ladder. Pure.

A ladder counts in days after the day by which something is asked; before it, they are negative.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Step(StrEnum):
    """A step of every programme's ladder; how many days it is away may be set, and if it is on."""

    EARLY = "early"
    SOON = "soon"
    DAY = "day"
    AFTER = "after"
    LATE = "late"
    # The digests begin to name somebody.
    TEAM = "team"
    SITE = "site"


@dataclass(frozen=True)
class Rung:
    step: Step
    days: int
    is_on: bool = True


Ladder = Sequence[Rung]
# Nobody answering for a person hears of it before she has heard twice herself.
USUAL: Ladder = (
    Rung(Step.EARLY, -14),
    Rung(Step.SOON, -3),
    Rung(Step.DAY, 0),
    Rung(Step.AFTER, 7),
    Rung(Step.LATE, 30),
    Rung(Step.TEAM, 14),
    Rung(Step.SITE, 30),
)
PERSONS = (Step.EARLY, Step.SOON, Step.DAY, Step.AFTER, Step.LATE)
OPTIONAL = frozenset({Step.EARLY, Step.SOON})
# So long after its day a step that was missed is still made up for.
PATIENCE = timedelta(days=14)
WEEK = timedelta(days=7)


def plan(
    ladder: Ladder, day: date, today: date, said: Collection[str], *, wants_early: bool = True
) -> Step | None:
    """The step that a person is due for, or none.

    `said` are the steps that were told her for this day before. Of several that were missed only
    the last one is due; nothing earlier is ever said after something later.
    """
    rungs = [rung for rung in persons_rungs(ladder) if wants_early or rung.step not in OPTIONAL]
    begun = [rung for rung in rungs if day + timedelta(days=rung.days) <= today]
    if not begun:
        return None
    last = begun[-1]
    if today > day + timedelta(days=last.days) + PATIENCE:
        return None
    behind = PERSONS.index(last.step)
    if any(step in said for step in PERSONS[behind:]):
        return None
    return last.step


def persons_rungs(ladder: Ladder) -> list[Rung]:
    """The steps that are told to the person and are on, in the order of time."""
    return sorted(
        (rung for rung in ladder if rung.is_on and rung.step in PERSONS), key=lambda rung: rung.days
    )


def names_from(ladder: Ladder, step: Step) -> int | None:
    """From how many days after the day a digest names a person; none: never."""
    return next((rung.days for rung in ladder if rung.step == step and rung.is_on), None)


def is_digest_due(today: date, last: date | None, *, is_new: bool) -> bool:
    """A digest is written once a week, and sooner if it names somebody for the first time."""
    return last is None or (today > last and (is_new or today - last >= WEEK))
