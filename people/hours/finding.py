"""Which clock and which hours count at an organisation: its own, else the nearest above it."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from people.calendar import reporting_zone
from people.hours.clock import USUAL, Clock, Hours
from people.hours.models import SendingHours
from people.models import Organisation


def said_hours(row: SendingHours) -> Hours:
    return Hours(frozenset(map(int, row.days)), row.begins_at, row.ends_at)


def spoken_for() -> dict[int, Hours]:
    """What organisations have said themselves, by their id. There are few."""
    return {row.organisation_id: said_hours(row) for row in SendingHours.objects.all()}


def hours_at(path: str, said: dict[int, Hours]) -> Hours:
    """The hours that count at a place of the tree."""
    for pk in reversed([int(part) for part in path.split(".") if part]):
        if pk in said:
            return said[pk]
    return USUAL


def clocks(organisations: Iterable[int] | None = None) -> dict[int, Clock]:
    """The clock of each organisation (none given: of all), by its id."""
    said = spoken_for()
    rows = Organisation.objects.values_list("pk", "path", "time_zone")
    if organisations is not None:
        rows = rows.filter(pk__in=set(organisations))
    return {pk: Clock(_zone(zone), hours_at(path, said)) for pk, path, zone in rows}


def nobodys_clock() -> Clock:
    """Of people who work at no organisation, as advisers."""
    return Clock(reporting_zone(), USUAL)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return reporting_zone()
