"""Deleting messages that are over: no step is asked for again so long after its day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from courses.reminders.models import Message, MessageLine
from courses.reminders.planning import PATIENCE
from people.privacy.keeping import held, over
from people.privacy.periods import Keeping

# As long as a step may still be made up for, that it was told must be known.
AT_LEAST = 2 * PATIENCE


def messages_over(on: date) -> Any:
    """Messages of days that are over, but for those of people whose record is held."""
    day = min(over(Keeping.MESSAGES, on), on - AT_LEAST)
    return Message.objects.filter(on__lte=day).exclude(person__in=held(on))


@transaction.atomic
def delete_messages(messages: Sequence[Any]) -> int:
    """Delete some messages by id, with their lines; returns how many."""
    MessageLine.objects.filter(message__in=messages).delete()
    rows = Message.objects.filter(pk__in=messages)
    count = rows.count()
    rows.delete()
    return count
