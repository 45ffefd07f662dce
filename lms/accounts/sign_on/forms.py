"""What an administrator says of a provider, each fault at its field."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from lms import outbound
from lms.accounts import secrets
from lms.accounts.sign_on import metadata as saml_metadata
from lms.accounts.sign_on import oidc
from lms.accounts.sign_on.faults import Fault
from people.models import Organisation
from people.sign_on.models import IdentityProvider

LTR = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, row: Any) -> str:
        return str(row.name)


class BeginForm(forms.Form):
    """For whom, by which protocol, under which name."""

    organisation = PlaceField(
        label=_("Organisation"),
        help_text=_("People of this organisation and of those below it can sign in."),
        queryset=Organisation.objects.none(),
        to_field_name="uuid",
        empty_label=None,
    )
    kind = forms.ChoiceField(
        label=_("Protocol"),
        help_text=_("Ask who looks after sign-in at your organisation. Either is as good."),
        choices=IdentityProvider.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a protocol.")},
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("What your people call it, for example “Northwind account”."),
        max_length=80,
    )

    def __init__(self, places: QuerySet[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = places.order_by("path")  # type: ignore[attr-defined]


class _SettingsForm(forms.Form):
    """What both protocols have: the name, and the employee number."""

    name = forms.CharField(label=_("Name"), max_length=80)
    number_claim = forms.CharField(
        label=_("Claim with the employee number"),
        help_text=_(
            "If the provider sends the employee number, its exact name. Whoever comes for the "
            "first time is then found by it. Never name a claim that people can change themselves."
        ),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=LTR),
    )

    def __init__(self, row: IdentityProvider, *args: Any, **kwargs: Any) -> None:
        self.row = row
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(row, name) for name in self.KEPT}

    KEPT: tuple[str, ...] = ("name", "number_claim")

    @property
    def facts(self) -> dict[str, Any]:
        """What is to be set, as people.sign_on.actions.change takes it."""
        return {name: self.cleaned_data[name] for name in self.KEPT}

    def clean_number_claim(self) -> str:
        claim = str(self.cleaned_data["number_claim"])
        if claim.rpartition("/")[2].lower() in {"email", "emailaddress", "mail", "upn"}:
            raise ValidationError(_("An e-mail address is no employee number: it finds nobody."))
        return claim


class OidcForm(_SettingsForm):
    issuer = forms.CharField(
        label=_("Issuer"),
        help_text=_("The address of the provider, exactly as it names itself."),
        max_length=500,
        widget=forms.TextInput(attrs=LTR | {"inputmode": "url"}),
    )
    client_id = forms.CharField(
        label=_("Client ID"), max_length=255, widget=forms.TextInput(attrs=LTR)
    )
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=1000,
        required=False,
        widget=forms.PasswordInput(attrs=LTR | {"autocomplete": "new-password"}),
    )
    field_order = ["name", "issuer", "client_id", "secret", "number_claim"]
    KEPT = ("name", "issuer", "client_id", "number_claim")

    def __init__(self, row: IdentityProvider, *args: Any, **kwargs: Any) -> None:
        super().__init__(row, *args, **kwargs)
        self.fields["secret"].help_text = (
            _("Kept encrypted, and not shown again. Leave it empty to keep the one that is set.")
            if row.secret
            else _("Kept encrypted, and not shown again. Some providers give none.")
        )

    def clean_issuer(self) -> str:
        issuer = str(self.cleaned_data["issuer"])
        if issuer == self.row.issuer:
            return issuer
        try:
            outbound.refuse_address(issuer)
        except outbound.Refused as error:
            raise ValidationError(_("Give an address that begins with https.")) from error
        if urlsplit(issuer).query or urlsplit(issuer).fragment or not issuer.isprintable():
            raise ValidationError(_("An issuer ends before “?” and “#”."))
        try:
            oidc.discover(issuer)
        except Fault as fault:
            raise ValidationError(fault.reason.label) from fault
        return issuer

    @property
    def facts(self) -> dict[str, Any]:
        secret = self.cleaned_data["secret"]
        return super().facts | ({"secret": secrets.encrypt(secret)} if secret else {})


class SamlForm(_SettingsForm):
    metadata = forms.CharField(
        label=_("Metadata of the provider"),
        help_text=_(
            "The XML that the provider gives out. Paste it here, or choose the file below."
        ),
        required=False,
        strip=True,
        max_length=saml_metadata.MOST_BYTES,
        widget=forms.Textarea(attrs=LTR | {"rows": 6}),
    )
    file = forms.FileField(
        label=_("Or its file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xml,text/xml,application/xml"}),
        error_messages={"empty": _("The file is empty.")},
    )
    field_order = ["name", "metadata", "file", "number_claim"]
    read: saml_metadata.Metadata | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        at = "file" if data.get("file") else "metadata"
        if self.errors:
            return data
        try:
            text = self._file(data["file"]) if data.get("file") else data.get("metadata", "")
            if text:
                self.read = saml_metadata.read(text)
            elif not self.row.issuer:
                raise ValidationError(_("Paste the metadata, or choose their file."))
        except ValidationError as error:
            self.add_error(at, error)
        return data

    def _file(self, file: Any) -> str:
        if file.size > saml_metadata.MOST_BYTES:
            raise ValidationError(
                _("The file is larger than %(most)s."),
                params={"most": filesizeformat(saml_metadata.MOST_BYTES)},
            )
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise ValidationError(_("The file is no text in UTF-8.")) from error

    @property
    def facts(self) -> dict[str, Any]:
        return super().facts | (vars(self.read) if self.read else {})


FORMS: dict[str, type[_SettingsForm]] = {
    IdentityProvider.Kind.OIDC: OidcForm,
    IdentityProvider.Kind.SAML: SamlForm,
}
