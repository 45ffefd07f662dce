"""The two tasks the outbox needs: do one row, and find what was lost on the way."""

from celery import shared_task

from lms import outbox


@shared_task
def work(outbox_id: int) -> None:
    outbox.work(outbox_id)


@shared_task
def sweep() -> None:
    outbox.sweep()
