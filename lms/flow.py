"""What follows what. The only page on which events are connected."""

from collections.abc import Callable
from typing import Any

from celery import Task
from django.dispatch import Signal

from lms import outbox


def connect() -> None:
    """Called once, when Django is ready."""


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
