"""What happens to a generated learner over two years: assigned, begun, finished or not, renewed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.conf import settings

from lms.demo.ledger import Cycle
from lms.demo.plans import Plan
from lms.demo.stories import Going, Shape, between, by_ability, cut, tell
from people.calendar import day_begins

DAYS_TO_DO_IT = 30
REASONS = {
    "exempted": "Works in another field and meets no supplier.",
    "withdrawn": "Assigned by mistake.",
    "waived": "Took the same training with a previous employer; papers were seen.",
}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What shapes a learner's way: the day it was their turn, until when they are looked at, and
    how able and how prompt they are (0 is usual)."""

    called_on: date
    until: datetime
    ability: float
    zeal: float


def cycles(plans: list[Plan], about: Circumstances, rng: Random) -> list[Cycle]:
    """The cycles of the programmes that a learner's roles ask for, oldest first."""
    made: list[Cycle] = []
    goings: dict[int, Going | None] = {}
    for plan in plans:
        assigned_on = about.called_on + timedelta(days=between(rng, 0, 6))
        due_on = assigned_on + timedelta(days=DAYS_TO_DO_IT)
        if day_begins(assigned_on) + timedelta(hours=8) > about.until:
            continue
        cycle = Cycle(plan, 1, assigned_on, due_on)
        if not _decided(cycle, about, rng):
            _walk(cycle, goings, about, rng)
        made.append(cycle)
        made += _renewals(cycle, about, rng)
    return made


def _decided(cycle: Cycle, about: Circumstances, rng: Random) -> bool:
    """Now and then people decide: exempted, withdrawn, or waived. Then nothing is learnt."""
    chance = rng.random()
    moment = day_begins(cycle.assigned_on) + timedelta(days=between(rng, 2, 25), hours=10)
    if chance >= 0.014 or moment > about.until:
        return False
    if chance < 0.004:
        cycle.exempted_at, cycle.reason = moment, REASONS["exempted"]
    elif chance < 0.010:
        cycle.withdrawn_at, cycle.reason = moment, REASONS["withdrawn"]
    else:
        cycle.waived_on, cycle.reason = moment.date(), REASONS["waived"]
    cycle.goings = [None for _ in cycle.plan.shapes]
    return True


def _walk(cycle: Cycle, goings: dict[int, Going | None], about: Circumstances, rng: Random) -> None:
    """Go through the modules one after the other, as far as there is time and will."""
    wait = rng.gammavariate(1.6, 10) * max(0.2, 1 - 0.4 * about.zeal)
    at = day_begins(cycle.assigned_on) + timedelta(days=int(wait), minutes=between(rng, 420, 960))
    until = about.until
    chance = rng.random()
    if chance < 0.06 - 0.03 * about.zeal:  # never begins
        until = day_begins(cycle.assigned_on)
    elif chance < 0.11:  # gives up on the way
        until = min(until, at + timedelta(minutes=between(rng, 3, 40)))
    for shape in cycle.plan.shapes:
        if shape.module_id not in goings:
            goings[shape.module_id] = _study(shape, at, until, about, rng)
        going = goings[shape.module_id]
        cycle.goings.append(going)
        if going and going.completed_at:
            at = max(at, going.completed_at) + timedelta(days=between(rng, 0, 9), minutes=9)


def _study(
    shape: Shape, at: datetime, until: datetime, about: Circumstances, rng: Random
) -> Going | None:
    if at > until:
        return None
    answering = by_ability(shape, rng, about.ability)
    return cut(tell(shape, rng, at, answering, cool_down=settings.QUIZ_COOL_DOWN), until)


def _renewals(first: Cycle, about: Circumstances, rng: Random) -> list[Cycle]:
    """The cycles that follow: each opens some weeks before the last one runs out."""
    made: list[Cycle] = []
    cycle, expires_on = first, first.expires_on(None)
    while expires_on:
        opens_on = expires_on - timedelta(days=cycle.plan.programme.renewal_window_days)
        opens_at = day_begins(opens_on) + timedelta(hours=8)
        if opens_at > about.until:
            break
        cycle.closed_at = opens_at
        cycle = Cycle(cycle.plan, cycle.number + 1, opens_on, expires_on)
        _walk(cycle, {}, about, rng)
        made.append(cycle)
        expires_on = cycle.expires_on(expires_on)
    return made
