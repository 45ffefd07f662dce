"""Three people whom a decision takes: who learns, who manages her, and a second who confirms.

And how they come in.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from courses.models import Enrolment
from people.calendar import reporting_day
from people.models import Person, Power
from tests.factories import (
    EnrolmentFactory,
    GrantFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
)


@dataclass(frozen=True)
class Trio:
    learner: Person
    manager: Person
    second: Person
    enrolment: Enrolment


def trio() -> Trio:
    """A learner whose programme B was due yesterday, her manager, and a people administrator."""
    company = OrganisationFactory(country="GB")
    facts = {"organisation": company}
    manager = MembershipFactory(person__full_name="Olena Shevchenko", **facts).person
    learner = MembershipFactory(person__full_name="Bopha Chan", reports_to=manager, **facts).person
    second = GrantFactory(
        power=Power.PEOPLE_ADMINISTRATOR, organisation=company, person__full_name="Ines Duarte"
    ).person
    today = reporting_day()
    enrolment = EnrolmentFactory(
        person=learner,
        programme=ProgrammeFactory(code="B"),
        assigned_on=today - timedelta(days=40),
        due_on=today - timedelta(days=1),
    )
    return Trio(learner, manager, second, enrolment)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def posted(
    person: Person, name: str, *args: object, **fields: str
) -> tuple[HttpResponse, list[str]]:
    """What is answered in the end to a form that she sends, and what it tells her."""
    response = signed_in(person).post(reverse(name, args=args), fields, follow=True)
    return response, [str(one) for one in response.context["messages"]]
