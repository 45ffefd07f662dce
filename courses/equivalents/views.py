"""What a company counts as a programme of its own: the list, adding to it, ending one."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses import actions
from courses.equivalents.forms import EquivalentForm
from courses.equivalents.models import Equivalent, EquivalentQuerySet
from courses.equivalents.telling import effect
from courses.progress import programme_texts
from courses.rules.preview import FEWEST_TOLD
from people import access
from people.calendar import reporting_day
from people.models import Organisation, Power
from people.requests import PersonRequest


def _companies(request: PersonRequest) -> list[Organisation]:
    return access.companies_of(request.user, Power.CSO)


def _rows(companies: list[Organisation]) -> EquivalentQuerySet:
    rows = Equivalent.objects.filter(organisation__in=companies)
    return rows.select_related("organisation", "programme", "counted")


@never_cache
@require_safe
def equivalent_list(request: PersonRequest) -> HttpResponse:
    """What counts, by the programme that is not asked for; what counted once comes last."""
    today, led = reporting_day(), _companies(request)
    companies = access.companies_of(request.user, Power.CSO, Power.AUDITOR)
    rows = list(_rows(companies).order_by("programme__code", "counted__code", "-begins_on", "pk"))
    rows.sort(key=lambda row: not row.counts_on(today))
    texts = _texts(rows)
    told = [
        {
            "row": row,
            "is_over": not row.counts_on(today),
            "may_end": row.organisation in led and row.counts_after(today),
            **_words(row, texts),
        }
        for row in rows
    ]
    context = {"rows": told, "has_several": len(companies) > 1, "leads": bool(led)}
    return render(request, "courses/equivalent_list.html", context)


def _texts(rows: list[Equivalent]) -> dict[int, Any]:
    ids = {pk for row in rows for pk in (row.programme_id, row.counted_id)}
    return programme_texts(ids, get_language() or "en")


def _words(row: Equivalent, texts: dict[int, Any]) -> dict[str, Any]:
    return {
        "equivalent": row,
        "programme": texts.get(row.programme_id),
        "counted": texts.get(row.counted_id),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def equivalent_make(request: PersonRequest) -> HttpResponse:
    """The form; then for how many it would matter; then, if that is wanted, it counts."""
    form = EquivalentForm(
        _companies(request),
        get_language() or "en",
        request.POST or None,
        initial={"uuid": uuid4()},
    )
    if request.method != "POST" or not form.is_valid() or "edit" in request.POST:
        status = 422 if request.method == "POST" and form.errors else 200
        return render(request, "courses/equivalent_form.html", {"form": form}, status=status)
    if "make" not in request.POST:
        return render(request, "courses/equivalent_preview.html", _previewed(form))
    try:
        actions.make_equivalent(form.cleaned_data["uuid"], by=request.user, **form.facts)
    except actions.CountsAlready:
        messages.info(request, _("This one counts already."))
    except actions.SentBefore:
        messages.error(request, _("This form was sent before, for another one. Begin a new one."))
        return redirect("equivalent-make")
    else:
        messages.success(request, _("It counts. What is met is not asked for; give it a moment."))
    return redirect("equivalents")


def _previewed(form: EquivalentForm) -> dict[str, Any]:
    row = Equivalent(**form.facts)
    found = effect(row.organisation, row.programme, row.counted, reporting_day())
    rows = [
        {"title": _("Hold what will count, and are not asked any longer"), "people": found.let_off},
        {"title": _("Are still asked"), "people": found.stay},
    ]
    told = rows if found.asked >= FEWEST_TOLD else []
    return {"form": form, "rows": told, **_words(row, _texts([row]))}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def equivalent_end(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Ask once, then let today be its last day."""
    row = get_object_or_404(_rows(_companies(request)), uuid=uuid)
    if not row.counts_after(reporting_day()):
        messages.info(request, _("It has ended already, or today is its last day."))
        return redirect("equivalents")
    if request.method != "POST":
        return render(request, "courses/equivalent_end.html", _words(row, _texts([row])))
    actions.end_equivalent(row, by=request.user)
    messages.success(request, _("Today is the last day on which it counts."))
    return redirect("equivalents")
