"""Joining a site by the code on its poster: language, what this is, a name, pictures."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people.calendar import reporting_day
from people.doors import actions, codes, entrance, guesses, steps
from people.doors.access import open_links
from people.doors.forms import JoinCodeForm, JoinForm
from people.doors.models import Joining, JoinLink
from people.doors.pad import Pad, choose, repeat
from people.doors.poster import tongues
from people.freshness import BY_PICTURES

View = Callable[..., HttpResponse]
SALT = "people.doors.joining"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Type the code of a poster; or sign in, for who has joined already."""
    form = JoinCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("join-site", form.cleaned_data["code"])
    return render(
        request, "doors/join_ask.html", {"form": form}, status=422 if form.errors else 200
    )


def with_link(view: View) -> View:
    """Give the view the link whose code is in the address; what is unknown, ended, over or full is
    answered alike. Guesses are counted before anything is looked for."""

    @never_cache
    @wraps(view)
    def found(request: HttpRequest, code: str) -> HttpResponse:
        try:
            with guesses.at_code(request, "join-code") as right:
                links = open_links(reporting_day()).select_related("organisation__branch")
                link = links.filter(code=codes.read_digits(code)).first()
                right.say(link is not None)
        except guesses.TooManyGuesses as many:
            return entrance.wait(request, many.seconds)
        return view(request, link) if link else closed(request)

    return found


def closed(request: HttpRequest) -> HttpResponse:
    return render(request, "doors/join_closed.html", status=404)


@require_safe
@with_link
def join_site(request: HttpRequest, link: JoinLink) -> HttpResponse:
    """What the poster's picture opens: choose a language by its own name."""
    about = reverse("join-about", args=[link.code])
    context = {"tongues": tongues(link.languages), "about": about}
    return render(request, "doors/join_language.html", context)


@require_safe
@with_link
def join_about(request: HttpRequest, link: JoinLink) -> HttpResponse:
    """What this is, who holds what is said, and whom to ask."""
    holder = (link.organisation.branch or link.organisation).name
    context = {"link": link, "holder": holder, "contact": settings.PRIVACY_CONTACT}
    return render(request, "doors/join_about.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def join_name(request: HttpRequest, link: JoinLink) -> HttpResponse:
    said = {name: steps.kept(request, name) for name in ("name", "said_number")}
    form = JoinForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        steps.keep(request, code=link.code, uuid=str(uuid4()), **form.cleaned_data)
        return redirect("join-pictures", link.code)
    context = {"form": form, "link": link}
    return render(request, "doors/join_name.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def join_pictures(request: HttpRequest, link: JoinLink) -> HttpResponse:
    if steps.kept(request, "code") != link.code:
        return redirect("join-name", link.code)
    return choose(request, first_pad()) or redirect("join-again", link.code)


def first_pad() -> Pad:
    return Pad(
        _("Choose six pictures"),
        _("They are your key. Choose them in an order that you remember, and show them to nobody."),
    )


def first_pad_again(request: HttpRequest, post_to: str) -> HttpResponse:
    """The second row was another one: both are chosen anew, where the first is."""
    pad = first_pad()
    pad.post_to = post_to
    told = _("These were not the same pictures. Choose six again; it need not be the same ones.")
    return pad.show(request, error=told)


def second_pad(sealed: str = "") -> Pad:
    return Pad(
        _("The same six again"),
        _("Touch the same pictures in the same order, so that we both know them."),
        sealed,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join_again(request: HttpRequest, code: str) -> HttpResponse:
    """The last step. All that was said travels in it, sealed: sent twice, it is done once."""
    if request.method == "POST":
        return _finish(request, code, request.POST.get("sealed", ""))
    if not (steps.kept(request, "first") and steps.kept(request, "code") == code):
        return redirect("join-name", code)
    names = ("code", "uuid", "name", "said_number", "first")
    facts = {name: steps.kept(request, name) for name in names}
    return second_pad(signing.dumps(facts, salt=SALT)).show(request)


def _finish(request: HttpRequest, code: str, sealed: str) -> HttpResponse:
    try:
        said: dict[str, Any] = signing.loads(sealed, salt=SALT, max_age=steps.SECONDS)
    except signing.BadSignature:
        return redirect("join-name", code)
    answer = repeat(request, second_pad(sealed), said["first"])
    if isinstance(answer, HttpResponse):
        return answer
    if said["code"] != code or not answer:
        steps.keep(request, **said)
        if said["code"] != code:
            return redirect("join-name", code)
        return first_pad_again(request, reverse("join-pictures", args=[code]))
    return _join(request, said)


def _join(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    link = JoinLink.objects.select_related("organisation__branch").filter(code=said["code"]).first()
    if link is None:
        return closed(request)
    try:
        joining: Joining = actions.join_by_link(
            link,
            uuid=UUID(said["uuid"]),
            full_name=said["name"],
            said_number=said["said_number"],
            language=get_language() or settings.LANGUAGE_CODE,
            pictures=said["first"],
        )
    except actions.LinkClosed:
        return closed(request)
    person = joining.membership.person
    return entrance.come_in(request, person, BY_PICTURES, then=reverse("my-number"))
