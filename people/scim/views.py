"""Connections: letting a directory in, ending that, and saying what its groups stand for."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people.freshness import fresh_authentication_required
from people.models import AudienceRole
from people.requests import PersonRequest
from people.scim import actions, pages
from people.scim.api import base_url
from people.scim.forms import NOTHING, GroupForm, TokenForm
from people.scim.models import ScimGroup
from people.scim.tokens import givable, tokens_of


@never_cache
@require_safe
def connection_list(request: PersonRequest) -> HttpResponse:
    """The tokens of where one may bring people in, and how to connect a directory."""
    before = _uuid(request.GET.get("before"))
    tokens, last = pages.newest(tokens_of(request.user), before)
    context = {
        "lines": pages.token_lines(tokens),
        "base_url": base_url(),
        "has_groups": _groups(request).exists(),
        "is_continued": before is not None,
        "next_href": f"?before={last}" if last else "",
    }
    return render(request, "people/connection_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def connection_make(request: PersonRequest) -> HttpResponse:
    """Make a token, and show it this once. The same form sent twice makes one."""
    form = TokenForm(givable(request.user), request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "people/connection_make.html", {"form": form}, status=status)
    said = form.cleaned_data
    try:
        token, secret = actions.make_token(
            said["organisation"],
            uuid=said["uuid"],
            label=said["label"],
            expires_at=form.expires_at,
            by=request.user,
        )
    except actions.AlreadyMade:
        messages.warning(request, _("This token was made already, and is shown only once."))
        return redirect("connections")
    context = {"token": token, "secret": secret, "base_url": base_url()}
    return render(request, "people/connection_made.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def connection_revoke(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Ask once, then end a token."""
    rows = tokens_of(request.user).select_related("organisation", "given_by")
    token = get_object_or_404(rows, uuid=uuid)
    if request.method != "POST":
        return render(request, "people/connection_revoke.html", {"token": token})
    actions.revoke_token(token, by=request.user)
    messages.success(request, _("The token is revoked. Whoever shows it is not let in any more."))
    return redirect("connections")


@never_cache
@require_safe
def group_list(request: PersonRequest) -> HttpResponse:
    """The groups that directories keep here, and what each stands for."""
    after = _uuid(request.GET.get("after"))
    groups, last = pages.by_name(_groups(request), after)
    context = {
        "groups": [
            (group, AudienceRole(group.role).label if group.role else "") for group in groups
        ],
        "is_continued": after is not None,
        "next_href": f"?after={last}" if last else "",
    }
    return render(request, "people/group_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group_map(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Say which audience role the members of a group hold."""
    group = get_object_or_404(_groups(request).select_related("organisation"), uuid=uuid)
    form = GroupForm(request.POST or None, initial={"role": group.role or NOTHING})
    if request.method == "POST" and form.is_valid():
        actions.map_group(group, form.chosen, by=request.user)
        messages.success(request, _("It counts from today on."))
        return redirect("connection-groups")
    context = {"group": group, "form": form, "size": group.members.count()}
    return render(request, "people/group_map.html", context, status=422 if form.errors else 200)


def _groups(request: PersonRequest) -> QuerySet[ScimGroup]:
    return ScimGroup.objects.standing().filter(organisation__in=givable(request.user))


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
