"""The arithmetic of days: when something is due, when a completion runs out. Pure."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

# As far back as evidence is taken: further than anybody keeps it, and near enough that a mistyped
# year, such as 0202, does not become part of the record.
MOST_YEARS_BACK = 20

# As far ahead as anything is planned: a mistyped year, such as 9999, is beyond all counting.
MOST_YEARS_AHEAD = 10


def plus_months(day: date, months: int) -> date:
    """The same day some months later, clipped to the month's end (29 Feb + 24 = 28 Feb)."""
    return day + relativedelta(months=months)


def shortest(months: int) -> timedelta:
    """How long some months are at the least: those that begin with a short February."""
    first = date(2025, 2, 1)
    return plus_months(first, months) - first


def renewed_from(completed_on: date | None, until: date, window_days: int) -> date:
    """The first day of the renewal window of what is valid until a day.

    Where the window is as long as all the time that it counts, it is the second half of that, so
    that nobody is asked again at once.
    """
    opens_on = until - timedelta(days=window_days)
    if completed_on is None or opens_on > completed_on:
        return opens_on
    return completed_on + (until - completed_on) / 2


def earliest_evidence(today: date) -> date:
    """The first day from which earlier learning is taken."""
    return plus_months(today, -12 * MOST_YEARS_BACK)


def latest_planned(today: date) -> date:
    """The last day for which anything is planned."""
    return plus_months(today, 12 * MOST_YEARS_AHEAD)


def expiry(
    completed_on: date,
    validity_months: int | None,
    *,
    previous: date | None = None,
    window_days: int = 0,
    yearly_on: tuple[int, int] | None = None,
) -> date | None:
    """The last day a completion is valid, or None if it never runs out (counting rule R11).

    A renewal within `window_days` before the previous expiry keeps the anniversary; an earlier or
    a late one starts from its own day. Nothing is valid for less than a month.

    `yearly_on`, a month and a day of it, is a day of the year on which everybody's runs out: the
    last one that lies within the validity. Where that would come before the window is over that
    begins with the completion, it is the next one, so that nobody is asked again at once.
    """
    if validity_months is None:
        return None
    validity_months = max(validity_months, 1)
    is_renewal = previous is not None and 0 <= (previous - completed_on).days <= window_days
    begins_on = previous if previous and is_renewal else completed_on
    last = plus_months(begins_on, validity_months)
    if yearly_on is None:
        return last
    # From one such day to another: that of a leap year may be a day later.
    if begins_on == _day_of_year(begins_on.year, yearly_on) and validity_months % 12 == 0:
        last = _day_of_year(last.year, yearly_on)
    soonest = completed_on + timedelta(days=window_days)
    end = max(soonest, last)
    days = [_day_of_year(year, yearly_on) for year in range(soonest.year, end.year + 2)]
    later = [day for day in days if day >= soonest]
    return max((day for day in later if day <= last), default=min(later))


def _day_of_year(year: int, yearly_on: tuple[int, int]) -> date:
    """The day in that year, clipped to the month's end."""
    month, day = yearly_on
    return date(year, month, min(day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class Holding:
    """What was completed of a programme: its last valid day (None: for ever); whether revoked."""

    expires_on: date | None
    # The last day that the role lets it count, where it ends with the role.
    in_role_until: date | None = None
    is_revoked: bool = False

    def until(self, on: date) -> date | None:
        """The last valid day as it stands on a day; None if there is none.

        What ends with a role has ended once the role has: until then it may be taken up again.
        """
        if self.in_role_until and self.in_role_until < on:
            return min(self.in_role_until, self.expires_on or self.in_role_until)
        return self.expires_on


def has_lapsed(valid_until: date | None, on: date, after_days: int | None) -> bool:
    """Whether on a day what was valid until another has been over for longer than is allowed.

    `after_days` are the days after the last valid one on which it may still be renewed; without
    them it always may.
    """
    if valid_until is None or after_days is None:
        return False
    return on > valid_until + timedelta(days=after_days)


# Shorter leaves move nothing (rule R8); shorter windows are stretched (rule R7).
LONG_LEAVE = timedelta(days=30)
SHORTEST_WINDOW = timedelta(days=14)
ONE_DAY = timedelta(days=1)


def effective_due(
    assigned_on: date, due_on: date, leaves: Iterable[tuple[date, date]] = ()
) -> date:
    """The day that counts as due in the figures (counting rules R7 and R8).

    `leaves` are (first, last) days away, in any order. Days away of 30 days or more on end that
    overlap the window move the day by their full length, first and last day included.
    """
    due = max(due_on, assigned_on + SHORTEST_WINDOW)
    return due + sum(_long_leaves(assigned_on, due_on, leaves), timedelta(0))


def moved_by_leave(
    assigned_on: date, due_on: date, leaves: Iterable[tuple[date, date]]
) -> date | None:
    """The day to which long leave moves what is due; none if it moves nothing (rule R8)."""
    leaves = list(leaves)
    if not _long_leaves(assigned_on, due_on, leaves):
        return None
    return effective_due(assigned_on, due_on, leaves)


def _long_leaves(
    assigned_on: date, due_on: date, leaves: Iterable[tuple[date, date]]
) -> list[timedelta]:
    """How long each long leave is that overlaps the window."""
    return [
        last - first + ONE_DAY
        for first, last in _joined(leaves)
        if last - first + ONE_DAY >= LONG_LEAVE and first <= due_on and last >= assigned_on
    ]


def _joined(leaves: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Days away on end, where some overlap or follow one another: two jobs, two absences."""
    joined: list[tuple[date, date]] = []
    for first, last in sorted(leaves):
        if joined and first <= joined[-1][1] + ONE_DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
