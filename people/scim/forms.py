"""What is asked to let a directory in, and to say what its groups stand for."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from people.calendar import day_begins, reporting_day
from people.models import AudienceRole, Organisation
from people.names import NameNotPrintable, clean_name

DAY = timedelta(days=1)
USUAL = timedelta(days=180)
LONGEST = timedelta(days=366)
NOTHING = "none"


class TokenForm(forms.Form):
    """Which organisation, what the token is called, and until when it counts."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        help_text=_(
            "The directory keeps the people of this organisation and of all below it, "
            "and sees nobody else."
        ),
        queryset=Organisation.objects.none(),
        to_field_name="uuid",
        empty_label=_("Choose one"),
        error_messages={
            "required": _("Choose an organisation."),
            "invalid_choice": _("Choose one of these organisations."),
        },
    )
    label = forms.CharField(
        label=_("Name"),
        help_text=_("To tell tokens apart: the directory and what it is for."),
        max_length=100,
        error_messages={"required": _("Give the token a name.")},
    )
    expires_on = forms.DateField(
        label=_("Last day"),
        help_text=_("Make the next token before this one ends: both count in between."),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": _("Say until when the token counts."),
            "invalid": _("Write the day as 2026-12-31."),
        },
    )

    def __init__(self, organisations: QuerySet[Organisation], *args: Any, **kwargs: Any) -> None:
        today = reporting_day()
        usual: dict[str, Any] = {"uuid": uuid4(), "expires_on": today + USUAL}
        if organisations.count() == 1:
            usual["organisation"] = organisations.get().uuid
        super().__init__(*args, **kwargs | {"initial": usual})
        self.fields["organisation"].queryset = organisations.order_by("path")  # type: ignore[attr-defined]
        days = {"min": (today + DAY).isoformat(), "max": (today + LONGEST).isoformat()}
        self.fields["expires_on"].widget.attrs |= days

    def clean_label(self) -> str:
        try:
            return clean_name(self.cleaned_data["label"])
        except NameNotPrintable as error:
            raise ValidationError(
                _("The name holds a character that cannot be printed.")
            ) from error

    def clean_expires_on(self) -> date:
        chosen: date = self.cleaned_data["expires_on"]
        today = reporting_day()
        if chosen <= today:
            raise ValidationError(_("Choose a day that is still to come."))
        if chosen > today + LONGEST:
            raise ValidationError(_("A token counts for a year at most."))
        return chosen

    @property
    def expires_at(self) -> datetime:
        """The end of the last day."""
        return day_begins(self.cleaned_data["expires_on"] + DAY)


class GroupForm(forms.Form):
    """Which audience role the members of a group hold."""

    role = forms.ChoiceField(
        label=_("Members do the work of a"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of these."),
            "invalid_choice": _("Choose one of these."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(value, capfirst(str(label))) for value, label in AudienceRole.choices]
        nothing = (NOTHING, _("Nothing: the group says nothing about their work"))
        self.fields["role"].choices = [*roles, nothing]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> str:
        """The audience role; an empty one for none."""
        role: str = self.cleaned_data["role"]
        return "" if role == NOTHING else role
