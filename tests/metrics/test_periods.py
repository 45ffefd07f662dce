"""Which periods may be asked for: years, quarters and months that have begun."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.periods import UnknownPeriod, choices, period

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("name", "start", "end", "as_of"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31), date(2025, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), TODAY),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), TODAY),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), date(2024, 2, 29)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31), date(2025, 12, 31)),
    ],
)
def test_a_period_has_both_its_end_dates(name, start, end, as_of):
    found = period(name, today=TODAY)

    assert (found.start, found.end, found.as_of) == (start, end, as_of)


@pytest.mark.parametrize(
    "name",
    ["", "26", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "2026-1", "2026-01-01", "2026\n", "٢٠٢٦",
     "1999", "2027", "2026-12", " 2026", "2026-q1", "all"],
)  # fmt: skip
def test_anything_else_and_the_future_is_unknown(name):
    with pytest.raises(UnknownPeriod):
        period(name, today=TODAY)


@given(st.dates(min_value=date(2001, 1, 1), max_value=date(2098, 12, 31)))
def test_every_choice_is_a_period_that_has_begun(today):
    for name in choices(today):
        assert period(name, today=today).start <= today


def test_the_choices_are_years_quarters_and_twelve_months():
    assert choices(date(2026, 5, 1))[:5] == ["2026", "2025", "2026-Q2", "2026-Q1", "2026-05"]
    assert choices(date(2026, 5, 1))[-1] == "2025-06"
