"""The pages of reminders: whose they are, what they tell, what they let one do."""

from datetime import date, time

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from courses.models import Enrolment
from courses.reminders import actions, reading, sending_actions
from courses.reminders.models import LadderRung, MailChoice, Message
from people import actions as people
from people.hours.models import SendingHours
from people.models import Power
from tests.courses.reminders.stage import asked, at, finish_all, learner, remind, work_off
from tests.factories import (
    EnrolmentFactory,
    GrantFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
    RuleFactory,
    administrator_of,
)

pytestmark = pytest.mark.django_db

THREE_BEFORE = "2026-11-30T10:00+00:00"


@pytest.fixture
def company():
    return OrganisationFactory(name="Northwind")


def administrator(place):
    person = administrator_of(place)
    people.accept_undertaking(person)
    return person


@pytest.fixture
def lead(company):
    return GrantFactory(power=Power.CSO, organisation=company).person


def test_a_lead_reads_a_ladder_in_words_and_changes_it(client, lead):
    programme = ProgrammeFactory(code="B")
    client.force_login(lead)

    before = client.get(reverse("reminders")).text
    form = client.get(reverse("ladder-change", args=["B"])).context["form"]
    said = {name: field.initial for name, field in form.fields.items() if field.initial}
    wrong = client.post(reverse("ladder-change", args=["B"]), said | {"days_early": 2})
    client.post(reverse("ladder-change", args=["B"]), said | {"days_early": 21, "on_late": ""})

    assert "14 days before the day" in before
    assert wrong.status_code == 422
    rows = LadderRung.objects.filter(programme=programme).order_by("step")
    assert list(rows.values_list("step", "days", "is_on")) == [
        ("early", -21, True),
        ("late", 30, False),
    ]
    assert "21 days before the day" in client.get(reverse("reminders")).text


def test_an_administrator_sees_ladders_and_changes_none(client, company):
    ProgrammeFactory(code="B")
    client.force_login(administrator(company))

    assert client.get(reverse("reminders")).status_code == 200
    assert client.get(reverse("ladder-change", args=["B"])).status_code in {403, 404}


def test_a_person_reads_what_was_sent_to_her_and_why(client, company):
    person = learner(company)
    row = asked(person)
    rule = RuleFactory(organisation=company, programme=row.programme)
    row.grounds.create(rule=rule, asked_on=row.assigned_on, due_on=row.due_on)
    remind(THREE_BEFORE)
    client.force_login(person)

    text = client.get(reverse("my-messages")).text
    client.post(reverse("my-messages"), {"wants_early": ""})

    assert "Because the day was coming: 3 December 2026." in text
    assert "Asked of everybody at" in text
    assert not MailChoice.objects.get().wants_early
    client.force_login(PersonFactory())
    assert "Because the day was coming" not in client.get(reverse("my-messages")).text


def test_messages_are_linked_for_whoever_gets_any_and_the_calendar_where_there_are_days(
    client, company
):
    site = OrganisationFactory(site=True)
    lead, manager = administrator(site), learner(site, full_name="Mara")
    report = learner(site, reports_to=manager)
    pages = [(lead, "sites"), (lead, "site-staff"), (manager, "team"), (report, "my-learning")]
    messages, days = reverse("my-messages"), reverse("my-days")

    for person, page in pages:
        client.force_login(person)
        assert messages in client.get(reverse(page)).text
    client.force_login(report)
    EnrolmentFactory(person=report, due_on=None, is_mandatory=False)
    assert days not in client.get(reverse("my-learning")).text
    asked(report)
    assert days in client.get(reverse("my-learning")).text


def test_a_person_whose_mail_came_back_is_told_and_her_administrator_sends_again(client, company):
    person = learner(company, full_name="Bopha", email="gone@example.org")
    asked(person)
    remind(THREE_BEFORE)
    message = Message.objects.get()
    actions.note_fate(message, has_returned=True)
    again = reverse("reminder-again", args=[message.uuid])
    client.force_login(person)
    assert "came back" in client.get(reverse("my-learning")).text

    client.force_login(administrator(OrganisationFactory()))
    assert "Bopha" not in client.get(reverse("reminder-log")).text
    assert client.post(again).status_code == 404

    client.force_login(administrator(company))
    page = client.get(reverse("reminder-log")).text
    assert "Bopha" in page
    assert again not in page
    person.email = "here@example.org"
    person.save()
    assert again in client.get(reverse("reminder-log")).text
    client.post(again)
    Message.objects.update(again_at=THREE_BEFORE)
    assert [one.to for one in remind("2026-11-30T10:15+00:00")] == [["here@example.org"]]


def test_what_came_back_is_sent_again_with_what_a_slip_says_that_nobody_printed(client, company):
    person = learner(company, email="gone@example.org")
    row = asked(person)
    other = asked(person, due_on=date(2027, 1, 20))
    remind(THREE_BEFORE)
    message = Message.objects.get()
    actions.note_fate(message, has_returned=True)
    finish_all(row)
    with at("2027-01-06T10:00+00:00"):
        sending_actions.write_due()
    slip = Message.objects.waiting().get()
    assert slip.channel == Message.Channel.PAPER
    person.email = "here@example.org"
    person.save()
    client.force_login(administrator(company))

    page = client.post(reverse("reminder-again", args=[message.uuid]), follow=True)

    assert "It goes out at the next working hour." in page.text
    with at("2027-01-06T11:00+00:00"):
        work_off()
    (again,) = mail.outbox[1:]
    assert again.to == ["here@example.org"]
    assert other.programme.texts.get().title in again.body
    slip.refresh_from_db()
    assert slip.dropped_at


def test_slips_are_printed_for_ones_own_people_and_noted(client, company):
    site = OrganisationFactory(site=True, name="Dhaka 7")
    person = learner(site, full_name="Ruma", email="", password=None, language="ar")
    asked(person)
    assert remind(THREE_BEFORE) == []
    own, other = administrator(site), administrator(OrganisationFactory(site=True))

    with at(THREE_BEFORE):
        client.force_login(own)
        slip = client.get(reverse("slips"))
        assert "Ruma" in slip.text
        assert "Dhaka 7" in slip.text
        assert 'dir="rtl"' in slip.text
        client.force_login(other)
        message = str(Message.objects.get().uuid)
        assert "Ruma" not in client.get(reverse("slips")).text
        client.post(reverse("slips"), {"slip": [message]})
        assert Message.objects.waiting().exists()
        client.force_login(own)
        client.post(reverse("slips"), {"slip": [message]})

    assert not Message.objects.waiting().exists()


def test_slips_that_have_nothing_left_to_say_keep_no_place_from_others(monkeypatch):
    monkeypatch.setattr(reading, "SLIPS_AT_ONCE", 2)
    site, without = OrganisationFactory(site=True), {"email": "", "password": None}
    own = administrator(site)
    rows = [asked(learner(site, full_name=name, **without)) for name in ("Arun", "Asha", "Bela")]
    for name in ("Ruma", "Yara", "Zoya"):
        asked(learner(site, full_name=name, **without))
    remind(THREE_BEFORE)
    for row in rows:
        finish_all(row)

    with at(THREE_BEFORE):
        shown = reading.slips(own, timezone.now())
    assert [slip["message"].person.full_name for slip in shown] == ["Ruma", "Yara"]

    remind("2026-11-30T10:15+00:00")
    dropped = Message.objects.exclude(dropped_at=None).order_by("person__full_name")
    assert [message.person for message in dropped] == [row.person for row in rows]
    assert reading.counts(own)["unprinted"] == 3


def test_a_manager_reminds_her_report_and_nobody_elses(client, company):
    manager = learner(company, full_name="Mara")
    hers, other = asked(learner(company, reports_to=manager)), asked(learner(company))

    with at(THREE_BEFORE):
        client.force_login(manager)
        first, second = (
            client.post(reverse("team-remind", args=[hers.uuid]), follow=True) for _ in range(2)
        )
        work_off()
        third = client.post(reverse("team-remind", args=[hers.uuid]), follow=True)
        stranger = client.post(reverse("team-remind", args=[other.uuid]))

    assert "goes out at the next working hour" in first.text
    assert "was written today already" in second.text
    assert "went out today already" in third.text
    assert stranger.status_code == 404
    assert Message.objects.get().person == hers.person


def test_a_manager_is_told_that_a_slip_waits_for_whom_no_mail_reaches(client, company):
    manager = learner(company, full_name="Mara")
    row = asked(learner(company, reports_to=manager, email="", password=None))

    with at(THREE_BEFORE):
        client.force_login(manager)
        first, second = (
            client.post(reverse("team-remind", args=[row.uuid]), follow=True) for _ in range(2)
        )

    assert "No mail reaches \u2068Bopha\u2069. A slip waits under Slips to print." in first.text
    assert "next working hour" not in first.text
    assert "was written today already" in second.text


def test_a_manager_finds_nobody_to_remind_where_an_agreement_is_missing(client, company):
    manager = learner(company, full_name="Mara")
    unit = OrganisationFactory(unit=True, parent=company, country="DE")
    row = asked(learner(unit, reports_to=manager))
    client.force_login(manager)

    assert client.post(reverse("team-remind", args=[row.uuid])).status_code == 404
    assert not Message.objects.exists()


def test_an_administrator_sets_the_hours_of_a_place(client, company):
    client.force_login(administrator(company))
    address = reverse("hours-set", args=[company.uuid])

    wrong = client.post(address, {"days": [1], "begins": "18:00", "ends": "09:00"})
    client.post(address, {"days": [7, 1, 2], "begins": "09:00", "ends": "17:30"})

    assert wrong.status_code == 422
    row = SendingHours.objects.get()
    assert (row.days, row.begins_at, row.ends_at) == ("127", time(9), time(17, 30))
    client.post(address, {"inherits": "on", "begins": "09:00", "ends": "17:00"})
    assert not SendingHours.objects.exists()


def test_ones_days_come_as_a_calendar_with_stable_ids(client, company):
    person = learner(company)
    row = asked(person)
    asked(learner(company, full_name="Zoya"))
    client.force_login(person)

    answers = [client.get(reverse("my-days")) for _ in range(2)]

    assert answers[0]["Content-Type"].startswith("text/calendar")
    events = [Calendar.from_ical(answer.content).walk("VEVENT") for answer in answers]
    assert [len(some) for some in events] == [1, 1]
    (event,), (same,) = events
    assert event["UID"] == same["UID"] == f"{row.uuid}@testserver"
    assert event["DTSTART"].dt == date(2026, 12, 3)
    assert event["DTEND"].dt == date(2026, 12, 4)
    assert b"Zoya" not in answers[0].content
    assert "Refresher" not in event["SUMMARY"]


def test_a_refresher_is_called_one_in_the_calendar(client, company):
    person = learner(company)
    row = asked(person)
    Enrolment.objects.filter(pk=row.pk).update(is_refresher=True)
    client.force_login(person)

    (event,) = Calendar.from_ical(client.get(reverse("my-days")).content).walk("VEVENT")

    title = row.programme.texts.get().title
    assert event["SUMMARY"] == f"Refresher: \u2068{title}\u2069"


def test_a_held_back_slip_gives_way_to_the_next_step(company):
    person = learner(company, email="", password=None)
    asked(person)
    remind(THREE_BEFORE)
    remind("2026-12-03T10:00+00:00")

    first, second = Message.objects.order_by("on")
    assert first.dropped_at
    assert second.channel == Message.Channel.PAPER
    with at("2026-12-03T10:00+00:00"):
        assert sending_actions.hand_over() == 0
