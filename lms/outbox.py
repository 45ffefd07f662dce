"""Work for later, kept in the database: put in, claimed with a lease, done, tried again or parked.

The row is the truth; a message to the broker only says that it is there. Every message may be lost
or come twice, every worker may die at any moment: the row is done again, and once in effect.
"""

import time
import traceback
from datetime import timedelta
from pathlib import Path

import structlog
from celery import Celery, Task, current_app
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from lms.models import Outbox
from people.calendar import reporting_day
from people.privacy.keeping import over_at
from people.privacy.periods import Keeping

log = structlog.get_logger(__name__)

# Longer than a task may run (CELERY_TASK_TIME_LIMIT), short enough for a killed worker's work
# to be done by another within two minutes. A task with a limit of its own may be begun twice.
LEASE = timedelta(seconds=75)
# How often a task may fail, or its worker die, before it is set aside for a human.
MOST_TRIES = 3
# What time can heal (no network, no disk, no mail server) is tried again for days.
HEALABLE = (OSError, OperationalError, InterfaceError)
PATIENCE = timedelta(days=3)
SHORTEST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)
# A sweep stops taking up further rows after a while, so that one that hangs is not in its way.
SWEEP_SECONDS = 4.0
SWEPT_AT_ONCE = 200
HINT_SECONDS = 5


class Hopeless(Exception):
    """What no time can heal: raised by a task, from the error, to be set aside at once."""


def put(task: Task, **facts: object) -> Outbox:
    """Write down a task with its facts (ids and plain values), and hint at it once committed."""
    row = Outbox.objects.create(task=task.name, facts=facts)
    transaction.on_commit(lambda: hint(row.pk, seconds=getattr(task, "seconds", None)))
    return row


def hint(outbox_id: int, *, app: Celery | None = None, seconds: int | None = None) -> None:
    """Tell the broker that a row waits. Failing is harmless: the sweep finds the row.

    `seconds` is what a task may take that is made to take longer than others. A sweep does not run
    it but hints again; so a hint that no worker takes at once is of no use.
    """
    patience = {"time_limit": seconds, "expires": HINT_SECONDS} if seconds else {}
    try:
        (app or current_app).send_task(
            "lms.tasks.work", kwargs={"outbox_id": outbox_id}, retry=False, **patience
        )
    except (BrokerError, OSError) as error:
        log.warning("broker_unreachable", outbox=outbox_id, error=type(error).__name__)


def sweep() -> int:
    """Work off what waits although it was hinted at; return how many rows were taken up."""
    began = time.monotonic()
    taken = 0
    waiting = Outbox.objects.waiting(timezone.now()).order_by("not_before")
    for outbox_id, name in list(waiting.values_list("pk", "task")[:SWEPT_AT_ONCE]):
        if time.monotonic() - began > SWEEP_SECONDS:
            break
        seconds = getattr(current_app.tasks.get(name), "seconds", None)
        if seconds:  # longer than a sweep may take
            hint(outbox_id, seconds=seconds)
        else:
            taken += work(outbox_id)
    return taken


def work(outbox_id: int) -> bool:
    """Claim a row and run its task; False if it is done, not due, or in another's hands."""
    now = timezone.now()
    claimed = (
        Outbox.objects.waiting(now)
        .filter(pk=outbox_id)
        .update(leased_until=now + LEASE, tries=F("tries") + 1)
    )
    if not claimed:
        return False
    row = Outbox.objects.get(pk=outbox_id)
    if row.tries > MOST_TRIES:
        _park(row, row.problem or "the worker died every time")
        return True
    try:
        current_app.tasks[row.task](**row.facts)
    except Hopeless as error:
        _park(row, _told(error.__cause__ or error))
    except HEALABLE as error:
        _postpone(row, error)
    except Exception as error:  # noqa: BLE001 - whatever went wrong is written down and tried again
        _failed(row, error)
    else:
        # What it was about is of no more use, and may be a mail with a link in it.
        Outbox.objects.filter(pk=row.pk).update(
            done_at=timezone.now(), leased_until=None, problem="", facts={}
        )
    return True


def clear_away() -> int:
    """Delete what was done long ago; return how many rows."""
    over = over_at(Keeping.WORK_DONE, reporting_day())
    return Outbox.objects.done_before(over).delete()[0]


def _postpone(row: Outbox, error: Exception) -> None:
    """Try again after a pause that grows with the time the trouble has lasted."""
    age = timezone.now() - row.created_at
    if age > PATIENCE:
        _park(row, _told(error))
        return
    pause = min(max(age, SHORTEST_PAUSE), LONGEST_PAUSE)
    _give_back(row, pause, error, tries=0)


def _failed(row: Outbox, error: Exception) -> None:
    if row.tries >= MOST_TRIES:
        _park(row, _told(error))
        return
    _give_back(row, SHORTEST_PAUSE * 2**row.tries, error, tries=row.tries)


def _give_back(row: Outbox, pause: timedelta, error: Exception, *, tries: int) -> None:
    Outbox.objects.filter(pk=row.pk).update(
        leased_until=None, not_before=timezone.now() + pause, problem=_told(error), tries=tries
    )
    log.warning("task_failed", task=row.task, outbox=row.pk, problem=_told(error))


def _park(row: Outbox, problem: str) -> None:
    """Set aside for a human, with the facts to take it up again; a mail's words are not kept."""
    is_confidential = getattr(current_app.tasks.get(row.task), "is_confidential", False)
    Outbox.objects.filter(pk=row.pk).update(
        leased_until=None,
        parked_at=timezone.now(),
        problem=problem,
        facts={} if is_confidential else row.facts,
    )
    log.error("task_parked", task=row.task, outbox=row.pk, problem=problem)


def _told(error: BaseException) -> str:
    """What went wrong and where, and nothing of the words, which may hold what a person wrote."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
