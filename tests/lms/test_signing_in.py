"""There is one door, it is slow to those who guess, and it says the same to everybody."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from lms import outbox
from lms.models import Outbox
from people.models import Person, Power
from tests.factories import PASSWORD, GrantFactory, PersonFactory

pytestmark = pytest.mark.django_db

DOOR = "/account/login/"


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(DOOR, {"login": email, "password": password} | more)


def test_a_person_signs_in_by_address_and_password_and_begins_at_her_learning(client):
    person = PersonFactory(email="amina@example.org")

    answer = sign_in(client, "Amina@Example.org")

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/")["Location"] == "/learn/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_session_is_a_new_one_after_signing_in(client):
    client.get(DOOR)
    client.session["planted"] = True
    before = client.session.session_key
    sign_in(client, PersonFactory().email)

    assert client.session.session_key != before


def test_one_is_led_back_to_where_one_was_going(client):
    answer = sign_in(client, PersonFactory().email, next="/concern/")

    assert answer["Location"] == "/concern/"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_one_is_not_led_elsewhere(client, address):
    answer = sign_in(client, PersonFactory().email, next=address)

    assert answer["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(client):
    person = PersonFactory()

    wrong = sign_in(client, person.email, "not the password")
    unknown = sign_in(client, "nobody@example.org", "not the password")

    assert wrong.status_code == unknown.status_code
    told = wrong.text.replace(person.email, "")
    assert _words(told) == _words(unknown.text.replace("nobody@example.org", ""))


def _words(page: str) -> list[str]:
    """The page's words without its tokens."""
    return [word for word in page.split() if "csrfmiddlewaretoken" not in word and len(word) < 60]


def test_who_has_left_stays_out(client):
    person = PersonFactory()
    Person.objects.update(is_active=False)

    sign_in(client, person.email)

    assert "_auth_user_id" not in client.session


def test_who_leaves_while_signed_in_is_out_with_the_next_page(client):
    client.force_login(PersonFactory())
    Person.objects.update(is_active=False)

    assert client.get("/learn/").status_code == 302


def test_guessing_is_slowed_down_however_the_sender_pretends(client):
    person = PersonFactory()

    answers = [
        client.post(
            DOOR,
            {"login": person.email, "password": f"guess {number}"},
            headers={"x-forwarded-for": f"10.0.0.{number}"},
        )
        for number in range(40)
    ]
    last = sign_in(client, person.email)

    told = [(answer.status_code, "Too many" in answer.text) for answer in [*answers, last]]
    assert sum(status == 429 or too_many for status, too_many in told) >= 31, told
    assert "_auth_user_id" not in client.session


def test_who_is_too_fast_is_told_kindly_in_their_language_when_to_come_back(client):
    for number in range(40):
        answer = client.post(
            DOOR,
            {"login": f"x{number}@example.org", "password": "guess"},
            headers={"accept-language": "ar"},
        )

    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"
    assert 'dir="rtl"' in answer.text
    assert "daylight.css" in answer.text


def test_past_fewer_proxies_than_expected_the_connection_itself_is_believed(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2

    answer = client.post(
        DOOR,
        {"login": "a@example.org", "password": "guess"},
        headers={"x-forwarded-for": "192.0.2.1"},
    )

    assert answer.status_code == 200


def test_who_is_shut_out_by_a_strangers_guesses_gets_in_through_a_mail(client, mailoutbox):
    person = PersonFactory()
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    for number in range(40):
        sign_in(stranger, person.email, f"guess {number}")
    assert "Too many" in sign_in(client, person.email).text

    client.post(reverse("account_reset_password"), {"email": person.email})
    outbox.sweep()
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "another battery", "password2": "another battery"})

    assert client.get("/learn/").status_code == 200


def test_a_link_for_a_new_password_works_once(client, mailoutbox):
    person = PersonFactory()
    client.post(reverse("account_reset_password"), {"email": person.email})
    outbox.sweep()
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "another battery", "password2": "another battery"})

    assert "no longer works" in Client().get(link, follow=True).text


def test_a_new_password_by_mail_ends_the_sessions_of_the_old_one(client, mailoutbox):
    person = PersonFactory()
    thief = Client()
    sign_in(thief, person.email)
    client.post(reverse("account_reset_password"), {"email": person.email})
    outbox.sweep()
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "another battery", "password2": "another battery"})

    assert thief.get("/learn/").status_code == 302
    assert client.get("/learn/").status_code == 200


def test_who_has_no_password_is_led_to_choosing_one(client):
    person = PersonFactory()
    person.set_unusable_password()
    person.save()
    client.force_login(person)

    answer = client.get(reverse("account_change_password"), follow=True)

    assert answer.redirect_chain == [(reverse("account_reset_password"), 302)]
    assert answer.status_code == 200


def test_who_has_no_password_chooses_one_by_mail(client, mailoutbox):
    person = PersonFactory()
    person.set_unusable_password()
    person.save()

    client.post(reverse("account_reset_password"), {"email": person.email})
    outbox.sweep()
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "another battery", "password2": "another battery"})

    person.refresh_from_db()
    assert person.check_password("another battery")


def test_a_stranger_who_would_change_a_password_signs_in_first(client):
    assert client.get(reverse("account_change_password"))["Location"].startswith(DOOR)


def test_the_cms_has_no_door_to_a_broken_page(client):
    client.force_login(GrantFactory(power=Power.AUTHOR).person)

    assert client.get("/cms/failwhale/").status_code == 404


def test_the_password_can_be_asked_for_anew_by_post_without_telling_who_is_known(
    client, mailoutbox
):
    person = PersonFactory()

    known = client.post(reverse("account_reset_password"), {"email": person.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert mailoutbox == []
    outbox.sweep()
    assert mailoutbox[0].to == [person.email]
    assert "/account/password/reset/key/" in mailoutbox[0].body


def test_a_mail_speaks_the_language_of_whom_it_is_for(client, mailoutbox):
    person = PersonFactory(language="es")

    client.post(
        reverse("account_reset_password"),
        {"email": person.email},
        headers={"accept-language": "ar"},
    )

    outbox.sweep()
    assert "contraseña" in mailoutbox[0].subject


def test_an_unknown_address_costs_the_same_work_and_is_never_written_to(client, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": PersonFactory().email})
    client.post(reverse("account_reset_password"), {"email": "nobody@nowhere.invalid"})

    known, unknown = Outbox.objects.order_by("pk")
    assert known.task == unknown.task
    outbox.sweep()
    assert "nobody@nowhere.invalid" not in [to for mail in mailoutbox for to in mail.to]
    assert len(mailoutbox) == 1


def test_a_mail_that_is_sent_is_not_kept(client, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": PersonFactory().email})
    outbox.sweep()

    assert len(mailoutbox) == 1
    assert Outbox.objects.get().facts == {}


def test_a_link_in_a_mail_bears_the_configured_address(client, settings, mailoutbox):
    settings.ALLOWED_HOSTS = ["evil.example", "testserver"]
    person = PersonFactory()

    client.post(
        reverse("account_reset_password"), {"email": person.email}, headers={"host": "evil.example"}
    )

    outbox.sweep()
    assert "evil.example" not in mailoutbox[0].body + mailoutbox[0].subject
    assert f"{settings.BASE_URL}/account/password/reset/key/" in mailoutbox[0].body


def test_nobody_signs_up_by_themselves(client):
    answer = client.post("/account/signup/", {"email": "new@example.org", "password1": PASSWORD})

    assert not Person.objects.exists()
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "door", ["/cms/login/", "/cms/password_reset/", "/en/_util/login/", "/admin/login/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_doors_of_others_lead_to_ours_or_nowhere(client, door, method):
    answer = getattr(client, method)(door, {"username": "a", "password": "b"})

    assert answer.status_code == 404 or answer["Location"].startswith(DOOR)


def test_the_cms_lets_nobody_in_but_authors(client):
    client.force_login(PersonFactory())

    assert client.get("/cms/").status_code == 404


def test_signing_out_asks_for_a_post_and_ends_the_session(client):
    client.force_login(PersonFactory())
    client.get("/account/logout/")
    assert "_auth_user_id" in client.session

    client.post("/account/logout/")

    assert "_auth_user_id" not in client.session


def test_a_changed_password_ends_the_other_sessions(client):
    person = PersonFactory()
    other = Client()
    other.force_login(person)
    client.force_login(person)

    client.post(
        reverse("account_change_password"),
        {
            "oldpassword": PASSWORD,
            "password1": "another battery staple",
            "password2": "another battery staple",
        },
    )

    person.refresh_from_db()
    assert person.check_password("another battery staple")
    assert other.get("/learn/").status_code == 302
