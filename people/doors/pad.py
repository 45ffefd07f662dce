"""The page of twelve pictures: six are picked, one tap after the other, and shown as dots alone.

Without JavaScript each tap is a form that carries what was picked before; with it, six are one.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _

from people.doors import pictures, secrets, steps
from people.doors.pictures import LENGTH, NAMES, Picked, Picture


@dataclass
class Pad:
    """What the page says around the pictures. `sealed` goes with every tap."""

    title: str
    lead: str
    sealed: str = ""
    # Where the taps go (this page unless given), and where one goes afterwards.
    post_to: str = ""
    next: str = ""
    # For who has forgotten them.
    code_href: str = ""

    def show(
        self, request: HttpRequest, picked: Picked = (), *, error: str = "", status: int = 200
    ) -> HttpResponse:
        context = {
            "pad": self,
            "pictures": [
                {"value": one.value, "name": NAMES[one], "src": static(f"lms/pictures/{one}.svg")}
                for one in Picture
            ],
            "picked": pictures.written(picked),
            "dots": [place < len(picked) for place in range(LENGTH)],
            "said": said(len(picked)),
            "says_json": json.dumps([said(count) for count in range(LENGTH + 1)]),
            "error": error,
        }
        response = render(request, "doors/pad.html", context, status=422 if error else status)
        response["Cache-Control"] = "no-store"
        return response


def said(count: int) -> str:
    return _("%(number)s of %(all)s pictures chosen") % {"number": count, "all": LENGTH}


def picked_in(request: HttpRequest) -> Picked:
    """What was picked so far, with the tap that sends it."""
    if request.method != "POST" or "again" in request.POST:
        return ()
    before = request.POST.get("picked", "")
    return pictures.read(f"{before}-{request.POST.get('picture', '')}")


def choose(request: HttpRequest, pad: Pad) -> HttpResponse | None:
    """The first time of choosing: a page, or nothing once the hash of six is kept."""
    picked = picked_in(request)
    if len(picked) < LENGTH:
        return pad.show(request, picked)
    try:
        pictures.refuse_easy(picked)
    except pictures.TooEasy:
        told = _("This is too easy to guess. Mix the pictures, and use at least three of them.")
        return pad.show(request, error=told)
    steps.keep(request, first=secrets.hash_of(picked))
    return None


def repeat(request: HttpRequest, pad: Pad, first: str) -> HttpResponse | bool:
    """The second time: a page while fewer than six were picked, then whether they are the same."""
    picked: Any = picked_in(request)
    if len(picked) < LENGTH:
        return pad.show(request, picked)
    return secrets.is_hash_of(first, pictures.written(picked))
