"""Telling those who lead on sustainability that a number on a site's response card failed."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lms import outbox, tasks
from lms.languages import spoken
from people.cards.access import leads_of
from people.models import Organisation


def tell_of_failed_number(site: Organisation, **facts: Any) -> None:
    """A mail to each of the site's leads who has an address; which number it is stands there."""
    address = f"{settings.BASE_URL}{reverse('site-card', args=[site.uuid])}"
    for lead in leads_of(site).exclude(email="").order_by("pk"):
        with translation.override(spoken(lead.language)):
            text = _(
                "A number on the response card of %(site)s failed its test. Nothing new is "
                "assigned there until this is mended:"
            ) % {"site": f"\u2068{site.name}\u2069"}
            subject = _("Response cards: a number failed its test")
            outbox.put(tasks.send_mail, to=lead.email, subject=subject, text=f"{text}\n\n{address}")
