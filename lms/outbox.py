"""Work for later, kept in the database: put in, claimed with a lease, done or tried again."""

from datetime import timedelta

import structlog
from celery import Task, current_app
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from lms.models import Outbox

log = structlog.get_logger(__name__)

# Longer than a task may run (CELERY_TASK_TIME_LIMIT), short enough for a killed worker's work
# to be done by another within two minutes.
LEASE = timedelta(seconds=75)
MOST_TRIES = 5
SWEPT_AT_ONCE = 500


def put(task: Task, **facts: object) -> Outbox:
    """Write down a task with its facts (ids and plain values), and hint at it once committed."""
    row = Outbox.objects.create(task=task.name, facts=facts)
    transaction.on_commit(lambda: hint(row.pk))
    return row


def hint(outbox_id: int) -> None:
    """Tell the broker that a row waits. Failing is harmless: the sweep finds the row."""
    try:
        current_app.send_task("lms.tasks.work", kwargs={"outbox_id": outbox_id}, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker_unreachable", outbox=outbox_id, error=str(error))


def sweep() -> int:
    """Hint again at everything that waits; return how many rows."""
    waiting = Outbox.objects.waiting(timezone.now()).order_by("not_before")
    ids = list(waiting.values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    for outbox_id in ids:
        hint(outbox_id)
    return len(ids)


def work(outbox_id: int) -> None:
    """Claim a row and run its task, unless it is done or in another's hands."""
    now = timezone.now()
    claimed = (
        Outbox.objects.waiting(now)
        .filter(pk=outbox_id)
        .update(leased_until=now + LEASE, tries=F("tries") + 1)
    )
    if not claimed:
        return
    row = Outbox.objects.get(pk=outbox_id)
    if row.tries > MOST_TRIES:
        _park(row, row.problem or "the worker died every time")
        return
    try:
        current_app.tasks[row.task](**row.facts)
    except Exception as error:  # noqa: BLE001 - whatever went wrong is written down and tried again
        _failed(row, error)
    else:
        Outbox.objects.filter(pk=row.pk).update(done_at=timezone.now(), leased_until=None, problem="")


def _failed(row: Outbox, error: Exception) -> None:
    problem = f"{type(error).__name__}: {error}"[:300]
    if row.tries >= MOST_TRIES:
        _park(row, problem)
        return
    pause = timedelta(seconds=2**row.tries)
    Outbox.objects.filter(pk=row.pk).update(
        leased_until=None, not_before=timezone.now() + pause, problem=problem
    )
    log.warning("task_failed", task=row.task, outbox=row.pk, tries=row.tries, problem=problem)


def _park(row: Outbox, problem: str) -> None:
    Outbox.objects.filter(pk=row.pk).update(
        leased_until=None, parked_at=timezone.now(), problem=problem
    )
    log.error("task_parked", task=row.task, outbox=row.pk, tries=row.tries, problem=problem)
