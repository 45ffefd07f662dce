"""What may be asked of the audit log."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from people.audit.reading import Wish
from people.audit.verbs import Kind, Verb
from people.models import Organisation

PLACES = {"before", "after"}


def _verbs() -> list[tuple[str, str]]:
    return _choices(_("Everything"), Verb.choices)


def _kinds() -> list[tuple[str, str]]:
    return _choices(_("Anything"), Kind.choices)


def _choices(all_of_them: Any, choices: Sequence[tuple[str, Any]]) -> list[tuple[str, str]]:
    """All of them, and then one after the other as the reader's language sorts them."""
    named = sorted((str(capfirst(label)), value) for value, label in choices)
    return [("", str(all_of_them)), *((value, label) for label, value in named)]


class AuditQuestion(forms.Form):
    """`?verb=power-granted&kind=person&actor=…&from=2026-10-01&until=2026-12-31`

    An unknown filter is refused: it must not seem to have worked.
    """

    verb = forms.ChoiceField(label=_("What"), choices=_verbs, required=False)
    kind = forms.ChoiceField(label=_("About"), choices=_kinds, required=False)
    actor = forms.UUIDField(
        label=_("By (id)"),
        required=False,
        error_messages={"invalid": _("This is no id. Copy one from the list.")},
        widget=forms.TextInput(attrs={"class": "code", "spellcheck": "false"}),
    )

    def __init__(self, query: QueryDict, *, companies: Sequence[Organisation]) -> None:
        super().__init__(query, auto_id="filter-%s")
        self.query = query
        for name, label in (("from", _("From day")), ("until", _("Until day"))):
            widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            self.fields[name] = forms.DateField(
                label=label, required=False, widget=widget, input_formats=["%Y-%m-%d"]
            )
        if len(companies) > 1:
            choices = [(str(one.uuid), one.name) for one in companies]
            self.fields["company"] = forms.ChoiceField(
                label=_("Company"), choices=choices, required=False
            )

    def clean(self) -> dict[str, Any]:
        for name, values in self.query.lists():
            if name not in {*self.fields, *PLACES, "company"} or len(values) > 1:
                raise forms.ValidationError(
                    _("The filter “%(name)s” is not known here."), params={"name": name}
                )
        since, until = self.cleaned_data.get("from"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("This day comes before the first one."))
        return self.cleaned_data

    @property
    def wish(self) -> Wish:
        """What a valid question asks for."""
        asked = self.cleaned_data
        return Wish(asked["verb"], asked["kind"], asked["actor"], asked["from"], asked["until"])
