"""The engine on the real record: joiners, movers, leavers, what was learnt, what runs out."""

from datetime import date, timedelta

import pytest

from courses import actions as courses
from courses import tasks
from courses.actions import assigning
from courses.models import Completion, Enrolment, Requirement, Study
from courses.rules import engine
from courses.rules.deciding import Asked, Decision, Standing
from courses.rules.facts import Held, terms_in_force
from courses.rules.models import AssignmentRule, Ground
from people.models import AudienceRole, Membership, Organisation, Person
from tests.factories import (
    EditionFactory,
    EnrolmentFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
    RuleFactory,
    finish,
)
from tests.people.doors.stage import joined, link_to, site_with_administrator

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 3)


@pytest.fixture
def buyer():
    return MembershipFactory()


@pytest.fixture
def rule(buyer):
    return RuleFactory(organisation=buyer.organisation)


def test_whom_a_rule_matches_is_enrolled_once_with_the_ground_and_what_is_asked(buyer, rule):
    counts = engine.run(on=TODAY)
    again = engine.run(on=TODAY)

    enrolment = Enrolment.objects.get(person=buyer.person)
    assert (counts, again) == ({"began": 1}, {})
    assert (enrolment.assigned_on, enrolment.due_on) == (TODAY, date(2026, 4, 2))
    assert enrolment.is_by_rule
    assert [ground.rule for ground in enrolment.grounds.standing()] == [rule]
    assert enrolment.requirements.count() == 1


def test_other_roles_other_places_test_accounts_and_who_has_left_are_not_asked(rule):
    other = rule.organisation
    MembershipFactory(organisation=other, roles=[AudienceRole.WORKER])
    MembershipFactory()
    MembershipFactory(organisation=other, person=PersonFactory(is_test=True))
    MembershipFactory(organisation=other, person=PersonFactory(is_active=False))
    MembershipFactory(organisation=other, last_day=TODAY - timedelta(days=1))
    MembershipFactory(organisation=other, started_on=TODAY + timedelta(days=1))

    engine.run(on=TODAY)

    assert Enrolment.objects.count() == 1


def test_a_site_has_the_tier_and_the_risk_of_its_supplier():
    site = OrganisationFactory(site=True)
    MembershipFactory(supplier_staff=True, organisation=site)
    company = Organisation.objects.get(parent=None)
    facts = {"audience_roles": ["supervisor"], "tiers": [1], "risk_bands": ["high"]}
    RuleFactory(programme=ProgrammeFactory(), organisation=company, **facts)

    assert engine.run(on=TODAY) == {"began": 1}


def test_what_was_learnt_for_another_programme_counts_and_completes_at_once(buyer):
    module = EditionFactory().module
    EnrolmentFactory(
        person=buyer.person, programme=ProgrammeFactory(modules=[module]), completed=True
    )
    rule = RuleFactory(
        programme=ProgrammeFactory(modules=[module]), organisation=buyer.organisation
    )

    engine.run(on=TODAY)

    assert Completion.objects.filter(enrolment__programme=rule.programme).count() == 1


def test_what_is_half_done_goes_on_for_both_programmes(buyer):
    module, further = EditionFactory().module, EditionFactory().module
    study = courses.open_study(buyer.person, module)
    rule = RuleFactory(
        programme=ProgrammeFactory(modules=[module, further]), organisation=buyer.organisation
    )

    engine.run(on=TODAY)

    asked = Requirement.objects.filter(enrolment__programme=rule.programme)
    assert dict(asked.values_list("module", "study")) == {module.pk: study.pk, further.pk: None}
    assert not Completion.objects.exists()


def test_who_changes_role_is_not_asked_any_longer_and_comes_back_with_new_days(buyer, rule):
    engine.run(on=TODAY)
    held = buyer.roles.get()
    held.ended_on = date(2026, 3, 9)
    held.save()

    assert engine.run(on=date(2026, 3, 10)) == {"went": 1}
    enrolment = Enrolment.objects.get()
    assert enrolment.withdrawn_at
    assert not enrolment.grounds.standing().exists()

    buyer.roles.create(role="procurement", started_on=date(2026, 6, 1))
    assert engine.run(on=date(2026, 6, 1)) == {"came_back": 1}
    enrolment.refresh_from_db()
    assert enrolment.withdrawn_at is None
    assert (enrolment.assigned_on, enrolment.due_on) == (date(2026, 6, 1), date(2026, 7, 1))


def test_who_leaves_keeps_the_record_as_it_was(buyer, rule):
    engine.run(on=TODAY)
    Membership.objects.update(last_day=date(2026, 3, 9))

    engine.run(on=date(2026, 3, 10))

    assert Enrolment.objects.get().withdrawn_at is None
    assert Ground.objects.get().ended_on == date(2026, 3, 10)


def test_a_renewal_opens_a_cycle_with_new_studies_and_leaves_the_old_ones_alone(buyer, rule):
    engine.run(on=TODAY)
    first = Enrolment.objects.get()
    finish(courses.open_study(buyer.person, rule.programme.places.get().module))
    Completion.objects.update(completed_on=date(2026, 3, 20), expires_on=date(2028, 3, 20))
    before = _rows_of(first)

    assert engine.run(on=date(2028, 1, 19)) == {}
    assert engine.run(on=date(2028, 1, 20)) == {"began": 1}
    assert engine.run(on=date(2028, 1, 20)) == {}

    second = Enrolment.objects.get(cycle=2)
    assert second.due_on == date(2028, 3, 20)
    assert second.requirements.get().study is None
    assert Study.objects.get().closed_at
    assert _rows_of(first) == before


def _rows_of(enrolment):
    row = Enrolment.objects.filter(pk=enrolment.pk)
    return [*row.values(), *enrolment.requirements.values()], list(
        Completion.objects.filter(enrolment=enrolment).values()
    )


def test_an_ended_rule_takes_back_what_it_asked(buyer, rule):
    engine.run(on=TODAY)
    AssignmentRule.objects.update(ended_at="2026-03-04T00:00Z")

    assert engine.run(on=date(2026, 3, 4)) == {"went": 1}


def test_a_withdrawn_programme_is_asked_of_nobody(buyer, rule):
    rule.programme.withdrawn_at = "2026-03-01T00:00Z"
    rule.programme.save()

    assert engine.run(on=TODAY) == {}


def test_a_programme_with_nothing_to_do_waits(buyer):
    RuleFactory(programme=ProgrammeFactory(modules=[]), organisation=buyer.organisation)

    assert engine.run(on=TODAY) == {}


def test_who_comes_back_and_has_learnt_it_meanwhile_is_done(buyer, rule):
    engine.run(on=TODAY)
    study = courses.open_study(buyer.person, rule.programme.places.get().module)
    held = buyer.roles.get()
    held.ended_on = date(2026, 3, 9)
    held.save()
    engine.run(on=date(2026, 3, 10))
    finish(study)
    assert not Completion.objects.exists()

    buyer.roles.create(role="procurement", started_on=date(2026, 6, 1))
    engine.run(on=date(2026, 6, 1))

    assert Completion.objects.get().enrolment.person == buyer.person


def test_a_programme_that_has_nothing_to_do_for_a_while_keeps_who_is_on_it(buyer, rule):
    engine.run(on=TODAY)
    rule.programme.places.update(is_required=False)

    assert engine.run(on=date(2026, 3, 4)) == {}
    assert Enrolment.objects.get().withdrawn_at is None


def test_a_changed_rule_goes_on_with_the_days_of_the_old_one(buyer, rule):
    engine.run(on=TODAY)
    AssignmentRule.objects.update(ended_at="2026-05-01T00:00Z")
    RuleFactory(
        programme=rule.programme, organisation=rule.organisation, replaces=rule, countries=["GB"]
    )

    engine.run(on=date(2026, 5, 1))

    enrolment = Enrolment.objects.get()
    assert (enrolment.assigned_on, enrolment.due_on) == (TODAY, date(2026, 4, 2))
    assert enrolment.grounds.standing().get().asked_on == TODAY


def test_a_rule_that_is_changed_again_before_the_engine_ran_keeps_the_days_too(
    buyer, rule, django_assert_num_queries
):
    engine.run(on=TODAY)
    for _ in range(2):
        facts = {"programme": rule.programme, "organisation": rule.organisation}
        AssignmentRule.objects.update(ended_at="2026-05-01T00:00Z")
        rule = RuleFactory(**facts, replaces=rule)

    with django_assert_num_queries(3):
        (terms,) = terms_in_force(date(2026, 5, 1))
    engine.run(on=date(2026, 5, 1))

    assert len(terms.replaces) == 2
    enrolment = Enrolment.objects.get()
    assert (enrolment.assigned_on, enrolment.due_on) == (TODAY, date(2026, 4, 2))
    ground = enrolment.grounds.standing().get()
    assert (ground.rule, ground.asked_on) == (rule, TODAY)


def test_whom_a_changed_rule_does_not_ask_any_more_is_let_go_at_once(buyer, rule):
    elsewhere = OrganisationFactory(site=True)
    engine.run(on=TODAY)
    for _ in range(2):  # the first change was not applied yet
        AssignmentRule.objects.update(ended_at="2026-03-03T00:00Z")
        rule = RuleFactory(programme=rule.programme, organisation=elsewhere, replaces=rule)

    tasks.apply_rule(rule.pk)

    assert Enrolment.objects.get().withdrawn_at


def test_a_clock_that_was_put_back_breaks_nothing(buyer, rule):
    engine.run(on=TODAY)
    AssignmentRule.objects.update(ended_at="2026-03-04T00:00Z")

    assert engine.run(on=TODAY - timedelta(days=5)) == {"went": 1}
    assert Ground.objects.get().ended_on == TODAY


def test_only_the_people_named_are_looked_at(buyer, rule):
    other = MembershipFactory(organisation=rule.organisation)

    engine.run(Person.objects.filter(pk=other.person_id), on=TODAY)

    assert [row.person for row in Enrolment.objects.all()] == [other.person]


def test_the_queries_do_not_grow_with_the_people(rule, django_assert_max_num_queries):
    for _ in range(30):
        MembershipFactory(organisation=rule.organisation)

    with django_assert_max_num_queries(20):
        engine.run(on=TODAY)

    assert Enrolment.objects.count() == 31


def test_who_joins_by_a_posters_code_is_asked_at_once():
    site, administrator = site_with_administrator()
    RuleFactory(organisation=site.parent, audience_roles=[])

    person = joined(link_to(site, administrator)).membership.person

    assert Enrolment.objects.get().person == person


def test_after_a_file_everybody_is_asked_as_the_rules_say(buyer, rule):
    tasks.apply_rules_after_import(run_id=1)

    assert Enrolment.objects.get().person == buyer.person


def test_what_is_finished_between_looking_and_writing_is_not_taken_back(buyer, rule):
    """The engine has looked; the learner ends; the engine writes what it had decided."""
    engine.run(on=TODAY)
    row = Enrolment.objects.get()
    key = (buyer.person_id, rule.programme_id)
    stale = {key: Held(row.pk, Standing(cycle=1, grounds={rule.pk: Asked(TODAY, None)}))}
    gone = {key: Decision(goes=True, ended_grounds=frozenset({rule.pk}))}
    finish(courses.open_study(buyer.person, rule.programme.places.get().module))

    assigning.write(gone, stale, {rule.programme_id: rule.programme}, TODAY)

    row.refresh_from_db()
    assert row.withdrawn_at is None
    assert row.completion


def test_what_a_person_has_decided_meanwhile_keeps_its_reason(buyer, rule):
    engine.run(on=TODAY)
    row = Enrolment.objects.get()
    courses.withdraw(row, by=PersonFactory(), reason="Not her work")
    key = (buyer.person_id, rule.programme_id)

    assigning.write(
        {key: Decision(goes=True)},
        {key: Held(row.pk, Standing(cycle=1))},
        {rule.programme_id: rule.programme},
        TODAY,
    )

    row.refresh_from_db()
    assert row.reason == "Not her work"
