"""Histories for the figures: rows as years of use would leave them, dated as the test says.

The actions write today's date; here the past is written down directly.
"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from assessments.models import Attempt
from courses.dates import plus_months
from courses.models import Completion, Edition, Enrolment, LessonDone, Programme, Requirement, Study
from people.models import Leave, Membership, Organisation, Person, RoleHeld
from tests.factories import OrganisationFactory, PersonFactory


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def enrolment(
    person: Person,
    programme: Programme,
    *,
    assigned: date = date(2024, 1, 8),
    due: date | None = None,
    cycle: int = 1,
) -> Enrolment:
    """An enrolment, without requirements."""
    return Enrolment.objects.create(
        person=person, programme=programme, assigned_on=assigned, due_on=due, cycle=cycle
    )


def completion(asked: Enrolment, on: date, *, evidence: str = "online") -> Completion:
    """A completion; one by hand is vouched for by two others."""
    by_hand = {}
    if evidence != "online":
        by_hand = {
            "reason": "seen",
            "recorded_by": PersonFactory(is_test=True),
            "confirmed_by": PersonFactory(is_test=True),
            "reference": "certificate 17",
        }
    months = asked.programme.validity_months
    return Completion.objects.create(
        enrolment=asked,
        completed_on=on,
        expires_on=plus_months(on, months) if months else None,
        evidence=evidence,
        **by_hand,
    )


def study(asked: Enrolment, edition: Edition) -> Study:
    """The study of a cycle, closed, so that a person may have one in every cycle."""
    made = Study.objects.create(
        person=asked.person,
        module=edition.module,
        edition=edition,
        opened_at=noon(asked.assigned_on),
        closed_at=noon(asked.assigned_on),
    )
    Requirement.objects.create(enrolment=asked, module=edition.module, study=made)
    return made


def attempt(
    of: Study, submitted: datetime | None, score: Decimal | str = "0", *, critical_missed: int = 0
) -> Attempt:
    """A go at a quiz: graded if submitted, else abandoned."""
    graded = {}
    if submitted:
        graded = {
            "submitted_at": submitted,
            "score": Decimal(score),
            "critical_missed": critical_missed,
            "passed": Decimal(score) >= 80 and not critical_missed,
        }
    return Attempt.objects.create(
        study=of,
        edition=of.edition,
        number=of.attempts.count() + 1,
        draw={"items": [], "options": {}},
        **graded,
    )


def lesson_done(of: Study, key: str, at: datetime, minutes: int) -> LessonDone:
    return LessonDone.objects.create(
        study=of, lesson_key=key, done_at=at, minutes=minutes, language="en"
    )


def leave(membership: Membership, first: date, last: date) -> Leave:
    return Leave.objects.create(membership=membership, started_on=first, ended_on=last)


def stop_role(membership: Membership, role: str, on: date) -> None:
    RoleHeld.objects.filter(membership=membership, role=role).update(ended_on=on)


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def root() -> Organisation:
    """The company that a test is about: the one that was made first."""
    return Organisation.objects.filter(parent=None).order_by("pk").first() or OrganisationFactory()
