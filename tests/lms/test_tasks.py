"""Mail goes, waits for its server, or is set aside without its words; the small daily tasks."""

import smtplib
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone

from lms import outbox, tasks
from lms.models import Outbox
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

REFUSED = (550, b"no such user")
LATER = (450, b"try again later")


@pytest.fixture
def server(monkeypatch):
    """A mail server that answers with an error."""

    def answer(error):
        def send(self):
            raise error

        monkeypatch.setattr(EmailMessage, "send", send)

    return answer


def sent() -> Outbox:
    row = outbox.put(tasks.send_mail, to="amina@example.org", subject="a", text="https://secret/")
    outbox.work(row.pk)
    return Outbox.objects.get(pk=row.pk)


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"amina@example.org": REFUSED}),
        smtplib.SMTPSenderRefused(*REFUSED, "daylight@example.org"),
        smtplib.SMTPDataError(554, b"spam"),
    ],
)
def test_a_mail_that_the_server_refuses_for_good_is_set_aside_at_once_without_its_link(
    server, error
):
    server(error)

    row = sent()

    assert row.parked_at
    assert row.facts == {}
    assert row.problem.startswith(type(error).__name__)


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"amina@example.org": LATER}),
        smtplib.SMTPRecipientsRefused({"amina@example.org": LATER, "b@example.org": REFUSED}),
        smtplib.SMTPDataError(*LATER),
        smtplib.SMTPAuthenticationError(535, b"who are you"),
        smtplib.SMTPConnectError(554, b"no service"),
        smtplib.SMTPServerDisconnected(),
        ConnectionRefusedError(),
    ],
)
def test_a_mail_that_may_go_later_waits_for_its_server(server, error):
    server(error)

    row = sent()

    assert (row.parked_at, row.tries) == (None, 0)
    assert row.not_before > timezone.now()
    assert row.facts["text"] == "https://secret/"


def test_a_mail_that_waited_for_days_is_set_aside_without_its_link(server):
    server(ConnectionRefusedError())
    row = outbox.put(tasks.send_mail, to="amina@example.org", subject="a", text="https://secret/")
    Outbox.objects.update(created_at=timezone.now() - timedelta(days=4))

    outbox.work(row.pk)

    row.refresh_from_db()
    assert row.parked_at
    assert row.facts == {}


def test_sessions_that_ended_are_cleared_away_every_day():
    moment = timezone.now()
    Session.objects.create(session_key="old", expire_date=moment - timedelta(minutes=1))
    Session.objects.create(session_key="new", expire_date=moment + timedelta(minutes=1))

    tasks.clear_sessions()

    assert [session.pk for session in Session.objects.all()] == ["new"]
    clock = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    assert tasks.clear_sessions.name in clock


def test_the_database_knows_how_many_rows_there_are():
    PersonFactory.create_batch(7)

    tasks.refresh_statistics()

    assert rows_known_of("people_person") == 7


def rows_known_of(table):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = %s", [table])
            return int(cursor.fetchone()[0].split()[0])
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table])
        return cursor.fetchone()[0]
