"""When a completion runs out: the anniversary rule, clipped months, and never before it begins."""

from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.dates import Holding, expiry, has_lapsed, plus_months, renewed_from, shortest

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


DAYS_OF_THE_YEAR = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda d: (d.month, d.day))


@pytest.mark.parametrize(
    ("completed_on", "runs_out"),
    [
        (date(2026, 11, 26), date(2028, 3, 31)),  # the last one within two years
        (date(2026, 3, 31), date(2028, 3, 31)),
        (date(2026, 4, 1), date(2028, 3, 31)),
        (date(2027, 3, 1), date(2029, 3, 31)),  # renewed in time: two years on from the old day
    ],
)
def test_what_runs_out_on_one_day_of_the_year_does_so_within_the_validity(completed_on, runs_out):
    previous = date(2027, 3, 31)
    found = expiry(completed_on, 24, previous=previous, window_days=60, yearly_on=(3, 31))
    assert found == runs_out


def test_nobody_is_asked_again_at_once_for_the_sake_of_the_day():
    assert expiry(date(2027, 3, 30), 12, window_days=60, yearly_on=(3, 31)) == date(2028, 3, 31)
    assert expiry(date(2027, 3, 20), 1, window_days=60, yearly_on=(3, 31)) == date(2028, 3, 31)


@pytest.mark.parametrize(
    ("completed_on", "months", "previous", "runs_out"),
    [
        (date(2026, 2, 20), 24, date(2026, 2, 28), date(2028, 2, 29)),
        (date(2025, 2, 28), 36, None, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, None, date(2029, 2, 28)),
        # Not from one such day to another: the last one within the validity.
        (date(2026, 8, 28), 18, None, date(2027, 2, 28)),
    ],
)
def test_the_last_of_february_loses_no_year_to_a_leap_day(completed_on, months, previous, runs_out):
    facts = {"previous": previous, "window_days": 60, "yearly_on": (2, 29)}
    assert expiry(completed_on, months, **facts) == runs_out


@given(st.integers(2000, 2080), st.integers(1, 10), st.integers(0, 365), DAYS_OF_THE_YEAR)
def test_from_such_a_day_whole_years_lead_to_such_a_day(year, years, window, yearly_on):
    day, end = (_in_year(one, yearly_on) for one in (year, year + years))
    early = day - timedelta(days=window)

    assert expiry(day, 12 * years, yearly_on=yearly_on) == end
    facts = {"previous": day, "window_days": window, "yearly_on": yearly_on}
    assert expiry(early, 12 * years, **facts) == end


def _in_year(year: int, yearly_on: tuple[int, int]) -> date:
    """The day of the year in that year; the last of February where there is no 29th."""
    month, day = yearly_on
    is_clipped = yearly_on == (2, 29) and not isleap(year)
    return date(year, month, 28 if is_clipped else day)


@given(DAYS, MONTHS, st.none() | DAYS, st.integers(0, 365), DAYS_OF_THE_YEAR)
def test_a_day_of_the_year_is_kept_and_never_sooner_than_the_window(
    day, months, previous, window, yearly_on
):
    plain = expiry(day, months, previous=previous, window_days=window)

    found = expiry(day, months, previous=previous, window_days=window, yearly_on=yearly_on)

    assert found == _in_year(found.year, yearly_on)
    soonest = day + timedelta(days=window)
    assert found >= soonest
    # The last one within the validity (of a leap year, a day later at most, from such a day to
    # another); or the very first one that is not too soon.
    assert found <= plain + timedelta(days=yearly_on == (2, 29)) or (
        _in_year(found.year - 1, yearly_on) < soonest
    )
    assert _in_year(found.year + 1, yearly_on) > plain


@given(DAYS, st.integers(0, 400), MONTHS, st.integers(0, 365), DAYS_OF_THE_YEAR)
def test_who_is_done_later_is_never_asked_again_sooner(day, later, months, window, yearly_on):
    one, other = (
        expiry(on, months, window_days=window, yearly_on=yearly_on)
        for on in (day, day + timedelta(days=later))
    )

    assert one <= other


def test_nothing_is_valid_for_less_than_a_month():
    assert expiry(date(2026, 1, 31), 0) == date(2026, 2, 28)


@given(DAYS, MONTHS)
def test_no_months_are_shorter_than_the_shortest(day, months):
    assert plus_months(day, months) - day >= shortest(months)


@given(DAYS, st.integers(1, 800), st.integers(0, 800))
def test_nobody_is_asked_again_on_the_day_it_was_done(day, length, window):
    until = day + timedelta(days=length)

    opens_on = renewed_from(day, until, window)

    assert day <= opens_on <= until
    assert opens_on > day or length == 1
    assert opens_on == until - timedelta(days=window) or window >= length


LAST, ROLE = date(2027, 3, 31), date(2027, 1, 31)


@pytest.mark.parametrize(
    ("holding", "on", "until"),
    [
        (Holding(LAST), date(2030, 1, 1), LAST),
        (Holding(None), date(2030, 1, 1), None),
        # The role's end lies ahead: she may take it up again.
        (Holding(LAST, ROLE), ROLE, LAST),
        (Holding(LAST, ROLE), date(2027, 2, 1), ROLE),
        (Holding(None, ROLE), date(2027, 2, 1), ROLE),
        # It had run out before the role ended.
        (Holding(ROLE, LAST), date(2027, 4, 1), ROLE),
    ],
)
def test_what_ends_with_a_role_ends_once_the_role_has(holding, on, until):
    assert holding.until(on) == until


@given(until=DAYS, days=st.integers(0, 400), late=st.integers(-400, 800))
def test_who_lapses_has_had_all_the_days_and_stays_lapsed(until, days, late):
    on = until + timedelta(days=late)
    assert has_lapsed(until, on, days) == (late > days)
    assert not has_lapsed(until, on, None)
    assert not has_lapsed(None, on, days)
