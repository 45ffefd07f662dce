"""By which day somebody is reminded: the one place that says so."""

from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from courses.models import Enrolment


def with_day(enrolments: QuerySet[Enrolment]) -> QuerySet[Any]:
    """Add `remind_by`. What changes reminders and not the figures (rule R9) is put in here."""
    return enrolments.annotate(remind_by=F("due_on"))


def day_of(enrolment: Any) -> date:
    """The day of a row of `with_day` that has one."""
    day: date = enrolment.remind_by
    return day
