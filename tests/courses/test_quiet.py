"""Where quiet is kept nothing begins and nothing is due (S-09); where it is not safe, little."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from courses import actions as courses
from courses.decisions.models import Proposal
from courses.models import Completion, Enrolment
from courses.quiet import with_asked_by
from courses.reminders import actions as reminders
from courses.reminders import sending_actions
from courses.reminders.digests import digests
from courses.reminders.models import Message
from courses.rules import engine
from courses.rules.matching import Condition
from courses.rules.preview import Outcome, preview, tell
from metrics.kpis import participation
from metrics.kpis.counted import people_of
from metrics.periods import period
from people.audit.models import AuditEvent
from people.calendar import reporting_day
from people.models import Organisation
from people.quiet import actions as quiet
from tests.courses.quiet_site import Site, at_work, rule_for
from tests.courses.reminders.stage import work_off
from tests.factories import (
    EnrolmentFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
)
from tests.people.quiet.audited import site_and_lead

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def figures(company, programme, today):
    with people_of(company):
        return participation.coverage(programme, period(str(today.year), today=today))


@pytest.fixture(autouse=True)
def noon(time_machine):
    """A working hour in Dhaka, where mail may be sent."""
    time_machine.move_to("2026-11-30T06:00+00:00")


@pytest.fixture
def today():
    return reporting_day()


@pytest.fixture
def stage():
    return site_and_lead()


def day_of(row):
    return with_asked_by(Enrolment.objects.filter(pk=row.pk)).get().asks_by


# --- the engine ----------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["itself", "above"])
def test_nothing_begins_at_a_paused_place_and_then_it_goes_on(stage, today, where):
    site, lead = stage
    place = site if where == "itself" else site.parent
    rule, person = rule_for(site, "supervisor"), at_work(site)
    quiet.pause(place, by=lead)

    assert engine.run() == {}
    with pytest.raises(courses.NothingBegins):
        courses.enrol(person, ProgrammeFactory())
    # The answer to "why not?" and the preview say nothing of it.
    assert (tell(rule, person, today).is_asked, tell(rule, person, today).unmet) == (True, [])
    assert not tell(rule, person, today).waits_for_card
    assert preview(rule, today).asked == 0

    quiet.resume(place, by=lead)
    work_off()
    begun = Enrolment.objects.get(person=person)
    assert (begun.programme, begun.due_on) == (rule.programme, today + timedelta(days=30))


def test_what_stands_is_due_by_no_day_until_two_weeks_after_the_pause(stage, today):
    site, lead = stage
    late, soon = today - 3 * DAY, today + timedelta(days=40)
    person = at_work(site, roles=["procurement"])
    rows = [
        EnrolmentFactory(person=person, assigned_on=today - 60 * DAY, due_on=day)
        for day in (late, soon)
    ]
    company, programme = site.parent.parent, rows[0].programme
    before = list(Enrolment.objects.order_by("pk").values())
    counted = figures(company, programme, today)
    quiet.pause(site, by=lead)
    assert [day_of(row) for row in rows] == [None, None]
    assert list(Enrolment.objects.order_by("pk").values()) == before
    assert figures(company, programme, today) == counted

    quiet.resume(site, by=lead)

    assert [day_of(row) for row in rows] == [today + timedelta(days=14), soon]
    # Key figures keep to the due day (R9).
    assert [row.due_on for row in Enrolment.objects.order_by("pk")] == [late, soon]
    assert figures(company, programme, today) == counted


def test_a_pause_further_up_keeps_the_quiet(stage, today):
    site, lead = stage
    row = EnrolmentFactory(person=at_work(site), due_on=today + DAY)
    quiet.pause(site, by=lead)
    quiet.pause(site.parent, by=lead)
    quiet.resume(site, by=lead)
    assert day_of(row) is None

    quiet.resume(site.parent, by=lead)
    assert day_of(row) == today + timedelta(days=14)


@pytest.mark.parametrize("where", ["place", "country"])
def test_where_it_is_restricted_leaders_are_asked_for_their_programmes_alone(stage, today, where):
    site, lead = stage
    company = site.parent.parent
    leaders, all_of_them = rule_for(site, "manager", "procurement"), rule_for(site, "supervisor")
    manager = at_work(site, roles=["manager"])
    supervisor = at_work(site, roles=["supervisor"])
    engine.run()
    done = EnrolmentFactory(person=supervisor, completed=True)
    given = EnrolmentFactory(
        person=manager, programme=ProgrammeFactory(audience_roles=[]), due_on=today
    )
    elsewhere = OrganisationFactory(site=True, parent=company, country="VN")
    beside = EnrolmentFactory(person=at_work(elsewhere), due_on=today + timedelta(days=1))
    engine.run()
    assert Enrolment.objects.open().count() == 2 * 2 + 2 + 3

    if where == "place":
        quiet.restrict(site.parent, reference="L-7", by=lead)
    else:
        quiet.restrict_country(company, site.country, reference="L-7", by=lead)
    work_off()

    there = Enrolment.objects.open().filter(is_by_rule=True)
    asked = there.exclude(person=beside.person)
    assert [(row.person, row.programme) for row in asked] == [(manager, leaders.programme)]
    assert Completion.objects.get().enrolment == done
    assert day_of(asked.get())
    assert day_of(given) is None
    assert tell(all_of_them, manager, today).unmet == [Condition.RESTRICTED]
    assert tell(leaders, supervisor, today).unmet == [Condition.RESTRICTED]
    with pytest.raises(courses.NothingBegins):
        courses.enrol(supervisor, ProgrammeFactory(audience_roles=["supervisor"]))

    if where == "place":
        quiet.open_again(site.parent, reference="L-8", by=lead)
    else:
        quiet.open_country(company, site.country, reference="L-8", by=lead)
    work_off()

    back = there.exclude(person=beside.person)
    assert back.count() == 2 * 2
    assert min(map(day_of, [*back, given])) >= today + timedelta(days=14)
    assert day_of(beside) == today + timedelta(days=1)


def test_who_also_works_where_it_is_safe_is_asked_there(stage, today):
    site, lead = stage
    rule_for(site, "supervisor")
    person = at_work(site)
    MembershipFactory(person=person, organisation=site.parent.parent)
    quiet.restrict(site, reference="L-7", by=lead)

    assert engine.run() == {"began": 1}
    assert day_of(Enrolment.objects.get())


def test_a_preview_counts_nobody_where_quiet_is_kept(stage, today):
    site, lead = stage
    rule = rule_for(site, "supervisor")
    beside = OrganisationFactory(site=True, parent=site.parent)
    for place in (site, beside):
        for _ in range(5):
            at_work(place)
    assert preview(rule, today).outcomes == {Outcome.BEGINS: 10}

    quiet.pause(site, by=lead)

    found = preview(rule, today)
    assert (found.outcomes, len(found.places), found.not_asked) == ({Outcome.BEGINS: 5}, 1, {})


# --- what is seen --------------------------------------------------------------------------


def test_a_paused_site_looks_the_same_as_one_with_nothing_due(stage, today):
    place, _lead = stage
    site = Site(place, today)
    usual = site.pages()
    Organisation.objects.filter(pk=place.pk).update(paused_at=timezone.now())
    sending_actions.hand_over()
    work_off()
    paused = site.pages()
    assert mail.outbox == []

    Organisation.objects.filter(pk=place.pk).update(paused_at=None)
    site.make_nothing_due()
    nothing_due = site.pages()

    differs = {name for name, told in paused.items() if told != nothing_due[name]}
    assert differs == set()
    # And it is no wonder: something was due, and was told.
    changed = {name for name, told in usual.items() if told != paused[name]}
    assert len([name for name in changed if name.endswith("reminds")]) == 1
    assert len(changed) > 12
    numbers = [reverse("sites"), f"{reverse('sites')}?gap=overdue", reverse("sites-export")]
    assert {f"{site.head} {address}" for address in numbers} <= changed


def test_what_waited_to_be_sent_does_not_wait_on_in_the_log(stage, today):
    place, lead = stage
    site = Site(place, today)
    quiet.pause(place, by=lead)

    sending_actions.hand_over()
    work_off()

    message = Message.objects.get()
    assert message.dropped_at
    assert not message.sent_at
    assert mail.outbox == []
    with pytest.raises(reminders.NothingToRemindOf):
        reminders.remind(site.late, by=site.manager)


def test_nobody_there_is_reminded_or_named_to_those_who_answer_for_her(stage, today):
    place, lead = stage
    site = Site(place, today)
    kinds = (Message.Kind.TEAM, Message.Kind.SITE)
    named = [(site.manager.pk, kinds[0]), (site.head.pk, kinds[1])]
    assert [(one.person, one.kind) for kind in kinds for one in digests(kind, today)] == named

    quiet.pause(place, by=lead)

    assert [one for kind in kinds for one in digests(kind, today)] == []
    assert sending_actions.write_due() == 0


def test_nothing_that_is_kept_of_a_place_tells_its_administrators(stage, today):
    """Neither does whatever is written down of it say where: only the decision itself does."""
    place, lead = stage
    quiet.pause(place, by=lead)

    events = AuditEvent.objects.filter(verb="quiet-decided")
    said = str(list(events.values("about", "facts", "kind")))
    assert str(place.uuid) not in said
    assert place.name not in said
    assert place.code not in said


def test_who_also_works_elsewhere_begins_nothing_there_either(stage, today):
    site, lead = stage
    rule = rule_for(site, "supervisor")
    person = at_work(site)
    MembershipFactory(person=person, organisation=site.parent.parent)
    quiet.pause(site, by=lead)

    assert engine.run() == {}
    assert preview(rule, today).asked == 0


def test_more_time_is_told_by_no_day_in_a_pause(stage, today):
    """Neither what two people have decided, nor what waits for the second."""
    place, lead = stage
    site = Site(place, today)
    decided, waits = today + 20 * DAY, today + 25 * DAY
    facts = {"kind": Proposal.Kind.EXTEND, "proposed_by": site.manager, "reason": "Harvest"}
    Proposal.objects.create(
        enrolment=site.late,
        until=decided,
        outcome=Proposal.Outcome.CONFIRMED,
        answered_by=lead,
        answered_at=timezone.now(),
        **facts,
    )
    Proposal.objects.create(enrolment=site.soon, until=waits, **facts)
    report = reverse("team-person", args=[site.person.uuid])
    seen = [
        (site.person, reverse("my-learning"), decided),
        (site.person, reverse("programme", args=[site.late.programme.code]), decided),
        (site.manager, report, waits),
    ]

    for is_paused in (False, True):
        if is_paused:
            quiet.pause(place, by=lead)
        for who, address, day in seen:
            client = Client()
            client.force_login(who)
            told = client.get(address).text
            assert (date_format(day, "DATE_FORMAT") in told) is not is_paused
            assert "More time" in told or who == site.person
