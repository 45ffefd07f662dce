"""The audit log's newest ends leave the database every day: a file, and mails."""

import pytest
from django.core.management import call_command

from lms import outbox, tasks
from lms.models import Outbox
from lms.schedule import SCHEDULE
from people.audit import anchors
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(settings, tmp_path):
    settings.AUDIT_ANCHOR_FILE = tmp_path / "away" / "anchors.jsonl"
    settings.AUDIT_ANCHOR_EMAILS = ["auditor@example.org", "notary@example.com"]
    return settings.AUDIT_ANCHOR_FILE


def test_the_ends_are_added_to_a_file_and_mailed(file, mailoutbox):
    company = OrganisationFactory()

    tasks.anchor_audit()
    OrganisationFactory(unit=True, parent=company)
    tasks.anchor_audit()
    outbox.sweep()

    lines = list(anchors.read(file))
    assert [(line.chain, line.number) for line in lines] == [
        (str(company.uuid), 1),
        (str(company.uuid), 2),
    ]
    assert [mail.to for mail in mailoutbox] == [["auditor@example.org"], ["notary@example.com"]] * 2
    assert lines[1].digest in mailoutbox[2].body


def test_a_saved_mail_serves_as_a_file_of_anchors(file, mailoutbox, tmp_path):
    OrganisationFactory()
    tasks.anchor_audit()
    outbox.sweep()
    saved = tmp_path / "mail.eml"
    saved.write_bytes(mailoutbox[0].message().as_bytes())

    assert len(list(anchors.read(saved))) == 1
    call_command("verify_audit", "--anchors", str(saved))


def test_where_nothing_has_happened_nothing_is_anchored(file):
    tasks.anchor_audit()

    assert not file.exists()
    assert not Outbox.objects.exists()


def test_the_clock_does_it_every_day():
    assert tasks.anchor_audit.name in [entry["task"] for entry in SCHEDULE.values()]
