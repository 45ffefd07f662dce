"""Rules on the screen: looked at before they count, changed, ended, tested, explained."""

import uuid
from collections import Counter
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from courses import actions
from courses.models import Enrolment
from courses.rules import engine, preview
from courses.rules.models import AssignmentRule
from courses.rules.preview import Outcome
from lms.models import Outbox
from people.models import Power
from tests.factories import (
    GrantFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
    RuleFactory,
    finish,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 3)


@pytest.fixture
def lead():
    return GrantFactory(power=Power.CSO).person


@pytest.fixture
def company(lead):
    return lead.grants.get().organisation


@pytest.fixture
def browser(lead):
    browser = Client()
    browser.force_login(lead)
    return browser


def facts(programme, company, **more):
    return {
        "uuid": str(uuid.uuid4()),
        "programme": programme.pk,
        "organisation": company.code,
        "audience_roles": ["procurement"],
        "duty": "days",
        "due_in_days": "30",
        "begins_on": "2026-01-01",
        "renews": "on",
    } | more


def test_a_rule_is_first_shown_with_what_it_would_do_and_nothing_is_written(browser, company):
    for _ in range(6):
        MembershipFactory(organisation=company)
    form = facts(ProgrammeFactory(), company)

    page = browser.post(reverse("rule-make"), form).content.decode()

    assert "It asks 6 people." in page
    assert "Have it to do from now on" in page
    assert not AssignmentRule.objects.exists()
    assert not Enrolment.objects.exists()


def test_making_a_rule_twice_makes_one_and_leaves_the_work_to_the_engine(browser, company):
    MembershipFactory(organisation=company)
    form = facts(ProgrammeFactory(), company, make="1")

    for _ in range(2):
        answer = browser.post(reverse("rule-make"), form)
        assert answer.status_code == 302

    rule = AssignmentRule.objects.get()
    assert rule.audience_roles == ["procurement"]
    assert (rule.due_in_days, rule.due_on, rule.is_mandatory) == (30, None, True)
    waiting = Outbox.objects.get(task="courses.tasks.apply_rule")
    assert waiting.facts == {"rule_id": rule.pk}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"organisation": "nowhere"}, "There is no organisation of this name or code here."),
        ({"due_in_days": "13"}, "greater than or equal to 14"),
        ({"due_in_days": ""}, "Say how many days."),
        ({"duty": "day"}, "Say which day."),
        ({"ends_on": "2025-12-31"}, "This is before the rule begins."),
        ({"duty": "day", "due_on": "2025-12-31"}, "This is before the rule begins."),
        ({"begins_on": "9999-12-31"}, "At most 10 years ahead."),
        ({"ends_on": "2126-12-31"}, "At most 10 years ahead."),
        ({"duty": "day", "due_on": "9999-12-31"}, "At most 10 years ahead."),
        ({"due_in_days": "731"}, "less than or equal to 730"),
        ({"audience_roles": ["queen"]}, "Select a valid choice"),
        ({"programme": "999999"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_it(browser, company, wrong, said):
    answer = browser.post(
        reverse("rule-make"), facts(ProgrammeFactory(), company, make="1") | wrong
    )

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not AssignmentRule.objects.exists()


def test_another_companys_organisation_does_not_exist_here(browser, company):
    stranger = OrganisationFactory()

    answer = browser.post(reverse("rule-make"), facts(ProgrammeFactory(), stranger, make="1"))

    assert "There is no organisation of this name or code here." in answer.content.decode()


def test_a_change_puts_a_new_rule_in_the_place_of_the_old(browser, company):
    old = RuleFactory(organisation=company)
    page = browser.get(reverse("rule-change", args=[old.uuid])).content.decode()
    assert 'value="30"' in page

    form = facts(old.programme, company, make="1", due_in_days="60")
    browser.post(reverse("rule-change", args=[old.uuid]), form)

    new = AssignmentRule.objects.standing().get()
    assert (new.replaces, new.due_in_days) == (old, 60)


@time_machine.travel("2026-03-03T10:00Z", tick=False)
def test_a_change_leaves_no_days_on_which_nobody_is_asked(company, lead):
    browser = Client()
    browser.force_login(lead)
    old = RuleFactory(organisation=company)
    address = reverse("rule-change", args=[old.uuid])
    later = facts(old.programme, company, begins_on="2026-03-04")

    answer = browser.post(address, later | {"make": "1"})

    assert answer.status_code == 422
    assert "Choose today or an earlier day." in answer.content.decode()
    with pytest.raises(actions.BeginsLater):
        actions.make_rule(
            uuid.uuid4(), by=lead, replaces=old, organisation=company, begins_on=date(2026, 3, 4)
        )
    assert AssignmentRule.objects.standing().get() == old
    # What is over, or has not begun, asks nobody that would be let go.
    for days in ({"begins_on": date(2026, 4, 1)}, {"ends_on": date(2026, 3, 2)}):
        AssignmentRule.objects.filter(pk=old.pk).update(**days)
        assert browser.post(address, later).status_code == 200
        AssignmentRule.objects.filter(pk=old.pk).update(begins_on=date(2026, 1, 1))


def test_a_change_keeps_what_the_rule_is_narrowed_to_where_no_place_has_it(browser, company):
    old = RuleFactory(organisation=company, countries=["VN"], tiers=[2])
    address = reverse("rule-change", args=[old.uuid])
    page = browser.get(address).content.decode()
    for value in ("VN", "2"):
        assert f'value="{value}"' in page

    kept = {"countries": ["VN"], "tiers": ["2"]}
    browser.post(address, facts(old.programme, company, make="1") | kept)

    new = AssignmentRule.objects.standing().get()
    assert (new.replaces, new.countries, new.tiers) == (old, ["VN"], [2])


def test_who_comes_late_to_change_a_rule_is_told(browser, company, lead):
    old = RuleFactory(organisation=company)
    form = facts(old.programme, company, make="1")
    browser.post(reverse("rule-change", args=[old.uuid]), form)

    second = browser.post(
        reverse("rule-change", args=[old.uuid]), form | {"uuid": str(uuid.uuid4())}
    )

    assert second.status_code == 302
    assert "changed or ended by somebody else" in browser.get(reverse("rules")).content.decode()
    assert AssignmentRule.objects.standing().count() == 1


def test_ending_asks_once_and_then_ends(browser, company):
    rule = RuleFactory(organisation=company)

    assert "End this rule?" in browser.get(reverse("rule-end", args=[rule.uuid])).content.decode()
    assert AssignmentRule.objects.standing().exists()

    browser.post(reverse("rule-end", args=[rule.uuid]))
    assert not AssignmentRule.objects.standing().exists()


@pytest.mark.parametrize("name", ["rule-change", "rule-end", "rule-test"])
def test_another_companys_rule_does_not_exist_here(browser, company, name):
    theirs = RuleFactory()

    assert browser.get(reverse(name, args=[theirs.uuid])).status_code == 404


def test_the_list_tells_each_rule_in_words_with_how_many_it_asks(browser, company):
    MembershipFactory(organisation=company)
    RuleFactory(organisation=company, countries=["GB"], tiers=[1, 2], risk_bands=["high"])
    RuleFactory(organisation=company)
    engine.run(on=TODAY)

    page = browser.get(reverse("rules")).content.decode()

    for words in ("Procurement", "United Kingdom", "Tier 1, 2", "Risk: high", "within 30 days"):
        assert words in page
    assert '<td class="figure-cell" data-label="Asked now">1</td>' in page


def test_without_rules_the_list_says_what_that_means(browser):
    assert "There is no rule yet" in browser.get(reverse("rules")).content.decode()


def test_a_person_is_tested_by_her_work_and_her_learning_is_not_told(browser, company):
    rule = RuleFactory(organisation=company, audience_roles=["worker"])
    MembershipFactory(organisation=company, person=PersonFactory(full_name="Tested Person"))

    page = browser.get(reverse("rule-test", args=[rule.uuid]), {"q": "Tested"}).content.decode()

    assert "The rule does not ask this person" in page
    assert "Has another audience role, or none." in page


def test_a_rule_of_a_withdrawn_programme_asks_nobody_and_says_so(browser, company):
    rule = RuleFactory(organisation=company)
    person = MembershipFactory(organisation=company, person__full_name="Amina Rahman").person
    actions.withdraw_programme(rule.programme.code)
    change, said = reverse("rule-change", args=[rule.uuid]), "This programme is withdrawn"

    listed = browser.get(reverse("rules")).content.decode()
    assert said in listed
    assert change not in listed
    for ask in (browser.get, browser.post):
        assert said in ask(change, follow=True).content.decode()
    told = browser.get(reverse("rule-test", args=[rule.uuid]), {"q": person.full_name})
    assert said in told.content.decode()
    assert [one["is_asked"] for one in told.context["people"]] == [False]


def test_the_learner_reads_why_and_by_when_and_that_the_earliest_counts(company):
    membership = MembershipFactory(organisation=company)
    programme = ProgrammeFactory()
    RuleFactory(organisation=company, programme=programme, due_in_days=60)
    RuleFactory(organisation=company, programme=programme)
    engine.run(on=TODAY)
    learner = Client()
    learner.force_login(membership.person)

    page = learner.get(reverse("programme", args=[programme.code])).content.decode()

    assert "who works as: procurement." in page
    assert "Since 3 March 2026; to be done by 2 April 2026." in page
    assert "Where dates differ, the earliest counts." in page


def test_small_groups_are_hidden_and_a_single_one_hides_another(browser, company):
    programme = ProgrammeFactory()
    MembershipFactory.create_batch(2, organisation=company)
    RuleFactory(organisation=company, programme=programme)
    engine.run(on=TODAY)
    MembershipFactory.create_batch(6, organisation=company)

    page = browser.post(
        reverse("rule-make"), facts(programme, company, due_in_days="60")
    ).content.decode()

    assert "It asks 8 people." in page
    assert page.count("hidden to protect people in small groups") == 2


def test_whom_a_change_lets_go_is_counted_apart(browser, company):
    place = OrganisationFactory(supplier=True, parent=company)
    MembershipFactory.create_batch(6, organisation=place)
    buyer, *_others = MembershipFactory.create_batch(5, organisation=company)
    old = RuleFactory(organisation=company)
    engine.run(on=TODAY)
    finish(actions.open_study(buyer.person, old.programme.places.get().module))
    change = reverse("rule-change", args=[old.uuid])

    page = browser.post(change, facts(old.programme, place)).content.decode()

    assert "It asks 6 people." in page
    assert "The old rule asks 5 people whom this one does not ask." in page
    for group in ("Have it to do, and are not asked", "Have done it, were released, or are"):
        assert group in page
    assert page.count("hidden to protect people in small groups") == 2
    kept = {"organisation": place, "due_in_days": 30, "begins_on": old.begins_on}
    new = AssignmentRule(programme=ProgrammeFactory(), replaces=old, **kept)
    assert preview.preview(new, TODAY).let_go_outcomes == {Outcome.GOES: None, Outcome.KEEPS: None}


def test_of_few_people_not_even_the_kind_of_outcome_is_told(browser, company):
    programme = ProgrammeFactory()
    MembershipFactory.create_batch(2, organisation=company)

    page = browser.post(
        reverse("rule-make"), facts(programme, company, due_in_days="60")
    ).content.decode()

    assert "It asks 2 people." in page
    assert "hidden to protect" not in page


def test_two_small_groups_hide_a_third():
    few = Counter({Outcome.BEGINS: 58, Outcome.MET: 1, Outcome.RELEASED: 1})
    enough = Counter({Outcome.BEGINS: 58, Outcome.MET: 3, Outcome.RELEASED: 3})

    assert set(preview._told(few).values()) == {None}
    assert preview._told(enough)[Outcome.BEGINS] == 58


def test_a_name_in_another_script_keeps_its_place_in_the_sentence(browser, company, lead):
    """In Arabic the place is read first, also where its name is written from left to right."""
    RuleFactory(organisation=company)
    lead.language = "ar"
    lead.save()

    page = browser.get(reverse("rules")).content.decode()

    assert f"<li>\u2068{company.name}\u2069 وكل ما يتبعها</li>" in page
