"""What is asked for a proposal, and for the answer to it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# As far ahead as more time is given at once.
MOST_AHEAD = timedelta(days=366)


class ProposalForm(forms.Form):
    """Why; the person herself can read it among her own data."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "One sentence. The second person reads it, and the person concerned may. Write nothing "
            "about health or family."
        ),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MoreTimeForm(ProposalForm):
    until = forms.DateField(
        label=gettext_lazy("New last day"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = ["until", "reason"]

    def __init__(self, *args: Any, stands: date | None, today: date, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.earliest = max(stands or today, today - timedelta(days=1)) + timedelta(days=1)
        self.latest = max(stands or today, today) + MOST_AHEAD

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        if day < self.earliest:
            raise ValidationError(_("The new day has to be later than the one that stands."))
        if day > self.latest:
            raise ValidationError(_("At most a year more can be given at once."))
        return day


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=[("confirm", ""), ("refuse", "")])
