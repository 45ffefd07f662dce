"""Coming in: what was shown is compared, and then allauth signs in, as after a password."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from people.audit import actions as audit
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.doors import access, guesses, secrets, steps
from people.doors.actions import good_code
from people.doors.models import Card, Door
from people.doors.pictures import Picked, written
from people.freshness import BY_PICTURES
from people.models import Person
from people.throttle import seconds_to_wait

# Whoever goes on although refused is told of once in so many seconds, not with every try.
THROTTLED_ONCE_IN = 60


def by_pictures(request: HttpRequest, number: str, picked: Picked) -> Person | None:
    """The owner of the number, if those are her pictures. Raises guesses.TooManyGuesses."""
    door = None
    with guesses.at_number(request, number) as right:
        door = access.door_of(number, reporting_day())
        right.say(secrets.is_hash_of(door.pictures if door else "", written(picked)))
    return _let(door, right.was_right, BY_PICTURES)


def by_code(request: HttpRequest, number: str, code: str) -> Door | None:
    """The door of the number, if that is its one-time code. Raises guesses.TooManyGuesses."""
    door = None
    with guesses.at_number(request, number) as right:
        door = access.door_of(number, reporting_day())
        right.say(secrets.is_hash_of(good_code(door) if door else "", code))
    return door if _let(door, right.was_right, "code") else None


def by_card(request: HttpRequest, token: str) -> Card | None:
    """The card with that secret. Raises guesses.TooManyGuesses."""
    with guesses.at_code(request, "card") as right:
        card = access.card_of(secrets.digest(token), reporting_day())
        right.say(card is not None)
    return card


def _let(door: Door | None, was_right: bool, way: str) -> Person | None:
    if door and was_right:
        return door.person
    _tell_failure(door.person if door else None, way)
    return None


def _tell_failure(person: Person | None, way: str) -> None:
    audit.record(Verb.SIGN_IN_FAILED, by=None, about=person, of=person, acting_as=way)


def come_in(
    request: HttpRequest, person: Person, method: str, *, then: str | None = None
) -> HttpResponse:
    """Sign a person in who has shown that it is she: allauth's own way, with all its stages."""
    if request.user.is_authenticated:
        get_adapter().logout(request)  # somebody else's, or her own earlier session
    steps.forget(request)
    record_authentication(request, person, method=method)
    response: HttpResponse = perform_login(request, Login(user=person, redirect_url=then))
    return response


def wait(request: HttpRequest, seconds: int) -> HttpResponse:
    """Too many guesses: when it may be tried again, in minutes, and who can help."""
    is_told = seconds_to_wait(request, "audit-throttled", most=1, window=THROTTLED_ONCE_IN)
    if request.method == "POST" and not is_told:  # looking leaves no event
        audit.record(Verb.SIGN_IN_THROTTLED, by=None, about=None, of=None)
    context = {"minutes": -(-seconds // 60)}
    response = render(request, "doors/wait.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response
