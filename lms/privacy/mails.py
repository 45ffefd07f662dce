"""Telling people that what they asked for is answered; what, they read here after signing in."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lms import outbox, tasks
from lms.languages import spoken
from people.models import Person


def tell_of_erasure(person: Person, email: str, **facts: Any) -> None:
    """Tell whether somebody was erased; the mail is the last that knows her address."""
    is_erased = Person.objects.filter(pk=person.pk).exclude(erased_at=None).exists()
    with translation.override(spoken(person.language)):
        text = (
            _(
                "You asked to be erased. That is done: what told who you are is deleted, and you "
                "cannot sign in any more. This is the last mail from us."
            )
            if is_erased
            else _("You asked to be erased. The answer is here:") + f"\n\n{_my_data()}"
        )
        _send(email, text)


def tell_of_correction(person: Person, **facts: Any) -> None:
    """Tell that a report of something wrong is answered."""
    with translation.override(spoken(person.language)):
        _send(
            person.email,
            _("You reported something wrong. The answer is here:") + f"\n\n{_my_data()}",
        )


def _my_data() -> str:
    return f"{settings.BASE_URL}{reverse('my-data')}"


def _send(email: str, text: str) -> None:
    """To whoever has an address; the others see it when they sign in."""
    if email:
        subject = _("Your data at %(site)s") % {"site": settings.SITE_NAME}
        outbox.put(tasks.send_mail, to=email, subject=subject, text=text)
