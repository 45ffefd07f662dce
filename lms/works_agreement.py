"""The works-agreement pack: all that representatives ask about the product, on one page to print.

What can be read from the house itself is: stored fields from the models, who sees what from the
policy table, what is off from the answers for each country (S-31).
"""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.models import Attempt, Response
from certificates.models import Certificate
from courses.models import Completion, Enrolment, LessonDone
from lms.policy import ADDRESSES, ROUTES, Scope, Shows
from people import access, countries
from people.agreements.actions import ANSWER
from people.agreements.models import Agreement
from people.agreements.rules import COUNTRIES, is_off
from people.models import (
    Grant,
    Leave,
    Membership,
    Organisation,
    Person,
    Power,
    RoleHeld,
    Undertaking,
)
from people.requests import PersonRequest, chosen_company

# What is kept of a person, table by table, and what for.
KEPT: list[tuple[type[models.Model], Promise, Promise]] = [
    (Person, _("The person"), _("To sign in, and for the certificate")),
    (Membership, _("Workplace"), _("Who must learn what, and who sees whom")),
    (RoleHeld, _("Role at work"), _("Which programmes are to be done")),
    (Leave, _("Days away, without a reason"), _("So that nobody is counted as late")),
    (Grant, _("A power"), _("Rights")),
    (Undertaking, _("Rules accepted by those with power"), _("Proof of the rules")),
    (Enrolment, _("A programme to do"), _("Due days")),
    (LessonDone, _("A lesson done"), _("Progress, and hours of training")),
    (Attempt, _("A go at a quiz"), _("Whether it is passed; seen by the person alone")),
    (Response, _("An answer"), _("Marking; seen by the person alone")),
    (Completion, _("A programme done"), _("Certificates, and figures of groups")),
    (Certificate, _("A certificate"), _("Proof for the person")),
]
SAID: dict[Shows, Promise] = {
    Shows.STATUS: _("Names with not due, due, overdue or completed; no score, answer or time"),
    Shows.FIGURES: _("Figures of groups; small groups are hidden"),
    Shows.POWERS: _("Who holds which power, since when"),
    Shows.STAFF: _("Names, numbers and addresses that one has brought in oneself"),
    Shows.DEEDS: _("The audit log: who did what, as numbers and codes without names"),
    Shows.WORDS: _("Lessons and pictures; nothing about people"),
    Shows.CARDS: _("Whom to call at a site, and what its card lacks"),
    Shows.LIMITS: _("Where nothing, or little, is asked for a while; nothing about people"),
    Shows.AGREEMENTS: _("Which works agreements stand in which countries"),
}
REACH: dict[Scope, Promise] = {
    Scope.REPORTS: _("those who report to the person today"),
    Scope.SUBTREE: _("the place of the power, and what is below it"),
    Scope.COMPANY: _("the whole company"),
}


@never_cache
@require_safe
def pack(request: PersonRequest) -> HttpResponse:
    """Fields, purposes, roles, reports, retention, interfaces, and what is switched off."""
    company = chosen_company(request, access.companies_of(request.user, *ANSWER))
    context = {
        "company": company,
        "kept": list(_kept()),
        "roles": list(_roles()),
        "countries": list(_countries(company)),
    }
    return render(request, "lms/works_agreement.html", context)


def _kept() -> Iterator[dict[str, Any]]:
    for model, title, purpose in KEPT:
        # What has a name for people is a fact about somebody; the rest is how the machine counts.
        names = [field.verbose_name for field in model._meta.concrete_fields]
        words = [str(name) for name in names if isinstance(name, Promise)]
        yield {"title": title, "purpose": purpose, "fields": ", ".join(dict.fromkeys(words))}


def _roles() -> Iterator[dict[str, Any]]:
    """Who sees what of others, as the policy table has it."""
    yield {"role": _("Whoever somebody reports to"), "sees": [_line(Scope.REPORTS, Shows.STATUS)]}
    for power in Power:
        rules = [rule for rule in (*ADDRESSES.values(), *ROUTES.values()) if power in rule.powers]
        seen = dict.fromkeys(_line(rule.scope, rule.shows) for rule in rules if rule.shows in SAID)
        yield {"role": capfirst(str(power.label)), "sees": list(seen)}


def _line(scope: Scope, shows: Shows) -> str:
    return f"{SAID[shows]} ({REACH[scope]})"


def _countries(company: Organisation) -> Iterator[dict[str, Any]]:
    names = countries.names()
    answers = {row.country: row for row in Agreement.objects.open().filter(company=company)}
    places = Organisation.objects.under(company).order_by().values_list("country", flat=True)
    for code in sorted(set(places.distinct()) | set(answers)):
        if code in COUNTRIES or code in answers:
            yield {
                "name": names.get(code, code),
                "is_off": is_off(company, code),
                "answer": answers.get(code),
            }
