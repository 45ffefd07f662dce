"""Looking after ways in: join links and posters, who has joined, cards and one-time codes."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.calendar import reporting_day
from people.doors import access, actions, codes, lists, poster
from people.doors.forms import JoinLinkForm, SiteDoorsForm
from people.doors.models import JoinLink, SiteDoors
from people.freshness import fresh_authentication_required
from people.models import AudienceRole, Organisation
from people.requests import PersonRequest

ANY = ["GET", "HEAD", "POST"]


@never_cache
@require_safe
def joining_list(request: PersonRequest) -> HttpResponse:
    """One's join links, and one's sites."""
    today = reporting_day()
    page = lists.links(request.user, after=_uuid(request.GET.get("after")))
    context = {
        "links": [_shown(link) for link in page.rows],
        "sites": access.all_sites(request.user, today).order_by("name", "pk"),
        "next_href": f"?after={page.after}" if page.after else "",
        "is_continued": "after" in request.GET,
    }
    return render(request, "doors/joining_list.html", context)


def _shown(link: JoinLink) -> dict[str, Any]:
    """A link with what state it is in. It has been counted."""
    used: int = link.used  # type: ignore[attr-defined]
    if link.ended_at:
        state, kind = _("Ended"), "plain"
    elif link.expires_on < reporting_day():
        state, kind = _("Over"), "plain"
    elif used >= link.most:
        state, kind = _("Full"), "attention"
    else:
        state, kind = _("Open"), "done"
    return {"link": link, "used": used, "state": state, "kind": kind, "is_open": kind == "done"}


@never_cache
@require_http_methods(ANY)
@fresh_authentication_required
def link_make(request: PersonRequest) -> HttpResponse:
    today = reporting_day()
    sites = access.sites(request.user, today).order_by("name", "pk")
    form = JoinLinkForm(sites, today, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        link = actions.make_link(said.pop("site"), **said, by=request.user)
        messages.success(request, _("The join link is made. Print its poster."))
        return redirect("join-link", link.uuid)
    context = {"form": form, "has_sites": sites.exists()}
    return render(request, "doors/link_make.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def link_show(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """A join link, and who has joined by it."""
    link = _link(request, uuid)
    page = lists.joined(link, after=_uuid(request.GET.get("after")))
    roles = dict(AudienceRole.choices)
    context = _shown(link) | {
        "code": codes.spaced(link.code),
        "address": poster.host() + reverse("join"),
        "tongues": poster.tongues(link.languages),
        "roles": [roles[role] for role in link.roles if role in roles],
        "joinings": page.rows,
        "next_href": f"?after={page.after}" if page.after else "",
        "is_continued": "after" in request.GET,
    }
    return render(request, "doors/link_show.html", context)


def _link(request: PersonRequest, uuid: UUID) -> JoinLink:
    links = access.links(request.user).counted()
    return get_object_or_404(links.select_related("organisation"), uuid=uuid)


@never_cache
@require_safe
def link_poster(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """A page to print and to hang up."""
    link = _link(request, uuid)
    context = {
        "link": link,
        "tongues": poster.tongues(link.languages),
        "qr": poster.qr(reverse("join-site", args=[link.code])),
        "code": codes.spaced(link.code),
        "address": poster.host() + reverse("join"),
    }
    return render(request, "doors/poster_print.html", context)


@never_cache
@require_http_methods(ANY)
def link_end(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Ask once, then end a link: posters that hang open nothing any more."""
    link = _link(request, uuid)
    if request.method == "POST":
        actions.end_link(link, by=request.user)
        messages.success(request, _("The join link has ended. Take its posters down."))
        return redirect("join-link", link.uuid)
    return render(request, "doors/link_end.html", {"link": link})


@never_cache
@require_POST
def joining_refuse(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """This is none of one's people: out at once, and it can be taken back."""
    joinings = access.joinings(request.user).select_related("link", "membership__person")
    joining = get_object_or_404(joinings, uuid=uuid)
    if "undo" not in request.POST:
        actions.refuse_joining(joining, by=request.user)
        messages.success(request, _("The membership has ended. You can take this back here."))
    else:
        try:
            actions.take_back_refusal(joining, by=request.user)
            messages.success(request, _("The membership goes on."))
        except actions.NotUndone:
            messages.error(request, _("This membership cannot go on: it has changed since."))
    return redirect("join-link", joining.link.uuid)


# --- the people of a site ------------------------------------------------------------------


@never_cache
@require_http_methods(ANY)
def site_people(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """A site's people who come in by number and card, and what the site allows."""
    today = reporting_day()
    site = _site(request, uuid, to_end=request.method != "POST")
    asked = request.GET.get("q", "")[:200]
    page = lists.people(
        request.user, site, today, asked=asked, after=_uuid(request.GET.get("after"))
    )
    said = SiteDoors.objects.filter(organisation=site).first()
    form = SiteDoorsForm(request.POST or None, initial=model_to_dict(said) if said else None)
    if request.method == "POST" and form.is_valid():
        actions.allow(site, **form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("joining-site", site.uuid)
    more = {"q": asked} if asked else {}
    context = {
        "site": site,
        "people": [(row, codes.spaced(row.number or "")) for row in page.rows],
        "asked": asked,
        "form": form,
        "may_make": access.sites(request.user, today).filter(pk=site.pk).exists(),
        "next_href": f"?{urlencode(more | {'after': page.after})}" if page.after else "",
        "is_continued": "after" in request.GET,
    }
    return render(request, "doors/site_people.html", context)


def _site(request: PersonRequest, uuid: UUID, *, to_end: bool = False) -> Organisation:
    """One of the reader's sites; a restricted one only to look at, and to end what is there."""
    find = access.all_sites if to_end else access.sites
    return get_object_or_404(find(request.user, reporting_day()), uuid=uuid)


@never_cache
@require_http_methods(ANY)
@fresh_authentication_required
def cards_make(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """A sheet of cards for those who were chosen: shown in the answer that makes them, and never
    again."""
    site = _site(request, uuid)
    rows = access.people(request.user, reporting_day()).filter(organisation=site)
    chosen = [found for text in request.POST.getlist("person") if (found := _uuid(text))]
    people = list(
        rows.filter(person__uuid__in=chosen)
        .select_related("person", "organisation")
        .order_by("person__full_name", "person__pk")
    )
    if request.method != "POST" or not people:
        if request.method == "POST":
            messages.warning(request, _("Choose the people who are to have a card."))
        return redirect("joining-site", site.uuid)
    allowed = SiteDoors.objects.filter(organisation=site, names_cards=True).exists()
    cards = [
        {
            "name": membership.person.full_name if allowed else "",
            "place": place,
            "number": codes.spaced(door.number),
            "qr": poster.qr(reverse("card-show", args=[token])),
        }
        for place, (membership, door, token) in enumerate(
            actions.make_cards(people, by=request.user), 1
        )
    ]
    context = {"cards": cards, "site": site, "people": people, "is_named": allowed}
    return render(request, "doors/cards_print.html", context)


@never_cache
@require_http_methods(ANY)
@fresh_authentication_required
def person_help(request: PersonRequest, uuid: UUID, person: UUID) -> HttpResponse:
    """Help somebody in: a one-time code for new pictures, or an end to a lost card."""
    today, makes = reporting_day(), request.method == "POST" and "end_card" not in request.POST
    site = _site(request, uuid, to_end=not makes)
    rows = access.people(request.user, today, to_end=not makes).filter(organisation=site)
    membership = get_object_or_404(
        rows.select_related("person", "organisation"), person__uuid=person
    )
    if request.method != "POST":
        may_make = access.sites(request.user, today).filter(pk=site.pk).exists()
        about = {"membership": membership, "site": site, "may_make": may_make}
        return render(request, "doors/person_help.html", about)
    if "end_card" in request.POST:
        actions.end_card(membership, by=request.user)
        messages.success(request, _("The card opens nothing any more."))
        return redirect("joining-site", site.uuid)
    door, code = actions.make_code(membership, by=request.user)
    context: dict[str, Any] = {
        "membership": membership,
        "site": site,
        "number": codes.spaced(door.number),
        "code": f"{code[:5]} {code[5:]}",
        "address": poster.host() + reverse("door-code"),
        "until": door.code_expires_at,
    }
    return render(request, "doors/code_show.html", context)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
