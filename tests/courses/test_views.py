"""One's own learning and one's team: what is shown, to whom, and what never is."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses import actions, due
from courses.models import Completion, ProgrammeText
from people.calendar import reporting_day
from tests.documents import document
from tests.factories import (
    EditionFactory,
    EnrolmentFactory,
    ModuleFactory,
    PersonFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture
def today():
    return reporting_day()


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def page(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return unescape(response.content.decode())


# --- my learning ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "Valid until 1 December 2026."),
        ({"expires_on": date(2026, 11, 22)}, "It ran out on 22 November 2026."),
        ({"revoked_on": TODAY}, "It was taken back."),
    ],
)
def test_what_was_done_says_whether_it_counts(time_machine, facts, words):
    time_machine.move_to("2026-11-23T12:00Z", tick=False)
    row = EnrolmentFactory(completed=True)
    days = {"completed_on": date(2024, 12, 1), "expires_on": date(2026, 12, 1)}
    Completion.objects.update(**days | facts)

    told = re.sub(r"</?bdi>", "", page(signed_in(row.person), "my-learning"))

    assert words in told
    assert ("Does not count any more" in told) == bool(facts)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-3, "The date was 20 November 2026. You can still do it."),
        (0, "Today is the last day."),
        (1, "You have 1 day left, until 24 November 2026."),
        (13, "You have 13 days left, until 6 December 2026."),
        (14, "You have 2 weeks left, until 7 December 2026."),
        (27, "You have 3 weeks left, until 20 December 2026."),
    ],
)
def test_what_is_left_is_said_calmly(days, words):
    assert due.time_left(TODAY + timedelta(days), TODAY) == words


def test_without_a_due_day_nothing_is_said():
    assert due.time_left(None, TODAY) == ""


def test_what_is_due_first_comes_first(today):
    person = PersonFactory()
    for days in (40, 5, None):
        programme = ProgrammeFactory()
        due_on = today + timedelta(days) if days else None
        EnrolmentFactory(person=person, programme=programme, due_on=due_on)

    response = signed_in(person).get(reverse("my-learning"))

    left = [card["due"].partition(",")[0] for card in response.context["to_do"]]
    assert left == ["You have 5 days left", "You have 5 weeks left", ""]


def test_a_programme_says_why_how_long_and_how_far(today):
    enrolment = EnrolmentFactory(due_on=today + timedelta(14))

    told = page(signed_in(enrolment.person), "my-learning")

    assert "Buying without harm" in told
    assert "You have this because of your work: procurement." in told
    assert "0 of 1 module done" in told
    assert "14 minutes" in told
    assert "Start" in told
    assert reverse("module", args=[enrolment.requirements.get().module.code]) in told


def test_what_was_begun_goes_on_where_it_was_left():
    enrolment = EnrolmentFactory()
    study = actions.open_study(enrolment.person, enrolment.requirements.get().module)
    actions.finish_lesson(study, "l1", language="en")

    told = page(signed_in(enrolment.person), "my-learning")

    assert "Go on where you left off" in told
    assert f'href="{reverse("lesson", args=[study.uuid, "l2"])}"' in told
    assert "10 minutes left" in told


def test_when_only_the_questions_are_left_it_goes_on_with_them():
    enrolment = EnrolmentFactory()
    study = actions.open_study(enrolment.person, enrolment.requirements.get().module)
    for key in ("l1", "l2"):
        actions.finish_lesson(study, key, language="en")

    told = page(signed_in(enrolment.person), "my-learning")

    assert f'href="{reverse("quiz", args=[study.uuid])}"' in told


def test_what_is_done_leads_to_the_certificates():
    enrolment = EnrolmentFactory(completed=True)

    told = page(signed_in(enrolment.person), "my-learning")

    assert "Nothing to do now." in told
    assert "Valid until" in told
    assert reverse("certificates") in told


def test_with_nothing_to_do_the_page_is_kind():
    told = page(signed_in(PersonFactory()), "my-learning")

    assert "Nothing to do yet" in told
    assert "Your training will appear here." in told
    assert f'href="{reverse("open-start")}"' in told


def test_what_was_taken_back_is_not_shown():
    enrolment = EnrolmentFactory()
    actions.withdraw(enrolment, by=PersonFactory(), reason="Entered by mistake")
    client = signed_in(enrolment.person)

    assert "Nothing to do yet" in page(client, "my-learning")
    address = reverse("programme", args=[enrolment.programme.code])
    assert client.get(address).status_code == 404


def test_only_ones_own_learning_is_shown():
    enrolment = EnrolmentFactory()
    stranger = signed_in(PersonFactory())

    assert enrolment.programme.code not in page(stranger, "my-learning")
    address = reverse("programme", args=[enrolment.programme.code])
    assert stranger.get(address).status_code == 404


@pytest.mark.parametrize("name", ["my-learning", "team", "site-staff", "sites"])
def test_nobody_looks_without_signing_in(client, name):
    response = client.get(reverse(name))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_my_learning_costs_the_same_for_many_programmes():
    costs = []
    for count in (1, 6):
        person = PersonFactory()
        for _ in range(count):
            enrolment = EnrolmentFactory(person=person)
            actions.open_study(person, enrolment.requirements.get().module)
        client = signed_in(person)
        client.get(reverse("my-learning"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("my-learning"))
        costs.append(len(asked))

    assert costs[0] == costs[1] <= 14


# --- a programme ---------------------------------------------------------------------------


def test_a_programme_shows_its_modules_in_order_and_what_is_planned():
    modules = [EditionFactory(module=module).module for module in ModuleFactory.create_batch(3)]
    programme = ProgrammeFactory(modules=modules)
    ProgrammeText.objects.filter(programme=programme).update(planned=["From finding to remedy"])
    enrolment = EnrolmentFactory(programme=programme)
    actions.open_study(enrolment.person, modules[1])

    response = signed_in(enrolment.person).get(reverse("programme", args=[programme.code]))

    assignment = response.context["card"]["assignment"]
    assert [state.code for state in assignment.modules] == [module.code for module in modules]
    told = response.content.decode()
    assert "From finding to remedy" in told
    assert "Planned. It is not written yet, and nobody has to do it." in told
    assert "Not begun yet" in told
    assert "0 of 2 lessons done" in told


def test_a_module_is_named_in_the_readers_language_where_there_is_one():
    edition = EditionFactory()
    words = document(module=edition.module.code, language="es", title="¿Quién pagó?")
    actions.publish_edition(edition.module, language="es", document=words, source=edition)
    programme = ProgrammeFactory(modules=[edition.module])
    ProgrammeText.objects.create(programme=programme, language="es", title="Comprar sin daño")
    ProgrammeText.objects.create(programme=programme, language="ar", title="شراء بلا ضرر")
    named = {}
    for language in ("en", "es", "ar"):
        enrolment = EnrolmentFactory(person__language=language, programme=programme)
        response = signed_in(enrolment.person).get(reverse("programme", args=[programme.code]))
        assignment = response.context["card"]["assignment"]
        named[language] = (assignment.title, assignment.modules[0].face.title)

    assert named == {
        "en": (f"Buying without harm {programme.code}", "Who paid for this job?"),
        "es": ("Comprar sin daño", "¿Quién pagó?"),
        "ar": ("شراء بلا ضرر", "Who paid for this job?"),
    }
