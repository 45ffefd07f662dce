"""What is typed to check a certificate."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from certificates import codes
from certificates.models import Certificate


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the certificate"),
        help_text=_(
            "It stands under the address on the certificate. Spaces and dashes do not matter."
        ),
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "dir": "ltr",
            }
        ),
    )


class NameCodeForm(forms.Form):
    name_code = forms.CharField(
        label=_("Second code"),
        help_text=_("The person named on the certificate has it, and decides who gets it."),
        max_length=100,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "dir": "ltr",
            }
        ),
    )

    def __init__(self, certificate: Certificate, *args: object, **kwargs: object) -> None:
        self._certificate = certificate
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def clean_name_code(self) -> str:
        typed = codes.read(self.cleaned_data["name_code"])
        if not constant_time_compare(typed, self._certificate.name_code):
            raise ValidationError(_("This second code does not belong to this certificate."))
        return typed
