"""What is asked for a proposal, and for the answer to it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.dates import earliest_evidence

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


class EarlierLearningForm(ProposalForm):
    """The day that the evidence names, and where it lies."""

    completed_on = forms.DateField(
        label=gettext_lazy("Learnt on"),
        help_text=gettext_lazy("The day that the evidence names. What counts is counted from it."),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reference = forms.CharField(
        label=gettext_lazy("Where the evidence lies"),
        help_text=gettext_lazy(
            "A certificate’s number or a file’s name, so that an auditor finds it. No names of "
            "people."
        ),
        max_length=120,
    )
    field_order = ["completed_on", "reference", "reason"]

    def __init__(self, *args: Any, today: date, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.today = today

    def clean_completed_on(self) -> date:
        day: date = self.cleaned_data["completed_on"]
        if day > self.today:
            raise ValidationError(_("This day has not come yet."))
        if day < earliest_evidence(self.today):
            raise ValidationError(_("This day is more than 20 years ago. Look at the year again."))
        return day


class RecordForm(EarlierLearningForm):
    """Earlier learning, with whose and of what: its faults say nothing about the person."""

    who = forms.CharField(
        label=gettext_lazy("E-mail address or employee number"),
        help_text=gettext_lazy("The whole of it, as it stands in the staff list."),
        max_length=200,
    )
    programme = forms.ChoiceField(label=gettext_lazy("Programme"))
    field_order = ["who", "programme", "completed_on", "reference", "reason"]

    def __init__(self, *args: Any, programmes: list[tuple[str, str]], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["programme"].choices = programmes  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=[("confirm", ""), ("refuse", "")])
