"""What is counted when nobody is waiting."""

from celery import shared_task
from django.core.cache import caches

from metrics import kept
from people.calendar import reporting_day

# At a million people one count is a minute.
LONGEST = 20 * 60


@shared_task(time_limit=LONGEST)
def count_ahead() -> None:
    """Every five minutes. While one is at it, another leaves it to that one."""
    cache = caches["once"]
    if cache.add("counting-ahead", True, LONGEST):
        try:
            kept.count_ahead(reporting_day())
        finally:
            cache.delete("counting-ahead")
