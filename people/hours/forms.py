"""What may be said of an organisation's working days and quiet hours."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from people.hours.clock import Hours

TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class HoursForm(forms.Form):
    """Its own hours, or those of the place above it."""

    inherits = forms.BooleanField(label=_("As at the place above, or the usual"), required=False)
    days = forms.TypedMultipleChoiceField(
        label=_("Working days"),
        coerce=int,
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    begins = forms.TimeField(label=_("Not before"), widget=TIME)
    ends = forms.TimeField(label=_("Not after"), widget=TIME)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("inherits"):
            return said
        if not said.get("days"):
            self.add_error("days", _("Choose at least one day."))
        begins, ends = said.get("begins"), said.get("ends")
        if begins and ends and begins >= ends:
            self.add_error("ends", _("This is before the first hour."))
        return said

    @property
    def hours(self) -> Hours | None:
        said = self.cleaned_data
        if said["inherits"]:
            return None
        return Hours(frozenset(said["days"]), said["begins"], said["ends"])
