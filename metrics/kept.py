"""The report as it is told: counted at a moment, and for some minutes the same to all, in any form.

At a hundred thousand people counting takes seconds, and a reader who waits for nothing else leaves.
So what somebody has looked at lately is counted ahead by the clock (`count_ahead`), and looked up
when it is asked for. What is kept has been judged: no hidden number is in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone

from courses.models import Programme
from metrics import periods
from metrics.coverage import coverage
from metrics.periods import Period
from metrics.report import Entry, entries
from metrics.snapshot import one_snapshot
from metrics.suppression import Audience
from people.models import Organisation

# The clock counts every five minutes (lms/schedule.py), and may come late.
KEPT_SECONDS = 10 * 60
# What is younger is not counted again; and after so long, other work has its turn.
YOUNG, LONGEST = timedelta(minutes=4), timedelta(minutes=2)
# Whoever looks every week finds it counted.
LOOKED_AT_SECONDS = 8 * 24 * 60 * 60
# Counted up whenever what is kept changes its form.
VERSION = 3
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """A report's entries, and the moment they were counted."""

    at: datetime
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Question:
    """What is asked about a company: the report for an audience, or a programme's coverage."""

    company: Organisation
    period: Period
    audience: Audience = Audience.INSIDE
    programme: Programme | None = None

    @property
    def _name(self) -> str:
        what = f"coverage-{self.programme.pk}" if self.programme else "report"
        return f"{what}:{VERSION}:{self.company.pk}:{self.period.name}:{self.audience}"

    @property
    def looked_at(self) -> str:
        """The key under which it is remembered that somebody asked: not who."""
        return f"looked-at:{self._name}"

    @property
    def key(self) -> str:
        """Where the answer is kept. A new day begins with a new count."""
        return f"{self._name}:{self.period.as_of}:{settings.GROUP_MINIMUM}"

    def count(self) -> Told:
        """Count it now, and keep it."""
        at = timezone.now()
        with one_snapshot():
            found = (
                coverage(self.company, self.programme, self.period)
                if self.programme
                else entries(self.company, self.period, self.audience)
            )
            told = Told(at, found)
        caches["once"].set(self.key, told, KEPT_SECONDS)
        return told

    def answer(self) -> Told:
        """What is kept, or else is counted now."""
        cache = caches["once"]
        cache.set(self.looked_at, True, LOOKED_AT_SECONDS)
        kept: Told | None = cache.get(self.key)
        return kept or self.count()


def told(company: Organisation, period: Period, audience: Audience) -> Told:
    """The report of a company's period for an audience, at most KEPT_SECONDS old. Whether somebody
    may ask has been decided before."""
    return Question(company, period, audience).answer()


def covered(company: Organisation, programme: Programme, period: Period) -> Told:
    """What the coverage page tells of a programme, as `told` tells the report."""
    return Question(company, period, programme=programme).answer()


def count_ahead(today: date) -> int:
    """Count anew what somebody has looked at lately, the oldest count first; returns how many
    answers that were."""
    cache, began, counted = caches["once"], timezone.now(), 0
    asked = {question.looked_at: question for question in _questions(today)}
    wanted = {asked[key].key: asked[key] for key in cache.get_many(asked)}
    ages = {key: kept.at for key, kept in cache.get_many(wanted).items()}
    for key in sorted(wanted, key=lambda key: ages.get(key, NEVER)):
        is_young = began - ages.get(key, NEVER) < YOUNG
        if is_young or timezone.now() - began > LONGEST:
            break
        wanted[key].count()
        counted += 1
    return counted


def _questions(today: date) -> Iterator[Question]:
    """All that may be asked on a day."""
    programmes = list(Programme.objects.order_by("pk"))
    offered = [periods.period(name, today=today) for name in periods.choices(today)]
    for company in Organisation.objects.filter(parent=None).order_by("pk"):
        for period in offered:
            for audience in Audience:
                yield Question(company, period, audience)
            for programme in programmes:
                yield Question(company, period, programme=programme)
