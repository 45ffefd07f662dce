"""What a rule is made of, as it is asked and checked."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.dates import MOST_YEARS_AHEAD, latest_planned
from courses.models import Programme
from courses.progress import programme_texts
from courses.rules.models import SHORTEST_DAYS, AssignmentRule
from courses.rules.wording import country_name
from people.calendar import reporting_day
from people.models import AudienceRole, Organisation, WorkforceType

IN_DAYS, ON_A_DAY, OFFERED = "days", "day", "offered"
MOST_DAYS = 730
DAYS = ("due_on", "begins_on", "ends_on")
NARROWING = ("workforce_types", "countries", "tiers", "risk_bands")
BEGINS_LATER = gettext_lazy(
    "The rule that you change asks people today, and ends with the change. Choose today or an "
    "earlier day."
)
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _several(label: Any, choices: Any = (), **facts: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        **facts,
    )


def _capitals(choices: Any) -> list[tuple[Any, str]]:
    return [(value, capfirst(str(label))) for value, label in choices]


class RuleForm(forms.Form):
    """A rule's fields. `organisations` are those that its maker may rule over; `replaces` is the
    rule that is changed."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    programme = forms.ChoiceField(label=gettext_lazy("Programme"))
    organisation = forms.CharField(
        label=gettext_lazy("Where"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
        help_text=gettext_lazy("A name or a code. Everything below it is meant as well."),
    )
    audience_roles = _several(
        gettext_lazy("Who"),
        help_text=gettext_lazy("By what people do at work. Choose none, and all are meant."),
    )
    workforce_types = _several(gettext_lazy("Part of the workforce"))
    countries = _several(gettext_lazy("Countries"))
    tiers = _several(gettext_lazy("Supplier tiers"))
    risk_bands = _several(gettext_lazy("Risk"))
    duty = forms.ChoiceField(
        label=gettext_lazy("By when"),
        choices=[
            (IN_DAYS, gettext_lazy("Required, within a number of days")),
            (ON_A_DAY, gettext_lazy("Required, by a certain day")),
            (OFFERED, gettext_lazy("Offered, nobody has to")),
        ],
        initial=IN_DAYS,
        widget=forms.RadioSelect,
    )
    due_in_days = forms.IntegerField(
        label=gettext_lazy("Days"),
        required=False,
        min_value=SHORTEST_DAYS,
        max_value=MOST_DAYS,
        initial=30,
        help_text=gettext_lazy("Counted from the day somebody is asked; never fewer than 14."),
    )
    due_on = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=DAY,
        help_text=gettext_lazy("Whoever is asked later than two weeks before has 14 days."),
    )
    begins_on = forms.DateField(label=gettext_lazy("Rule begins"), widget=DAY)
    ends_on = forms.DateField(
        label=gettext_lazy("Rule ends"),
        required=False,
        widget=DAY,
        help_text=gettext_lazy("Its last day. Afterwards nobody is asked by it any more."),
    )
    renews = forms.BooleanField(
        label=gettext_lazy("Ask again when a completion runs out"), required=False, initial=True
    )

    def __init__(
        self,
        organisations: QuerySet[Organisation],
        language: str,
        *args: Any,
        replaces: AssignmentRule | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._organisations = organisations
        self._replaces = replaces
        self._choose("programme", programme_choices(language))
        self._choose("audience_roles", _capitals(AudienceRole.choices))
        self._choose("workforce_types", _capitals(WorkforceType.choices))
        self._choose("risk_bands", _capitals(Organisation.RiskBand.choices))
        # What the rule is narrowed to stays, also where no place has it any more.
        self._choose("countries", _countries(organisations, replaces.countries if replaces else []))
        self._choose("tiers", _tiers(organisations, replaces.tiers if replaces else []))

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields[name]

    def clean_programme(self) -> Programme:
        return Programme.objects.get(pk=self.cleaned_data["programme"])

    def clean_organisation(self) -> Organisation:
        asked = self.cleaned_data["organisation"].strip()
        found = list(self._organisations.filter(code=asked)[:1])
        found = found or list(self._organisations.filter(name=asked)[:2])
        if not found:
            raise ValidationError(_("There is no organisation of this name or code here."))
        if len(found) > 1:
            raise ValidationError(_("Several have this name. Give the code instead."))
        return found[0]

    def clean_tiers(self) -> list[int]:
        return [int(tier) for tier in self.cleaned_data["tiers"]]

    def clean(self) -> dict[str, Any]:
        facts = self.cleaned_data
        self._refuse_far_days()
        duty = facts.get("duty")
        if duty == IN_DAYS and not facts.get("due_in_days") and "due_in_days" not in self.errors:
            self.add_error("due_in_days", _("Say how many days."))
        if duty == ON_A_DAY and not facts.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Say which day."))
        begins, ends, due = (facts.get(name) for name in ("begins_on", "ends_on", "due_on"))
        if begins and not self._may_begin(begins):
            self.add_error("begins_on", BEGINS_LATER)
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("This is before the rule begins."))
        if duty == ON_A_DAY and begins and due and due < begins:
            self.add_error("due_on", _("This is before the rule begins."))
        return facts

    def _refuse_far_days(self) -> None:
        latest = latest_planned(reporting_day())
        far = [name for name in DAYS if (self.cleaned_data.get(name) or latest) > latest]
        for name in far:
            words = _("At most %(years)s years ahead.") % {"years": MOST_YEARS_AHEAD}
            self.add_error(name, words)

    def _may_begin(self, day: date) -> bool:
        """Not later than today in the place of a rule that asks: nobody would be asked between."""
        today = reporting_day()
        return day <= today or self._replaces is None or not self._replaces.is_within(today)

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """What narrows a rule beyond place and role, as far as there is a choice."""
        return [self[name] for name in NARROWING if name in self.fields]

    @property
    def is_narrowed(self) -> bool:
        return any(field.value() or field.errors for field in self.narrowing)

    @property
    def facts(self) -> dict[str, Any]:
        """Fields of AssignmentRule, but for the uuid."""
        told = dict(self.cleaned_data)
        del told["uuid"]
        duty = told.pop("duty")
        told["is_mandatory"] = duty != OFFERED
        told["due_in_days"] = told["due_in_days"] if duty == IN_DAYS else None
        told["due_on"] = told["due_on"] if duty == ON_A_DAY else None
        return told


def initial_of(rule: AssignmentRule) -> dict[str, Any]:
    """A standing rule's fields, for changing it."""
    duty = IN_DAYS if rule.due_in_days else ON_A_DAY if rule.due_on else OFFERED
    names = ("audience_roles", "workforce_types", "countries", "tiers", "risk_bands", "renews")
    return {
        "programme": rule.programme_id,
        "organisation": rule.organisation.code,
        "duty": duty,
        "due_in_days": rule.due_in_days or 30,
        **{name: getattr(rule, name) for name in (*names, *DAYS)},
    }


def initial(company: Organisation | None, on: date) -> dict[str, Any]:
    return {"organisation": company.name if company else "", "begins_on": on}


def programme_choices(language: str, *, withdrawn: bool = False) -> list[tuple[Any, str]]:
    """Programmes that people are asked for, by code and title; also withdrawn ones if wanted."""
    rows = Programme.objects.filter(is_open=False).order_by("code")
    if not withdrawn:
        rows = rows.filter(withdrawn_at=None)
    ids = list(rows.values_list("pk", "code"))
    texts = programme_texts([pk for pk, _code in ids], language)
    return [(pk, f"{code} · {texts[pk].title}" if pk in texts else code) for pk, code in ids]


def _countries(organisations: QuerySet[Organisation], own: Iterable[str]) -> list[tuple[Any, str]]:
    codes = {*organisations.order_by().values_list("country", flat=True).distinct(), *own}
    return sorted(((code, country_name(code)) for code in codes), key=lambda pair: pair[1])


def _tiers(organisations: QuerySet[Organisation], own: Iterable[int]) -> list[tuple[Any, str]]:
    found = organisations.order_by().values_list("tier", flat=True).distinct()
    tiers = {*own, *(tier for tier in found if tier is not None)}
    return [(str(tier), str(tier)) for tier in sorted(tiers)]
