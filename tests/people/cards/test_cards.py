"""Without a valid response card nothing new is assigned at a site (S-08)."""

from datetime import date, timedelta

import pytest
from django.core import mail

from courses import actions as courses
from courses.models import Enrolment
from courses.rules import engine
from courses.rules.preview import FEWEST_TOLD, Outcome, preview, tell
from lms.models import Outbox
from people.calendar import reporting_day
from people.cards import actions
from people.cards.models import ResponseCard
from people.cards.states import faults_of
from people.cards.validity import TEST_HOLDS, Called, Facts, Fault, Why, faults, site_faults
from people.models import Power
from tests.cards import SAYS, give_card
from tests.courses.reminders.stage import work_off
from tests.factories import (
    GrantFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
    RuleFactory,
)

DAY = date(2026, 3, 2)
NUMBERS = ("emergency_number", "interpreter_number", "helpline_number", "child_line")
TESTS = {SAYS[name]: Called(DAY, has_passed=True) for name in NUMBERS}
FULL = Facts("en", SAYS)


# --- when a card is valid ------------------------------------------------------------------


def test_a_full_card_is_valid_as_long_as_its_tests_hold():
    assert faults(FULL, TESTS, DAY) == []
    assert faults(FULL, TESTS, DAY + TEST_HOLDS) == []
    late = faults(FULL, TESTS, DAY + TEST_HOLDS + timedelta(days=1))
    assert late == [Fault(Why.TESTED_TOO_LONG_AGO, name) for name in NUMBERS]


@pytest.mark.parametrize(
    ("says", "tests", "expected"),
    [
        ({"risks": ""}, {}, [Fault(Why.MISSING, "risks")]),
        (
            {"is_helpline_outside": False},
            {},
            [Fault(Why.MISSING, "is_helpline_outside"), Fault(Why.NOTHING_OUTSIDE)],
        ),
        ({"child_line": "1099"}, {}, [Fault(Why.UNTESTED, "child_line")]),
        ({}, {"999": Called(DAY, has_passed=False)}, [Fault(Why.FAILED, "emergency_number")]),
        ({"review_on": DAY - timedelta(days=1)}, {}, [Fault(Why.REVIEW_PASSED)]),
        ({"review_on": DAY}, {}, []),
    ],
)
def test_what_keeps_a_card_from_being_valid_is_told_exactly(says, tests, expected):
    assert faults(Facts("en", SAYS | says), TESTS | tests, DAY) == expected


def test_an_unfinished_card_in_another_language_holds_nobody_up_but_a_failed_number_does():
    begun = Facts("es", {"helpline_number": "5550"})

    assert site_faults([], TESTS, DAY) == [Fault(Why.NO_CARD)]
    assert site_faults([FULL, begun], TESTS, DAY) == []
    failed = TESTS | {"5550": Called(DAY, has_passed=False)}
    assert site_faults([FULL, begun], failed, DAY) == [Fault(Why.FAILED, "helpline_number")]


# --- no valid card, no assignment ----------------------------------------------------------


@pytest.fixture
def site(db):
    return OrganisationFactory(site=True, name="Gazipur Dyeing", has_card=False)


@pytest.fixture
def person(site):
    return MembershipFactory(supplier_staff=True, organisation=site).person


@pytest.fixture
def rule(site):
    return RuleFactory(organisation=site.branch.parent, begins_on=DAY, audience_roles=[])


def enrolled(person):
    return Enrolment.objects.filter(person=person).count()


def test_the_rules_begin_nothing_without_a_card_and_begin_with_it(site, person, rule):
    office, *_ = [MembershipFactory(organisation=site.branch).person for _ in range(FEWEST_TOLD)]

    engine.run()
    assert (enrolled(person), enrolled(office)) == (0, 1)
    assert preview(rule, reporting_day()).outcomes.keys() == {Outcome.STAYS, Outcome.WAITS}
    told = tell(rule, person, reporting_day())
    assert (told.is_asked, told.waits_for_card) == (True, True)

    give_card(site)
    engine.run()
    assert enrolled(person) == 1
    assert not tell(rule, person, reporting_day()).waits_for_card


def test_who_also_works_where_nothing_is_missing_is_not_held_up(site, person, rule):
    MembershipFactory(person=person, organisation=site.branch)

    engine.run()

    assert enrolled(person) == 1


def test_a_failed_test_pauses_the_site_at_once_and_touches_nothing_that_stands(site, person, rule):
    give_card(site, tested_on=reporting_day())
    engine.run()
    facts = {"tested_on": reporting_day(), "has_passed": False, "by": None}
    actions.record_test(site, SAYS["helpline_number"], **facts)
    newcomer = MembershipFactory(supplier_staff=True, organisation=site).person

    engine.run()

    assert Enrolment.objects.get(person=person).withdrawn_at is None
    assert enrolled(newcomer) == 0


def test_an_older_pass_that_is_entered_late_does_not_mend_a_number_that_failed(site):
    today = reporting_day()
    give_card(site, tested_on=today - timedelta(days=30))
    helpline, failed = SAYS["helpline_number"], [Fault(Why.FAILED, "helpline_number")]

    actions.record_test(site, helpline, tested_on=today, has_passed=False, by=None)
    earlier = today - timedelta(days=10)
    actions.record_test(site, helpline, tested_on=earlier, has_passed=True, by=None)
    assert faults_of([site.pk], today)[site.pk] == failed

    actions.record_test(site, helpline, tested_on=today, has_passed=True, by=None)
    assert faults_of([site.pk], today)[site.pk] == []


def test_the_sites_leads_are_told_once_when_a_number_fails(site):
    today = reporting_day()
    give_card(site, tested_on=today)
    company = site.branch.parent
    GrantFactory(power=Power.CSO, organisation=company, person__email="lead@example.org")
    GrantFactory(power=Power.CSO, organisation=OrganisationFactory())
    GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR, organisation=site)
    facts = {"has_passed": False, "by": None}

    earlier = today - timedelta(days=1)
    actions.record_test(site, SAYS["helpline_number"], tested_on=earlier, **facts)
    work_off()
    assert mail.outbox == []  # it has answered since

    actions.record_test(site, SAYS["helpline_number"], tested_on=today, **facts)
    actions.keep_card(site, "es", by=None, helpline_number=SAYS["helpline_number"])
    work_off()
    (told,) = mail.outbox
    assert told.to == ["lead@example.org"]
    assert "\u2068Gazipur Dyeing\u2069 failed its test" in told.body
    assert f"http://testserver/cards/{site.uuid}/" in told.body


def test_nobody_is_enrolled_by_hand_without_a_card(site, person):
    programme = ProgrammeFactory()
    with pytest.raises(courses.SiteWithoutCard):
        courses.enrol(person, programme)

    card = give_card(site)
    standing = courses.enrol(person, programme)
    ResponseCard.objects.filter(pk=card.pk).update(review_on=DAY)
    assert courses.enrol(person, programme) == standing


# --- the pages -----------------------------------------------------------------------------


def test_a_supplier_administrator_fills_in_the_card_and_its_tests_until_it_is_valid(client, site):
    own = GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR, organisation=site.branch).person
    client.force_login(own)
    assert "There is no card yet." in client.get("/cards/").text

    said = {name: str(value) for name, value in SAYS.items()}
    client.post(f"/cards/{site.uuid}/en/", said | {"risks": ""})
    page = client.get(f"/cards/{site.uuid}/").text
    assert "Missing: Known risks of going to the authorities here." in page
    client.post(f"/cards/{site.uuid}/en/", said)
    for name in NUMBERS:
        test = {"number": SAYS[name], "tested_on": str(reporting_day()), "result": "passed"}
        answer = client.post(f"/cards/{site.uuid}/test/", test)
        assert answer.status_code == 302

    # The last test is what made it so: the rules are applied there at once, and once.
    assert Outbox.objects.filter(task="courses.tasks.apply_rules_at").count() == 1
    assert "The site has a valid card." in client.get(f"/cards/{site.uuid}/").text
    first, second = ResponseCard.objects.filter(site=site).order_by("pk")
    assert (first.ended_at is None, first.risks, second.ended_at) == (False, "", None)
    assert second.entered_by == own


def test_a_card_that_is_not_valid_is_marked_beside_one_that_is(client, site):
    give_card(site)
    client.force_login(GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR, organisation=site).person)
    actions.keep_card(site, "ar", by=None, **SAYS | {"child_line": "5551"})

    page = client.get(f"/cards/{site.uuid}/")
    valid, begun = (client.get(f"/cards/{site.uuid}/{code}/print/").text for code in ("en", "ar"))

    untested = ["Not tested yet: Child protection line."]
    lacking = {one["code"]: one["reasons"] for one in page.context["languages"] if one["reasons"]}
    assert lacking == {"ar": untested}
    assert "The site has a valid card." in page.text
    assert page.text.count("not valid") == page.text.count(*untested) == 1
    assert ("not valid yet" in valid, "not valid yet" in begun) == (False, True)


def test_another_suppliers_administrator_finds_no_site_and_may_write_none(client, site):
    stranger = GrantFactory(
        power=Power.SUPPLIER_ADMINISTRATOR, organisation=OrganisationFactory(supplier=True)
    ).person
    client.force_login(stranger)

    assert "Gazipur" not in client.get("/cards/").text
    for rest in ("", "en/", "en/print/", "test/"):
        assert client.get(f"/cards/{site.uuid}/{rest}").status_code == 404
    with pytest.raises(actions.NotYourSite):
        actions.keep_card(site, "en", by=stranger)


def test_the_list_asks_the_same_few_questions_for_any_number_of_sites(
    client, site, django_assert_num_queries
):
    others = [OrganisationFactory(site=True, parent=site.branch) for _ in range(3)]

    with django_assert_num_queries(2):
        found = faults_of([site.pk, *(one.pk for one in others)], reporting_day())

    assert [pk for pk, why in found.items() if why] == [site.pk]
