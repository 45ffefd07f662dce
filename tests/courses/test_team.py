"""Where people stand, as a manager and a supplier's administrator see it: status, and no more."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses import actions as courses
from courses import team
from courses.decisions.models import Proposal
from courses.models import Completion, Enrolment
from courses.reminders.models import Message
from courses.rules.models import Ground
from courses.team import Status, Wish
from people.calendar import reporting_day
from people.models import Membership, Person, Power
from tests.factories import (
    EnrolmentFactory,
    EquivalentFactory,
    GrantFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
    RuleFactory,
)

pytestmark = pytest.mark.django_db


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
    assert set(rows[0]) == {"name", "href", "standings"}
    assert set(rows[0]["standings"][0]) == {
        *("title", "kind", "icon", "status", "due_on"),
        *("valid_until", "expiring", "uuid", "is_done"),
    }
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

    assert many == few <= 12


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

    response = signed_in(grant.person).get(reverse("site-staff"))

    assert [row["name"] for row in response.context["rows"]] == ["Mine"]


@pytest.mark.parametrize("power", [None, Power.CSO, Power.AUTHOR])
def test_nobody_else_finds_the_sites(power):
    person = GrantFactory(power=power).person if power else PersonFactory()

    for name in ("sites", "sites-export", "site-staff"):
        assert signed_in(person).get(reverse(name)).status_code == 404


def test_the_status_of_an_enrolment_is_one_of_four(today):
    standing(PersonFactory(), today)

    found = team.standings(today, Wish()).get()

    assert Status(found.status) is Status.NOT_DUE
    assert len(Status) == 4


def test_a_day_is_told_as_the_last_one_and_nothing_to_do_as_a_status(manager, today):
    busy, idle = report(manager), report(manager)
    standing(busy, today, due_on=today + timedelta(5))

    told = page(signed_in(manager), "team")

    assert '<th scope="col">Due by</th>' in told
    assert 'data-label="Due by"' in told
    row = told[told.index(f"<bdi>{idle.full_name}</bdi></a></th>") :]
    assert row.split("</th>")[1].lstrip().startswith('<td></td><td class="quiet">Nothing to do')


# --- what nobody asks for any more ---------------------------------------------------------


@pytest.fixture
def run_out(today):
    """A completion that has run out, by a rule."""
    row = EnrolmentFactory(completed=True)
    Enrolment.objects.update(is_by_rule=True)
    Completion.objects.update(expires_on=today - timedelta(days=1), completed_on="2020-01-01")
    return row


def shown(row, today):
    return list(team.standings(today, Wish()).filter(person=row.person).values_list("status"))


def test_what_has_run_out_is_overdue_where_a_rule_asks_for_it_again(run_out, today):
    rule = RuleFactory(programme=run_out.programme)
    Ground.objects.create(enrolment=run_out, rule=rule, asked_on="2020-01-01")

    assert shown(run_out, today) == [(Status.OVERDUE,)]


@pytest.mark.parametrize(
    ("is_own", "days_left", "status"),
    [
        (True, 1, Status.NOT_DUE),
        (True, -1, Status.OVERDUE),  # that has run out too
        (False, 1, Status.OVERDUE),  # another company counts it, not the one whose rule asks
    ],
)
def test_what_has_run_out_is_not_overdue_where_something_else_counts_as_it(
    run_out, today, is_own, days_left, status
):
    rule = RuleFactory(programme=run_out.programme)
    Ground.objects.create(enrolment=run_out, rule=rule, asked_on="2020-01-01")
    company = rule.organisation if is_own else OrganisationFactory()
    counting = EquivalentFactory(organisation=company, programme=rule.programme)
    other = EnrolmentFactory(person=run_out.person, programme=counting.counted, completed=True)
    held = Completion.objects.filter(enrolment=other)
    held.update(completed_on="2020-01-01", expires_on=today + timedelta(days_left))

    rows = team.standings(today, Wish()).filter(programme=rule.programme)
    assert [row.status for row in rows] == [status]


def test_what_was_done_and_has_run_out_names_no_day_by_which_it_was_due(manager, run_out, today):
    Membership.objects.create(
        person=run_out.person,
        organisation=OrganisationFactory(),
        workforce_type="employee",
        reports_to=manager,
        started_on=today,
    )
    Enrolment.objects.update(due_on=today + timedelta(3), assigned_on=today)
    Ground.objects.create(
        enrolment=run_out, rule=RuleFactory(programme=run_out.programme), asked_on="2020-01-01"
    )

    told = page(signed_in(manager), "team")

    assert "Overdue" in told
    assert 'data-label="Due by"' not in told


def test_what_has_run_out_and_nobody_asks_for_is_not_due(run_out, today):
    assert shown(run_out, today) == [(Status.NOT_DUE,)]


def test_who_was_released_from_a_later_cycle_is_not_shown_by_the_older_one(run_out, today):
    renewal = EnrolmentFactory(person=run_out.person, programme=run_out.programme, cycle=2)
    courses.withdraw(renewal, by=PersonFactory(), reason="moved")

    assert shown(run_out, today) == []


def deeds(told, row):
    names = ("team-remind", "decision-propose-extend", "decision-propose-recognise")
    return [name for name in names if f'"{reverse(name, args=[row.uuid])}"' in told]


def test_what_may_be_done_stands_in_the_row(manager, today):
    person = report(manager)
    late = standing(person, today, due_on=today - timedelta(1))
    offered = standing(person, today)
    done = EnrolmentFactory(person=person, completed=True)
    client = signed_in(manager)

    told = page(client, "team")

    every = ["team-remind", "decision-propose-extend", "decision-propose-recognise"]
    assert deeds(told, late) == every
    assert deeds(told, offered) == every[2:]
    assert deeds(told, done) == []
    client.post(reverse("team-remind", args=[late.uuid]))
    assert Message.objects.get().person == person
    said = {"completed_on": today.isoformat(), "reference": "Certificate 17", "reason": "Shown."}
    client.post(reverse("decision-propose-recognise", args=[offered.uuid]), said)
    proposal = Proposal.objects.get()
    assert (proposal.enrolment, proposal.proposed_by) == (offered, manager)
    assert not Completion.objects.filter(enrolment=offered).exists()


def test_an_administrator_of_a_site_reminds_nobody_in_a_row(today):
    site = OrganisationFactory(site=True)
    person = MembershipFactory(supplier_staff=True, organisation=site).person
    late = standing(person, today, due_on=today - timedelta(1))
    keeper = GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR, organisation=site).person

    told = page(signed_in(keeper), "site-staff")

    assert deeds(told, late) == ["decision-propose-extend", "decision-propose-recognise"]
