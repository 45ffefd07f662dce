"""What becomes of a person's enrolment on a programme, by the rules that ask on a day. Pure.

Deciding twice on what the first decision has made decides nothing more.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from courses.dates import SHORTEST_WINDOW, Holding, renewed_from
from courses.rules.matching import Terms


@dataclass(frozen=True)
class Asked:
    """That a rule asks: since when, and by when."""

    on: date
    due_on: date | None


@dataclass(frozen=True)
class Standing:
    """The latest cycle of a programme that a person has, as it is."""

    cycle: int
    assigned_on: date = date.min
    due_on: date | None = None
    is_mandatory: bool = True
    # A rule gave it; what a person gave by hand only a person takes back.
    is_by_rule: bool = True
    # The rules took it back, or a person did: withdrawn or exempted.
    is_taken_back: bool = False
    is_released: bool = False
    is_completed: bool = False
    completed_on: date | None = None
    # The last day the completion is valid; none: for ever. Revoked ones have run out.
    valid_until: date | None = None
    is_revoked: bool = False
    # The last day that her role lets it count, where it ends with the role.
    in_role_until: date | None = None
    # What it renews, and whether anything of it is begun; only of what is not completed.
    renews: Holding | None = None
    is_begun: bool = False
    # The standing grounds, by rule.
    grounds: Mapping[int, Asked] = field(default_factory=dict)

    @property
    def holding(self) -> Holding:
        return Holding(self.valid_until, self.in_role_until, self.is_revoked)

    def asked_before(self, terms: Terms) -> Asked | None:
        """How the rule asked whose place this one took; the last one that did, of several."""
        return next((self.grounds[pk] for pk in terms.replaces if pk in self.grounds), None)


@dataclass(frozen=True)
class Decision:
    """What to write. `cycle` only where a new one begins; `due_on` as it will be."""

    new_cycle: int | None = None
    comes_back: bool = False
    goes: bool = False
    due_on: date | None = None
    is_mandatory: bool = True
    is_changed: bool = False
    new_grounds: Mapping[int, date | None] = field(default_factory=dict)
    ended_grounds: frozenset[int] = frozenset()
    # Since when a new ground asks, where a rule took the place of another that asked already.
    asked_before: Mapping[int, date] = field(default_factory=dict)

    @property
    def begins(self) -> bool:
        """Whether it gives somebody something to do that she has not, or not any more."""
        return bool(self.new_cycle or self.comes_back)

    @property
    def is_nothing(self) -> bool:
        acts = self.new_cycle or self.comes_back or self.goes or self.is_changed
        return not (acts or self.new_grounds or self.ended_grounds)


NOTHING = Decision()


def due_day(terms: Terms, asked_on: date) -> date | None:
    """By when a rule wants it of whom it asks on a day: nobody has less than 14 days (rule R7)."""
    if not terms.is_mandatory:
        return None
    soonest = asked_on + SHORTEST_WINDOW
    if terms.due_on is not None:
        return max(terms.due_on, soonest)
    return asked_on + timedelta(days=terms.due_in_days or SHORTEST_WINDOW.days)


def decide(
    asking: Collection[Terms],
    standing: Standing | None,
    on: date,
    *,
    window_days: int = 0,
    works_here: bool = True,
) -> Decision:
    """What the rules that ask a person for one programme on a day make of what she has.

    `window_days` is the programme's renewal window. Whoever has left is not touched: her record
    stays as it was, and only the grounds end.
    """
    if standing is None:
        return _begin(asking, 1, on) if asking else NOTHING
    if standing.cycle > 1:
        asking = [terms for terms in asking if terms.renews]
    if not asking:
        return _nobody_asks(standing, works_here)
    if standing.is_released:
        return _sync(asking, standing, on, keeps_dates=True)
    if standing.is_completed:
        return _completed(asking, standing, on, window_days)
    if _is_too_early(standing, on, window_days):
        ended = frozenset(standing.grounds)
        return Decision(goes=not standing.is_taken_back, ended_grounds=ended)
    if standing.is_taken_back:
        begun = _begin(asking, standing.cycle, on, not_before=_valid_until(standing, on))
        return Decision(
            comes_back=True,
            due_on=begun.due_on,
            is_mandatory=begun.is_mandatory,
            is_changed=True,
            new_grounds=begun.new_grounds,
            ended_grounds=frozenset(standing.grounds),
        )
    return _sync(asking, standing, on)


def _is_too_early(standing: Standing, on: date, window_days: int) -> bool:
    """Whether rules ask for a renewal that nobody needs yet: what had ended with a role counts
    again, for the role was corrected. What is begun goes on."""
    held = standing.renews
    if held is None or held.is_revoked or standing.is_begun or not standing.is_by_rule:
        return False
    until = held.until(on)
    return until is None or on < until - timedelta(days=window_days)


def _valid_until(standing: Standing, on: date) -> date | None:
    """The last day of what is renewed in time; none if it has run out."""
    held = standing.renews
    until = held.until(on) if held and not held.is_revoked else None
    return until if until and until >= on else None


def _begin(
    asking: Collection[Terms], cycle: int, on: date, *, not_before: date | None = None
) -> Decision:
    grounds = {}
    for terms in asking:
        due = due_day(terms, on)
        # What is renewed in time is due when the old one runs out, if that is not too soon.
        if due and not_before:
            due = max(not_before, on + SHORTEST_WINDOW)
        grounds[terms.id] = due
    return Decision(
        new_cycle=cycle,
        due_on=_strictest(grounds.values()),
        is_mandatory=any(terms.is_mandatory for terms in asking),
        new_grounds=grounds,
    )


def _strictest(days: Collection[date | None]) -> date | None:
    return min((day for day in days if day), default=None)


def _nobody_asks(standing: Standing, works_here: bool) -> Decision:
    is_open = not (standing.is_completed or standing.is_released or standing.is_taken_back)
    ended = frozenset(standing.grounds)
    if is_open and standing.is_by_rule and works_here:
        return Decision(goes=True, ended_grounds=ended)
    return Decision(ended_grounds=ended)


def _completed(
    asking: Collection[Terms], standing: Standing, on: date, window_days: int
) -> Decision:
    """Who holds a valid completion is not asked again before its renewal window opens (R11)."""
    renewing = [terms for terms in asking if terms.renews]
    until = standing.holding.until(on)
    has_run_out = standing.is_revoked or (until is not None and until < on)
    if renewing and has_run_out:
        return _renewal(renewing, standing, on)
    opens_on = until and renewed_from(standing.completed_on, until, window_days)
    if renewing and opens_on and on >= opens_on:
        return _renewal(renewing, standing, on, not_before=until)
    return _sync(asking, standing, on, keeps_dates=True)


def _renewal(
    renewing: Collection[Terms], standing: Standing, on: date, not_before: date | None = None
) -> Decision:
    begun = _begin(renewing, standing.cycle + 1, on, not_before=not_before)
    return Decision(
        new_cycle=begun.new_cycle,
        due_on=begun.due_on,
        is_mandatory=begun.is_mandatory,
        new_grounds=begun.new_grounds,
        ended_grounds=frozenset(standing.grounds),
    )


def _sync(
    asking: Collection[Terms], standing: Standing, on: date, *, keeps_dates: bool = False
) -> Decision:
    """Bring the grounds up to date; what is still to be done takes the strictest day of them."""
    by_id = {terms.id: terms for terms in asking}
    fresh = {pk: terms for pk, terms in by_id.items() if pk not in standing.grounds}
    new = {pk: _day_of(terms, standing, on) for pk, terms in fresh.items()}
    before = {
        pk: asked.on for pk, terms in fresh.items() if (asked := standing.asked_before(terms))
    }
    ended = frozenset(standing.grounds) - by_id.keys()
    kept = [asked.due_on for pk, asked in standing.grounds.items() if pk in by_id]
    days = [*kept, *new.values()]
    mandatory = any(terms.is_mandatory for terms in asking)
    if not standing.is_by_rule:  # given by hand: rules may only make it stricter
        days.append(standing.due_on)
        mandatory = mandatory or standing.is_mandatory
    due = _strictest(days)
    # Should the clock have been put back, nothing is due before it was given.
    due = max(due, standing.assigned_on) if due else None
    changes = not keeps_dates and (due, mandatory) != (standing.due_on, standing.is_mandatory)
    return Decision(
        due_on=due,
        is_mandatory=mandatory,
        is_changed=changes,
        new_grounds=new,
        ended_grounds=ended,
        asked_before=before,
    )


def _day_of(terms: Terms, standing: Standing, on: date) -> date | None:
    """By when a rule wants what is asked already; who was asked by the one whose place it took is
    not asked anew. Stricter than before it gets, at most, to two weeks from now."""
    before = standing.asked_before(terms)
    if before is None:
        return due_day(terms, on)
    if standing.cycle > 1 and terms.is_mandatory:
        return before.due_on or due_day(terms, on)
    day = due_day(terms, before.on)
    if day and (before.due_on is None or day < before.due_on):
        soonest = on + SHORTEST_WINDOW
        return max(day, min(before.due_on, soonest) if before.due_on else soonest)
    return day
