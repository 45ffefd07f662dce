"""What is counted when nobody is waiting."""

from celery import shared_task

from metrics import kept
from people.calendar import reporting_day


# At a million people one count is a minute.
@shared_task(time_limit=20 * 60)
def count_ahead() -> None:
    """Every five minutes, and twice at once does no harm: the later count is kept."""
    kept.count_ahead(reporting_day())
