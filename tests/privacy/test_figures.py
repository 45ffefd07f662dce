"""Whoever is erased, and whatever time deletes: what was counted stays counted, and checks hold."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from dateutil.relativedelta import relativedelta
from django.urls import reverse

from assessments import verify as quizzes
from assessments.models import Attempt, Response
from certificates.models import Certificate
from courses.models import Completion, Enrolment, LessonDone, Requirement, Study
from courses.open_use import OpenUse
from courses.verify import findings
from lms.demo.bulk import Company, Wish
from lms.privacy import retention_actions
from metrics import periods
from metrics.report import Audience, count, report
from people.calendar import reporting_day
from people.models import Leave, Membership, Organisation, Person, RoleHeld
from people.privacy import actions
from tests.factories import ModuleFactory
from tests.lms.demo_stage import publish_starter

pytestmark = pytest.mark.django_db

TOTALS = [
    Organisation, Person, Membership, RoleHeld, Leave, Enrolment, Requirement, Study, LessonDone,
    Completion, Certificate,
]  # fmt: skip


@pytest.fixture(params=[5, 11])
def chance(request, settings) -> Random:
    """A random history of 100 people over some years, and the chance that picks among them."""
    settings.IS_DEMO = True
    publish_starter()
    for _ in Company(Wish(100, request.param, 100)).build():
        pass
    return Random(request.param)  # noqa: S311 - a test's chance


def figures() -> dict[str, object]:
    """Every key figure of every period on offer, before and after hiding what is small."""
    today, company = reporting_day(), Organisation.objects.get(parent=None)
    told: dict[str, object] = {}
    for name in periods.choices(today)[:3]:  # two years and this quarter
        period = periods.period(name, today=today)
        counted = count(company, period)
        told[name] = Counter(map(repr, counted.figures)), repr(sorted(counted.excluded.items()))
        told[f"{name} shown"] = [repr(row) for row in report(company, period, Audience.INSIDE)]
    return told


def checks(client) -> dict[str, str]:
    """What anybody is told about each certificate, without the page's one-time tokens."""
    told = {}
    for certificate in Certificate.objects.all():
        page = client.get(reverse("verify-certificate", args=[certificate.code]))
        told[certificate.code] = page.text[page.text.index("<h1>") : page.text.index("<form")]
    return told


def totals() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in TOTALS}


@pytest.fixture
def unhurried(settings):
    settings.VERIFICATION_LIMIT = 10**6


def test_erasing_changes_no_figure_no_total_and_no_check(chance, client, unhurried):
    people = list(Person.objects.order_by("pk"))
    before = figures(), totals(), checks(client)
    assert before[2]

    for person in chance.sample(people, 30):
        actions.erase(person, by=None, cause=actions.ASKED)

    assert totals() == before[1]
    assert figures() == before[0]
    assert checks(client) == before[2]
    assert [*findings(), *quizzes.findings()] == []
    assert Person.objects.exclude(erased_at=None).count() == 30


@pytest.mark.parametrize("years", [1, 5])
def test_time_deletes_and_changes_no_figure_and_no_check(chance, client, unhurried, years):
    before = figures(), totals(), checks(client)
    ahead = reporting_day() + relativedelta(years=years)
    answers = Response.objects.count()

    counts = retention_actions.keep_no_longer(ahead)

    assert counts["answers"] > 0
    assert counts["scores"] > 0
    assert Response.objects.count() < answers
    assert totals() == before[1]
    assert figures() == before[0]
    assert checks(client) == before[2]
    assert [*findings(), *quizzes.findings()] == []
    assert sum(retention_actions.count(ahead).values()) == 0
    if years == 5:
        assert counts["leavers"] > 0
        assert not Response.objects.filter(attempt__passed=True).exists()
        assert Attempt.objects.submitted().filter(score_expired_at=None).count() == 0


def test_open_counts_become_quarters_and_the_quarters_stay_as_they_are():
    module = ModuleFactory(is_open=True)
    first = date(2022, 12, 26)
    for number in range(30):
        week, language = first + timedelta(weeks=number), "en" if number % 3 else "es"
        OpenUse.objects.create(module=module, language=language, week=week, uses=number + 1)

    def quarters() -> Counter:
        told: Counter = Counter()
        for row in OpenUse.objects.all():
            told[row.week.year, (row.week.month - 1) // 3, row.language] += row.uses
        return told

    before = quarters()

    assert retention_actions.keep_no_longer(date(2030, 1, 1))["open_weeks"] == 30 - 3

    assert quarters() == before
    assert OpenUse.objects.count() == 7
    assert all(row.week.day <= 7 and row.week.weekday() == 0 for row in OpenUse.objects.all())
