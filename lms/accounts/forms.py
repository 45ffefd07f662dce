"""The forms of second factors: allauth's, with our words, and codes that are good once."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

LONGEST_CODE = 20
LONGEST_NAME = 60
# Longer than a code can be right: its own half minute, the one before and the one after.
REMEMBERED_SECONDS = 30 * (2 * settings.MFA_TOTP_TOLERANCE + 2)
# What a library makes of an answer that no browser of a person would send.
ODD = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError)


def _code_field(help_text: Any = "") -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}
    return forms.CharField(
        label=_("Code"),
        help_text=help_text,
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs=attrs),
    )


class Once(forms.Form):
    """A code that was right is right once. allauth remembers it for a half minute only."""

    user: Any

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        digest = salted_hmac("second-factor-used", f"{self.user.pk} {''.join(code.split())}")
        if not cache.add(f"code-{digest.hexdigest()[:32]}", True, timeout=REMEMBERED_SECONDS):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(Once, AuthenticateForm):
    code = _code_field(_("From your app, or one of your recovery codes."))


class CodeAgainForm(Once, ReauthenticateForm):
    code = _code_field(_("From your app, or one of your recovery codes."))


class ActivateForm(Once, ActivateTOTPForm):
    code = _code_field(_("The six digits that your app shows now."))

    def secret_in_groups(self) -> str:
        """The secret as people copy it by hand: four letters at a time."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


class AnswerField(forms.JSONField):
    """What a passkey answered; passkey.js fills it in."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError as error:
            raise get_adapter().validation_error("incorrect_code") from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """An answer is good for its own question only: it is not shown again."""
        return None


class AddPasskeyForm(AddWebAuthnForm):
    credential = AnswerField()
    name = forms.CharField(
        label=_("Its name, for your own list"), required=False, max_length=LONGEST_NAME
    )

    def clean(self) -> Any:
        try:
            return super().clean()
        except ODD as error:
            raise get_adapter().validation_error("incorrect_code") from error


class Answered(forms.Form):
    """What a passkey answered, in any shape that a stranger may send instead."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ODD as error:
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeyForm(Answered, AuthenticateWebAuthnForm):
    credential = AnswerField()


class PasskeyAgainForm(Answered, ReauthenticateWebAuthnForm):
    credential = AnswerField()
