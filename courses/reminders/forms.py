"""What may be set: a programme's ladder, and which optional messages one wants."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.reminders.planning import Ladder, Rung, Step

# How many days away a step may be.
MOST = {Step.EARLY: 60, Step.SOON: 30, Step.AFTER: 30, Step.LATE: 90, Step.TEAM: 90, Step.SITE: 120}
LABELS = {
    Step.EARLY: _("Remind the person some time before the day"),
    Step.SOON: _("Remind the person shortly before the day"),
    Step.DAY: _("Remind the person on the day"),
    Step.AFTER: _("Remind the person after the day"),
    Step.LATE: _("Remind the person once more"),
    Step.TEAM: _("Name the person in the manager's digest"),
    Step.SITE: _("Name the person in the site lead's digest"),
}
HOW_MANY = {
    Step.EARLY: _("How many days before"),
    Step.SOON: _("How many days before"),
    Step.AFTER: _("How many days after"),
    Step.LATE: _("How many days after"),
    Step.TEAM: _("From how many days after"),
    Step.SITE: _("From how many days after"),
}


class LadderForm(forms.Form):
    """Each step: whether it is on, and how many days away."""

    def __init__(self, ladder: Ladder, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rung in ladder:
            self.fields[f"on_{rung.step}"] = forms.BooleanField(
                label=LABELS[rung.step], required=False, initial=rung.is_on
            )
            if rung.step in MOST:
                self.fields[f"days_{rung.step}"] = forms.IntegerField(
                    label=HOW_MANY[rung.step],
                    min_value=1,
                    max_value=MOST[rung.step],
                    initial=abs(rung.days),
                )

    def steps(self) -> Iterable[list[forms.BoundField]]:
        """The fields of each step, for the page."""
        for step in Step:
            names = (f"on_{step}", f"days_{step}")
            yield [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for first, second, is_before in ((Step.SOON, Step.EARLY, True), (Step.AFTER, Step.LATE, 0)):
            near, far = said.get(f"days_{first}"), said.get(f"days_{second}")
            if near and far and near >= far:
                words = _("This is the earlier one.") if is_before else _("This is the later one.")
                self.add_error(f"days_{second}", words)
        if (said.get("days_team") or 0) < (said.get("days_after") or 0):
            self.add_error("days_team", _("The person hears of it before anybody else does."))
        if (said.get("days_site") or 0) < (said.get("days_after") or 0):
            self.add_error("days_site", _("The person hears of it before anybody else does."))
        return said

    def rungs(self) -> list[Rung]:
        said = self.cleaned_data
        return [
            Rung(step, _signed(step, said.get(f"days_{step}", 0)), said[f"on_{step}"])
            for step in Step
        ]


def _signed(step: Step, days: int) -> int:
    return -days if step in (Step.EARLY, Step.SOON) else days


class MailChoiceForm(forms.Form):
    """Which of the optional messages one wants; digests are asked about where one has any."""

    wants_early = forms.BooleanField(
        label=_("Remind me before the day"),
        help_text=_("On the day and after it you are reminded in any case."),
        required=False,
    )
    wants_digests = forms.BooleanField(
        label=_("Send me a digest of the people I answer for, at most once a week"), required=False
    )

    def __init__(self, *args: Any, has_digests: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_digests:
            del self.fields["wants_digests"]
