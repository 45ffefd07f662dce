"""Who gets which message when: once, at a good hour, all in one."""

import smtplib
from datetime import date, time

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import Enrolment
from courses.reminders import actions, sending_actions
from courses.reminders.models import Message, MessageLine, ReturnedAddress
from courses.reminders.planning import Rung, Step
from courses.reminders.retention_actions import delete_messages, messages_over
from people import actions as people
from people.agreements import actions as agreements
from people.hours import actions as hours
from people.hours.clock import Hours
from people.models import Organisation, Person, Power
from tests.courses.reminders.stage import DUE, asked, at, finish_all, learner, remind
from tests.factories import (
    GrantFactory,
    OrganisationFactory,
    PersonFactory,
    administrator_of,
)

pytestmark = pytest.mark.django_db

THREE_BEFORE = "2026-11-30T10:00+00:00"


@pytest.fixture
def company():
    return OrganisationFactory(name="Northwind")


def test_all_programmes_of_a_person_come_in_one_mail_a_day(company):
    person = learner(company, full_name="Amina Rahman", email="amina@example.org")
    first, second = asked(person), asked(person, due_on=date(2026, 12, 14))
    asked(person, due_on=date(2027, 6, 1))

    sent = remind(THREE_BEFORE)

    assert [one.to for one in sent] == [["amina@example.org"]]
    assert {(line.enrolment_id, line.step) for line in MessageLine.objects.all()} == {
        (first.pk, "soon"),
        (second.pk, "early"),
    }
    for title in (first.programme.texts.get().title, second.programme.texts.get().title):
        assert title in sent[0].body
    assert "You have 3 days left" in sent[0].body
    assert remind("2026-11-30T10:15+00:00") == remind("2026-12-01T10:00+00:00") == []


def test_a_mail_waits_for_an_hour_of_the_site_that_is_not_quiet(company):
    site = OrganisationFactory(site=True)  # in Dhaka, where Friday and Saturday are free
    administrator = administrator_of(site)
    hours.set_hours(site, Hours(frozenset({7, 1, 2, 3, 4}), time(9), time(17)), by=administrator)
    asked(learner(site))

    assert remind("2026-11-29T11:15+00:00") == []  # 17:15 there, four days before
    assert remind("2026-11-30T02:45+00:00") == []
    assert len(remind("2026-11-30T03:00+00:00")) == 1
    assert Message.objects.get().on == date(2026, 11, 30)


def test_what_was_written_and_not_sent_waits_for_the_next_hour(company):
    asked(learner(company))
    with at("2026-11-30T17:59+00:00"):
        sending_actions.write_due()

    late = remind("2026-11-30T18:00+00:00")
    again = remind("2026-12-01T07:45+00:00")

    assert late == again == []
    assert len(remind("2026-12-01T08:00+00:00")) == 1


def test_a_day_without_a_mail_server_loses_nothing_and_sends_nothing_twice(company, monkeypatch):
    asked(learner(company))
    with monkeypatch.context() as broken:
        broken.setattr(mail.EmailMultiAlternatives, "send", _refused)
        remind(THREE_BEFORE)
        remind("2026-11-30T16:00+00:00")

    sent = remind("2026-12-01T16:00+00:00")

    assert len(sent) == 1
    assert "You have 2 days left" in sent[0].body
    assert remind("2026-12-02T10:00+00:00") == []


def test_a_step_that_came_while_a_mail_waited_is_told_in_its_words(company, monkeypatch):
    lead = GrantFactory(power=Power.CSO, organisation=company).person
    person = learner(company)
    asked(person)
    far = asked(person, due_on=date(2027, 1, 15))
    actions.set_ladder(far.programme, [Rung(Step.EARLY, -45)], by=lead)
    with monkeypatch.context() as broken:
        broken.setattr(mail.EmailMultiAlternatives, "send", _refused)
        remind(THREE_BEFORE)

    (sent,) = remind("2026-12-01T16:00+00:00")

    assert far.programme.texts.get().title in sent.body
    assert MessageLine.objects.get(enrolment=far).step == "early"


@pytest.mark.parametrize(
    ("first", "last", "waits"),
    [
        (date(2026, 12, 2), date(2026, 12, 6), True),
        (date(2026, 11, 16), date(2026, 12, 15), False),  # thirty days: the day itself moves
    ],
)
def test_a_mail_waits_for_whoever_is_away_for_a_short_time(
    company, monkeypatch, first, last, waits
):
    person = learner(company)
    asked(person)
    with monkeypatch.context() as broken:
        broken.setattr(mail.EmailMultiAlternatives, "send", _refused)
        remind(THREE_BEFORE)
    people.record_leave(person.memberships.get(), started_on=first, ended_on=last)

    assert [remind(f"2026-12-0{day}T10:00+00:00") for day in (3, 4)] == [[], []]
    assert Message.objects.waiting().exists() is waits
    sent = remind("2026-12-07T10:00+00:00")  # the day after the shorter one
    assert len(sent) == waits


def _refused(*args, **kwargs):
    raise ConnectionRefusedError


def test_what_is_done_meanwhile_is_not_sent(company):
    person = learner(company)
    row = asked(person)
    with at("2026-11-30T17:59+00:00"):
        sending_actions.write_due()
    with at("2026-11-30T20:00+00:00"):
        finish_all(row)

    assert remind("2026-12-01T08:00+00:00") == []
    assert Message.objects.get().dropped_at


def test_nobody_is_reminded_who_has_left_is_away_or_is_left_in_quiet(company):
    left, away, quiet = (learner(company) for _ in range(3))
    for person in (left, away):
        asked(person)
    left.memberships.update(last_day=date(2026, 11, 29))
    people.record_leave(
        away.memberships.get(), started_on=date(2026, 11, 2), ended_on=date(2026, 12, 31)
    )
    paused = OrganisationFactory(site=True, paused_at=timezone.now())
    asked(quiet)
    quiet.memberships.update(organisation=paused)

    assert remind(THREE_BEFORE) == []


def test_who_does_not_want_the_optional_ones_hears_on_the_day(company):
    person = learner(company)
    asked(person)
    actions.choose_mail(person, wants_early=False, wants_digests=True)

    assert remind(THREE_BEFORE) == []
    assert "Today is the last day" in remind("2026-12-03T10:00+00:00")[0].body


def test_a_step_that_is_off_is_not_told(company):
    lead = GrantFactory(power=Power.CSO, organisation=company).person
    row = asked(learner(company))
    off = [Rung(Step.EARLY, -14, False), Rung(Step.SOON, -3, False)]
    actions.set_ladder(row.programme, off, by=lead)

    assert remind(THREE_BEFORE) == []


def test_an_address_that_nobody_has_gets_nothing_more_until_it_changes(company, monkeypatch):
    person = learner(company, email="gone@example.org")
    asked(person)
    with at(THREE_BEFORE):
        sending_actions.write_due()
        message = Message.objects.get()
        sending_actions.note_return(message)

    assert ReturnedAddress.objects.get().address == "gone@example.org"
    assert remind("2026-12-03T10:00+00:00") == []
    assert Message.objects.latest("pk").channel == Message.Channel.PAPER

    person.email = "here@example.org"
    person.save()
    assert [one.to for one in remind("2026-12-10T10:00+00:00")] == [["here@example.org"]]


def test_a_manager_and_a_site_lead_have_one_digest_each_with_names_and_status_only(company):
    manager = learner(company, full_name="Manager Mara", email="mara@example.org")
    site = OrganisationFactory(site=True)
    lead = administrator_of(site)
    rows = [
        asked(learner(company, full_name=name, reports_to=manager)) for name in ("Zoya", "Arun")
    ]
    asked(learner(site, full_name="Ruma"))

    remind("2026-12-10T10:00+00:00")
    first = remind("2026-12-17T10:00+00:00")  # a fortnight late

    digest = next(one for one in first if one.to == ["mara@example.org"])
    assert digest.body.index("Arun") < digest.body.index("Zoya")
    assert "Overdue" in digest.body
    assert "Ruma" not in digest.body
    assert not any(one.to == [lead.email] for one in first)

    assert "mara@example.org" not in _to(remind("2026-12-21T10:00+00:00"))
    finish_all(rows[0])
    weekly = remind("2026-12-24T10:00+00:00")
    digest = next(one for one in weekly if one.to == ["mara@example.org"])
    assert "Zoya" not in digest.body
    late = remind("2027-01-04T10:00+00:00")
    assert "Ruma" in next(one for one in late if one.to == [lead.email]).body


def _to(sent):
    return [address for one in sent for address in one.to]


def test_a_digest_that_waited_names_nobody_who_has_more_time_by_now(company):
    manager = learner(company, email="mara@example.org")
    given = asked(learner(company, full_name="Arun", email="", reports_to=manager))
    asked(learner(company, full_name="Zoya", email="", reports_to=manager))
    with at("2026-12-17T17:55+00:00"):
        sending_actions.write_due()
    Enrolment.objects.filter(pk=given.pk).update(extended_to=date(2026, 12, 12))

    (digest,) = remind("2026-12-18T10:00+00:00")

    assert ("Zoya" in digest.body, "Arun" in digest.body) == (True, False)
    (weekly,) = remind("2026-12-28T10:00+00:00")  # a fortnight after her day has passed
    assert "Arun" in weekly.body


def test_a_digest_names_nobody_where_an_agreement_is_missing(company):
    manager = learner(company, email="mara@example.org")
    unit = OrganisationFactory(unit=True, parent=company, country="DE")
    asked(learner(unit, reports_to=manager))

    assert "mara@example.org" not in _to(remind("2026-12-17T10:00+00:00"))
    agreements.answer(company, "DE", "not_needed", by=None, words="None elected")
    assert "mara@example.org" in _to(remind("2026-12-18T10:00+00:00"))


def test_a_digest_names_nobody_who_is_away_or_only_tries_things_out(company):
    manager = learner(company, email="mara@example.org")
    away = learner(company, full_name="Arun", reports_to=manager)
    asked(away)
    asked(learner(company, full_name="Trial", is_test=True, reports_to=manager))
    people.record_leave(
        away.memberships.get(), started_on=date(2026, 12, 1), ended_on=date(2027, 1, 31)
    )

    assert "mara@example.org" not in _to(remind("2026-12-17T10:00+00:00"))


def test_a_digest_is_never_printed_for_others_to_hand_out(company):
    manager = learner(company, email="mara@example.org")
    asked(learner(company, full_name="Arun", reports_to=manager))
    with at("2026-12-17T10:00+00:00"):
        sending_actions.write_due()
        Person.objects.filter(pk=manager.pk).update(email="")
        digest = Message.objects.get(kind=Message.Kind.TEAM)
        sending_actions.send(digest.pk)
        digest.refresh_from_db()

    assert (digest.channel, digest.sent_at) == (Message.Channel.MAIL, None)
    assert digest.dropped_at is not None


@pytest.mark.parametrize(
    ("code", "words", "is_nobody"),
    [
        (550, b"5.1.1 no such user", True),
        (550, b"5.7.1 relaying denied", False),
        (450, b"4.2.0 greylisted", False),
        (550, b"User unknown", True),
        (554, b"delivery error: dd This user doesn't have an account here", True),
        (550, b"5.2.1 The email account that you tried to reach is disabled", True),
        (552, b"5.2.2 mailbox full", False),
        (552, b"Requested mail action aborted", False),
        (550, b"Mailbox is full", False),
        (554, b"5.3.4 message too big", False),
        (554, b"temporarily deferred due to spam policy", False),
    ],
)
def test_a_server_that_refuses_us_is_not_an_address_that_nobody_has(code, words, is_nobody):
    refused = smtplib.SMTPRecipientsRefused({"gone@example.org": (code, words)})

    assert sending_actions._is_final(refused) is is_nobody


def test_where_quiet_is_kept_a_manager_hears_what_she_hears_when_nothing_is_due(company):
    manager = learner(company, full_name="Manager Mara")
    unit = OrganisationFactory(unit=True, parent=company)
    row = asked(learner(unit, reports_to=manager))
    Organisation.objects.filter(pk=unit.pk).update(paused_at=timezone.now())

    with at(THREE_BEFORE), pytest.raises(actions.NothingToRemindOf):
        actions.remind(row, by=manager)
    assert remind("2026-11-30T12:00+00:00") == []


def test_a_manager_reminds_nobody_where_an_agreement_is_missing(company):
    manager = learner(company)
    unit = OrganisationFactory(unit=True, parent=company, country="DE")
    row = asked(learner(unit, reports_to=manager))

    with at(THREE_BEFORE), pytest.raises(actions.NotYourReport):
        actions.remind(row, by=manager)


def test_a_manager_reminds_once_a_day_and_only_her_reports(company):
    manager = learner(company, full_name="Manager Mara")
    row = asked(learner(company, reports_to=manager), due_on=date(2027, 3, 1))
    stranger = PersonFactory()

    with at(THREE_BEFORE):
        message = actions.remind(row, by=manager)
        with pytest.raises(actions.RemindedToday):
            actions.remind(row, by=manager)
        with pytest.raises(actions.NotYourReport):
            actions.remind(row, by=stranger)

    assert len(remind("2026-11-30T10:15+00:00")) == 1
    assert (message.kind, message.by) == (Message.Kind.ASKED, manager)
    finish_all(row)
    with at("2026-12-01T10:00+00:00"), pytest.raises(actions.NothingToRemindOf):
        actions.remind(row, by=manager)


def test_a_run_asks_a_fixed_number_of_questions(company):
    for _ in range(6):
        asked(learner(company))
    with (
        at("2026-11-30T05:00+00:00"),
        CaptureQueriesContext(
            connection,
        ) as few,
    ):
        sending_actions.write_due()
    for _ in range(12):
        asked(learner(company))
    with at("2026-11-30T05:00+00:00"), CaptureQueriesContext(connection) as many:
        sending_actions.write_due()

    assert len(many) == len(few)


@pytest.mark.parametrize("other", ["on a day", "that waits", "at a step"])
def test_the_database_refuses_a_second_message(company, other):
    person = learner(company)
    row = asked(person)
    facts = {
        "person": person,
        "kind": "reminder",
        "channel": "mail",
        "again_at": "2026-12-01T00:00Z",
    }
    first = Message.objects.create(on=DUE, **facts)
    MessageLine.objects.create(message=first, enrolment=row, step="soon", day=DUE)
    if other != "that waits":
        Message.objects.update(sent_at="2026-12-01T00:00Z")
    on = DUE if other == "on a day" else date(2026, 12, 4)

    with pytest.raises(IntegrityError), transaction.atomic():
        _write_again(row, on, facts)


def _write_again(enrolment, on, facts):
    second = Message.objects.create(on=on, **facts)
    MessageLine.objects.create(message=second, enrolment=enrolment, step="soon", day=DUE)


def test_messages_go_after_ninety_days_and_never_while_a_step_may_be_made_up_for(company, settings):
    asked(learner(company))
    remind(THREE_BEFORE)

    assert not messages_over(date(2027, 2, 27)).exists()
    assert messages_over(date(2027, 2, 28)).count() == 1
    settings.RETENTION = {"messages": {"days": 1}}
    assert not messages_over(date(2026, 12, 27)).exists()
    assert (
        delete_messages(list(messages_over(date(2026, 12, 28)).values_list("pk", flat=True))) == 1
    )
    assert not MessageLine.objects.exists()
