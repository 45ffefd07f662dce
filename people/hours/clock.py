"""Whether now is an hour in which mail may be sent at a place, and if not, when. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Beyond a fortnight no working day is looked for: every week has one.
DAYS_AHEAD = 15


@dataclass(frozen=True)
class Hours:
    """Working days (1 is Monday) and the part of the day that is not quiet, by the wall clock."""

    days: frozenset[int]
    begins: time
    ends: time


# Where nobody has said anything, up the whole tree.
USUAL = Hours(frozenset({1, 2, 3, 4, 5}), time(8), time(18))


@dataclass(frozen=True)
class Clock:
    """The wall clock of a place, and its hours."""

    zone: ZoneInfo
    hours: Hours

    def is_open(self, moment: datetime) -> bool:
        """Whether mail may be sent there at a moment."""
        wall = moment.astimezone(self.zone)
        hours = self.hours
        return wall.isoweekday() in hours.days and hours.begins <= wall.time() < hours.ends

    def next_open(self, moment: datetime) -> datetime:
        """The moment itself if mail may be sent at it, else the first one after it."""
        if self.is_open(moment):
            return moment
        first = moment.astimezone(self.zone).date()
        for ahead in range(DAYS_AHEAD):
            begins = datetime.combine(first + timedelta(days=ahead), self.hours.begins, self.zone)
            # An hour that the clocks skip is asked for by what the wall shows instead.
            start = begins.astimezone(UTC)
            if start > moment and self.is_open(start):
                return start
        raise ValueError("No working day.")
