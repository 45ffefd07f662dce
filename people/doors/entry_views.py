"""Signing in by number and pictures, by one-time code, by card; and what one's own key is."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people.calendar import reporting_day
from people.doors import access, actions, codes, entrance, poster, steps
from people.doors.forms import NumberForm, OneTimeCodeForm
from people.doors.guesses import TooManyGuesses
from people.doors.join_views import first_pad, first_pad_again, second_pad
from people.doors.models import Card, Door
from people.doors.pad import Pad, choose, picked_in, repeat
from people.doors.pictures import LENGTH
from people.freshness import BY_CARD, BY_PICTURES, fresh_authentication_required, is_fresh
from people.requests import PersonRequest

ANY = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(ANY)
def number(request: HttpRequest) -> HttpResponse:
    """First one's number. Whether it is anybody's is not asked here."""
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        steps.keep(request, number=form.cleaned_data["number"])
        return redirect("door-pictures")
    return render(
        request, "doors/number_ask.html", {"form": form}, status=422 if form.errors else 200
    )


@never_cache
@require_http_methods(ANY)
def pictures(request: HttpRequest) -> HttpResponse:
    """Then one's pictures."""
    said = steps.kept(request, "number")
    if not said:
        return redirect("door-number")
    pad = Pad(_("Touch your six pictures"), _("In the order that you chose."))
    pad.code_href = reverse("door-code")
    picked = picked_in(request)
    if len(picked) < LENGTH:
        return pad.show(request, picked)
    try:
        person = entrance.by_pictures(request, said, picked)
    except TooManyGuesses as many:
        return entrance.wait(request, many.seconds)
    if person is None:
        return pad.show(request, error=_wrong())
    return entrance.come_in(request, person, BY_PICTURES)


def _wrong() -> str:
    return _("This number and these pictures do not open anything together. Try once more.")


@never_cache
@require_http_methods(ANY)
def code(request: HttpRequest) -> HttpResponse:
    """With a one-time code one chooses new pictures."""
    form = OneTimeCodeForm(request.POST or None, initial={"number": steps.kept(request, "number")})
    if request.method == "POST" and form.is_valid():
        try:
            door = entrance.by_code(request, form.cleaned_data["number"], form.cleaned_data["code"])
        except TooManyGuesses as many:
            return entrance.wait(request, many.seconds)
        if door:
            steps.keep(request, door=door.pk, code=door.one_time_code)
            return redirect("door-new")
        form.add_error(None, _("This number and this code do not open anything together."))
    return render(
        request, "doors/code_ask.html", {"form": form}, status=422 if form.errors else 200
    )


@never_cache
@require_http_methods(ANY)
def new_pictures(request: HttpRequest) -> HttpResponse:
    if not steps.kept(request, "door"):
        return redirect("door-code")
    return choose(request, first_pad()) or redirect("door-new-again")


@never_cache
@require_http_methods(ANY)
def new_pictures_again(request: HttpRequest) -> HttpResponse:
    first = steps.kept(request, "first")
    if not (first and steps.kept(request, "door")):
        return redirect("door-code")
    answer = repeat(request, second_pad(), first)
    if isinstance(answer, HttpResponse):
        return answer
    if not answer:
        return first_pad_again(request, reverse("door-new"))
    door = Door.objects.select_related("person").filter(pk=steps.kept(request, "door")).first()
    try:
        if door is None or access.door_of(door.number, reporting_day()) is None:
            raise actions.CodeUsed
        actions.choose_pictures(door.person, first, code=steps.kept(request, "code") or "")
    except actions.CodeUsed:
        steps.forget(request)
        return redirect("door-code")
    return entrance.come_in(request, door.person, BY_PICTURES)


# --- cards ---------------------------------------------------------------------------------


@never_cache
@require_safe
def card_show(request: HttpRequest, token: str) -> HttpResponse:
    """What a card's picture opens. The secret leaves the address at once, and so the history."""
    try:
        card = entrance.by_card(request, token)
    except TooManyGuesses as many:
        return entrance.wait(request, many.seconds)
    if card:
        steps.keep(request, card=str(card.uuid))
    else:
        steps.forget(request)
    response = redirect("card")
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_http_methods(ANY)
def card(request: HttpRequest) -> HttpResponse:
    """Come in as the one whose card it is: a button, so that looking at a card does nothing."""
    found = Card.objects.filter(uuid=steps.kept(request, "card"), ended_at=None).first()
    card = access.card_of(found.token_hash, reporting_day()) if found else None
    if card is None:
        return render(request, "doors/card_closed.html", status=404)
    if request.method == "POST":
        return entrance.come_in(request, card.person, BY_CARD)
    return render(request, "doors/card_show.html", {"person": card.person})


# --- one's own -----------------------------------------------------------------------------


@never_cache
@require_safe
def my_number(request: PersonRequest) -> HttpResponse:
    """One's number, to take a picture of or to print."""
    door = Door.objects.filter(person=request.user, closed_at=None).first()
    if door is None:
        return redirect("my-learning")
    context = {
        "number": codes.spaced(door.number),
        "has_pictures": bool(door.pictures),
        "qr": poster.qr(reverse("door-number")),
        "address": poster.host() + reverse("door-number"),
    }
    return render(request, "doors/my_number.html", context)


@never_cache
@require_http_methods(ANY)
@fresh_authentication_required
def my_pictures(request: PersonRequest) -> HttpResponse:
    """Choose other pictures."""
    if not access.has_pictures(request.user):
        return redirect("my-number")
    return choose(request, first_pad()) or redirect("my-pictures-again")


@never_cache
@require_http_methods(ANY)
@fresh_authentication_required
def my_pictures_again(request: PersonRequest) -> HttpResponse:
    first = steps.kept(request, "first")
    if not first or not access.has_pictures(request.user):
        return redirect("my-pictures")
    answer = repeat(request, second_pad(), first)
    if isinstance(answer, HttpResponse):
        return answer
    if not answer:
        return first_pad_again(request, reverse("my-pictures"))
    actions.choose_pictures(request.user, first, session=request.session.session_key)
    steps.forget(request)
    return redirect("my-number")


@never_cache
@require_http_methods(ANY)
def pictures_check(request: PersonRequest) -> HttpResponse:
    """Asked again who it is, for what others must not do in one's name."""
    door = Door.objects.filter(person=request.user, closed_at=None).exclude(pictures="").first()
    if door is None or is_fresh(request):
        return resume_request(request) or redirect("my-account")
    pad = Pad(_("Touch your six pictures"), _("So that nobody else does this in your name."))
    picked = picked_in(request)
    pad.next = request.POST.get("next", request.GET.get("next", ""))
    if len(picked) < LENGTH:
        return pad.show(request, picked)
    try:
        person = entrance.by_pictures(request, door.number, picked)
    except TooManyGuesses as many:
        return entrance.wait(request, many.seconds)
    if person != request.user:
        return pad.show(request, error=_wrong())
    record_authentication(request, person, method=BY_PICTURES, reauthenticated=True)
    return resume_request(request) or redirect("my-account")
