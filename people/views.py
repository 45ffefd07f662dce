"""Powers: who holds which, giving them on, ending them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people import access, actions, roster, undertakings
from people.calendar import reporting_day
from people.forms import FindPersonForm, GivePowerForm
from people.freshness import fresh_authentication_required
from people.models import Grant, Person
from people.requests import PersonRequest


@never_cache
@require_safe
def power_list(request: PersonRequest) -> HttpResponse:
    """Who holds the powers that one answers for, by name."""
    page = roster.grants_by_name(
        access.grants_in_the_hands_of(request.user), after=_uuid(request.GET.get("after"))
    )
    context = {
        "grants": page.grants,
        "is_continued": bool(request.GET.get("after")),
        "next_href": f"?after={page.after}" if page.after else "",
    }
    return render(request, "people/power_list.html", context)


@never_cache
@require_safe
def person_find(request: PersonRequest) -> HttpResponse:
    """Look for the person to whom a power is to be given."""
    form = FindPersonForm(request.GET if "q" in request.GET else None)
    context = {"form": form, "asked": request.GET.get("q", "")}
    if form.is_valid():
        found = roster.found(request.user, form.cleaned_data["q"], reporting_day())
        context |= {
            "is_answered": True,
            "is_too_many": len(found) > roster.MOST_FOUND,
            "people": [_found(person) for person in found[: roster.MOST_FOUND]],
        }
    return render(request, "people/person_find.html", context, status=422 if form.errors else 200)


def _found(person: Person) -> dict[str, str]:
    places = [membership.organisation.name for membership in person.places]  # type: ignore[attr-defined]
    return {
        "title": person.full_name,
        "text": " · ".join([*filter(None, [person.latin_name]), *places]),
        "href": reverse("power-give", args=[person.uuid]),
        "icon": "person",
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def power_give(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """What a person holds, and what one may give her."""
    today = reporting_day()
    person = get_object_or_404(access.people_in_the_hands_of(request.user, today), uuid=uuid)
    held = list(
        access.grants_in_the_hands_of(request.user)
        .filter(person=person)
        .select_related("organisation")
        .order_by("power", "pk")
    )
    has = {(grant.power, grant.organisation_id) for grant in held}
    gifts = [
        (power, place)
        for power, place in access.powers_to_give(request.user, person, today)
        if (power, place.pk) not in has
    ]
    form = GivePowerForm(gifts, request.POST or None)
    if request.method == "POST" and form.is_valid():
        power, place = form.chosen
        until = form.cleaned_data["until"]
        actions.grant(person, power, place, by=request.user, until=until)
        messages.success(request, _("The power is given. It counts from now on."))
        return redirect("powers")
    context = {"person": person, "held": held, "gifts": gifts, "form": form}
    return render(request, "people/power_give.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def power_end(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Ask once, then end a power. It can be given again, but what it opened is closed at once."""
    grants = access.grants_in_the_hands_of(request.user) | request.user.grants.open()
    grant = get_object_or_404(grants.select_related("person", "organisation"), uuid=uuid)
    if request.method != "POST":
        return _end_page(request, grant)
    try:
        actions.end_grant(grant, by=request.user)
    except actions.LastAdministrator:
        return _end_page(request, grant, is_last=True)
    messages.success(request, _("The power has ended."))
    return redirect("powers" if access.gives_powers(request.user) else "my-learning")


def _end_page(request: PersonRequest, grant: Grant, *, is_last: bool = False) -> HttpResponse:
    context = {
        "grant": grant,
        "power": capfirst(grant.get_power_display()),
        "is_own": grant.person == request.user,
        "is_last": is_last,
    }
    return render(request, "people/power_end.html", context, status=409 if is_last else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undertaking(request: PersonRequest) -> HttpResponse:
    """What whoever has power over people accepts before she first uses it."""
    next_href = request.POST.get("next", request.GET.get("next", ""))
    if not url_has_allowed_host_and_scheme(next_href, {request.get_host()}, request.is_secure()):
        next_href = reverse("my-learning")
    is_missing = False
    if request.method == "POST":
        if request.POST.get("accept"):
            actions.accept_undertaking(request.user)
            return redirect(next_href)
        is_missing = True
    context = {
        "accepted": undertakings.of(request.user),
        "next": next_href,
        "is_missing": is_missing,
    }
    status = 422 if is_missing else 200
    return render(request, "people/undertaking.html", context, status=status)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
