"""One's own work sign-ins: connect, disconnect, and show by them that it is still oneself."""

from uuid import UUID

from allauth.account.internal.flows.reauthentication import resume_request
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.addresses import local
from lms.accounts.sign_on.doors import lead_there
from lms.accounts.sign_on.outcomes import Process
from people.calendar import reporting_day
from people.freshness import fresh_authentication_required, is_fresh
from people.models import Person
from people.requests import PersonRequest
from people.sign_on import actions, rules
from people.sign_on.models import IdentityQuerySet


@never_cache
@require_safe
def my_sign_ons(request: PersonRequest) -> HttpResponse:
    """What one is connected with, and what could be connected."""
    identities = list(_identities(request.user).order_by("linked_at"))
    connected = {identity.provider_id for identity in identities}
    offered = rules.offered_to(request.user, reporting_day())
    context = {
        "identities": identities,
        "offered": [row for row in offered if row.pk not in connected],
    }
    return render(request, "account/sign_on_list.html", context)


@never_cache
@require_POST
@fresh_authentication_required
def connect(request: PersonRequest, uuid: UUID) -> HttpResponse:
    for row in rules.offered_to(request.user, reporting_day()):
        if row.uuid == uuid:
            return lead_there(request, row, Process.CONNECT)
    raise Http404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def disconnect(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Ask once, then end it."""
    identity = get_object_or_404(_identities(request.user), uuid=uuid)
    if request.method != "POST":
        return render(request, "account/sign_on_disconnect.html", {"identity": identity})
    try:
        actions.unlink(identity, session=request.session.session_key)
    except actions.OnlyWayIn:
        context = {"identity": identity, "is_only": True}
        return render(request, "account/sign_on_disconnect.html", context, status=409)
    messages.success(request, _("Disconnected. It does not sign you in any more."))
    return redirect("my-sign-ons")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: PersonRequest) -> HttpResponse:
    """Show at one's provider that it is still oneself; then go on with what was begun."""
    onwards = local(request, request.POST.get("next", request.GET.get("next", "")))
    if request.method == "POST" and is_fresh(request):
        return resume_request(request) or redirect(onwards)
    rows = rules.providers_of(request.user)
    if request.method == "POST":
        chosen = request.POST.get("provider", "")
        row = next((row for row in rows if str(row.uuid) == chosen), None)
        return lead_there(request, row, Process.AGAIN, onwards) if row else redirect(onwards)
    context = {"providers": rows, "next": onwards, "is_shown": is_fresh(request)}
    return render(request, "account/sign_on_again.html", context)


def _identities(person: Person) -> IdentityQuerySet:
    rows: IdentityQuerySet = person.identities.open()
    return rows.select_related("provider__organisation__branch")
