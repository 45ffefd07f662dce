"""What others must not do in somebody's name asks once more, and then goes on where one was."""

import pytest
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from lms.policy import ROUTES, Rule, Scope, Shows
from lms.urls import handler429, handler500, urlpatterns  # noqa: F401
from people.freshness import fresh_authentication_required
from people.models import Power
from tests.factories import PASSWORD, GrantFactory, PersonFactory
from tests.lms.codes import add_app, code_of, give_code, give_password

pytestmark = pytest.mark.django_db

EXPORT = "/overview/export.csv?period=2026"
ASK = "/account/reauthenticate/"
LATER = 10 * 60 + 1


@fresh_authentication_required
def _delicate(request):
    said = request.POST.get("word", "nothing")
    return HttpResponse(f"{request.method}: {said} by {request.user.email}")


urlpatterns = [path("delicate/", _delicate), *urlpatterns]


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2026-11-23T09:00:00Z", tick=False)
    return time_machine


@pytest.fixture
def delicate(settings, monkeypatch):
    settings.ROOT_URLCONF = "tests.people.test_freshness"
    monkeypatch.setitem(ROUTES, "delicate/", Rule(Scope.OWN, Shows.IDENTITY))


def signed_in(person) -> Client:
    client = Client()
    give_password(client, person)
    return client


def test_who_has_just_signed_in_is_not_asked(clock):
    client = signed_in(GrantFactory(power=Power.CSO).person)
    clock.shift(LATER - 2)

    assert client.get(EXPORT).status_code == 200


def test_later_an_export_asks_and_then_the_file_follows(clock):
    client = signed_in(GrantFactory(power=Power.CSO).person)
    clock.shift(LATER)

    asked = client.get(EXPORT)
    page = client.get(asked["Location"])
    answer = client.post(ASK, {"password": PASSWORD, "next": page.context["redirect_field_value"]})
    follows = client.get(answer["Location"])

    assert asked["Location"].startswith(ASK)
    assert follows.context["address"] == EXPORT
    assert client.get(EXPORT)["Content-Type"].startswith("text/csv")


def test_a_wrong_password_opens_nothing(clock):
    client = signed_in(GrantFactory(power=Power.CSO).person)
    clock.shift(LATER)

    client.post(ASK, {"password": "not the password", "next": "/"})

    assert client.get(EXPORT).status_code == 302


def test_guessing_the_password_again_and_again_is_slowed_down(clock):
    client = signed_in(GrantFactory(power=Power.CSO).person)
    clock.shift(LATER)

    answers = [client.post(ASK, {"password": f"guess {number}"}) for number in range(40)]
    client.post(ASK, {"password": PASSWORD})

    told = [answer.status_code == 429 or "Too many" in answer.text for answer in answers]
    assert sum(told) >= 34
    assert client.get(EXPORT).status_code == 302


def test_what_was_posted_is_done_once_the_reader_has_answered(clock, delicate):
    person = PersonFactory()
    client = signed_in(person)
    clock.shift(LATER)

    asked = client.post("/delicate/", {"word": "sí"})
    answer = client.post(ASK, {"password": PASSWORD, "next": "/delicate/"})

    assert asked["Location"] == f"{ASK}?next=%2Fdelicate%2F"
    assert answer.text == f"POST: sí by {person.email}"


def test_what_was_posted_and_left_is_not_done_on_another_occasion(clock, delicate):
    client = signed_in(PersonFactory())
    clock.shift(LATER)
    client.post("/delicate/", {"word": "forgotten"})

    client.get("/delicate/")
    answer = client.post(ASK, {"password": PASSWORD, "next": "/delicate/"}, follow=True)

    assert answer.text.startswith("GET: nothing")
    assert STATE_SESSION_KEY not in client.session


def test_a_second_factor_answers_too(clock, delicate):
    person = PersonFactory()
    secret = add_app(person)
    client = signed_in(person)
    give_code(client, code_of(secret))
    clock.shift(LATER)
    assert client.get("/delicate/").status_code == 302

    client.post("/account/second-factor/again/", {"code": code_of(secret), "next": "/delicate/"})

    assert client.get("/delicate/").status_code == 200


def test_who_has_neither_password_nor_second_factor_signs_in_again(clock, delicate):
    person = PersonFactory()
    person.set_unusable_password()
    person.save()
    client = Client()
    client.force_login(person)
    assert client.get("/delicate/").status_code == 200
    clock.shift(LATER)

    page = client.get("/delicate/")
    answer = client.post("/account/logout/", {"next": page.context["next"]})

    assert page.status_code == 403
    assert answer["Location"] == "/account/login/?next=%2Fdelicate%2F"
    assert "_auth_user_id" not in client.session


def test_a_stranger_signs_in_first_and_leaves_nothing_behind(client, delicate):
    answer = client.post("/delicate/", {"word": "x"})

    assert answer["Location"] == "/account/login/?next=/delicate/"
    assert STATE_SESSION_KEY not in client.session


def test_a_clock_that_was_set_back_makes_nobody_fresh(clock, delicate):
    client = signed_in(PersonFactory())
    clock.shift(-3600)

    assert client.get("/delicate/").status_code == 302


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_a_file_follows_from_here_only(client, address):
    client.force_login(PersonFactory())

    assert client.get("/account/file/", {"next": address}).context["address"] == "/"
    answer = client.post(ASK, {"password": PASSWORD, "next": address})
    assert answer["Location"] == "/"
