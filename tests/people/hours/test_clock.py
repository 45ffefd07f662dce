"""Hours in which mail may be sent, on every clock on earth and when clocks are changed."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.hours.clock import USUAL, Clock, Hours

ZONES = [
    "Etc/GMT+12",
    "Pacific/Kiritimati",
    "Asia/Kathmandu",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Asia/Dhaka",
    "UTC",
]
hours = st.builds(
    lambda days, begins, length: Hours(
        frozenset(days), time(begins // 60, begins % 60), _after(begins, length)
    ),
    st.sets(st.integers(1, 7), min_size=1),
    st.integers(0, 23 * 60),
    st.integers(60, 12 * 60),
)


def _after(begins, length):
    end = min(begins + length, 24 * 60 - 1)
    return time(end // 60, end % 60)


@given(
    zone=st.sampled_from(ZONES),
    said=hours,
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
)
def test_the_next_hour_is_one_and_there_is_none_before_it(zone, said, moment):
    clock = Clock(ZoneInfo(zone), said)

    found = clock.next_open(moment)

    assert found >= moment
    assert clock.is_open(found)
    quarters = range(int((found - moment) / timedelta(minutes=15)))
    assert not any(clock.is_open(moment + timedelta(minutes=15 * n)) for n in quarters)


@pytest.mark.parametrize(
    ("zone", "moment", "expected"),
    [
        # Friday evening in Dhaka waits for Monday there.
        ("Asia/Dhaka", "2026-11-27T13:00+00:00", "2026-11-30T08:00+06:00"),
        # The clocks go forward in the night to Sunday 29 March 2026: Monday is in summer time.
        ("Europe/London", "2026-03-27T19:00+00:00", "2026-03-30T08:00+01:00"),
        # And back on 1 November in New York.
        ("America/New_York", "2026-10-30T23:00+00:00", "2026-11-02T08:00-05:00"),
        ("Pacific/Kiritimati", "2026-11-29T12:00+00:00", "2026-11-30T08:00+14:00"),
        ("Etc/GMT+12", "2026-11-30T12:00+00:00", "2026-11-30T08:00-12:00"),
    ],
)
def test_it_waits_for_the_wall_clock_of_the_place(zone, moment, expected):
    clock = Clock(ZoneInfo(zone), USUAL)

    assert clock.next_open(datetime.fromisoformat(moment)) == datetime.fromisoformat(expected)


def test_an_hour_that_the_clocks_skip_is_none():
    """Where all the hours of a day are skipped, that day has none."""
    clock = Clock(ZoneInfo("Europe/London"), Hours(frozenset({7}), time(1), time(2)))

    found = clock.next_open(datetime(2026, 3, 28, 12, tzinfo=UTC))

    assert found == datetime.fromisoformat("2026-04-05T01:00+01:00")
