"""What a company counts as its own programme: nobody who holds it is asked to learn it again."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses import actions, tasks
from courses.equivalents.models import Equivalent
from courses.models import Completion, Enrolment
from courses.rules import engine
from courses.rules.preview import Outcome, preview
from lms.models import Outbox
from people.calendar import reporting_day
from people.models import Power
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
from tests.metrics import records

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 3)
DONE = date(2025, 9, 1)
LAST_DAY = date(2027, 9, 1)  # of what was done then: two years


@pytest.fixture
def rule():
    return RuleFactory(organisation=OrganisationFactory())


@pytest.fixture
def counting(rule):
    """A programme that the company of the rule counts as the rule's."""
    return EquivalentFactory(organisation=rule.organisation, programme=rule.programme)


def worker_at(rule, **facts):
    return MembershipFactory(organisation=rule.organisation, **facts).person


def holds(person, programme, **facts):
    """Learnt for somebody else: the rules of this company never asked for it."""
    done = records.completion(records.enrolment(person, programme), DONE)
    Completion.objects.filter(pk=done.pk).update(**{"expires_on": LAST_DAY} | facts)
    return done


def asked_for(rule, person):
    return Enrolment.objects.open().filter(programme=rule.programme, person=person).exists()


# --- the engine ----------------------------------------------------------------------------


def test_whoever_holds_what_counts_is_not_asked_until_the_day_after_it_runs_out(rule, counting):
    holder, other = worker_at(rule), worker_at(rule)
    holds(holder, counting.counted)

    assert engine.run(on=TODAY) == {"began": 1}
    assert (asked_for(rule, holder), asked_for(rule, other)) == (False, True)
    assert engine.run(on=LAST_DAY) == {}
    assert engine.run(on=LAST_DAY + timedelta(days=1)) == {"began": 1}
    assert Enrolment.objects.get(programme=rule.programme, person=holder).due_on == (
        LAST_DAY + timedelta(days=31)
    )


def test_what_is_open_goes_when_it_is_met_elsewhere_and_comes_back_with_time_enough(rule, counting):
    person = worker_at(rule)
    engine.run(on=TODAY)
    done = holds(person, counting.counted)

    assert engine.run(on=TODAY) == {"went": 1}
    assert engine.run(on=TODAY) == {}
    Completion.objects.filter(pk=done.pk).update(revoked_on=TODAY)
    later = TODAY + timedelta(days=1)
    assert engine.run(on=later) == {"came_back": 1}
    assert Enrolment.objects.get(programme=rule.programme).due_on == later + timedelta(days=30)


@pytest.mark.parametrize(
    "facts",
    [{"revoked_on": date(2026, 1, 1)}, {"evidence": "waived"}, {"expires_on": date(2026, 3, 2)}],
    ids=["revoked", "waived by another company", "run out"],
)
def test_what_is_not_valid_or_was_not_learnt_does_not_count(rule, counting, facts):
    person = worker_at(rule)
    two = {"recorded_by": PersonFactory(), "confirmed_by": PersonFactory(), "reason": "as told"}
    holds(person, counting.counted, **two | facts)

    engine.run(on=TODAY)

    assert asked_for(rule, person)


def test_it_counts_for_the_company_that_says_so_one_way_and_on_its_days_alone(rule, counting):
    elsewhere = RuleFactory(organisation=OrganisationFactory(), programme=rule.programme)
    theirs = worker_at(elsewhere)
    holds(theirs, counting.counted)
    RuleFactory(organisation=rule.organisation, programme=counting.counted)
    ours = worker_at(rule)
    holds(ours, rule.programme)
    early = worker_at(rule)
    over = EquivalentFactory(
        organisation=rule.organisation, programme=rule.programme, ends_on=date(2026, 3, 2)
    )
    holds(early, over.counted)

    engine.run(on=TODAY)

    assert asked_for(elsewhere, theirs)
    assert Enrolment.objects.open().filter(programme=counting.counted, person=ours).exists()
    assert asked_for(rule, early)


def test_who_is_asked_by_two_companies_goes_on_being_asked_by_the_other(rule, counting):
    person = worker_at(rule)
    other = RuleFactory(organisation=OrganisationFactory(), programme=rule.programme)
    MembershipFactory(organisation=other.organisation, person=person)
    holds(person, counting.counted)

    engine.run(on=TODAY)

    grounds = Enrolment.objects.get(programme=rule.programme).grounds.standing()
    assert [ground.rule for ground in grounds] == [other]


def test_a_rule_of_a_part_of_the_company_goes_by_what_the_company_counts(rule, counting):
    supplier = OrganisationFactory(supplier=True, parent=rule.organisation)
    RuleFactory(organisation=supplier, programme=rule.programme, audience_roles=["manager"])
    person = MembershipFactory(supplier_staff=True, organisation=supplier, roles=["manager"]).person
    holds(person, counting.counted)

    assert engine.run(on=TODAY) == {}


def test_what_she_has_done_of_the_programme_itself_stands_with_its_grounds(rule, counting):
    person = worker_at(rule)
    engine.run(on=TODAY)
    records.completion(Enrolment.objects.get(person=person), TODAY)
    holds(person, counting.counted)

    assert engine.run(on=TODAY) == {}
    assert Enrolment.objects.get(programme=rule.programme).grounds.standing().exists()
    # Her own runs out and is not asked for again, as the other one counts for longer.
    Completion.objects.filter(enrolment__programme=counting.counted).update(expires_on=None)
    assert engine.run(on=TODAY + timedelta(days=1000)) == {}


def test_it_is_met_as_soon_as_she_has_done_what_counts(rule, counting):
    person = worker_at(rule)
    engine.run()
    EnrolmentFactory(person=person, programme=counting.counted, completed=True)

    (row,) = Outbox.objects.filter(task="courses.tasks.apply_rules_to_holder")
    tasks.apply_rules_to_holder(**row.facts)

    assert not asked_for(rule, person)


def test_the_preview_counts_whoever_holds_it_as_met(rule, counting):
    for number in range(10):
        person = worker_at(rule)
        if number < 5:
            holds(person, counting.counted)

    assert preview(rule, TODAY).outcomes == {Outcome.BEGINS: 5, Outcome.MET: 5}


# --- the company decides -------------------------------------------------------------------


@pytest.fixture
def lead(rule):
    return GrantFactory(power=Power.CSO, organisation=rule.organisation).person


@pytest.fixture
def browser(lead):
    browser = Client()
    browser.force_login(lead)
    return browser


def form(rule, counted, **more):
    return {
        "uuid": str(uuid.uuid4()),
        "organisation": str(rule.organisation.uuid),
        "programme": rule.programme.pk,
        "counted": counted.pk,
        "reason": "Compared in file 12",
    } | more


def test_it_is_shown_first_then_made_once_and_the_engine_lets_people_off(browser, lead, rule):
    counted = ProgrammeFactory(withdrawn_at=timezone.now())
    for number in range(12):
        person = worker_at(rule)
        if number < 6:
            holds(person, counted)
    engine.run()
    asked = form(rule, counted)

    page = browser.post(reverse("equivalent-make"), asked).text
    assert "Hold what will count" in page
    assert page.count('<td class="figure-cell">6</td>') == 2
    assert not Equivalent.objects.exists()

    for _ in range(2):
        answer = browser.post(reverse("equivalent-make"), asked | {"make": "1"})
        assert answer.status_code == 302
    made = Equivalent.objects.get()
    assert (made.begins_on, made.made_by) == (reporting_day(), lead)
    (row,) = Outbox.objects.filter(task="courses.tasks.apply_rules_below")
    tasks.apply_rules_below(**row.facts)
    assert Enrolment.objects.open().filter(programme=rule.programme).count() == 6
    assert "file 12" in browser.get(reverse("equivalents")).text


def test_who_is_asked_by_another_company_too_is_not_counted_as_let_off(browser, rule):
    counted = ProgrammeFactory()
    other = RuleFactory(organisation=OrganisationFactory(), programme=rule.programme)
    for number in range(16):
        person = worker_at(rule)
        holds(person, counted)
        if number < 6:
            MembershipFactory(organisation=other.organisation, person=person)
        if number > 10:
            Completion.objects.filter(enrolment__person=person).update(revoked_on=TODAY)
    engine.run()

    page = browser.post(reverse("equivalent-make"), form(rule, counted)).text

    assert '<td class="figure-cell">5</td>' in page
    assert '<td class="figure-cell">11</td>' in page


def test_of_few_people_nothing_is_told(browser, rule):
    counted = ProgrammeFactory()
    for _ in range(6):
        holds(worker_at(rule), ProgrammeFactory())
    holds(worker_at(rule), counted)
    engine.run()

    page = browser.post(reverse("equivalent-make"), form(rule, counted)).text

    assert page.count("hidden to protect people in small groups") == 2


def test_what_makes_no_sense_is_refused_and_the_same_pair_stands_once(browser, rule, counting):
    address = reverse("equivalent-make")
    itself = form(rule, rule.programme, make="1")
    passed = form(rule, ProgrammeFactory(), make="1", ends_on="2026-01-01")
    unsaid = form(rule, ProgrammeFactory(), make="1", reason="")
    foreign = form(rule, ProgrammeFactory(), make="1") | {
        "organisation": str(OrganisationFactory().uuid)
    }
    again = form(rule, counting.counted, make="1")
    for_a_while = form(rule, counting.counted, make="1", ends_on="2099-01-01")

    for wrong in (itself, passed, unsaid, foreign):
        assert browser.post(address, wrong).status_code == 422
    assert "counts already" in browser.post(address, again, follow=True).text
    assert "counts already" in browser.post(address, for_a_while, follow=True).text
    assert list(Equivalent.objects.all()) == [counting]


def test_ended_it_counts_through_today_and_people_are_asked_the_next_day(browser, rule, counting):
    holds(worker_at(rule), counting.counted)
    Completion.objects.update(expires_on=None)
    address = reverse("equivalent-end", args=[counting.uuid])

    assert "counts through today" in browser.get(address).text
    browser.post(address)
    for ask in (browser.get, browser.post):
        assert "today is its last day" in ask(address, follow=True).text

    counting.refresh_from_db()
    assert counting.ends_on == reporting_day()
    assert engine.run() == {}
    assert engine.run(on=reporting_day() + timedelta(days=1)) == {"began": 1}


def test_a_form_that_is_sent_again_for_something_else_says_so(browser, rule):
    asked = form(rule, ProgrammeFactory(), make="1")
    browser.post(reverse("equivalent-make"), asked)

    other = asked | {"counted": ProgrammeFactory().pk}
    told = browser.post(reverse("equivalent-make"), other, follow=True).text

    assert "This form was sent before" in told
    assert Equivalent.objects.count() == 1


def test_an_auditor_reads_what_counts_and_what_counted_and_changes_nothing(rule, counting):
    over = EquivalentFactory(
        organisation=rule.organisation, reason="Compared in file 9", ends_on=date(2026, 1, 31)
    )
    EquivalentFactory(reason="Another company's")
    auditor = GrantFactory(power=Power.AUDITOR, organisation=rule.organisation).person
    browser = Client()
    browser.force_login(auditor)

    page = browser.get(reverse("equivalents")).text

    assert counting.reason in page
    assert over.reason in page
    assert page.count("It does not count any more") == 1
    assert "Another company" not in page
    assert reverse("equivalent-make") not in page
    assert reverse("equivalent-end", args=[counting.uuid]) not in page
    assert browser.get(reverse("equivalent-end", args=[counting.uuid])).status_code == 404


def test_only_who_leads_the_whole_company_decides_it(rule, counting):
    unit = OrganisationFactory(parent=rule.organisation, kind="unit")
    part = GrantFactory(power=Power.CSO, organisation=unit).person
    facts = {"programme": rule.programme, "counted": ProgrammeFactory(), "reason": "file 12"}

    with pytest.raises(actions.NotYoursToCount):
        actions.make_equivalent(uuid.uuid4(), by=part, organisation=rule.organisation, **facts)
    with pytest.raises(actions.NotYoursToCount):
        actions.end_equivalent(counting, by=part)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda row: {"counted": row.programme},
        lambda row: {"reason": ""},
        lambda row: {"ends_on": date(2025, 12, 31)},
        lambda row: {"counted": row.counted},
    ],
    ids=["itself", "no reason", "ends before it begins", "twice"],
)
def test_the_database_refuses_what_must_not_be(counting, wrong):
    facts = {"organisation": counting.organisation, "programme": counting.programme}

    with pytest.raises(IntegrityError):
        EquivalentFactory(**facts | wrong(counting))


# --- the learner ---------------------------------------------------------------------------


def page_of(reader):
    browser = Client()
    browser.force_login(reader)
    return browser.get(reverse("my-learning")).text


def test_the_learner_reads_what_she_is_not_asked_for_and_why(rule, counting):
    supplier = OrganisationFactory(supplier=True, parent=rule.organisation)
    person = MembershipFactory(
        supplier_staff=True, organisation=supplier, roles=["procurement"]
    ).person
    holds(person, counting.counted)
    # She renews it in time meanwhile: what she holds counts all the same.
    EnrolmentFactory(person=person, programme=counting.counted, cycle=2)
    one, other = (programme.texts.get().title for programme in (rule.programme, counting.counted))

    words = f"to do <bdi>{one}</bdi>: what you have learnt in <bdi>{other}</bdi> counts for it."
    assert words in page_of(person)


@pytest.mark.parametrize("why", ["works elsewhere", "has it", "no rule asks", "over", "waived"])
def test_nothing_is_said_of_what_is_not_so(rule, counting, why):
    person = worker_at(rule)
    two = {"recorded_by": PersonFactory(), "confirmed_by": PersonFactory(), "reason": "as told"}
    holds(person, counting.counted, **(two | {"evidence": "waived"} if why == "waived" else {}))
    if why == "works elsewhere":
        person.memberships.update(organisation=OrganisationFactory())
    elif why == "has it":
        EnrolmentFactory(person=person, programme=rule.programme)
    elif why == "no rule asks":
        actions.end_rule(rule, by=GrantFactory(organisation=rule.organisation).person)
    elif why == "over":
        Equivalent.objects.update(ends_on=date(2026, 1, 31))

    assert "You are not asked to do" not in page_of(person)
