"""Which campaigns a person is told of: those that ask her now, and thanks where she took part."""

from typing import Any

from courses.campaigns.models import Campaign
from courses.quiet import is_kept_for
from people.calendar import reporting_day
from people.models import Person


def running_for(person: Person, language: str) -> list[dict[str, Any]]:
    """The campaigns that concern a person today, the one that ends first first.

    None where quiet is kept: they ask by a day.
    """
    if is_kept_for(person):
        return []
    rows = Campaign.objects.running(reporting_day()).concerning([person])
    return _told(rows.select_related("rule__programme").order_by("rule__ends_on", "pk"), language)


def thanks_for(person: Person, language: str) -> list[dict[str, Any]]:
    """The campaigns that are just over, and in which the person took part."""
    rows = Campaign.objects.just_over(reporting_day()).of_who_took_part(person)
    return _told(rows.select_related("rule__programme").order_by("pk"), language)


def _told(rows: Any, language: str) -> list[dict[str, Any]]:
    return [{"campaign": row, **row.words_in(language)} for row in rows]
