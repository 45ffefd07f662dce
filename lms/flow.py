"""What follows what. The only page on which events are connected."""

from collections.abc import Callable
from typing import Any

from celery import Task
from django.dispatch import Signal

from certificates import actions as certificates
from certificates import tasks as certificate_tasks
from certificates.events import certificate_issued
from content import actions as content
from courses.events import programme_completed
from lms import outbox
from people import tasks as people_tasks
from people.events import import_confirmed, import_uploaded, power_granted


def connect() -> None:
    """Called once, when Django is ready."""
    when(programme_completed, then=certificates.issue)
    when(certificate_issued, later=certificate_tasks.draw)
    when(import_uploaded, later=people_tasks.check_import)
    when(import_confirmed, later=people_tasks.apply_import)
    when(power_granted, then=content.admit_author)


def when(
    event: Signal, *, then: Callable[..., object] | None = None, later: Task | None = None
) -> None:
    """Say what an event brings about.

    `then` runs in the event's own transaction, with its facts: both happen or neither.
    `later` is a task that gets the facts' ids, from an outbox row of the same transaction.
    """

    def receiver(sender: object, signal: Signal, **facts: Any) -> None:
        if then:
            then(**facts)
        if later:
            outbox.put(later, **{f"{name}_id": fact.pk for name, fact in facts.items()})

    event.connect(receiver, weak=False)
