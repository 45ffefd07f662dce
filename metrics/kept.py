"""The report as it is told: counted at a moment, and for some minutes the same to all, in any form.

At a million people counting takes minutes. What is kept has been judged: no hidden number is in it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone

from courses.models import Programme
from metrics.coverage import coverage
from metrics.periods import Period
from metrics.report import Entry, entries
from metrics.snapshot import one_snapshot
from metrics.suppression import Audience
from people.models import Organisation

KEPT_SECONDS = 5 * 60
# Counted up whenever what is kept changes its form.
VERSION = 2


@dataclass(frozen=True)
class Told:
    """A report's entries, and the moment they were counted."""

    at: datetime
    entries: Sequence[Entry]


def told(company: Organisation, period: Period, audience: Audience) -> Told:
    """The report of a company's period for an audience, at most KEPT_SECONDS old. Whether somebody
    may ask has been decided before."""
    return _kept(
        "report", company, period, audience, count=lambda: entries(company, period, audience)
    )


def covered(company: Organisation, programme: Programme, period: Period) -> Told:
    """What the coverage page tells of a programme, as `told` tells the report."""
    return _kept(
        f"coverage-{programme.pk}",
        company,
        period,
        Audience.INSIDE,
        count=lambda: coverage(company, programme, period),
    )


def _kept(
    what: str,
    company: Organisation,
    period: Period,
    audience: Audience,
    *,
    count: Callable[[], Sequence[Entry]],
) -> Told:
    cache = caches["once"]
    # The as-of day is in the key: a new day begins with a new count.
    asked = [VERSION, company.pk, period.name, period.as_of, audience, settings.GROUP_MINIMUM]
    key = ":".join([what, *map(str, asked)])
    kept: Told | None = cache.get(key)
    if kept is None:
        with one_snapshot():
            kept = Told(timezone.now(), count())
        cache.set(key, kept, KEPT_SECONDS)
    return kept
