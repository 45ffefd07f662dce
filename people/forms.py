"""What may be asked and chosen on the pages of powers."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from people.calendar import reporting_day
from people.models import Organisation, Power

SHORTEST_NAME = 2
# One choice: a power and the organisation it is over.
Gift = tuple[str, Organisation]


class FindPersonForm(forms.Form):
    """Somebody by a part of the name, or by the whole address or employee number."""

    q = forms.CharField(
        label=_("Name, e-mail address or employee number"), min_length=SHORTEST_NAME, max_length=200
    )


class GivePowerForm(forms.Form):
    """One of the powers that may be given to this person, for good or for a while."""

    gift = forms.ChoiceField(
        label=_("Power"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a power."),
            "invalid_choice": _("This power cannot be given here any more. Choose another one."),
        },
    )

    until = forms.DateField(
        label=_("Last day"),
        help_text=_("Leave it empty if the power has no end. It ends by itself after this day."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )

    def clean_until(self) -> date | None:
        day: date | None = self.cleaned_data["until"]
        if day and day < reporting_day():
            raise forms.ValidationError(_("This day is over. Choose today or a later day."))
        return day

    def __init__(self, gifts: list[Gift], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._gifts = {f"{power}:{place.uuid}": (power, place) for power, place in gifts}
        self.fields["gift"].choices = [  # type: ignore[attr-defined]
            (value, _said(gift)) for value, gift in self._gifts.items()
        ]

    @property
    def chosen(self) -> Gift:
        return self._gifts[self.cleaned_data["gift"]]


def _said(gift: Gift) -> str:
    power, place = gift
    return f"{capfirst(Power(power).label)} · {place.name}"
