"""Counting how dilemmas are decided: a number, never a person."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from assessments.models import DilemmaCount
from courses import document as documents
from courses.shelf import document_of
from people.calendar import reporting_day


class UnknownChoice(Exception):
    """A dilemma has no such decision or option."""


@transaction.atomic
def count_dilemma_choice(
    edition_id: int, decision_key: str, option_key: str, audience_role: str
) -> None:
    """Add one to how often an option was the first choice this week. Nothing of the person is kept.

    Raises UnknownChoice.
    """
    choices = {
        (decision["key"], option["key"])
        for dilemma in documents.dilemmas(document_of(edition_id))
        for decision in dilemma["decisions"]
        for option in decision["options"]
    }
    if (decision_key, option_key) not in choices:
        raise UnknownChoice(f"{decision_key}: {option_key}")
    today = reporting_day()
    row, _ = DilemmaCount.objects.get_or_create(
        edition_id=edition_id,
        decision_key=decision_key,
        option_key=option_key,
        audience_role=audience_role,
        week=today - timedelta(days=today.weekday()),
    )
    DilemmaCount.objects.filter(pk=row.pk).update(choices_made=F("choices_made") + 1)
