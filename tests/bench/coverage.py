"""The coverage page of a large company: the first look counts, the others look up."""

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from metrics.coverage_page import WAYS
from people.models import Grant, Power
from tests.bench.company import visitor
from tests.bench.measure import RUNS

LIMIT_MS = 150


def measure(people: int) -> None:
    """Print the time of the first look, and of looks at what is counted."""
    lead = Grant.objects.open().filter(power=Power.CSO, organisation__parent=None)
    cookie = visitor(lead.select_related("person")[0].person).cookie
    client = Client(HTTP_HOST=settings.ALLOWED_HOSTS[0], HTTP_COOKIE=cookie)
    page = reverse("coverage")
    caches["once"].clear()
    _say("coverage: the first look, which counts", people, _seconds(partial(_look, client, page)))
    for way in WAYS:
        look = partial(_look, client, f"{page}?by={way}")
        looks = [_seconds(look) for _ in range(RUNS + 1)][1:]
        _say(f"coverage: a look, by {way}", people, statistics.median(looks), LIMIT_MS)


def _look(client: Client, address: str) -> None:
    answer = client.get(address, secure=True)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _say(name: str, people: int, seconds: float, limit: int | None = None) -> None:
    bound = f"  (at most {limit} ms)" if limit else ""
    sys.stdout.write(f"{name:<48}{seconds * 1000:8.0f} ms  {people:,} people{bound}\n")
    sys.stdout.flush()
