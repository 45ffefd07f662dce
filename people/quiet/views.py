"""Pausing and restricting places: the list, and one decision. The sustainability lead's alone."""

from collections.abc import Callable, Iterable
from functools import partial
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

from people import countries
from people.calendar import reporting_day
from people.freshness import fresh_authentication_required
from people.models import Organisation, Person
from people.quiet import actions, wording
from people.quiet.access import decidable, leads
from people.quiet.finding import Limits, limits
from people.quiet.forms import ApprovalForm, CountryForm
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
        "countries": _countries(request.user),
        "rows": rows,
        "asked": asked,
        "previous_href": _page(asked, page.number - 1) if page.has_previous() else "",
        "next_href": _page(asked, page.number + 1) if page.has_next() else "",
    }
    return render(request, "people/place_list.html", context)


def _countries(person: Person) -> dict[str, Any]:
    """The restricted countries of the companies that a person leads, if she leads any."""
    companies, names = leads(person), countries.names()
    rows = PlaceDecision.objects.restricted_countries().filter(organisation__in=companies)
    found = [
        {
            "decision": row,
            "name": names.get(row.country, row.country),
            "company": row.organisation if len(companies) > 1 else None,
            "since": _told(row),
        }
        for row in rows.select_related("organisation", "decided_by")
    ]
    return {
        "may_restrict": bool(companies),
        "rows": sorted(found, key=lambda row: (row["name"], row["decision"].pk)),
    }


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
    above = {
        Kind.PAUSE: now.is_paused(place.path),
        Kind.RESTRICT: place.path.startswith(now.restricted),
    }
    states = []
    for kind in (Kind.PAUSE, Kind.RESTRICT):
        if own[kind]:
            decision = last.get((place.pk, kind))
            states.append((kind, _told(decision) if decision else ""))
        elif above[kind]:
            states.append((kind, _("as the place above it")))
    if place.country in now.countries_of(place.path):
        states.append((Kind.RESTRICT, _("as all that lies in this country")))
    return [{"text": wording.state(kind), "more": more} for kind, more in states]


def _told(decision: PlaceDecision) -> str:
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
        act = partial(_do, place, kind, request, form)
        return _done(request, act, wording.done(kind))
    context: dict[str, Any] = {
        "name": place.name,
        "above": place.parent,
        "form": form if needs_approval else None,
        **wording.asking(kind),
    }
    is_wrong = request.method == "POST"
    return render(request, "people/place_decide.html", context, status=422 if is_wrong else 200)


def _done(request: PersonRequest, act: Callable[[], None], told: str) -> HttpResponse:
    """Do it, and say so in the list. Who has lost the power since she asked finds nothing."""
    try:
        act()
    except actions.NotYoursToDecide as error:
        raise Http404 from error
    messages.success(request, told)
    return redirect("places")


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


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def restrict_country(request: PersonRequest) -> HttpResponse:
    """Choose a country, read what comes of it, and restrict it."""
    companies = leads(request.user)
    if not companies:
        raise Http404
    form = CountryForm(companies, request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = {"company": companies[0], **form.cleaned_data}
        act = partial(actions.restrict_country, **said, by=request.user)
        return _done(request, act, wording.country_done(Kind.RESTRICT))
    context = {"form": form, **wording.asking_of_country(Kind.RESTRICT)}
    status = 422 if request.method == "POST" else 200
    return render(request, "people/place_decide.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def open_country(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """End the restriction that a decision has begun, or one that has taken its place."""
    mine = PlaceDecision.objects.filter(organisation__in=leads(request.user), kind=Kind.RESTRICT)
    found = mine.exclude(country="").select_related("organisation")
    decision = get_object_or_404(found, uuid=uuid)
    form = ApprovalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        of = (decision.organisation, decision.country)
        act = partial(actions.open_country, *of, **form.cleaned_data, by=request.user)
        return _done(request, act, wording.country_done(Kind.OPEN))
    context = {
        "name": countries.names().get(decision.country, decision.country),
        "above": decision.organisation,
        "form": form,
        **wording.asking_of_country(Kind.OPEN),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "people/place_decide.html", context, status=status)
