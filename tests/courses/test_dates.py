"""When a completion runs out: the anniversary rule, clipped months, and never before it begins."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.dates import expiry, plus_months

DAYS = st.dates(date(2000, 1, 1), date(2080, 12, 31))
MONTHS = st.integers(1, 120)


def test_a_leap_day_clips_to_the_end_of_february():
    assert plus_months(date(2024, 2, 29), 24) == date(2026, 2, 28)


def test_what_never_runs_out_has_no_day():
    assert expiry(date(2026, 3, 3), None) is None


@pytest.mark.parametrize(
    ("completed_on", "runs_out"),
    [
        (date(2026, 1, 1), date(2028, 1, 1)),  # more than 60 days early: a new anniversary
        (date(2026, 1, 2), date(2028, 3, 3)),  # the window opens 60 days before
        (date(2026, 3, 3), date(2028, 3, 3)),  # the last valid day
        (date(2026, 3, 4), date(2028, 3, 4)),  # a day late: from its own day
    ],
)
def test_a_renewal_keeps_the_anniversary_only_inside_its_window(completed_on, runs_out):
    assert expiry(completed_on, 24, previous=date(2026, 3, 3), window_days=60) == runs_out


@given(DAYS, MONTHS, st.none() | DAYS, st.integers(0, 365))
def test_a_renewal_never_shortens_what_its_own_day_would_give(day, months, previous, window):
    alone = expiry(day, months)

    renewed = expiry(day, months, previous=previous, window_days=window)

    assert renewed >= alone > day
    assert renewed <= plus_months(day + timedelta(days=window), months)


@given(DAYS, MONTHS)
def test_months_keep_the_day_or_clip_to_the_end_of_the_month(day, months):
    later = plus_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
