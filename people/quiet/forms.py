"""What is asked before a place is restricted, or opened again."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people import countries
from people.models import Organisation
from people.privacy.forms import REFERENCE


class ApprovalForm(forms.Form):
    """Where the approval lies."""

    reference = forms.CharField(
        label=_("Reference of the approval"),
        help_text=_("Its number with your lawyers. No name, and nothing of the matter."),
        max_length=40,
        validators=[REFERENCE],
    )


class CountryForm(ApprovalForm):
    """Which country, and of which company where somebody leads more than one."""

    company = forms.ModelChoiceField(
        label=_("Company"), queryset=Organisation.objects.none(), empty_label=None
    )
    country = forms.ChoiceField(label=_("Country"))
    field_order = ["company", "country", "reference"]

    def __init__(self, companies: Sequence[Organisation], *args: Any) -> None:
        super().__init__(*args)
        named = sorted(countries.names().items(), key=lambda one: one[1])
        self.fields["country"].choices = [("", ""), *named]  # type: ignore[attr-defined]
        found = Organisation.objects.filter(pk__in=[company.pk for company in companies])
        self.fields["company"].queryset = found.order_by("name", "pk")  # type: ignore[attr-defined]
        if len(companies) == 1:
            del self.fields["company"]
