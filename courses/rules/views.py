"""Rules: the list, making one after a look at what it would do, ending one, testing a person."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses import actions
from courses.progress import programme_texts
from courses.rules import forms, wording
from courses.rules.models import AssignmentRule, AssignmentRuleQuerySet
from courses.rules.preview import Outcome, preview, tell
from people import access, roster
from people.calendar import reporting_day
from people.models import Organisation, Person, Power
from people.requests import PersonRequest

MOST_SUGGESTED = 300


def places_of(person: Person) -> QuerySet[Organisation]:
    return access.organisations_of(person, Power.CSO)


def _all(request: PersonRequest) -> AssignmentRuleQuerySet:
    """The rules over what the person leads, ended ones among them: a form may be sent twice."""
    rules = AssignmentRule.objects.filter(organisation__in=places_of(request.user))
    return rules.select_related("programme", "organisation", "campaign")


def _own(request: PersonRequest) -> AssignmentRuleQuerySet:
    return _all(request).standing()


def _too_late(request: PersonRequest) -> HttpResponse:
    messages.error(request, _("This rule was changed or ended by somebody else meanwhile."))
    return redirect("rules")


@never_cache
@require_safe
def rule_list(request: PersonRequest) -> HttpResponse:
    """The standing rules by programme, each in words, and how many people it asks."""
    counted = Count("grounds", filter=Q(grounds__ended_on=None))
    rules = list(_own(request).annotate(people=counted).order_by("programme__code", "pk"))
    texts = programme_texts({rule.programme_id for rule in rules}, get_language() or "en")
    told = [
        {
            "rule": rule,
            "text": texts.get(rule.programme_id),
            "is_campaign": hasattr(rule, "campaign"),
            **words_of(rule),
        }
        for rule in rules
    ]
    leads = access.holds_for_company(request.user, Power.CSO)
    context = {"rules": told, "leads_company": leads, "withdrawn": wording.WITHDRAWN}
    return render(request, "courses/rule_list.html", context)


def words_of(rule: AssignmentRule) -> dict[str, Any]:
    return {
        "title": wording.title(rule),
        "whom": wording.whom(rule),
        "by_when": wording.by_when(rule),
        "lasts": wording.lasts(rule),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rule_make(request: PersonRequest) -> HttpResponse:
    company = places_of(request.user).order_by("path").first()
    return _form(request, forms.initial(company, reporting_day()))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rule_change(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """A rule is not changed: another takes its place, from now on. A campaign's is only ended."""
    rule = get_object_or_404(_all(request).filter(campaign=None), uuid=uuid)
    if rule.ended_at and request.method != "POST":
        return _too_late(request)
    if rule.programme.withdrawn_at:
        messages.error(request, wording.WITHDRAWN)
        return redirect("rules")
    return _form(request, forms.initial_of(rule), replaces=rule)


def _form(
    request: PersonRequest, initial: dict[str, Any], *, replaces: AssignmentRule | None = None
) -> HttpResponse:
    """The form; then what the rule would do; then, if that is wanted, the rule."""
    places = places_of(request.user)
    form = forms.RuleForm(
        places,
        get_language() or "en",
        request.POST or None,
        initial=initial | {"uuid": uuid4()},
        replaces=replaces,
    )
    suggested = places.order_by("path")[:MOST_SUGGESTED]
    context = {"form": form, "replaces": replaces, "places": suggested}
    if request.method != "POST" or not form.is_valid() or "edit" in request.POST:
        status = 422 if request.method == "POST" and form.errors else 200
        return render(request, "courses/rule_form.html", context, status=status)
    if "make" not in request.POST:
        rule = AssignmentRule(replaces=replaces, **form.facts)
        return render(request, "courses/rule_preview.html", context | previewed(rule))
    try:
        actions.make_rule(
            form.cleaned_data["uuid"], by=request.user, replaces=replaces, **form.facts
        )
    except actions.RuleEnded:
        return _too_late(request)
    messages.success(request, _("The rule stands. People are being asked; this takes a moment."))
    return redirect("rules")


def previewed(rule: AssignmentRule) -> dict[str, Any]:
    found = preview(rule, reporting_day())
    return {
        "rule": rule,
        **words_of(rule),
        "found": found,
        "outcomes": _counted(found.outcomes),
        "let_go": _counted(found.let_go_outcomes),
        "not_asked": [
            {"title": wording.unmet_in_words(condition), "people": count}
            for condition, count in found.not_asked.items()
        ],
    }


def _counted(outcomes: dict[Outcome, int | None]) -> list[dict[str, Any]]:
    return [
        {"title": wording.outcome(outcome), "people": count} for outcome, count in outcomes.items()
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rule_end(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Ask once, then end a rule."""
    rule = get_object_or_404(_all(request), uuid=uuid)
    if rule.ended_at and request.method != "POST":
        return _too_late(request)
    if request.method != "POST":
        people = rule.grounds.standing().count()
        context = {"rule": rule, "people": people, **words_of(rule)}
        return render(request, "courses/rule_end.html", context)
    actions.end_rule(rule, by=request.user)
    messages.success(request, _("The rule has ended. It asks nobody any more."))
    return redirect("rules")


@never_cache
@require_safe
def rule_test(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Whether a rule asks one person, and if not, why not: by her work, never by her learning."""
    rule = get_object_or_404(_own(request), uuid=uuid)
    asked = request.GET.get("q", "").strip()[:200]
    context = {"rule": rule, "asked": asked, **words_of(rule)}
    if asked:
        found = roster.found(request.user, asked, reporting_day())[: roster.MOST_FOUND]
        context["people"] = [_told(rule, person) for person in found]
    return render(request, "courses/rule_test.html", context)


def _told(rule: AssignmentRule, person: Person) -> dict[str, Any]:
    told = tell(rule, person, reporting_day())
    reasons = [wording.unmet_in_words(condition) for condition in told.unmet]
    if told.works_nowhere:
        reasons = [_("Works nowhere on that day, or may not sign in.")]
    is_withdrawn = rule.programme.withdrawn_at is not None
    if is_withdrawn:
        reasons = [str(wording.WITHDRAWN)]
    return {
        "person": person,
        "is_asked": told.is_asked and not is_withdrawn,
        "waits": told.waits_for_card,
        "reasons": reasons,
    }
