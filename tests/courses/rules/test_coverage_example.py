"""The worked example E1 (leavers, leave, joiners, time zone, exemptions): the rules ask, people do,
and the figures are those of the example."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from courses import actions as courses
from courses.models import Enrolment
from courses.rules import engine
from metrics.periods import period
from metrics.report import count
from people import actions as people
from people.models import Membership
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    RuleFactory,
    finish,
)
from tests.metrics.test_examples import day, example

pytestmark = pytest.mark.django_db

HIRED = "2024-01-08"


@pytest.fixture
def e1(settings) -> dict[str, Any]:
    data = example("E1")
    settings.REPORTING_TIME_ZONE = data["reporting_tz"]
    return data


@pytest.fixture
def company(e1):
    company = OrganisationFactory()
    RuleFactory(
        organisation=company,
        programme__code=e1["programme"],
        programme__validity_months=e1["validity_months"],
        begins_on=day(HIRED),
        due_in_days=30,
    )
    return company


def test_what_the_rules_ask_and_people_do_gives_the_figures_of_the_example(e1, company):
    posts = {facts["id"]: hire(facts, company) for facts in e1["people"]}
    moments = sorted(happens(facts) for facts in e1["people"])

    for moment in sorted({*(at for at, _ in moments), *every_day(e1)}):
        with time_machine.travel(moment, tick=False):
            engine.run()
            for facts in e1["people"]:
                if (moment, facts["id"]) in moments:
                    do(facts, posts[facts["id"]])

    with time_machine.travel(datetime(2027, 1, 2, 9, tzinfo=UTC), tick=False):
        figures = {
            figure.kpi: (figure.numerator, figure.people)
            for figure in count(company, period("2026", today=date(2027, 1, 2))).figures
            if (figure.population, figure.dimension) == ("own", "all")
        }
    for kpi in ("PAR-01", "PAR-02"):
        expected = e1["expected"][kpi]
        assert figures[kpi] == (expected["num"], expected["den"]), kpi


def hire(facts: dict[str, Any], company) -> Membership:
    return MembershipFactory(
        organisation=company,
        person=PersonFactory(is_test=facts.get("test_account", False)),
        started_on=day(facts.get("start") or facts.get("assigned", HIRED)),
        last_day=day(facts["last_day"]) if "last_day" in facts else None,
    )


def noon(text: str) -> datetime:
    return datetime.combine(day(text), time(12), ZoneInfo("Europe/Berlin"))


def happens(facts: dict[str, Any]) -> tuple[datetime, str]:
    """When somebody of the example does, or is told, what is told of her."""
    if "completed_utc" in facts:
        return datetime.fromisoformat(facts["completed_utc"]), facts["id"]
    told = facts.get("completed") or facts.get("recognised_prior") or HIRED
    told = facts["leave"][0] if "leave" in facts else told
    told = facts["in_person"]["date"] if "in_person" in facts else told
    return noon(told), facts["id"]


def every_day(e1: dict[str, Any]) -> Iterator[datetime]:
    """Of the two years before the day the figures are about: the engine comes round also where
    nobody does anything."""
    moment = noon("2025-01-01")
    while moment <= noon(e1["as_of"]):
        yield moment
        moment += timedelta(days=1)


def do(facts: dict[str, Any], post: Membership) -> None:
    asked = Enrolment.objects.filter(person=post.person).order_by("cycle").last()
    deciders = {"by": PersonFactory(is_test=True), "confirmed_by": PersonFactory(is_test=True)}
    if post.person.is_test:
        assert asked is None  # nothing is asked of an account that only tries things out
    elif facts.get("exempt"):
        courses.exempt(asked, **deciders, reason="covered elsewhere")
    elif "leave" in facts:
        first, last = map(day, facts["leave"])
        people.record_leave(post, started_on=first, ended_on=last)
    elif "completed" in facts or "completed_utc" in facts:
        finish(courses.open_study(post.person, asked.requirements.get().module))
    elif "recognised_prior" in facts or facts.get("in_person", {}).get("share", 0) >= 0.8:
        done = facts.get("recognised_prior") or facts["in_person"]["date"]
        evidence = {"reference": "list 17", "reason": "learnt elsewhere", **deciders}
        courses.recognise(asked, completed_on=day(done), **evidence)
