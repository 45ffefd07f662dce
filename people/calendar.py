"""Which day it is: the one place that turns a moment into a civil day of the company."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def reporting_zone() -> ZoneInfo:
    """The company's reporting time zone."""
    return ZoneInfo(settings.REPORTING_TIME_ZONE)


def reporting_day(moment: datetime | None = None) -> date:
    """The civil day of an aware moment (default: now) in the company's reporting time zone."""
    return (moment or timezone.now()).astimezone(reporting_zone()).date()


def day_begins(day: date) -> datetime:
    """The aware moment at which a civil day begins in the company's reporting time zone."""
    return datetime(day.year, day.month, day.day, tzinfo=reporting_zone())
