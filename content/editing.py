"""What the editor checks before it publishes, so that the author sees a fault where it stands."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm

from content import freeze
from courses import document as documents
from courses.models import Edition
from people.models import AudienceRole

# Which field of the page holds the part of the document that a fault is in.
FIELD_OF = {"question": "quiz", "quiz": "quiz", "lesson": "lessons", "lessons": "lessons"}


class ProgrammePageForm(WagtailAdminPageForm):
    audience_roles = forms.MultipleChoiceField(
        label=gettext_lazy("Audience"),
        choices=AudienceRole.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    first_time_only = forms.MultipleChoiceField(
        label=gettext_lazy("Only the first time"),
        help_text=gettext_lazy("What is marked in neither list is asked for every time."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    renewal_only = forms.MultipleChoiceField(
        label=gettext_lazy("Only at a renewal"),
        help_text=gettext_lazy("A refresher: shorter, for who holds the programme already."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        modules = [
            (page.specific.code, f"{page.specific.code} {page.specific.title}")
            for page in (self.instance.get_children().specific() if self.instance.pk else [])
        ]
        for name in ("first_time_only", "renewal_only"):
            if name in self.fields:
                self.fields[name].choices = modules


class ModulePageForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # An effect is stated for one change. What is published already has had its effect.
        if "effect" in self.fields and not self.instance.has_unpublished_changes:
            self.initial["effect"] = Edition.Effect.EDITORIAL

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if (
            cleaned.get("quiz")
            and not cleaned.get("quiz_minutes")
            and not self.is_deferred_validation
        ):
            self.add_error("quiz_minutes", _("Say how long the questions take."))
        return cleaned

    def _post_clean(self) -> None:
        """Once the page is filled in: what is to be published must make an edition."""
        super()._post_clean()
        if self.is_deferred_validation or self.errors:
            return
        try:
            documents.validate(freeze.numbered(freeze.freeze(self.instance)))
        except documents.InvalidDocument as fault:
            head = fault.place.replace(",", " ").split()[0]
            field = FIELD_OF.get(head, head)
            self.add_error(field if field in self.fields else None, str(fault))
