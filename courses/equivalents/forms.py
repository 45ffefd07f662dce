"""What a company counts as what, as it is asked and checked."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Programme
from courses.rules.forms import DAY, programme_choices
from people.calendar import reporting_day
from people.models import Organisation

NONE_YET = ("", "—")


class EquivalentForm(forms.Form):
    """An Equivalent's fields. `companies` are those that its maker leads."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    organisation = forms.ChoiceField(label=gettext_lazy("Company"))
    counted = forms.ChoiceField(
        label=gettext_lazy("Whoever holds this programme"),
        help_text=gettext_lazy("Learnt for whomever: for you, for another buyer, or before."),
    )
    programme = forms.ChoiceField(label=gettext_lazy("is not asked for this one"))
    reason = forms.CharField(
        label=gettext_lazy("Why they teach the same"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Auditors read it. Say where the comparison of the two lies, and name nobody."
        ),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=DAY,
        help_text=gettext_lazy("Without one it counts until you end it."),
    )

    def __init__(
        self, companies: Iterable[Organisation], language: str, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._companies = {str(company.uuid): company for company in companies}
        self._choose("organisation", [(key, one.name) for key, one in self._companies.items()])
        self._choose("programme", [NONE_YET, *programme_choices(language)])
        self._choose("counted", [NONE_YET, *programme_choices(language, withdrawn=True)])
        if len(self._companies) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = next(iter(self._companies))

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_organisation(self) -> Organisation:
        return self._companies[self.cleaned_data["organisation"]]

    def clean_programme(self) -> Programme:
        return Programme.objects.get(pk=self.cleaned_data["programme"])

    def clean_counted(self) -> Programme:
        return Programme.objects.get(pk=self.cleaned_data["counted"])

    def clean(self) -> dict[str, Any]:
        facts = self.cleaned_data
        if facts.get("programme") and facts.get("programme") == facts.get("counted"):
            self.add_error("programme", _("Choose another one: a programme counts as itself."))
        if facts.get("ends_on") and facts["ends_on"] < reporting_day():
            self.add_error("ends_on", _("This day is past."))
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        """Fields of Equivalent, but for the uuid."""
        return {name: fact for name, fact in self.cleaned_data.items() if name != "uuid"}
