"""What a campaign is made of: a rule's fields, a last day that must be, and words by language."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.rules.forms import OFFERED, RuleForm

MOST_TITLE, MOST_MESSAGE = 80, 500


class CampaignForm(RuleForm):
    """`title_en`, `message_en` and so on; at least one language, and none half."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["renews"]
        self.fields["begins_on"].label = gettext_lazy("First day")
        self.fields["ends_on"].label = gettext_lazy("Last day")
        self.fields["ends_on"].required = True
        self.fields["ends_on"].help_text = gettext_lazy(
            "It ends by itself. Whoever has not finished by then is not asked any longer by it."
        )
        if not self.is_bound:
            self.initial.setdefault("duty", OFFERED)
        for code, name in settings.CONTENT_LANGUAGES:
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Title (%(language)s)") % {"language": name},
                max_length=MOST_TITLE,
                required=False,
            )
            self.fields[f"message_{code}"] = forms.CharField(
                label=_("Message (%(language)s)") % {"language": name},
                max_length=MOST_MESSAGE,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        for code, _name in settings.CONTENT_LANGUAGES:
            title, message = facts.get(f"title_{code}"), facts.get(f"message_{code}")
            if bool(title) != bool(message):
                missing = "message" if title else "title"
                self.add_error(f"{missing}_{code}", _("Write both a title and a message."))
        if not self.words:
            first = settings.CONTENT_LANGUAGES[0][0]
            self.add_error(f"title_{first}", _("Write it in one language at least."))
        return facts

    @property
    def words(self) -> dict[str, dict[str, str]]:
        told = {
            code: {
                part: self.cleaned_data.get(f"{part}_{code}") or "" for part in ("title", "message")
            }
            for code, _name in settings.CONTENT_LANGUAGES
        }
        return {code: words for code, words in told.items() if words["title"]}

    @property
    def word_fields(self) -> list[forms.BoundField]:
        return [
            self[f"{part}_{code}"]
            for code, _name in settings.CONTENT_LANGUAGES
            for part in ("title", "message")
        ]

    @property
    def facts(self) -> dict[str, Any]:
        """Fields of AssignmentRule; a campaign asks once, and its preview says so."""
        own = {name for name in self.cleaned_data if name.startswith(("title_", "message_"))}
        told = {name: value for name, value in super().facts.items() if name not in own}
        return told | {"renews": False}
