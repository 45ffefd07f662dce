"""Open modules are counted: a number, and nothing of who reads."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from courses.models import Module, OpenUse
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
