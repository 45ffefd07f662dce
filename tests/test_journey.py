"""The whole platform in one story. Read this first.

An author publishes, a buyer learns, trips over a question that protects people, tries again and
passes; her certificate can be checked by anybody, her manager sees that she is done and nothing
more, and the sustainability lead gets the figure and no name.
"""

import csv
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Attempt
from certificates.models import Certificate
from courses import actions as courses
from courses.models import Completion, Programme
from lms import outbox
from lms.models import Outbox
from people import actions as people
from people.models import AudienceRole, Power, WorkforceType
from tests.content import pages
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db

TODAY_SINCE = "2024-01-01"


@pytest.fixture
def company():
    return OrganisationFactory(name="Larkfield Goods")


@pytest.fixture
def manager(company):
    return PersonFactory(full_name="Rhys ap Gwilym")


@pytest.fixture
def amina(company, manager):
    supplier = OrganisationFactory(supplier=True, parent=company, name="Delta Knit", country="BD")
    person = PersonFactory(full_name="Amina Rahman", language="en")
    people.join(
        person,
        supplier,
        workforce_type=WorkforceType.SUPPLIER_STAFF,
        started_on=TODAY_SINCE,
        roles=[AudienceRole.PROCUREMENT],
        reports_to=manager,
    )
    return person


@pytest.fixture
def lead(company):
    person = PersonFactory(full_name="Marguerite O’Dowd")
    people.grant(person, Power.CSO, company, by=None)
    people.accept_undertaking(person)
    return person


def test_from_the_authors_page_to_the_sustainability_leads_figure(
    amina, manager, lead, time_machine
):
    publish_a_module()
    courses.enrol(amina, Programme.objects.get(code="B"))
    learner = signed_in(amina)

    study = open_the_module(learner)
    read_the_lessons(learner, study)
    first = take_the_quiz(learner, study, right=False)
    assert (first.passed, first.critical_missed) == (False, 1)
    assert not Completion.objects.exists()

    time_machine.move_to(timezone.now() + timedelta(hours=2))
    second = take_the_quiz(learner, study, right=True)
    assert second.passed

    certificate = Certificate.objects.get(completion__enrolment__person=amina)
    let_the_worker_work()
    certificate.refresh_from_db()
    with certificate.pdf.open() as printed:
        assert printed.read(4) == b"%PDF"
    checked = Client().get(reverse("verify-certificate", args=[certificate.code])).content.decode()
    assert "Buying without harm" in checked
    assert "Amina" not in checked

    team = signed_in(manager).get(reverse("team")).content.decode()
    assert "Amina Rahman" in team
    assert "Completed" in team
    assert str(first.score) not in team

    # One person is too small a group to be told, even in a total.
    hidden = figures(signed_in(lead))["PAR-04"]
    assert hidden.pop("suppressed") == "true"
    assert set(hidden.values()) == {""}


def publish_a_module():
    pages.published(quiz=[pages.single("q1", critical=True)])


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def open_the_module(learner):
    learner.post(reverse("module", args=["B3"]))
    return Programme.objects.get(code="B").enrolments.get().requirements.get().study


def read_the_lessons(learner, study):
    for key in ("one", "two"):
        assert learner.get(reverse("lesson", args=[study.uuid, key])).status_code == 200
        learner.post(reverse("lesson-done", args=[study.uuid, key]))


def take_the_quiz(learner, study, *, right):
    learner.post(reverse("quiz", args=[study.uuid]), {"uuid": uuid4()})
    attempt = Attempt.objects.open().get()
    wanted = "boss" if right else "me"
    answer = {"q1": wanted, "q1.revision": 0}
    assert learner.post(reverse("attempt-save", args=[attempt.uuid]), answer).status_code == 200
    learner.post(reverse("attempt-submit", args=[attempt.uuid]))
    attempt.refresh_from_db()
    return attempt


def let_the_worker_work():
    for row in Outbox.objects.filter(done_at=None):
        outbox.work(row.pk)


def figures(client):
    """What the export says of programme B for everybody, by key figure."""
    lines = client.get(reverse("kpi-export", args=["csv"])).getvalue().decode().splitlines()
    kept = ("suppressed", "numerator", "denominator", "value", "display")
    return {
        row["kpi_id"]: {name: row[name] for name in kept}
        for row in csv.DictReader(lines)
        if row["dims"].startswith("programme=B") and row["dims"].count("=") <= 2
    }
