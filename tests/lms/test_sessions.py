"""Where one is signed in: told in plain words, ended with one touch, over when it should be."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from lms.accounts import actions
from lms.accounts.devices import family, in_words
from lms.tasks import clear_sessions
from people.models import Person
from tests.factories import PASSWORD, PersonFactory
from tests.lms.codes import give_password

pytestmark = pytest.mark.django_db

SESSIONS = "/account/sessions/"
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/126.0.0.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def person() -> Person:
    return PersonFactory(email="amina@example.org")


def signed_in(person: Person, user_agent: str = PHONE) -> Client:
    client = Client(headers={"User-Agent": user_agent})
    give_password(client, person)
    return client


def is_out(client: Client) -> bool:
    return client.get("/learn/").status_code == 302


def test_each_place_is_told_in_plain_words_and_this_one_is_marked(person):
    signed_in(person, DESK)
    here = signed_in(person)

    page = here.get(SESSIONS).text

    assert page.index("Chrome on Android") < page.index("Firefox on Windows")
    assert page.count("This one, where you are now") == 1


def test_neither_the_address_nor_the_browser_in_full_is_kept(person):
    client = Client(headers={"User-Agent": PHONE}, REMOTE_ADDR="203.0.113.9")
    give_password(client, person)

    kept = UserSession.objects.values().get()

    assert "203.0.113.9" not in str(kept)
    assert kept["user_agent"] == "Chrome/Android"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("", "A browser"),
        ("curl/8", "A browser"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Mac"),
        ("Mozilla/5.0 (Linux; Android 13) SamsungBrowser/25.0 Chrome/121", "Samsung Internet on"),
        ("Links (2.29; Linux)", "Linux"),
        ("Chrome" * 10_000, "Chrome"),
    ],
)
def test_a_device_is_told_in_as_few_words_as_tell_it_apart(user_agent, words):
    assert in_words(family(user_agent)).startswith(words)


def test_signing_out_elsewhere_ends_every_other_session_and_spares_this_one(person):
    others = [signed_in(person), signed_in(person, DESK)]
    strangers = signed_in(PersonFactory())
    here = signed_in(person)

    answer = here.post(SESSIONS, follow=True)

    assert "signed out in 2 other places" in answer.text
    assert len(UserSession.objects.filter(user=person)) == 1
    assert all(is_out(other) for other in others)
    assert not is_out(here)
    assert not is_out(strangers)


def test_one_place_can_be_signed_out(person):
    there, here = signed_in(person, DESK), signed_in(person)
    row = UserSession.objects.get(user_agent="Firefox/Windows")

    here.post(reverse("session-end", args=[row.pk]))

    assert is_out(there)
    assert not is_out(here)


def test_ending_this_one_signs_out(person):
    here = signed_in(person)

    answer = here.post(reverse("session-end", args=[UserSession.objects.get().pk]))

    assert answer["Location"] == "/account/login/"
    assert is_out(here)
    assert not UserSession.objects.exists()


def test_anothers_session_stays(person):
    other = signed_in(PersonFactory())

    theirs = UserSession.objects.get().pk

    answer = signed_in(person).post(reverse("session-end", args=[theirs]))

    assert answer.status_code == 404
    assert not is_out(other)


def test_a_cookie_of_a_session_that_was_signed_out_opens_nothing(person):
    client = signed_in(person)
    replayed = Client(headers={"User-Agent": PHONE})
    replayed.cookies.update(client.cookies)
    assert not is_out(replayed)

    client.post("/account/logout/")

    replayed.cookies.update(client.cookies)
    assert is_out(replayed)
    assert not UserSession.objects.exists()


def test_a_new_password_ends_every_session(person):
    others = [signed_in(person), signed_in(person, DESK)]

    others[0].post(
        reverse("account_change_password"),
        {
            "oldpassword": PASSWORD,
            "password1": "another battery staple",
            "password2": "another battery staple",
        },
    )

    assert all(is_out(other) for other in others)
    assert not Session.objects.filter(
        session_key__in=UserSession.objects.values("session_key")
    ).exists()


def test_who_is_closed_out_is_out_and_stays_out_in_that_browser(person):
    client = signed_in(person)
    Person.objects.update(is_active=False)
    assert is_out(client)

    Person.objects.update(is_active=True)

    assert is_out(client)


def test_what_is_over_is_not_listed_and_is_forgotten_at_night(person):
    signed_in(person)
    here = signed_in(person, DESK)
    gone = UserSession.objects.get(user_agent="Chrome/Android")
    Session.objects.filter(session_key=gone.session_key).delete()

    assert "Chrome" not in here.get(SESSIONS).text
    clear_sessions()

    assert [row.user_agent for row in UserSession.objects.all()] == ["Firefox/Windows"]


def test_the_list_costs_the_same_however_long_it_is(person, django_assert_max_num_queries):
    here = signed_in(person)
    for _ in range(5):
        signed_in(person, DESK)
    here.get(SESSIONS)

    with django_assert_max_num_queries(3):  # the session where it is in the database, the person
        here.get(SESSIONS)


def test_all_sessions_of_a_person_can_be_ended_by_others(person):
    client = signed_in(person)

    assert actions.end_other_sessions(person, but=None) == 1
    assert is_out(client)
