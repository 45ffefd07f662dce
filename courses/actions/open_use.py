"""Open modules are counted: a number, and nothing of who reads."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from courses.models import Module
from courses.open_use import OpenUse
from people.calendar import reporting_day
from people.models import Organisation


@transaction.atomic
def count_open_use(module: Module, *, organisation: Organisation | None, language: str) -> None:
    """Add one to an open module's count for this week. Nothing of the reader is taken in."""
    today = reporting_day()
    week = today - timedelta(days=today.weekday())
    row, _ = OpenUse.objects.get_or_create(
        module=module, organisation=organisation, language=language, mode="online", week=week
    )
    OpenUse.objects.filter(pk=row.pk).update(uses=F("uses") + 1)


def old_weeks(before: date) -> QuerySet[OpenUse]:
    """Counts of weeks before a day that are not merged into their quarter yet."""
    rows = OpenUse.objects.filter(week__lt=before)
    # A quarter's first Monday stands for all of it: figures are told by quarter.
    return rows.exclude(week__month__in=[1, 4, 7, 10], week__day__lte=7)


@transaction.atomic
def merge_weeks(counts: Sequence[Any]) -> int:
    """Add some weeks' counts, by id, to those of their quarters; returns how many went."""
    rows = OpenUse.objects.select_for_update(of=("self",)).filter(pk__in=counts)
    for row in rows.select_related("organisation"):
        whole, _ = OpenUse.objects.get_or_create(
            module_id=row.module_id,
            organisation=row.organisation,
            language=row.language,
            mode=row.mode,
            week=_first_monday(row.week),
        )
        OpenUse.objects.filter(pk=whole.pk).update(uses=F("uses") + row.uses)
    return OpenUse.objects.filter(pk__in=counts).delete()[0]


def _first_monday(week: date) -> date:
    first = date(week.year, week.month - (week.month - 1) % 3, 1)
    return first + timedelta(days=-first.weekday() % 7)
