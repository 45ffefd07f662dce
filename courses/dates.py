"""The arithmetic of days: when a completion runs out. Pure."""

from datetime import date

from dateutil.relativedelta import relativedelta


def plus_months(day: date, months: int) -> date:
    """The same day some months later, clipped to the month's end (29 Feb + 24 = 28 Feb)."""
    return day + relativedelta(months=months)


def expiry(
    completed_on: date, validity_months: int | None, *, previous: date | None = None, window_days: int = 0
) -> date | None:
    """The last day a completion is valid, or None if it never runs out (counting rule R11).

    A renewal within `window_days` before the previous expiry keeps the anniversary; an earlier or
    a late one starts from its own day.
    """
    if validity_months is None:
        return None
    if previous is not None and 0 <= (previous - completed_on).days <= window_days:
        return plus_months(previous, validity_months)
    return plus_months(completed_on, validity_months)
