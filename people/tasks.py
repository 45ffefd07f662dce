"""What is done with imports when nobody is waiting. A task loads by id, calls one action, and may
run twice, even at once: the action decides on a locked row."""

from celery import shared_task

from people import actions as people
from people.imports import actions
from people.imports.models import ImportRun
from people.merging import actions as merging

# Longer than others may take (see lms/outbox.py): 200,000 rows are minutes on a slow machine.
LONGEST = 15 * 60


@shared_task(seconds=LONGEST)
def check_import(run_id: int) -> None:
    actions.check(ImportRun.objects.get(pk=run_id))


@shared_task(seconds=LONGEST)
def apply_import(run_id: int) -> None:
    actions.apply(ImportRun.objects.get(pk=run_id))


@shared_task
def clear_imports() -> None:
    actions.clear_away()


@shared_task(seconds=LONGEST)
def find_duplicates(run_id: int | None = None) -> None:
    """Every night, and when a file was applied: whichever it was, all are looked at."""
    merging.find()


@shared_task
def end_powers() -> None:
    people.end_run_out()
