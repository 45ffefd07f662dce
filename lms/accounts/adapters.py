"""How allauth treats our people: nobody signs up alone, mails wait for the worker, secrets rest."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lms import outbox, sign_ins, tasks
from lms.accounts import second_factor, secrets
from lms.languages import spoken
from people.doors.access import has_pictures
from people.freshness import is_fresh
from people.models import Person
from people.sign_on.models import Identity
from people.sign_on.rules import providers_of

SVG = "http://www.w3.org/2000/svg"
FOR_STRANGERS = "account/email/unknown_account"

# What allauth tells by mail, each in one sentence.
CHANGES = {
    "account/email/password_changed": gettext_lazy("Your password was changed."),
    "account/email/password_reset": gettext_lazy("A new password was chosen through a mail."),
    "mfa/email/totp_activated": gettext_lazy("An app for codes was added."),
    "mfa/email/totp_deactivated": gettext_lazy("The app for codes was removed."),
    "mfa/email/webauthn_added": gettext_lazy("A passkey was added."),
    "mfa/email/webauthn_removed": gettext_lazy("A passkey was removed."),
    "mfa/email/recovery_codes_generated": gettext_lazy("New recovery codes were made."),
    "identity_linked": gettext_lazy(
        "Your sign-in at work was connected: you can sign in with it. If you did not expect that, "
        "disconnect it under My account, and tell the people who look after training."
    ),
    "reset": gettext_lazy(
        "The people who run this site have taken away your second factor, because they were asked "
        "to. You can set up a new one when you sign in."
    ),
}


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

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has no password is asked for her pictures; who has nothing here, at her provider."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not isinstance(user, Person):
            return ways
        if not user.has_usable_password() and has_pictures(user):
            says = {"id": "pictures", "description": _("Use your pictures")}
            ways.append(says | {"url": reverse("pictures-check")})
        if not ways and providers_of(user):
            words = _("Use your sign-in at work")
            ways = [{"id": "sign-on", "description": words, "url": reverse("sign-on-again")}]
        return ways

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """A device that a group uses goes back to its first page."""
        is_shared = getattr(request, "shared_device", None) is not None
        return reverse("shared-start") if is_shared else super().get_logout_redirect_url(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Having signed in just now is enough, as everywhere here."""
        return not is_fresh(current.request)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person what has changed about her signing in; not from where, or by what."""
        if user.email:
            what = {"what": CHANGES[template_prefix]}
            self.send_mail("account/email/change", user.email, what)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        "incorrect_code": gettext_lazy(
            "This is not right, or it was used before. Wait for the next code and try that."
        ),
        "cannot_delete_authenticator": gettext_lazy(
            "You look after other people's data here, so one second factor has to stay. "
            "Add another first."
        ),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Recovery codes stand in for a second factor. Set one up first."
        ),
    }

    def get_totp_issuer(self) -> str:
        return settings.SITE_NAME

    def build_totp_svg(self, url: str) -> str:
        # A picture of its own, unlike one inside a page, says what its letters mean.
        inline = segno.make_qr(url).svg_inline(light="#fff")
        return str(inline.replace("<svg", f'<svg xmlns="{SVG}"', 1))

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        person = authenticator.user
        return not (second_factor.must_have(person) and second_factor.is_last(authenticator))

    def generate_authenticator_name(self, user: Person, type: str) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey is bound to our configured host, not to what the request calls us."""
        return {"id": urlsplit(settings.BASE_URL).hostname or "", "name": settings.SITE_NAME}


def tell_of_link(identity: Identity) -> None:
    """Tell a person that a work sign-in is hers from now on."""
    AccountAdapter().send_notification_mail("identity_linked", identity.person)


def tell_of_reset(person: Person, **facts: Any) -> None:
    """Tell a person that an operator took away her second factor."""
    AccountAdapter().send_notification_mail("reset", person)
