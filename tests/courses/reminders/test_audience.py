"""Where people are met, and which day it is for them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from courses.reminders.audience import Place
from people.hours.finding import nobodys_clock

# Noon on 3 December in UTC.
NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "reporting_zone", "day"),
    [
        ("UTC", "UTC", 3),
        # Tomorrow has begun there, and whoever works there goes by it.
        ("Pacific/Kiritimati", "UTC", 4),
        # It is still yesterday there; pages and figures say that the day is over.
        ("Pacific/Honolulu", "Asia/Tokyo", 3),
        ("Etc/GMT+12", "Pacific/Kiritimati", 4),
        ("Asia/Tokyo", "Pacific/Honolulu", 3),
    ],
)
def test_the_day_of_a_place_is_never_one_that_pages_say_is_over(
    settings, zone, reporting_zone, day
):
    settings.REPORTING_TIME_ZONE = reporting_zone
    clock = replace(nobodys_clock(), zone=ZoneInfo(zone))

    assert Place(None, clock).day(NOON) == date(2026, 12, day)
