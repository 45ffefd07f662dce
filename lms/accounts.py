"""How allauth treats our people: nobody signs up by themselves; those who have left stay out."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_language

from lms import outbox, sign_ins, tasks
from lms.languages import spoken
from people.models import Person

FOR_STRANGERS = "account/email/unknown_account"


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Past fewer proxies than TRUSTED_PROXIES says, only the connection itself is believed."""
        try:
            return str(super().get_client_ip(request))
        except ImproperlyConfigured:
            return str(ip_address(request.META["REMOTE_ADDR"]))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Whoever guesses too often is refused here, and told of in the audit log."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            sign_ins.throttled(request, email=credentials.get("email"))
            raise

    def get_user_search_fields(self) -> list[str]:
        return ["email"]

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """People are known by uuid; there is no user name to fill."""

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail bears our configured address, not what the request calls us."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.BASE_URL}{path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Leave the mail to the worker: a mail server that is slow or away keeps nobody waiting.

        It speaks the language of whom it is for, not of who asked.
        """
        person = Person.objects.filter(email__iexact=email).first()
        with translation.override(spoken(person.language) if person else get_language()):
            message = self.render_mail(template_prefix, email, context | {"email": email})
        # Who is not here is not written to. The row is put in all the same, so that asking for a
        # password takes as long for an unknown address as for a known one.
        to = "" if template_prefix == FOR_STRANGERS else email
        outbox.put(tasks.send_mail, to=to, subject=message.subject, text=message.body)
