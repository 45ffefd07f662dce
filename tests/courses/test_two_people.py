"""Decisions by two people: proposed by one, confirmed by another, and never by oneself (R9)."""

import csv
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from courses import actions as courses
from courses.decisions import actions
from courses.decisions.models import Proposal
from courses.models import NO_RULE, Completion, Enrolment
from courses.quiet import with_asked_by
from courses.rules import engine
from metrics.kpis import participation
from metrics.kpis.counted import people_of
from metrics.periods import period
from people.audit.models import AuditEvent
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.models import Membership, Person, Power
from tests.courses.trio import posted, signed_in, trio
from tests.factories import (
    EnrolmentFactory,
    GrantFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    RuleFactory,
    finish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    return trio()


@pytest.fixture
def later():
    return reporting_day() + timedelta(days=60)


def more_time(three, until, *, by=None):
    return actions.propose(
        three.enrolment, "extend", by=by or three.manager, reason="Harvest", until=until
    )


def release(three, kind="exempt"):
    return actions.propose(three.enrolment, kind, by=three.manager, reason="On long leave")


def status_of(three):
    response = signed_in(three.manager).get(reverse("team"))
    return [one["status"] for row in response.context["rows"] for one in row["standings"]]


# --- what comes of it ----------------------------------------------------------------------


def figures(three):
    today, company = reporting_day(), Membership.objects.get(person=three.learner).organisation
    with people_of(company):
        return participation.coverage(
            three.enrolment.programme, period(str(today.year), today=today)
        )


def test_more_time_moves_the_persons_day_and_no_figure(three, later):
    before, due_on = figures(three), three.enrolment.due_on
    assert status_of(three) == ["Overdue"]

    actions.confirm(more_time(three, later), by=three.second)

    three.enrolment.refresh_from_db()
    assert (three.enrolment.due_on, three.enrolment.asked_by) == (due_on, later)
    assert with_asked_by(Enrolment.objects.all()).get().asks_by == later
    assert status_of(three) == ["Not due"]
    assert figures(three) == before
    told = signed_in(three.learner).get(reverse("my-learning"))
    assert told.context["to_do"][0]["is_overdue"] is False
    assert "You have more time: until" in told.context["decided"][0]["text"]


def test_a_release_a_mistake_and_counting_as_done_are_of_both_people(three):
    kinds = ("exempt", "withdraw", "count")
    rows = {kind: EnrolmentFactory(person=three.learner) for kind in kinds}
    for kind, row in rows.items():
        made = actions.propose(row, kind, by=three.manager, reason=f"why {kind}")
        actions.confirm(made, by=three.second)
        row.refresh_from_db()

    assert rows["exempt"].exempted_at
    assert rows["withdraw"].withdrawn_at
    for kind in ("exempt", "withdraw"):
        decided = (rows[kind].decided_by, rows[kind].confirmed_by, rows[kind].reason)
        assert decided == (three.manager, three.second, f"why {kind}")
    done = Completion.objects.get(enrolment=rows["count"])
    assert (done.recorded_by, done.confirmed_by) == (three.manager, three.second)


def test_a_refusal_leaves_everything_as_it_is(three, later):
    actions.refuse(more_time(three, later), by=three.second)

    three.enrolment.refresh_from_db()
    assert three.enrolment.extended_to is None
    with pytest.raises(actions.AlreadyAnswered):
        actions.confirm(Proposal.objects.get(), by=three.second)


def test_whoever_comes_back_has_no_more_time_left_over(three, later):
    actions.confirm(more_time(three, later), by=three.second)
    Enrolment.objects.update(is_by_rule=True, withdrawn_at=timezone.now(), reason=NO_RULE)
    RuleFactory(
        programme=three.enrolment.programme,
        organisation=Membership.objects.get(person=three.learner).organisation,
    )

    engine.run(on=reporting_day())

    row = Enrolment.objects.get(pk=three.enrolment.pk)
    assert (row.withdrawn_at, row.extended_to) == (None, None)


# --- who ------------------------------------------------------------------------------------


def test_only_a_second_person_with_power_confirms(three, later):
    made = more_time(three, later)
    supplier = OrganisationFactory(supplier=True)
    theirs = GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR, organisation=supplier).person
    company = Membership.objects.get(person=three.learner).organisation
    GrantFactory(power=Power.PEOPLE_ADMINISTRATOR, organisation=company, person=three.learner)
    GrantFactory(power=Power.PEOPLE_ADMINISTRATOR, organisation=company, person=three.manager)

    for person in (three.manager, three.learner, theirs, PersonFactory()):
        with pytest.raises(actions.NotYours):
            actions.confirm(made, by=person)
    assert Enrolment.objects.get(pk=three.enrolment.pk).extended_to is None


def test_nobody_proposes_about_herself_or_a_stranger(three, later):
    for person in (three.learner, PersonFactory()):
        with pytest.raises(actions.NotYours):
            more_time(three, later, by=person)


def test_a_lead_has_no_say_about_a_suppliers_people(three):
    site = OrganisationFactory(site=True)
    row = EnrolmentFactory(person=MembershipFactory(organisation=site, supplier_staff=True).person)
    company = site.parent.parent
    lead = GrantFactory(power=Power.CSO, organisation=company).person

    with pytest.raises(actions.NotYours):
        actions.propose(row, "exempt", by=lead, reason="Harvest")


def test_the_database_lets_nobody_answer_herself(three, later):
    more_time(three, later)

    with pytest.raises(IntegrityError, match="nobody_answers_her_own_proposal"):
        Proposal.objects.update(answered_by=three.manager, outcome="confirmed")


# --- twice, and too late --------------------------------------------------------------------


def test_confirming_twice_is_once(three, later):
    made = more_time(three, later)
    for _ in range(2):
        response, said = posted(three.second, "decision-answer", made.uuid, answer="confirm")
        assert response.status_code == 200
        assert said

    assert AuditEvent.objects.filter(verb=Verb.ENROLMENT_EXTENDED).count() == 1
    refused = posted(three.second, "decision-answer", made.uuid, answer="refuse")
    assert refused[1] == ["There is nothing left to decide here: it is settled already."]
    assert Proposal.objects.get().outcome == "confirmed"


def test_the_same_again_is_one_proposal_and_another_one_waits(three, later):
    assert more_time(three, later) == more_time(three, later)
    with pytest.raises(actions.AlreadyProposed):
        release(three)
    with pytest.raises(actions.NoLaterDay):
        more_time(three, three.enrolment.due_on)


def test_a_proposal_lapses_when_she_completes(three):
    made = release(three, "count")
    finish(courses.open_study(three.learner, three.enrolment.requirements.get().module))

    said = posted(three.second, "decision-answer", made.uuid, answer="confirm")[1]

    assert said == ["There is nothing left to decide here: it is settled already."]
    assert Completion.objects.get().evidence == Completion.Evidence.ONLINE
    mine = signed_in(three.manager).get(reverse("decisions-mine"))
    assert [row["outcome"]["text"] for row in mine.context["rows"]] == [
        "No longer needed: it is completed"
    ]


def test_what_nobody_answered_is_taken_back_by_its_proposer_alone(three, later):
    made = more_time(three, later)

    assert (
        signed_in(three.second).post(reverse("decision-take-back", args=[made.uuid])).status_code
        == 404
    )
    posted(three.manager, "decision-take-back", made.uuid)

    assert Proposal.objects.get().outcome == "taken_back"
    assert not signed_in(three.second).get(reverse("decisions")).context["rows"]


def test_a_form_says_what_is_wrong_with_a_day(three):
    client, today = signed_in(three.manager), reporting_day()
    address = reverse("decision-propose-extend", args=[three.enrolment.uuid])

    for day in (today - timedelta(days=1), today + timedelta(days=400)):
        response = client.post(address, {"until": day.isoformat(), "reason": "Harvest"})
        assert response.status_code == 422
    assert not Proposal.objects.exists()


def test_where_no_day_counts_there_is_none_to_move(three, later):
    Enrolment.objects.update(due_on=None)
    said = {"until": later.isoformat(), "reason": "Harvest"}

    told = posted(three.manager, "decision-propose-extend", three.enrolment.uuid, **said)[1]

    assert told == ["There is no date to move."]


# --- the team's file and the person's page ---------------------------------------------------


def valid_for(three, days):
    row = EnrolmentFactory(person=three.learner, completed=True)
    Completion.objects.filter(enrolment=row).update(
        completed_on="2020-01-01", expires_on=reporting_day() + timedelta(days=days)
    )


@pytest.mark.parametrize(
    ("days", "found"), [(0, {30, 60, 90}), (30, {30, 60, 90}), (31, {60, 90}), (91, set())]
)
def test_what_runs_out_is_found_by_how_soon(three, days, found):
    valid_for(three, days)
    client = signed_in(three.manager)

    shown = {
        within
        for within in (30, 60, 90)
        if client.get(reverse("team"), {"status": f"expiring_{within}"}).context["rows"]
    }

    assert shown == found


def test_the_file_has_the_rows_of_the_screen_and_no_formulas(three):
    company = Membership.objects.get(person=three.learner).organisation
    MembershipFactory(organisation=company, reports_to=three.manager, person__full_name="=Ana")
    client = signed_in(three.manager)

    def rows(**wish):
        text = client.get(reverse("team-export"), wish).content.decode("utf-8-sig")
        return [row[:3] for row in csv.reader(text.splitlines())]

    title = ["Name", "Programme", "Status"]
    hers = ["Bopha Chan", "Buying without harm B", "Overdue"]
    assert rows() == [title, ["'=Ana", "", "Nothing to do"], hers]
    assert rows(status="overdue") == [title, hers]
    assert rows(status="completed") == [title]
    assert AuditEvent.objects.filter(verb=Verb.TEAM_EXPORTED).count() == 3


def test_only_who_answers_for_a_person_opens_her_page(three, django_assert_max_num_queries):
    address = reverse("team-person", args=[three.learner.uuid])
    for person in (three.second, three.learner, PersonFactory()):
        assert signed_in(person).get(address).status_code == 404
    for _ in range(3):
        EnrolmentFactory(person=three.learner)

    client = signed_in(three.manager)
    client.get(address)

    with django_assert_max_num_queries(16):
        page = client.get(address)

    assert len(page.context["standings"]) == 4


def test_two_rows_of_one_human_are_one_person_who_decides(three, later):
    """She proposed it herself, under another row of hers."""
    place = three.learner.memberships.get().organisation
    GrantFactory(person=three.manager, power=Power.PEOPLE_ADMINISTRATOR, organisation=place)
    proposal = more_time(three, later, by=three.second)
    Person.objects.filter(pk=three.second.pk).update(merged_into=three.manager, is_active=False)

    with pytest.raises(actions.NotYours):
        actions.confirm(proposal, by=three.manager)

    actions.take_back(proposal, by=three.manager)
    proposal.refresh_from_db()
    assert proposal.outcome == "taken_back"


def test_what_somebody_proposed_who_has_no_say_any_more_is_only_refused(three, later):
    proposal = more_time(three, later)
    three.learner.memberships.update(reports_to=None)

    with pytest.raises(actions.NoSayAnyMore):
        actions.confirm(proposal, by=three.second)

    proposal.refresh_from_db()
    assert proposal.outcome == ""
    actions.refuse(proposal, by=three.second)


def test_more_time_is_never_less(three, later):
    actions.confirm(more_time(three, later), by=three.second)
    for due_on, asked_by in (
        (later + timedelta(days=9), later + timedelta(days=9)),
        (later - timedelta(days=9), later),
        (None, None),
    ):
        Enrolment.objects.update(due_on=due_on)
        row = with_asked_by(Enrolment.objects.all()).get()
        assert (row.asked_by, row.asks_by) == (asked_by, asked_by)
