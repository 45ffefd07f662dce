"""What a mail provider says is heard from it alone, and only of our messages."""

import base64
import json

import pytest
from django.urls import reverse

from courses.reminders.models import Message, ReturnedAddress
from tests.courses.reminders.stage import asked, learner, remind
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def message() -> Message:
    asked(learner(OrganisationFactory(), email="gone@example.org"))
    remind("2026-11-30T10:00+00:00")
    return Message.objects.get()


@pytest.fixture
def agreed(settings):
    settings.EMAIL_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "name:secret"}


AGREED = "name:secret"


def tell(client, message, *, secret=AGREED, kind="Bounce", to="gone@example.org"):
    event = {
        "RecordType": kind,
        "Type": "HardBounce",
        "Email": to,
        "Recipient": to,
        "MessageID": "1",
        "BouncedAt": "2026-11-30T10:01:00Z",
        "DeliveredAt": "2026-11-30T10:01:00Z",
        "Metadata": {"message": str(message.uuid)},
    }
    shown = base64.b64encode(secret.encode()).decode()
    return client.post(
        reverse("mail-events"),
        json.dumps(event),
        content_type="application/json",
        headers={"Authorization": f"Basic {shown}"},
    )


def test_a_bounce_closes_the_address_and_a_delivery_is_noted(client, message, agreed):
    assert tell(client, message, kind="Delivery").status_code == 200
    message.refresh_from_db()
    assert message.delivered_at

    assert tell(client, message).status_code == 200
    assert tell(client, message).status_code == 200
    message.refresh_from_db()
    assert message.returned_at
    assert ReturnedAddress.objects.get().address == "gone@example.org"


def test_without_the_secret_or_for_another_address_nothing_happens(client, message, agreed):
    assert tell(client, message, secret="name:guess").status_code == 400
    assert tell(client, message, to="other@example.org").status_code == 200

    assert not ReturnedAddress.objects.exists()


@pytest.mark.parametrize("lacks", ["EMAIL_PROVIDER", "ANYMAIL"])
def test_it_is_closed_unless_both_are_set_up(client, message, agreed, settings, lacks):
    setattr(settings, lacks, "" if lacks == "EMAIL_PROVIDER" else {})

    assert tell(client, message).status_code == 404
