"""How long is left, in words that do not shout."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

DAYS_A_WEEK = 7


def time_left(due_on: date | None, today: date) -> str:
    """How long is left, and until which day; nothing for no due day."""
    if due_on is None:
        return ""
    days = (due_on - today).days
    if days < 0:
        return gettext("The date was %(day)s. You can still do it.") % {"day": _day(due_on)}
    if days == 0:
        return gettext("Today is the last day.")
    if days < 2 * DAYS_A_WEEK:
        words = ngettext(
            "You have %(days)s day left, until %(day)s.",
            "You have %(days)s days left, until %(day)s.",
            days,
        )
        return words % {"days": days, "day": _day(due_on)}
    weeks = days // DAYS_A_WEEK
    words = ngettext(
        "You have %(weeks)s week left, until %(day)s.",
        "You have %(weeks)s weeks left, until %(day)s.",
        weeks,
    )
    return words % {"weeks": weeks, "day": _day(due_on)}


def minutes(count: int) -> str:
    words = ngettext("%(minutes)s minute", "%(minutes)s minutes", count)
    return words % {"minutes": count}


def minutes_left(count: int) -> str:
    words = ngettext("%(minutes)s minute left", "%(minutes)s minutes left", count)
    return words % {"minutes": count}


def modules_done(done: int, count: int) -> str:
    words = ngettext("%(done)s of %(all)s module done", "%(done)s of %(all)s modules done", count)
    return words % {"done": done, "all": count}


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
