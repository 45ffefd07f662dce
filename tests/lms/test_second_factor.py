"""Beside the password stands something that only the person has; each proof of it is good once."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from structlog.testing import capture_logs

from lms import outbox
from people.models import Power
from tests.factories import PASSWORD, GrantFactory, PersonFactory
from tests.lms.codes import (
    WRONG,
    add_app,
    add_passkey,
    code_of,
    give_code,
    give_password,
    recovery_codes_of,
)

pytestmark = pytest.mark.django_db

ADD_APP = "/account/second-factor/app/add/"
CODES = "/account/second-factor/recovery-codes/"


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# --- setting up ----------------------------------------------------------------------------


def test_an_app_is_added_with_a_code_that_it_shows_and_its_secret_is_not_told_again(client):
    person = PersonFactory()
    client.force_login(person)

    secret = client.get(ADD_APP).context["form"].secret
    answer = client.post(ADD_APP, {"code": code_of(secret)})

    assert answer["Location"] == CODES
    row = Authenticator.objects.get(user=person, type="totp")
    assert secret not in json.dumps(row.data)
    assert secret not in client.get("/account/second-factor/").text


def test_a_wrong_code_adds_nothing_and_says_so(client):
    client.force_login(PersonFactory())
    client.get(ADD_APP)

    answer = client.post(ADD_APP, {"code": WRONG})

    assert "not right" in answer.text
    assert not Authenticator.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_session_gets_a_new_id_when_an_app_is_added(client):
    client.force_login(PersonFactory())
    secret = client.get(ADD_APP).context["form"].secret
    before = client.session.session_key

    client.post(ADD_APP, {"code": code_of(secret)})

    assert client.session.session_key != before
    assert client.get("/account/sessions/").text.count("This one") == 1


def test_recovery_codes_are_shown_in_the_answer_that_makes_them_and_never_again(client):
    person = PersonFactory()
    add_app(person)
    client.force_login(person)

    shown = re.findall(r"<code class=\"code\">(\d+)</code>", client.post(CODES).text)

    assert shown == recovery_codes_of(person)
    assert len(shown) == 10
    for page in (client.get(CODES), client.get("/account/second-factor/")):
        assert not any(code in page.text for code in shown)


def test_recovery_codes_stand_in_for_something(client):
    client.force_login(PersonFactory())

    answer = client.post(CODES)

    assert "Set one up first" in answer.text
    assert not Authenticator.objects.exists()


def test_what_changes_is_told_by_mail_without_saying_from_where(
    client, mailoutbox, django_capture_on_commit_callbacks
):
    person = PersonFactory(email="amina@example.org")
    client.force_login(person)
    secret = client.get(ADD_APP).context["form"].secret

    with django_capture_on_commit_callbacks(execute=True):
        client.post(ADD_APP, {"code": code_of(secret)}, REMOTE_ADDR="203.0.113.9")
    outbox.sweep()

    (mail,) = [mail for mail in mailoutbox if "app for codes was added" in mail.body]
    assert mail.to == ["amina@example.org"]
    assert "203.0.113" not in mail.body


# --- signing in ----------------------------------------------------------------------------


def test_a_password_alone_opens_nothing_for_who_has_a_second_factor(client):
    person = PersonFactory()
    add_app(person)

    answer = give_password(client, person)

    assert answer["Location"] == "/account/second-factor/sign-in/"
    assert not is_in(client)
    assert client.get("/learn/")["Location"].startswith("/account/login/")


def test_with_the_code_one_is_in_under_a_new_session_id(client):
    person = PersonFactory()
    secret = add_app(person)
    give_password(client, person, next="/concern/")
    before = client.session.session_key

    answer = give_code(client, code_of(secret))

    assert answer["Location"] == "/concern/"
    assert is_in(client)
    assert client.session.session_key != before


@pytest.mark.parametrize("later", [-1, 0, 1])
def test_a_clock_that_is_half_a_minute_off_is_no_matter(client, later):
    person = PersonFactory()
    secret = add_app(person)
    give_password(client, person)

    give_code(client, code_of(secret, later=later))

    assert is_in(client)


@pytest.mark.parametrize("later", [-4, 4])
def test_a_code_of_another_time_is_refused(client, later):
    person = PersonFactory()
    secret = add_app(person)
    give_password(client, person)

    give_code(client, code_of(secret, later=later))

    assert not is_in(client)


@pytest.mark.parametrize("spaces", ["", " "])
def test_a_code_that_somebody_saw_is_refused_the_second_time(client, time_machine, spaces):
    time_machine.move_to("2026-11-23T09:00:01Z")
    person = PersonFactory()
    secret = add_app(person)
    code = code_of(secret, later=1)
    give_password(client, person)
    give_code(client, code)
    assert is_in(client)

    time_machine.shift(45)  # the code is still right, and allauth's own memory of it is over
    other = Client()
    give_password(other, person)
    answer = give_code(other, code[:3] + spaces + code[3:])

    assert not is_in(other)
    assert "used before" in answer.text


def test_the_code_that_added_an_app_does_not_sign_in(client):
    person = PersonFactory()
    client.force_login(person)
    secret = client.get(ADD_APP).context["form"].secret
    code = code_of(secret)
    client.post(ADD_APP, {"code": code})

    other = Client()
    give_password(other, person)
    give_code(other, code)

    assert not is_in(other)


def test_a_recovery_code_signs_in_once(client):
    person = PersonFactory()
    add_app(person)
    code = recovery_codes_of(person)[3]
    give_password(client, person)
    give_code(client, code)
    assert is_in(client)
    caches["default"].clear()

    other = Client()
    give_password(other, person)
    give_code(other, code)

    assert not is_in(other)
    assert code not in recovery_codes_of(person)


def test_guessing_codes_is_slowed_down_and_a_right_one_does_not_help(client):
    person = PersonFactory()
    secret = add_app(person)
    give_password(client, person)

    answers = [give_code(client, f"{number:06}") for number in range(30)]
    last = give_code(client, code_of(secret))

    assert sum("Too many" in answer.text for answer in [*answers, last]) >= 25
    assert not is_in(client)


@pytest.mark.parametrize("code", ["", "x" * 1_000_000, "١٢٣٤٥٦", "🔑" * 6])
def test_an_odd_code_is_refused_with_words(client, code):
    person = PersonFactory()
    add_app(person)
    give_password(client, person)

    answer = give_code(client, code)

    assert answer.status_code == 200
    assert not is_in(client)


ODD_ANSWERS = [
    "",
    "null",
    "[]",
    "1",
    '"x"',
    "{}",
    "{",
    '{"id": 1}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA", '
    '"authenticatorData": "AA", "signature": "AA", "attestationObject": "AA"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30", '
    '"authenticatorData": "AA", "signature": "AA", "attestationObject": "oA"}}',
    '{"response": [], "clientExtensionResults": 4}',
    "[" * 5000,
]


@pytest.mark.parametrize("credential", ODD_ANSWERS)
@pytest.mark.parametrize("name", ["mfa_add_webauthn", "mfa_reauthenticate_webauthn"])
def test_what_no_passkey_answers_is_refused_with_words(client, name, credential):
    person = PersonFactory()
    add_passkey(person)
    client.force_login(person)
    client.get(reverse(name))

    answer = client.post(reverse(name), {"credential": credential, "name": "x"})

    assert answer.status_code == 200
    assert Authenticator.objects.count() == 1


def test_the_first_step_can_be_left_behind(client):
    person = PersonFactory()
    add_app(person)
    give_password(client, person)

    client.post("/account/logout/", {"next": "/account/login/"})

    assert client.get("/account/second-factor/sign-in/")["Location"] == "/account/login/"
    assert client.get("/account/login/").status_code == 200


# --- the secrets ---------------------------------------------------------------------------


def test_after_the_key_was_changed_codes_still_work(client, settings):
    person = PersonFactory()
    secret = add_app(person)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]

    give_password(client, person)
    give_code(client, code_of(secret))

    assert is_in(client)


def test_where_the_key_is_lost_no_code_is_right_and_nothing_breaks(client, settings):
    person = PersonFactory()
    secret = add_app(person)
    settings.SECRET_KEY = "n" * 60

    give_password(client, person)
    with capture_logs() as logs:
        answer = give_code(client, code_of(secret))

    assert answer.status_code == 200
    assert not is_in(client)
    assert {"event": "second_factor_unreadable", "log_level": "error"} in logs


# --- taking away ---------------------------------------------------------------------------


def test_who_holds_no_power_may_remove_the_app_and_the_codes_go_with_it(client):
    person = PersonFactory()
    add_app(person)
    client.force_login(person)

    client.post("/account/second-factor/app/remove/")

    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_must_have_one_keeps_the_last(client, settings, method):
    settings.SECOND_FACTOR_REQUIRED = True
    person = GrantFactory(power=Power.CSO).person
    secret = add_app(person)
    give_password(client, person)
    give_code(client, code_of(secret))

    answer = getattr(client, method)("/account/second-factor/app/remove/")

    assert "has to stay" in answer.text
    assert Authenticator.objects.filter(user=person, type="totp").exists()


def test_an_operator_takes_away_what_is_lost_and_says_why(client, mailoutbox):
    person = PersonFactory(email="amina@example.org", language="es")
    add_app(person)
    client.force_login(person)

    with capture_logs() as logs:
        call_command("reset_second_factor", "Amina@example.org", reason="lost phone", verbosity=0)
    outbox.sweep()

    assert not Authenticator.objects.exists()
    assert client.get("/learn/").status_code == 302
    told = [entry for entry in logs if entry["event"] == "second_factor_reset"]
    assert told[0]["reason"] == "lost phone"
    assert "amina" not in str(told).lower()
    assert mailoutbox[0].to == ["amina@example.org"]
    give_password(client, person)
    assert is_in(client)


@pytest.mark.parametrize(
    ("email", "reason"), [("nobody@example.org", "why"), ("", "why"), ("amina@example.org", " ")]
)
def test_nothing_is_taken_away_without_a_person_and_a_reason(email, reason):
    add_app(PersonFactory(email="amina@example.org"))
    PersonFactory(without_email=True)

    with pytest.raises(CommandError):
        call_command("reset_second_factor", email, reason=reason)

    assert Authenticator.objects.exists()


def test_a_forgotten_password_does_not_open_what_the_second_factor_closes(client, mailoutbox):
    person = PersonFactory()
    add_app(person)
    client.post(reverse("account_reset_password"), {"email": person.email})
    outbox.sweep()
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]

    answer = client.post(form, {"password1": "another battery", "password2": "another battery"})

    assert answer["Location"] == "/account/second-factor/sign-in/"
    assert not is_in(client)
    assert PASSWORD != "another battery"
