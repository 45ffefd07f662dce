"""The periods figures may be asked for: months, quarters, years; no free dates (S-25). Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

PATTERN = re.compile(
    r"(?P<year>20[0-9]{2})(-(Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?", re.ASCII
)


class UnknownPeriod(Exception):
    """The text is not a year, quarter or month."""


@dataclass(frozen=True)
class Period:
    """A named stretch of civil days, both ends included; a running one ends today."""

    name: str
    start: date
    end: date
    as_of: date


def period(name: str, *, today: date) -> Period:
    """A period by its name: "2026", "2026-Q3" or "2026-09".

    Snapshots are taken on its last day, or today while it runs. Raises UnknownPeriod for anything
    else, and for periods that have not begun.
    """
    match = PATTERN.fullmatch(name)
    if match is None:
        raise UnknownPeriod(name)
    year = int(match["year"])
    if match["month"]:
        first, months = int(match["month"]), 1
    elif match["quarter"]:
        first, months = 3 * int(match["quarter"]) - 2, 3
    else:
        first, months = 1, 12
    start = date(year, first, 1)
    end = _month_after(year, first + months - 1) - timedelta(days=1)
    if start > today:
        raise UnknownPeriod(name)
    return Period(name, start, end, min(end, today))


def is_month(of: Period) -> bool:
    return len(of.name) == len("2026-09") and "Q" not in of.name


def year_of(of: Period, *, today: date) -> tuple[Period, list[Period]]:
    """The calendar year of a period, and those of its quarters that have begun."""
    year = of.start.year
    quarters = [f"{year}-Q{number}" for number in range(1, 5)]
    return period(str(year), today=today), [
        period(name, today=today)
        for first, name in zip(range(1, 13, 3), quarters, strict=True)
        if date(year, first, 1) <= today
    ]


def quarter_of(of: Period) -> Period:
    """The quarter that a period's as-of day lies in."""
    name = f"{of.as_of.year}-Q{(of.as_of.month + 2) // 3}"
    return period(name, today=of.as_of)


def _month_after(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)


def choices(today: date) -> list[str]:
    """The periods on offer: this year and last, this year's quarters and the last twelve months."""
    years = [str(today.year), str(today.year - 1)]
    quarters = [f"{today.year}-Q{number}" for number in range((today.month + 2) // 3, 0, -1)]
    months = []
    year, month = today.year, today.month
    for _ in range(12):
        months.append(f"{year}-{month:02}")
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return [*years, *quarters, *months]
