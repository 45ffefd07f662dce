"""What people type on the way in, and what a site's administrator says about ways in."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from people.doors.codes import JOIN_DIGITS, NUMBER_DIGITS, read_digits, read_one_time
from people.models import AudienceRole, Organisation, validate_name
from people.names import NameNotPrintable, clean_name

USUAL_DAYS, MOST_DAYS = 30, 366
USUAL_PEOPLE, MOST_PEOPLE = 50, 5_000
# What HR files write where there is no name (languages.md section 7).
NO_NAMES = {"fnu", "lnu", "n/a", "na", ".", "-", "unknown", "test"}
TYPED = {"autocomplete": "off", "inputmode": "numeric", "dir": "ltr"}


class JoinCodeForm(forms.Form):
    """The code that stands on a poster."""

    code = forms.CharField(
        label=_("Code on the poster"),
        max_length=40,
        widget=forms.TextInput(TYPED),
        error_messages={"required": _("Type the code that stands on the poster.")},
    )

    def clean_code(self) -> str:
        code = read_digits(self.cleaned_data["code"])
        if not (code.isascii() and code.isdigit() and len(code) == JOIN_DIGITS):
            raise forms.ValidationError(
                _("The code on the poster has %(count)s digits. Look again, and type them all."),
                params={"count": JOIN_DIGITS},
            )
        return code


class NumberForm(forms.Form):
    """One's personal number."""

    number = forms.CharField(
        label=_("Your number"),
        help_text=_("It stands on your card, or on the picture that you took when you joined."),
        max_length=40,
        widget=forms.TextInput(TYPED),
        error_messages={"required": _("Type your number.")},
    )

    def clean_number(self) -> str:
        number = read_digits(self.cleaned_data["number"])
        if not (number.isascii() and number.isdigit() and len(number) == NUMBER_DIGITS):
            raise forms.ValidationError(
                _("Your number has %(count)s digits. Look again, and type them all."),
                params={"count": NUMBER_DIGITS},
            )
        return number


class OneTimeCodeForm(NumberForm):
    """One's number, and the code that an administrator has made."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "off", "dir": "ltr", "autocapitalize": "characters"}
        ),
        error_messages={"required": _("Type the code that you were given.")},
    )

    def clean_code(self) -> str:
        return read_one_time(self.cleaned_data["code"])


class JoinForm(forms.Form):
    """Who one is: one name as one writes it, and the number at work if one likes."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As you write it. One name is enough."),
        max_length=400,
        validators=[validate_name],
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
        error_messages={"required": _("Write your name.")},
    )
    said_number = forms.CharField(
        label=_("Employee number"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
    )

    def clean_name(self) -> str:
        try:
            name = clean_name(self.cleaned_data["name"])
        except NameNotPrintable:
            return str(self.cleaned_data["name"])  # the validator has told of it
        if name.casefold() in NO_NAMES:
            raise forms.ValidationError(_("Write your name."))
        return name


class JoinLinkForm(forms.Form):
    """A join link: where, for whom, until when."""

    site = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Site"),
        to_field_name="uuid",
        empty_label=None,
        error_messages={"invalid_choice": _("Choose one of your sites.")},
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages on the poster"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language.")},
    )
    roles = forms.MultipleChoiceField(
        label=_("What people who join do at work"),
        choices=[(value, capfirst(str(label))) for value, label in AudienceRole.choices],
        initial=[AudienceRole.SUPERVISOR, AudienceRole.WORKER],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    expires_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    most = forms.IntegerField(
        label=_("At most so many people"),
        help_text=_("Count those who are to join. More than these do not get in."),
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=USUAL_PEOPLE,
    )

    def __init__(
        self, sites: QuerySet[Organisation], today: date, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]
        self.fields["languages"].choices = [  # type: ignore[attr-defined]
            (code, get_language_info(code)["name_local"]) for code, _ in settings.LANGUAGES
        ]
        self.fields["languages"].initial = [settings.LANGUAGE_CODE]
        self.fields["expires_on"].initial = today + timedelta(days=USUAL_DAYS)

    def clean_expires_on(self) -> date:
        day: date = self.cleaned_data["expires_on"]
        if day < self._today:
            raise forms.ValidationError(_("This day is over. Choose a later one."))
        if day > self._today + timedelta(days=MOST_DAYS):
            raise forms.ValidationError(_("Choose a day within a year."))
        return day


class SiteDoorsForm(forms.Form):
    """What a site allows."""

    lists_names = forms.BooleanField(
        label=_("Shared devices list the names of people here"),
        help_text=_("Easier to begin with; but whoever holds the device reads who works here."),
        required=False,
    )
    names_cards = forms.BooleanField(
        label=_("Printed cards bear the name"),
        help_text=_("Easier to hand out; but whoever finds a card knows whose it is."),
        required=False,
    )


class ShareForm(forms.Form):
    """Which site a device is for."""

    site = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Site"), to_field_name="uuid", empty_label=None
    )

    def __init__(self, sites: QuerySet[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]
