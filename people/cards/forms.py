"""What is written on a card, and how a number's test went."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from people.calendar import reporting_day
from people.cards.models import ResponseCard
from people.cards.validity import NUMBERS

DAY = {"type": "date"}


class CardForm(forms.ModelForm):  # type: ignore[type-arg]
    """All of a card. Nothing is asked at once: what is missing is told beside the site."""

    class Meta:
        model = ResponseCard
        fields = [
            "emergency_number", "first_contact", "second_contact", "has_separate_lines",
            "interpreter_number", "interpreter_languages", "helpline_number", "helpline_run_by",
            "is_helpline_outside", "helpline_hours", "helpline_languages", "helpline_does",
            "worker_contact", "specialist", "child_line", "duty", "duty_when", "duty_checked_by",
            "duty_checked_on", "risks", "review_on",
        ]  # fmt: skip
        widgets = {
            "duty_checked_on": forms.DateInput(format="%Y-%m-%d", attrs=DAY),
            "review_on": forms.DateInput(format="%Y-%m-%d", attrs=DAY),
        }
        help_texts = {
            "risks": _("For the trained contacts alone. It is never printed."),
            "worker_contact": _("Name and number."),
            "specialist": _("Name and number."),
        }

    def clean_duty_checked_on(self) -> Any:
        day = self.cleaned_data["duty_checked_on"]
        if day and day > reporting_day():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class TestForm(forms.Form):
    """How a call of one of the site's numbers went."""

    number = forms.ChoiceField(label=_("Number"))
    tested_on = forms.DateField(
        label=_("Called on"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY)
    )
    result = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            ("passed", _("It answered as the card says")),
            ("failed", _("It did not answer, or not as the card says")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )

    def __init__(self, *args: Any, cards: list[ResponseCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {
            getattr(card, name): f"{getattr(card, name)} ({label_of(name)})"
            for card in cards
            for name in NUMBERS
            if getattr(card, name)
        }
        number = self.fields["number"]
        assert isinstance(number, forms.ChoiceField)  # noqa: S101 - for the type checker
        number.choices = list(names.items())

    def clean_tested_on(self) -> Any:
        day = self.cleaned_data["tested_on"]
        if day > reporting_day():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


def label_of(name: str) -> str:
    """What a field of a card is called."""
    return capfirst(str(ResponseCard._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
