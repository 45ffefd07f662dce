"""Days in words, in any language. Pure.

The month is always a word and the calendar always Gregorian; digits are always 0 to 9, so that the
two languages of a certificate can be compared. Where another calendar is the usual one (Thai,
Persian) its date follows in brackets.
"""

from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

# Our plain codes stand for these when it comes to the order of day and month.
REGIONS = {"en": "en_GB"}

PERSIAN_MONTHS = [
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
]  # fmt: skip

# Days before each month of a year that begins in January.
DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]


def in_words(day: date, language: str) -> str:
    """The day as a certificate prints it, such as "23 November 2026"."""
    words = format_date(day, "long", locale=_locale(language))
    local = _local_calendar(day, language)
    return f"{words} ({local})" if local else words


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(REGIONS.get(language, language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def _local_calendar(day: date, language: str) -> str:
    spoken = language.split("-")[0]
    if spoken == "th":
        return str(day.year + 543)
    if spoken == "fa":
        year, month, in_month = persian(day)
        return f"{in_month} {PERSIAN_MONTHS[month - 1]} {year}"
    return ""


def persian(day: date) -> tuple[int, int, int]:
    """Year, month and day in the Persian solar calendar, right for Gregorian years 1800 to 2300."""
    year = day.year
    leap_base = year + 1 if day.month > 2 else year
    days = (
        355666 + 365 * year + (leap_base + 3) // 4 - (leap_base + 99) // 100
        + (leap_base + 399) // 400 + day.day + DAYS_BEFORE_MONTH[day.month - 1]
    )  # fmt: skip
    cycles, days = divmod(days, 12053)
    fours, days = divmod(days, 1461)
    persian_year = -1595 + 33 * cycles + 4 * fours
    if days > 365:
        persian_year += (days - 1) // 365
        days = (days - 1) % 365
    if days < 186:
        return persian_year, 1 + days // 31, 1 + days % 31
    return persian_year, 7 + (days - 186) // 30, 1 + (days - 186) % 30
