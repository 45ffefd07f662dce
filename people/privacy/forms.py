"""What people may write about their own data, and what is answered."""

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from people.calendar import reporting_day
from people.models import Person, validate_name
from people.privacy.models import LONGEST_WORDS, Correction, ErasureRequest

# As long as a legal hold may be set at once; it can be set anew before it ends.
LONGEST_HOLD_YEARS = 10
DAY = {"type": "date"}
REFERENCE = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9_.:/-]*\Z",
    _("Letters A to Z, digits and . : / - _ only, without spaces: a number, and no name."),
)


def _zones() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]


def _day_field(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs=DAY)
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d"], **more)


class OwnDataForm(forms.Form):
    """What is the person's own to say."""

    full_name = forms.CharField(
        label=_("Full name"),
        help_text=_("As you write it. New certificates carry it; those you have stay as they are."),
        max_length=400,
        validators=[validate_name],
    )
    latin_name = forms.CharField(
        label=_("Name in Latin letters"), max_length=400, required=False, validators=[validate_name]
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zones)

    @classmethod
    def of(cls, person: Person, data: Any = None) -> "OwnDataForm":
        names = ("full_name", "latin_name", "time_zone")
        return cls(data, initial={name: getattr(person, name) for name in names})


class CorrectionForm(forms.Form):
    """What the employer has told wrongly."""

    about = forms.ChoiceField(
        label=_("What is wrong?"), choices=Correction.About, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What should it be?"),
        help_text=_(
            "Please do not write about any other person. What you write is deleted after 30 days."
        ),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(forms.Form):
    """How a report was settled."""

    is_corrected = forms.TypedChoiceField(
        label=_("What have you done?"),
        choices=[("yes", _("It is corrected.")), ("no", _("It stays as it is."))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer to the person"),
        help_text=_("One or two sentences. They are deleted after 30 days."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RefusalForm(forms.Form):
    """Why somebody is not erased yet, and until when."""

    reason = forms.ChoiceField(
        label=_("Which duty is there to keep the record?"),
        choices=[
            (ErasureRequest.Reason.LAW, _("A law asks for it to be kept.")),
            (ErasureRequest.Reason.EMPLOYMENT, _("It is needed as long as the person works here.")),
            (ErasureRequest.Reason.CLAIMS, _("It is needed for a legal matter that is going on.")),
        ],
        widget=forms.RadioSelect,
    )
    until = _day_field(_("Until which day?"))

    def clean_until(self) -> date:
        return _ahead(self.cleaned_data["until"])


class HoldForm(forms.Form):
    """A matter's number, and until when."""

    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("The matter’s number with your lawyers. No name, and nothing of the matter."),
        max_length=40,
        validators=[REFERENCE],
    )
    until = _day_field(_("Last day of the hold"))

    def clean_until(self) -> date:
        return _ahead(self.cleaned_data["until"])


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("E-mail address or employee number"),
        help_text=_("The whole of it: nobody is found by a part, or by name."),
        max_length=254,
    )


def _ahead(day: date) -> date:
    """A day from today on, and not absurdly far."""
    today = reporting_day()
    if day < today:
        raise ValidationError(_("This day is past."))
    if day.year > today.year + LONGEST_HOLD_YEARS:
        raise ValidationError(
            _("At most %(years)s years ahead."), params={"years": LONGEST_HOLD_YEARS}
        )
    return day
