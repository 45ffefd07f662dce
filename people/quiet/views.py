"""Pausing and restricting places: the list, and one decision. The sustainability lead's alone."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Q, When
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people.calendar import reporting_day
from people.freshness import fresh_authentication_required
from people.models import Organisation
from people.quiet import actions, wording
from people.quiet.access import decidable
from people.quiet.finding import Limits, limits
from people.quiet.forms import ApprovalForm
from people.quiet.models import PlaceDecision
from people.requests import PersonRequest

A_PAGE = 200
Kind = PlaceDecision.Kind
RESTRICTED = Organisation.State.RESTRICTED


@never_cache
@require_safe
def place_list(request: PersonRequest) -> HttpResponse:
    """The places that the reader leads: those about which something is decided come first."""
    asked = request.GET.get("q", "").strip()[:200]
    found = decidable(request.user).select_related("parent")
    if asked:
        found = found.filter(name__icontains=asked)
    is_decided = Q(paused_at__isnull=False) | Q(state=RESTRICTED)
    order = Case(When(is_decided, then=0), default=1)
    page = Paginator(found.order_by(order, "name", "pk"), A_PAGE).get_page(request.GET.get("page"))
    places = list(page.object_list)
    now, last = limits(), _last(places)
    rows = [
        {
            "place": place,
            "above": place.parent,
            "states": _states(place, now, last),
            "is_paused": place.paused_at is not None,
            "is_restricted": place.state == RESTRICTED,
        }
        for place in places
    ]
    context = {
        "rows": rows,
        "asked": asked,
        "previous_href": _page(asked, page.number - 1) if page.has_previous() else "",
        "next_href": _page(asked, page.number + 1) if page.has_next() else "",
    }
    return render(request, "people/place_list.html", context)


def _page(asked: str, number: int) -> str:
    query = QueryDict(mutable=True)
    query.update({"q": asked, "page": str(number)} if asked else {"page": str(number)})
    return f"?{query.urlencode()}"


def _last(places: Iterable[Organisation]) -> dict[tuple[int, str], PlaceDecision]:
    """The newest decision of each kind about these places."""
    rows = PlaceDecision.objects.filter(organisation__in=[place.pk for place in places])
    found = rows.select_related("decided_by").order_by("pk")
    return {(row.organisation_id, row.kind): row for row in found}


def _states(
    place: Organisation, now: Limits, last: dict[tuple[int, str], PlaceDecision]
) -> list[dict[str, str]]:
    """What holds at a place, by its own decision or by one above it."""
    own = {
        Kind.PAUSE: place.paused_at is not None,
        Kind.RESTRICT: place.state == RESTRICTED,
    }
    holds = {
        Kind.PAUSE: now.is_paused(place.path),
        Kind.RESTRICT: now.is_restricted(place.path),
    }
    return [
        {"text": wording.state(kind), "more": _since(last.get((place.pk, kind)), is_own=own[kind])}
        for kind in (Kind.PAUSE, Kind.RESTRICT)
        if holds[kind]
    ]


def _since(decision: PlaceDecision | None, *, is_own: bool) -> str:
    if not is_own:
        return _("as the place above it")
    if decision is None:
        return ""
    day = date_format(reporting_day(decision.decided_at), "DATE_FORMAT")
    facts = {"day": day, "name": f"\u2068{decision.decided_by.full_name}\u2069"}
    since = _("since %(day)s, by %(name)s") % facts
    return f"{since} · \u2068{decision.reference}\u2069" if decision.reference else since


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def decide(request: PersonRequest, uuid: UUID, what: str) -> HttpResponse:
    """Say what comes of it, ask once, then do it."""
    place = get_object_or_404(decidable(request.user).select_related("parent"), uuid=uuid)
    kind = Kind(what)
    needs_approval = kind in {Kind.RESTRICT, Kind.OPEN}
    form = ApprovalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (form.is_valid() or not needs_approval):
        try:
            _do(place, kind, request, form)
        except actions.NotYoursToDecide as error:  # since the page was asked for
            raise Http404 from error
        messages.success(request, wording.done(kind))
        return redirect("places")
    context: dict[str, Any] = {
        "place": place,
        "form": form if needs_approval else None,
        **wording.asking(kind),
    }
    is_wrong = request.method == "POST"
    return render(request, "people/place_decide.html", context, status=422 if is_wrong else 200)


def _do(place: Organisation, kind: Kind, request: PersonRequest, form: ApprovalForm) -> None:
    match kind:
        case Kind.PAUSE:
            actions.pause(place, by=request.user)
        case Kind.RESUME:
            actions.resume(place, by=request.user)
        case Kind.RESTRICT:
            actions.restrict(place, **form.cleaned_data, by=request.user)
        case Kind.OPEN:
            actions.open_again(place, **form.cleaned_data, by=request.user)
