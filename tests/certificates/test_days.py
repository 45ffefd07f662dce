"""Days in words."""

from datetime import date, timedelta

import pytest

from certificates import days

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "23 November 2026"),
        ("es", "23 de noviembre de 2026"),
        ("ar", "23 نوفمبر 2026"),
        ("th", "23 พฤศจิกายน ค.ศ. 2026 (2569)"),
        ("fa", "23 نوامبر 2026 (2 آذر 1405)"),
        ("my", "2026 နိုဝင်ဘာ 23"),
        ("zh-hans", "2026年11月23日"),
        ("pt-br", "23 de novembro de 2026"),
        ("xx", "23 November 2026"),
    ],
)
def test_a_day_has_its_month_in_words_and_the_usual_calendar_in_brackets(language, words):
    assert days.in_words(DAY, language) == words


@pytest.mark.parametrize(
    ("day", "persian"),
    [
        (date(2021, 3, 20), (1399, 12, 30)),
        (date(2021, 3, 21), (1400, 1, 1)),
        (date(2024, 3, 20), (1403, 1, 1)),
        (date(2025, 3, 20), (1403, 12, 30)),
        (date(2025, 3, 21), (1404, 1, 1)),
        (date(2026, 9, 22), (1405, 6, 31)),
        (date(2026, 9, 23), (1405, 7, 1)),
    ],
)
def test_the_persian_calendar(day, persian):
    assert days.persian(day) == persian


def test_persian_days_follow_each_other_without_gap():
    before = days.persian(date(2019, 12, 31))
    for number in range(4_000):
        now = days.persian(date(2020, 1, 1) + timedelta(days=number))

        same_month = now == (*before[:2], before[2] + 1)
        next_month = now == (before[0], before[1] + 1, 1) and before[2] >= 29
        next_year = now == (before[0] + 1, 1, 1) and before[1] == 12 and before[2] >= 29
        assert same_month or next_month or next_year
        before = now
