"""The tasks the outbox needs: do one row, find what was lost on the way, clear away."""

from celery import shared_task

from lms import outbox


@shared_task
def work(outbox_id: int) -> None:
    outbox.work(outbox_id)


# A sweep may take up a row just before it stops for the time; the row has its full minute.
@shared_task(time_limit=70)
def sweep() -> None:
    outbox.sweep()


@shared_task
def clear_away() -> None:
    outbox.clear_away()
