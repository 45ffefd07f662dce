"""Requests of people about their data, for those who answer; and legal holds."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people.calendar import reporting_day
from people.freshness import fresh_authentication_required
from people.imports.actions import ImportUnderWay
from people.models import Membership, Person
from people.privacy import actions
from people.privacy.access import corrections_for, erasures_for, found, holdable
from people.privacy.forms import AnswerForm, FindForm, HoldForm, RefusalForm
from people.privacy.models import Correction, ErasureRequest, Hold
from people.requests import PersonRequest

A_PAGE = 50


@never_cache
@require_safe
def request_list(request: PersonRequest) -> HttpResponse:
    """What people of one's own ask about their data: what is open, the most urgent first."""
    erasures, erasures_next = _page(request, erasures_for(request.user).open(), "erasures")
    corrections, corrections_next = _page(
        request, corrections_for(request.user).open(), "corrections"
    )
    context = {
        "erasures": erasures,
        "erasures_next": erasures_next,
        "corrections": corrections,
        "corrections_next": corrections_next,
        "today": reporting_day(),
    }
    return render(request, "people/request_list.html", context)


def _page(request: PersonRequest, rows: Any, name: str) -> tuple[list[Any], str]:
    """Fifty rows by their due day, behind the one that the address names; where they go on."""
    after = rows.filter(uuid=_uuid(request.GET.get(name))).first()
    if after:
        later = rows.filter(due_on__gt=after.due_on)
        rows = later | rows.filter(due_on=after.due_on, pk__gt=after.pk)
    some = list(rows.order_by("due_on", "pk")[: A_PAGE + 1])
    shown = some[:A_PAGE]
    return shown, f"?{name}={shown[-1].uuid}" if len(some) > A_PAGE else ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correction_answer(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """One report of something wrong, and the answer to it."""
    row = get_object_or_404(corrections_for(request.user), uuid=uuid)
    if not row.is_open:
        return _answered(request)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_correction(row, **form.cleaned_data, by=request.user)
        except actions.AlreadyDecided:
            return _answered(request)
        messages.success(request, _("The person is told."))
        return redirect("requests")
    context = {"row": row, "form": form, "works": _works(row)}
    status = 422 if form.errors else 200
    return render(request, "people/correction_answer.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def erasure_grant(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Ask once, then erase the person who asked for it."""
    row = get_object_or_404(erasures_for(request.user), uuid=uuid)
    if not row.is_open:
        return _answered(request)
    context: dict[str, Any] = {"row": row, "works": _works(row)}
    if request.method != "POST":
        return render(request, "people/erasure_grant.html", context)
    try:
        actions.grant_erasure(row, by=request.user)
    except actions.AlreadyDecided:
        return _answered(request)
    except actions.OnHold as hold:
        context["problem"] = _(
            "A legal hold keeps this record until %(day)s. The request can be granted after that, "
            "or be refused now."
        ) % {"day": hold.until.isoformat()}
    except actions.HoldsPower:
        context["problem"] = _(
            "This person still holds a power. It has to be ended first, under “Powers”; the last "
            "administrator hands it to somebody else before."
        )
    except ImportUnderWay:
        context["problem"] = _("A file of people is being applied. Try again in a few minutes.")
    else:
        messages.success(request, _("The person is erased. What was counted stays counted."))
        return redirect("requests")
    return render(request, "people/erasure_grant.html", context, status=409)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def erasure_refuse(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Say which duty there is to keep the record, and until when."""
    row = get_object_or_404(erasures_for(request.user), uuid=uuid)
    if not row.is_open:
        return _answered(request)
    form = RefusalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.refuse_erasure(row, **form.cleaned_data, by=request.user)
        except actions.AlreadyDecided:
            return _answered(request)
        messages.success(request, _("The person is told why, and until when."))
        return redirect("requests")
    context = {"row": row, "form": form}
    return render(
        request, "people/erasure_refuse.html", context, status=422 if form.errors else 200
    )


def _answered(request: PersonRequest) -> HttpResponse:
    """A second click, or somebody was quicker: what was decided stands."""
    messages.info(request, _("This request is answered or taken back already."))
    return redirect("requests")


def _works(row: Correction | ErasureRequest) -> list[Membership]:
    """Where the person works now: what is erased while she does is missed tomorrow."""
    works = Membership.objects.active(reporting_day()).filter(person=row.person)
    return list(works.select_related("organisation").order_by("pk")[:10])


# --- legal holds ---------------------------------------------------------------------------


@never_cache
@require_safe
def hold_list(request: PersonRequest) -> HttpResponse:
    """The holds that stand, by their last day."""
    held = Hold.objects.active(reporting_day()).filter(person__in=holdable(request.user))
    holds, following = _holds(request, held)
    context = {"holds": holds, "next_href": following}
    return render(request, "people/hold_list.html", context)


def _holds(request: PersonRequest, rows: Any) -> tuple[list[Hold], str]:
    after = rows.filter(uuid=_uuid(request.GET.get("after"))).first()
    if after:
        rows = rows.filter(until__gt=after.until) | rows.filter(until=after.until, pk__gt=after.pk)
    some = list(rows.select_related("person", "set_by").order_by("until", "pk")[: A_PAGE + 1])
    shown = some[:A_PAGE]
    return shown, f"?after={shown[-1].uuid}" if len(some) > A_PAGE else ""


@never_cache
@require_safe
def hold_find(request: PersonRequest) -> HttpResponse:
    """Look for the person whose record is to be kept."""
    form = FindForm(request.GET if "q" in request.GET else None)
    context: dict[str, Any] = {"form": form, "asked": request.GET.get("q", "")}
    if form.is_valid():
        context |= {"is_answered": True, "people": found(request.user, form.cleaned_data["q"])}
    return render(request, "people/hold_find.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def hold_set(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Keep everything of one person until a day."""
    person = get_object_or_404(holdable(request.user).exclude(pk=request.user.pk), uuid=uuid)
    form = HoldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_hold(person, **form.cleaned_data, by=request.user)
        except Person.DoesNotExist as error:
            raise Http404 from error
        messages.success(request, _("The hold stands. It ends by itself on its last day."))
        return redirect("holds")
    context = {"person": person, "form": form}
    return render(request, "people/hold_set.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def hold_end(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Ask once, then end a hold before its day."""
    held = Hold.objects.active(reporting_day()).filter(person__in=holdable(request.user))
    hold = get_object_or_404(held.select_related("person"), uuid=uuid)
    if request.method != "POST":
        return render(request, "people/hold_end.html", {"hold": hold})
    actions.end_hold(hold, by=request.user)
    messages.success(request, _("The hold has ended. The usual periods count again."))
    return redirect("holds")


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
