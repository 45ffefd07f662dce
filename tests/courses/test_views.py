"""One's own learning and one's team: what is shown, to whom, and what never is."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses import actions, due, team
from courses.models import Completion, Enrolment, ProgrammeText
from courses.team import Status, Wish
from people.calendar import reporting_day
from people.models import Membership, Person, Power
from tests.documents import document
from tests.factories import (
    EditionFactory,
    EnrolmentFactory,
    GrantFactory,
    MembershipFactory,
    ModuleFactory,
    OrganisationFactory,
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
    ("days", "words"),
    [
        (-3, "The date was 20 November 2026. You can still do it."),
        (0, "Today is the last day."),
        (1, "You have 1 day left."),
        (13, "You have 13 days left."),
        (14, "You have 2 weeks left."),
        (27, "You have 3 weeks left."),
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

    left = [card["due"] for card in response.context["to_do"]]
    assert left == ["You have 5 days left.", "You have 5 weeks left.", ""]


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
    assert reverse("study", args=[study.uuid]) in told
    assert "10 minutes left" in told


def test_what_is_done_leads_to_the_certificates():
    enrolment = EnrolmentFactory(completed=True)

    told = page(signed_in(enrolment.person), "my-learning")

    assert "Nothing to do now." in told
    assert "Valid until" in told
    assert reverse("certificates") in told


def test_with_nothing_to_do_the_page_is_kind():
    told = page(signed_in(PersonFactory()), "my-learning")

    assert "Nothing to do yet" in told


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


@pytest.mark.parametrize("name", ["my-learning", "team", "sites"])
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

    assert costs[0] == costs[1] <= 11


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


# --- my team -------------------------------------------------------------------------------


@pytest.fixture
def manager():
    return PersonFactory(full_name="Olena Shevchenko")


def report(manager, **facts):
    return MembershipFactory(reports_to=manager, **facts).person


def standing(person, today, **facts):
    facts = {"assigned_on": today - timedelta(60)} | facts
    return EnrolmentFactory(person=person, **facts)


def statuses(manager, **query):
    response = signed_in(manager).get(reverse("team"), query)
    assert response.status_code == 200
    return {
        row["name"]: [one["status"] for one in row["standings"]] for row in response.context["rows"]
    }


def test_a_manager_sees_where_her_reports_stand(manager, today):
    due_days = {"Ana": 31, "Bo": 30, "Chi": 0, "Dev": -1, "Eva": None}
    for name, days in due_days.items():
        due_on = today + timedelta(days) if days is not None else None
        standing(report(manager, person__full_name=name), today, due_on=due_on)
    done = report(manager, person__full_name="Fay")
    standing(done, today, due_on=today - timedelta(9), completed=True)

    assert statuses(manager) == {
        "Ana": ["Not due"],
        "Bo": ["Due"],
        "Chi": ["Due"],
        "Dev": ["Overdue"],
        "Eva": ["Not due"],
        "Fay": ["Completed"],
    }


def test_a_completion_that_ran_out_is_overdue(manager, today):
    enrolment = standing(report(manager), today, completed=True)
    Completion.objects.filter(enrolment=enrolment).update(
        completed_on=today - timedelta(800), expires_on=today - timedelta(1)
    )

    assert list(statuses(manager).values()) == [["Overdue"]]


def test_only_the_latest_cycle_counts(manager, today):
    first = standing(report(manager), today, completed=True)
    EnrolmentFactory(
        person=first.person,
        programme=first.programme,
        cycle=2,
        assigned_on=today,
        due_on=today + timedelta(60),
    )

    assert list(statuses(manager).values()) == [["Not due"]]


def test_others_people_and_those_who_left_are_not_shown(manager, today):
    standing(report(manager, person__full_name="Mine"), today)
    standing(report(PersonFactory(), person__full_name="Another's"), today)
    standing(report(manager, person__full_name="Gone", last_day=today - timedelta(1)), today)
    standing(report(manager, person__full_name="Last day", last_day=today), today)

    assert sorted(statuses(manager)) == ["Last day", "Mine"]


def test_the_team_page_holds_no_score_no_attempt_and_no_time(manager, today):
    person = report(manager)
    enrolment = standing(person, today, due_on=today + timedelta(3), completed=True)

    response = signed_in(manager).get(reverse("team"))

    rows = response.context["rows"]
    assert set(rows[0]) == {"name", "standings"}
    assert set(rows[0]["standings"][0]) == {"title", "kind", "icon", "status", "due_on"}
    told = response.content.decode()
    assert str(enrolment.requirements.get().study.uuid) not in told
    assert person.email not in told


def test_who_manages_nobody_is_told_so_kindly():
    told = page(signed_in(PersonFactory()), "team")

    assert "Nobody reports to you here" in told


def test_the_team_is_narrowed_by_programme_and_status(manager, today):
    ana = report(manager, person__full_name="Ana")
    bo = report(manager, person__full_name="Bo")
    late = standing(ana, today, due_on=today - timedelta(1))
    standing(ana, today, due_on=today + timedelta(90))
    standing(bo, today, due_on=today + timedelta(90))
    report(manager, person__full_name="Chi")

    assert statuses(manager, status="overdue") == {"Ana": ["Overdue"]}
    assert statuses(manager, programme=late.programme.code) == {"Ana": ["Overdue"]}
    assert statuses(manager, programme=late.programme.code, status="due") == {}
    assert len(statuses(manager, status="score", programme="nowhere")) == 3


def test_the_team_cannot_be_put_in_another_order(manager, today):
    for name in ("Chi", "Ana", "Bo"):
        standing(report(manager, person__full_name=name), today)

    for query in ({}, {"sort": "status"}, {"order": "-due_on"}):
        assert list(statuses(manager, **query)) == ["Ana", "Bo", "Chi"]


def test_a_long_team_is_paged_by_name_there_and_back(manager, monkeypatch):
    monkeypatch.setattr(team, "PEOPLE_A_PAGE", 3)
    names = [f"Person {number}" for number in range(8)]
    for name in reversed(names):
        report(manager, person__full_name=name)
    client = signed_in(manager)

    def walk(way):
        pages, query = [], page_address
        while query:
            response = client.get(reverse("team") + query)
            pages.append([row["name"] for row in response.context["rows"]])
            query = response.context[way]
        return pages, response

    page_address = "?"
    there, last = walk("next_href")
    page_address = last.context["previous_href"]
    back, first = walk("previous_href")

    assert there == [names[:3], names[3:6], names[6:]]
    assert back == [names[3:6], names[:3]]
    assert first.context["next_href"]


def test_a_stranger_in_the_address_is_not_somebody_to_page_from(manager):
    report(manager, person__full_name="Ana")
    stranger = PersonFactory(full_name="Zoe")

    assert list(statuses(manager, after=str(stranger.uuid))) == ["Ana"]
    assert list(statuses(manager, after="nobody")) == ["Ana"]


def test_ten_thousand_reports_cost_what_one_costs(manager, today):
    programme = ProgrammeFactory()
    site = OrganisationFactory(site=True)
    standing(report(manager), today, programme=programme)
    few = _cost(manager)
    people = Person.objects.bulk_create(
        Person(full_name=f"Person {number:05}", password="!") for number in range(10_000)
    )
    Membership.objects.bulk_create(
        Membership(
            person=person,
            organisation=site,
            workforce_type="employee",
            reports_to=manager,
            started_on=today,
        )
        for person in people
    )
    Enrolment.objects.bulk_create(
        Enrolment(person=person, programme=programme, assigned_on=today) for person in people
    )

    many = _cost(manager)

    assert many == few <= 8


def _cost(manager):
    client = signed_in(manager)
    client.get(reverse("team"))
    with CaptureQueriesContext(connection) as asked:
        response = client.get(reverse("team"), {"status": "not_due"})
    assert response.status_code == 200
    return len(asked)


# --- my sites ------------------------------------------------------------------------------


def test_a_supplier_administrator_sees_her_own_subtree(today):
    supplier = OrganisationFactory(supplier=True)
    site = OrganisationFactory(site=True, parent=supplier)
    grant = GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR, organisation=supplier)
    mine = MembershipFactory(organisation=site, person__full_name="Mine").person
    other = MembershipFactory(supplier_staff=True, person__full_name="Another's").person
    for person in (mine, other):
        standing(person, today)

    response = signed_in(grant.person).get(reverse("sites"))

    assert [row["name"] for row in response.context["rows"]] == ["Mine"]


@pytest.mark.parametrize("power", [None, Power.CSO, Power.AUTHOR])
def test_nobody_else_finds_the_sites(power):
    person = GrantFactory(power=power).person if power else PersonFactory()

    assert signed_in(person).get(reverse("sites")).status_code == 404


def test_the_status_of_an_enrolment_is_one_of_four(today):
    standing(PersonFactory(), today)

    found = team.standings(today, Wish()).get()

    assert Status(found.status) is Status.NOT_DUE
    assert len(Status) == 4
