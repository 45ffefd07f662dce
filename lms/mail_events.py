"""What a mail provider says became of our mails. Closed unless a secret is agreed with it.

Anymail checks who speaks: the agreed secret always, and the provider's signature where it signs.
"""

from typing import Any

from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from courses.reminders import actions
from courses.reminders.models import Message

SPEAKERS = {
    "brevo": BrevoTrackingWebhookView,
    "mailgun": MailgunTrackingWebhookView,
    "mailjet": MailjetTrackingWebhookView,
    "postmark": PostmarkTrackingWebhookView,
    "sendgrid": SendGridTrackingWebhookView,
}
ARRIVED = "delivered"
# Nobody is there, or somebody calls it spam: either way nothing more is sent.
FAILED = {"bounced", "rejected", "complained"}


@csrf_exempt
def receive(request: HttpRequest) -> HttpResponse:
    """Events of the provider that this installation sends through; 404 unless it is agreed on."""
    speaker = SPEAKERS.get(settings.EMAIL_PROVIDER)
    if speaker is None or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404
    answer: HttpResponse = speaker.as_view()(request)
    return answer


def note(event: Any, **facts: Any) -> None:
    """Keep what an event says of one of our messages, if it is of the address that we know."""
    told = str((event.metadata or {}).get("message", ""))
    if not (event.event_type == ARRIVED or event.event_type in FAILED) or len(told) != 36:
        return
    found = Message.objects.exclude(sent_at=None).select_related("person")
    for message in found.filter(uuid=told, person__email__iexact=event.recipient or "-"):
        actions.note_fate(message, has_returned=event.event_type in FAILED)
