"""Setting single sign-on up, for those who look after an organisation's people."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.sign_on import addresses, metadata
from lms.accounts.sign_on.doors import lead_there
from lms.accounts.sign_on.faults import Reason
from lms.accounts.sign_on.forms import FORMS, BeginForm
from lms.accounts.sign_on.outcomes import TRIAL, Process
from people.calendar import reporting_day
from people.freshness import fresh_authentication_required
from people.requests import PersonRequest
from people.sign_on import actions, rules
from people.sign_on.models import IdentityProvider

Kind = IdentityProvider.Kind
PROVIDERS_A_PAGE = 50


@never_cache
@require_safe
def provider_list(request: PersonRequest) -> HttpResponse:
    """The providers that one looks after, by name."""
    rows = rules.looked_after_by(request.user).select_related("organisation")
    number = request.GET.get("after", "")
    anchor = rows.filter(pk=number).first() if number.isdigit() and len(number) < 18 else None
    if anchor:
        rows = rows.filter(Q(name__gt=anchor.name) | Q(name=anchor.name, pk__gt=anchor.pk))
    found = list(rows.order_by("name", "pk")[: PROVIDERS_A_PAGE + 1])
    shown = found[:PROVIDERS_A_PAGE]
    context = {
        "providers": [{"row": row, "state": state_of(row)} for row in shown],
        "is_continued": bool(anchor),
        "next_href": f"?after={shown[-1].pk}" if len(found) > len(shown) else "",
    }
    return render(request, "people/provider_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def provider_add(request: PersonRequest) -> HttpResponse:
    form = BeginForm(rules.places_for(request.user, reporting_day()), request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = actions.set_up(**form.cleaned_data, by=request.user)
        return redirect("sign-on-provider", row.uuid)
    context = {"form": form}
    return render(request, "people/provider_add.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def provider_show(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Where it stands, what the other side must know of us, and what comes next."""
    row = _row(request, uuid)
    context = {
        "provider": row,
        "state": state_of(row),
        "steps": _steps(row),
        "is_oidc": row.kind == Kind.OIDC,
        "addresses": _addresses(row),
        "ends": [day for text in row.certificates if (day := metadata.last_day(text))],
        "people": row.identities.open().count(),
        "trial": _trial(request, row),
        "door": addresses.door(row),
        "door_code": segno.make_qr(addresses.door(row)).svg_data_uri(scale=4, light="#fff"),
    }
    return render(request, "people/provider_show.html", context)


def state_of(row: IdentityProvider) -> dict[str, str]:
    """How far a provider is, in a word, for a status."""
    if row.is_on:
        return {"kind": "done", "text": _("On")}
    if row.passed_at:
        return {"kind": "attention", "text": _("Tested, and off")}
    return {"kind": "plain", "text": _("Not tested yet")}


def _steps(row: IdentityProvider) -> list[dict[str, Any]]:
    done = [True, row.is_filled_in, bool(row.passed_at), row.is_on]
    titles = [_("Begin"), _("Settings"), _("Test"), _("On")]
    current = done.index(False) if False in done else -1
    return [
        {"title": title, "is_done": is_done, "is_current": number == current}
        for number, (title, is_done) in enumerate(zip(titles, done, strict=True))
    ]


def _addresses(row: IdentityProvider) -> list[tuple[str, str]]:
    """What the other side must know, each with the word that it is mostly called by there."""
    if row.kind == Kind.OIDC:
        return [(_("Redirect URI"), addresses.callback(row))]
    return [
        (_("Entity ID (audience)"), addresses.entity_id(row)),
        (_("Address for answers (ACS, reply URL)"), addresses.acs(row)),
        (_("Metadata"), addresses.entity_id(row)),
    ]


def _trial(request: PersonRequest, row: IdentityProvider) -> dict[str, Any] | None:
    """What came of the last test in this session."""
    kept = request.session.get(TRIAL, {})
    if kept.get("provider") != str(row.uuid):
        return None
    return {
        "fault": Reason(kept["reason"]).label if "reason" in kept else "",
        "arrived": kept.get("arrived"),
    }


@csrf_exempt  # asked for one step further in: looking for the token reads the whole file
def provider_settings(request: PersonRequest, uuid: UUID) -> HttpResponseBase:
    if int(request.META.get("CONTENT_LENGTH") or 0) > 2 * metadata.MOST_BYTES:
        return render(request, "people/provider_too_large.html", {"uuid": uuid}, status=413)
    return _provider_settings(request, uuid)


@csrf_protect
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def _provider_settings(request: PersonRequest, uuid: UUID) -> HttpResponse:
    row = _row(request, uuid)
    form = FORMS[row.kind](row, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(row, by=request.user, **form.facts)
        except actions.IssuerStays:
            at = "issuer" if row.kind == Kind.OIDC else "metadata"
            told = _("People are known by this provider. Set up another one for another issuer.")
            form.add_error(at, told)
        else:
            request.session.pop(TRIAL, None)
            messages.success(request, _("The settings are kept."))
            return redirect("sign-on-provider", row.uuid)
    context = {"provider": row, "form": form, "is_saml": row.kind == Kind.SAML}
    status = 422 if form.errors else 200
    return render(request, "people/provider_settings.html", context, status=status)


@never_cache
@require_POST
@fresh_authentication_required
def provider_test(request: PersonRequest, uuid: UUID) -> HttpResponse:
    row = _row(request, uuid)
    if not row.is_filled_in:
        return redirect("sign-on-settings", row.uuid)
    return lead_there(request, row, Process.TRIAL)


@never_cache
@require_POST
@fresh_authentication_required
def provider_on(request: PersonRequest, uuid: UUID) -> HttpResponse:
    told = _("It is on. Give its address to your people.")
    return _turn(request, uuid, actions.turn_on, told)


@never_cache
@require_POST
@fresh_authentication_required
def provider_off(request: PersonRequest, uuid: UUID) -> HttpResponse:
    told = _("It is off. Nobody signs in by it any more.")
    return _turn(request, uuid, actions.turn_off, told)


def _turn(request: PersonRequest, uuid: UUID, turn: Callable[..., None], told: str) -> HttpResponse:
    row = _row(request, uuid)
    try:
        turn(row, by=request.user)
    except actions.NotTested:
        messages.error(request, _("It has to be tested with these settings first."))
    else:
        messages.success(request, told)
    return redirect("sign-on-provider", row.uuid)


def _row(request: PersonRequest, uuid: UUID) -> IdentityProvider:
    """A provider that one looks after. Another's is as one that does not exist."""
    rows = rules.looked_after_by(request.user).select_related("organisation")
    return get_object_or_404(rows, uuid=uuid)
