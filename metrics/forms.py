"""What may be asked of the figures: a period by name, for whom, and which programme to look at."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from metrics import periods
from metrics.coverage_page import WAYS
from metrics.kpis.counted import Dimension
from metrics.periods import Period, UnknownPeriod
from metrics.suppression import Audience


class _Question(forms.Form):
    """A question in an address. An unknown filter is refused: it must not seem to have worked."""

    def __init__(self, query: QueryDict, *, today: date) -> None:
        super().__init__(query)
        self.query = query
        self.today = today
        # Which of the reader's companies: people.requests.chosen_company has seen to it.
        self.fields["company"] = forms.UUIDField(required=False)
        self.fields["period"] = forms.CharField(required=False)

    def clean_period(self) -> Period:
        name = self.cleaned_data["period"] or str(self.today.year)
        try:
            return periods.period(name, today=self.today)
        except UnknownPeriod as error:
            raise forms.ValidationError(
                _("There is no period “%(name)s”. Ask for a year, quarter or month that began."),
                params={"name": name},
            ) from error

    def clean(self) -> dict[str, Any]:
        for name, values in self.query.lists():
            if name not in self.fields or len(values) > 1:
                raise forms.ValidationError(
                    _("The filter “%(name)s” is not known here."), params={"name": name}
                )
        return self.cleaned_data

    def messages(self) -> list[str]:
        """What is wrong, in the reader's language."""
        return [str(message) for errors in self.errors.values() for message in errors]


class ExportQuestion(_Question):
    """`?period=2026-Q3&for=outside`"""

    def __init__(self, query: QueryDict, *, today: date) -> None:
        super().__init__(query, today=today)
        self.fields["for"] = forms.ChoiceField(
            choices=[(audience, audience) for audience in Audience],
            required=False,
            error_messages={
                "invalid_choice": _("The figures can be asked for inside or outside the company.")
            },
        )

    def clean_for(self) -> Audience:
        return Audience(self.cleaned_data["for"] or Audience.INSIDE)


class OverviewQuestion(_Question):
    """`?period=2026-Q3&programme=B`"""

    def __init__(self, query: QueryDict, *, today: date, programmes: Sequence[str]) -> None:
        super().__init__(query, today=today)
        self.fields["programme"] = forms.ChoiceField(
            choices=[(code, code) for code in programmes],
            required=False,
            error_messages={"invalid_choice": _("There is no such programme.")},
        )


class CoverageQuestion(OverviewQuestion):
    """`?period=2026-Q3&programme=C&by=country`"""

    def __init__(self, query: QueryDict, *, today: date, programmes: Sequence[str]) -> None:
        super().__init__(query, today=today, programmes=programmes)
        self.fields["by"] = forms.ChoiceField(
            choices=[(way, name) for way, name in WAYS.items()],
            required=False,
            error_messages={"invalid_choice": _("Coverage cannot be broken down that way.")},
        )

    def clean_by(self) -> Dimension:
        return Dimension(self.cleaned_data["by"] or Dimension.ROLE)
