"""Rules in words: whom they ask, by when, and why somebody is asked, or is not."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from babel import Locale
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext, to_locale

from courses.models import Enrolment
from courses.quiet import not_due_among
from courses.rules.matching import Condition
from courses.rules.models import AssignmentRule, Ground
from courses.rules.preview import Outcome
from people.models import AudienceRole, Organisation, WorkforceType

# Of a rule whose programme is not taught any more.
WITHDRAWN = gettext_lazy("This programme is withdrawn: the rule asks nobody.")


def country_name(code: str) -> str:
    """A country's name in the reader's language; its code if it has none there."""
    locale = Locale.parse(to_locale(get_language() or "en"))
    return str(locale.territories.get(code, code))


def listed(words: Iterable[str]) -> str:
    return gettext(", ").join(words)


def _labels(choices: Any, values: Collection[str]) -> str:
    return listed(str(label) for value, label in choices if value in values)


def isolated(name: str) -> str:
    """A name that keeps its own direction within a sentence of another (U+2068 … U+2069)."""
    return f"\u2068{name}\u2069"


def whom(rule: AssignmentRule) -> list[str]:
    """Whom a rule asks, a phrase for each thing that narrows it; the place comes first."""
    return [
        gettext("%(place)s and all below it") % {"place": isolated(rule.organisation.name)},
        *_who(rule),
    ]


def _who(rule: AssignmentRule) -> Iterator[str]:
    if rule.audience_roles:
        yield _labels(AudienceRole.choices, rule.audience_roles)
    if rule.workforce_types:
        yield _labels(WorkforceType.choices, rule.workforce_types)
    if rule.countries:
        yield listed(sorted(map(country_name, rule.countries)))
    if rule.tiers:
        yield gettext("tier %(tiers)s") % {"tiers": listed(map(str, sorted(rule.tiers)))}
    if rule.risk_bands:
        bands = _labels(Organisation.RiskBand.choices, rule.risk_bands)
        yield gettext("risk: %(bands)s") % {"bands": bands}


def by_when(rule: AssignmentRule) -> str:
    """What a rule says of the due day."""
    if not rule.is_mandatory:
        return gettext("Offered, with no date")
    if rule.due_on:
        return gettext("Required by %(day)s") % {"day": date_format(rule.due_on, "DATE_FORMAT")}
    days = rule.due_in_days or 0
    words = ngettext("Required within %(days)s day", "Required within %(days)s days", days)
    return words % {"days": days}


def lasts(rule: AssignmentRule) -> str:
    begins = date_format(rule.begins_on, "DATE_FORMAT")
    if rule.ends_on is None:
        return gettext("From %(day)s on") % {"day": begins}
    ends = date_format(rule.ends_on, "DATE_FORMAT")
    return gettext("From %(first)s to %(last)s") % {"first": begins, "last": ends}


def why(rule: AssignmentRule) -> str:
    """To the learner: why a rule asks her, in one sentence."""
    roles = _labels(AudienceRole.choices, rule.audience_roles)
    facts = {"place": isolated(rule.organisation.name), "roles": roles}
    if roles:
        return gettext("Asked of everybody at %(place)s who works as: %(roles)s.") % facts
    return gettext("Asked of everybody at %(place)s.") % facts


def unmet_in_words(condition: str) -> str:
    """Why a rule does not ask somebody."""
    return {
        Condition.ORGANISATION: gettext("Works somewhere else."),
        Condition.AUDIENCE_ROLE: gettext("Has another audience role, or none."),
        Condition.COUNTRY: gettext("Works in another country."),
        Condition.TIER: gettext("Works at another tier."),
        Condition.RISK_BAND: gettext("Works where the risk is rated differently."),
        Condition.WORKFORCE_TYPE: gettext("Belongs to another part of the workforce."),
        Condition.RESTRICTED: gettext(
            "Works at a restricted place: only managers and buyers are asked there, for their own "
            "programmes."
        ),
        Condition.NOT_BEGUN: gettext("The rule has not begun yet."),
        Condition.OVER: gettext("The rule is over."),
    }[Condition(condition)]


def grounds_of(enrolment: Enrolment) -> list[dict[str, str]]:
    """To the learner: every rule that asks her, since when, and by when."""
    return grounds_by_enrolment([enrolment]).get(enrolment.pk, [])


def grounds_by_enrolment(enrolments: Iterable[Enrolment]) -> dict[int, list[dict[str, str]]]:
    """The same of several, by the enrolment's id. Where no day counts none is told."""
    enrolments = list(enrolments)
    silent = not_due_among(enrolments)
    rows = Ground.objects.standing().filter(enrolment__in=enrolments)
    found: dict[int, list[dict[str, str]]] = {}
    for row in rows.select_related("rule__organisation").order_by("pk"):
        ground = {
            "why": why(row.rule),
            "since": date_format(row.asked_on, "DATE_FORMAT"),
            "due": _due(row) if row.enrolment_id not in silent else "",
        }
        found.setdefault(row.enrolment_id, []).append(ground)
    return found


def _due(row: Ground) -> str:
    return date_format(row.due_on, "DATE_FORMAT") if row.due_on else ""


def outcome(value: str) -> str:
    """What becomes of people whom a rule asks."""
    return {
        Outcome.BEGINS: gettext("Have it to do from now on"),
        Outcome.RENEWS: gettext("Have done it, and do it again"),
        Outcome.WAITS: gettext("Wait until their site has a valid response card"),
        Outcome.CHANGES: gettext("Have it to do already, and get another date"),
        Outcome.STAYS: gettext("Have it to do already, by the same date"),
        Outcome.MET: gettext("Have done it, or what counts as it, and are not asked"),
        Outcome.RELEASED: gettext("Were released from it, and stay released"),
        Outcome.GOES: gettext("Have it to do, and are not asked any longer"),
        Outcome.KEEPS: gettext("Have done it, were released, or are asked by another rule"),
    }[Outcome(value)]


def title(rule: AssignmentRule) -> str:
    return capfirst(listed(_who(rule))) or gettext("Everybody")
