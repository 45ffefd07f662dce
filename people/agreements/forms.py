"""What may be answered for a country."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.agreements.models import Agreement
from people.calendar import reporting_day

Kind = Agreement.Kind


class AnswerForm(forms.Form):
    """One answer; what it needs beside it is asked for where it is missing."""

    kind = forms.ChoiceField(
        label=_("Answer"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    words = forms.CharField(
        label=_("Reference of the agreement, or the reason why none is needed"),
        help_text=_("As it is called by those who made it. No names of people."),
        max_length=300,
        required=False,
    )
    agreed_on = forms.DateField(
        label=_("Agreed on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        kind = said.get("kind")
        if kind == Kind.AGREED and not said.get("words"):
            self.add_error("words", _("Give the reference of the agreement."))
        if kind == Kind.NOT_NEEDED and not said.get("words"):
            self.add_error("words", _("Give the reason why none is needed."))
        if kind == Kind.AGREED and not said.get("agreed_on") and "agreed_on" not in self.errors:
            self.add_error("agreed_on", _("Give the day of the agreement."))
        if said.get("agreed_on") and said["agreed_on"] > reporting_day():
            self.add_error("agreed_on", _("This day has not come yet."))
        if kind == Kind.NEEDED:
            said["words"] = ""
        if kind != Kind.AGREED:
            said["agreed_on"] = None
        return said
