"""A refresher as the way to renew: who is asked for it, who for all, what never changes."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from courses import actions as courses
from courses import tasks
from courses.models import Completion, Enrolment, LessonDone, Requirement, Study
from courses.places import InCycles
from courses.progress import assignments_of
from courses.rules import engine
from courses.rules.preview import preview
from courses.verify import findings
from lms.schedule import SCHEDULE
from people.audit.models import AuditEvent
from people.audit.verbs import Verb
from people.models import Power
from tests.courses.renewals import BEGAN, ENDED, asked, held, programme_with_refresher
from tests.factories import (
    EditionFactory,
    EnrolmentFactory,
    GrantFactory,
    MembershipFactory,
    PersonFactory,
    ProgrammeFactory,
    RuleFactory,
    finish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return programme_with_refresher()


@pytest.fixture
def modules(programme):
    return [place.module for place in programme.places.order_by("order")]


def rows_of(enrolment):
    """All that the record keeps of a cycle, but for the moment at which its studies were closed."""
    studies = Study.objects.filter(requirements__enrolment=enrolment)
    kept = [Enrolment.objects.filter(pk=enrolment.pk), enrolment.requirements.order_by("pk")]
    kept += [Completion.objects.filter(enrolment=enrolment)]
    kept += [LessonDone.objects.filter(study__in=studies).order_by("pk")]
    moments = studies.order_by("pk").values("pk", "edition", "quiz_passed_at", "completed_at")
    return [list(rows.values()) for rows in kept] + [list(moments)]


def test_rules_ask_for_everything_first_and_for_the_refresher_at_the_renewal(programme, modules):
    always, once, refresher = modules
    post = MembershipFactory()
    RuleFactory(programme=programme, organisation=post.organisation)
    engine.run(on=BEGAN)
    first = Enrolment.objects.get()
    assert (asked(first), first.is_refresher) == ({always, once}, False)
    for module in (always, once):
        finish(courses.open_study(post.person, module))
    Completion.objects.update(completed_on=date(2026, 3, 20), expires_on=ENDED)
    before = rows_of(first)

    engine.run(on=ENDED - timedelta(days=60))

    second = Enrolment.objects.get(cycle=2)
    assert (asked(second), second.is_refresher) == ({always, refresher}, True)
    # What an author changes then is for those who are asked from then on.
    courses.place_modules(programme, [module.code for module in modules])
    for module in (always, refresher):
        finish(courses.open_study(post.person, module))
    assert asked(second) == {always, refresher}
    assert second.completion.evidence == "online"
    assert second.completion.expires_on == programme.expiry(
        second.completion.completed_on, previous=ENDED
    )
    assert rows_of(first) == before
    assert list(findings()) == []


@pytest.mark.parametrize(
    ("limit", "late", "changes", "is_refresher"),
    [
        (30, 30, {}, True),
        (30, 31, {}, False),
        (0, 0, {}, True),
        (None, 2000, {}, True),
        (30, -10, {"revoked_on": date(2027, 1, 1)}, False),
        (30, 2000, {"expires_on": None}, True),
    ],
)
def test_who_has_lapsed_takes_the_full_path_again(
    programme, modules, limit, late, changes, is_refresher
):
    programme.lapses_after_days = limit
    programme.save()
    first = held(programme, **changes)
    before = rows_of(first)

    day = ENDED + timedelta(days=late)
    again = courses.enrol(first.person, programme, cycle=2, assigned_on=day)

    always, once, refresher = modules
    assert again.is_refresher is is_refresher
    assert asked(again) == {always, refresher if is_refresher else once}
    assert not again.requirements.exclude(study=None).exists()
    assert rows_of(first) == before


def test_a_refresher_that_comes_too_late_becomes_the_full_path(programme, modules):
    always, once, refresher = modules
    programme.lapses_after_days = 30
    programme.save()
    first = held(programme)
    second = courses.enrol(first.person, programme, cycle=2, assigned_on=ENDED)
    in_time = courses.enrol(held(programme).person, programme, cycle=2, assigned_on=ENDED)
    for module in (always, refresher):
        finish(courses.open_study(in_time.person, module))
    study = finish(courses.open_study(first.person, always))
    begun = courses.open_study(first.person, refresher)
    before = rows_of(first), rows_of(in_time)

    assert courses.ask_in_full(ENDED + timedelta(days=30)) == 0
    assert courses.ask_in_full(ENDED + timedelta(days=31)) == 1
    assert courses.ask_in_full(ENDED + timedelta(days=31)) == 0

    second.refresh_from_db()
    ties = dict(second.requirements.standing().values_list("module", "study"))
    assert ties == {always.pk: study.pk, once.pk: None}
    # What is only for renewals was asked for, and begun: figures and periods go on reading it.
    assert second.requirements.exclude(dropped_at=None).get().study == begun
    assert not second.is_refresher
    # Doing the refresher now is not enough; doing what is missing is.
    finish(begun)
    assert not Completion.objects.filter(enrolment=second).exists()
    shown = {each.code for each in assignments_of(first.person, "en")[0].modules}
    assert shown == {always.code, once.code}
    finish(courses.open_study(first.person, once))
    assert Completion.objects.filter(enrolment=second).exists()
    assert (rows_of(first), rows_of(in_time)) == before
    assert list(findings()) == []


def test_every_night_those_who_have_lapsed_are_asked_for_everything(programme):
    programme.lapses_after_days = 30
    programme.save()
    first = held(programme, completed_on=date(2020, 1, 1), expires_on=date(2022, 1, 1))
    again = courses.enrol(first.person, programme, cycle=2, assigned_on=date(2022, 1, 1))

    tasks.ask_in_full()

    assert tasks.ask_in_full.name in [entry["task"] for entry in SCHEDULE.values()]
    again.refresh_from_db()
    assert not again.is_refresher


def test_without_its_refresher_a_programme_waits_to_renew_and_begins_all_the_same(programme):
    programme.lapses_after_days = 30
    programme.save()
    post, joiner, lapsed = (MembershipFactory() for _ in range(3))
    people = (post, joiner, lapsed)
    rules = [RuleFactory(programme=programme, organisation=one.organisation) for one in people]
    for one, ended in ((post, ENDED), (lapsed, date(2027, 1, 1))):
        EnrolmentFactory(person=one.person, programme=programme, completed=True)
        Completion.objects.filter(enrolment__person=one.person).update(
            completed_on=date(2026, 3, 20), expires_on=ended
        )
    places = programme.places.exclude(in_cycles=InCycles.FIRST)
    places.update(is_required=False)

    # What is told before a rule is made is what happens.
    assert [preview(rule, ENDED).asked for rule in rules] == [0, 1, 1]
    engine.run(on=ENDED)

    def latest(one):
        row = Enrolment.objects.filter(person=one.person).order_by("-cycle").first()
        return row.cycle, row.is_refresher

    assert (latest(post), latest(joiner), latest(lapsed)) == ((1, False), (1, False), (2, False))
    with pytest.raises(courses.ProgrammeNotReady):
        courses.enrol(post.person, programme, cycle=2, assigned_on=ENDED)

    # And the other way round: nothing for who begins, and something for who renews.
    places.update(is_required=True)
    programme.places.filter(in_cycles=InCycles.EVERY).update(is_required=False)
    programme.places.filter(in_cycles=InCycles.FIRST).update(is_required=False)
    newcomer = MembershipFactory(organisation=joiner.organisation)
    engine.run(on=ENDED)
    assert latest(post) == (2, True)
    assert not Enrolment.objects.filter(person=newcomer.person).exists()


def test_what_was_left_unfinished_in_an_older_cycle_is_not_gone_on_with(programme, modules):
    always, once, _refresher = modules
    first = EnrolmentFactory(programme=programme, assigned_on=BEGAN)
    left = courses.open_study(first.person, once)
    shared = courses.open_study(first.person, EditionFactory().module)
    other = EnrolmentFactory(
        person=first.person, programme=ProgrammeFactory(modules=[once]), assigned_on=BEGAN
    )
    courses.waive(first, by=PersonFactory(), confirmed_by=PersonFactory(), reason="Did it there.")

    second = courses.enrol(first.person, programme, cycle=2)
    left.refresh_from_db()
    assert left.closed_at is None  # the other programme asks for it still

    courses.withdraw(other, by=PersonFactory(), reason="Not hers.")
    courses.withdraw(second, by=PersonFactory(), reason="Asked too early.")
    courses.enrol(first.person, programme, cycle=3)
    left.refresh_from_db()
    shared.refresh_from_db()
    assert left.closed_at
    assert shared.closed_at is None
    before = rows_of(first)
    finish(left)
    assert rows_of(first) == before
    assert Requirement.objects.filter(module=always, enrolment__cycle=1).get().study is None


def told(person, programme):
    client = Client()
    client.force_login(person)
    mine = client.get(reverse("my-learning")).text
    return mine, client.get(reverse("programme", args=[programme.code])).text


def test_the_learner_reads_that_it_is_a_refresher_and_up_to_when_it_is_enough(programme, modules):
    _always, once, refresher = modules
    programme.lapses_after_days = 30
    programme.save()
    first = held(programme)
    assert "efresher" not in "".join(told(first.person, programme))
    courses.enrol(first.person, programme, cycle=2, assigned_on=ENDED)

    mine, whole = told(first.person, programme)

    assert "This is a refresher: you have done the whole programme before." in mine
    assert "It is enough up to 19 April 2028; later everything is asked for again." in whole
    assert reverse("module", args=[refresher.code]) in whole
    assert reverse("module", args=[once.code]) not in whole

    programme.lapses_after_days = None
    programme.save()
    assert (
        "This is a refresher: you have done the whole programme before."
        in told(first.person, programme)[1]
    )


def test_who_has_lapsed_reads_why_everything_is_asked_again(programme):
    programme.lapses_after_days = 30
    programme.save()
    first = held(programme, expires_on=date(2026, 4, 1))
    courses.enrol(first.person, programme, cycle=2, assigned_on=date(2026, 6, 1))

    mine, whole = told(first.person, programme)

    assert "efresher" not in mine
    assert "Your last one ended on 1 April 2026. That is too long ago for a refresher" in whole


def test_a_rule_shows_before_it_is_made_that_a_renewal_is_shorter(programme):
    programme.lapses_after_days = 30
    programme.save()
    lead = GrantFactory(power=Power.CSO)
    client = Client()
    client.force_login(lead.person)

    def shown(asked):
        facts = {
            "uuid": str(uuid4()),
            "programme": str(asked.pk),
            "organisation": lead.organisation.code,
            "duty": "days",
            "due_in_days": "30",
            "begins_on": "2026-01-01",
            "renews": "on",
        }
        return client.post(reverse("rule-make"), facts).text

    told = shown(programme)
    assert "Who renews this programme does a refresher instead of all its modules." in told
    assert "Who has been without it for too long does everything again." in told
    assert "efresher" not in shown(ProgrammeFactory())


def test_which_modules_are_asked_when_is_told_in_the_audit_log(programme, modules):
    codes = [module.code for module in modules]
    changed = {"in_cycles": {codes[0]: InCycles.RENEWALS.value}}

    courses.place_modules(programme, codes, **changed)
    courses.place_modules(programme, codes, **changed)

    cycles = list(programme.places.order_by("order").values_list("in_cycles", flat=True))
    assert cycles == ["renewals", "every", "every"]
    facts = AuditEvent.objects.get(verb=Verb.MODULES_PLACED).facts
    assert facts["modules"] == codes
    assert facts["asked_only_at_renewals"] == codes[:1]
    assert facts["asked_only_first"] == []
