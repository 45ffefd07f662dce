"""The coverage page of a large company: the first look counts, the others look up."""

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.urls import reverse

from courses.equivalents.models import Equivalent
from courses.models import Programme
from metrics.coverage_page import WAYS
from people.calendar import reporting_day
from people.models import Grant, Organisation, Power
from tests.bench.company import visitor
from tests.bench.measure import RUNS

LIMIT_MS = 150
PROGRAMMES = 20

# Everybody is asked to do each of the programmes, and four of five have done it.
ASK = """
    INSERT INTO courses_enrolment (uuid, person_id, programme_id, cycle, assigned_on, is_mandatory,
        is_by_rule, is_refresher, enrolled_at, reason)
    SELECT gen_random_uuid(), person.id, programme, 1, CURRENT_DATE - 90, true,
        false, false, now(), ''
    FROM people_person person, unnest(%s) programme
"""
COMPLETE = """
    INSERT INTO courses_completion (enrolment_id, completed_on, recorded_at, evidence, language,
        reason, reference)
    SELECT id, CURRENT_DATE - (person_id %% 80)::int, now(), 'online', 'en', '', ''
    FROM courses_enrolment WHERE programme_id = ANY(%s) AND (person_id + programme_id) %% 5 > 0
"""


def learn_more() -> None:
    """Give everybody more programmes to do, as many as a company with twenty has, one of which it
    counts as C."""
    there = Programme.objects.filter(is_open=False).count()
    codes = [f"X{number}" for number in range(PROGRAMMES - there)]
    made = Programme.objects.bulk_create(
        Programme(code=code, audience_roles=["worker"]) for code in codes
    )
    company = Organisation.objects.filter(kind="company").order_by("-pk")[0]
    counted_as = Programme.objects.get(code="C")
    Equivalent.objects.create(
        organisation=company,
        programme=counted_as,
        counted=made[0],
        reason="the same",
        begins_on=reporting_day(),
    )
    with connection.cursor() as cursor:
        for statement in (ASK, COMPLETE):
            cursor.execute(statement, [[programme.pk for programme in made]])
        cursor.execute("ANALYZE")


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
