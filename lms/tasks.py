"""The tasks the outbox needs (do one row, find what was lost, clear away), and sending mail."""

from celery import shared_task
from django.core.mail import EmailMessage

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


@shared_task
def send_mail(to: str, subject: str, text: str) -> None:
    EmailMessage(subject, text, to=[to]).send()
