"""SAML: an answer that is signed, for us, now, and asked for signs in, once."""

import pytest
from django.test import Client
from django.urls import reverse

from lms.accounts.sign_on import addresses
from people.sign_on.models import Identity
from tests.factories import IdentityProviderFactory, MembershipFactory
from tests.providers.answers import Key
from tests.sign_on.openid import is_in, told
from tests.sign_on.saml.walking import ISSUER, KEY, STRANGERS, post, set_out

pytestmark = pytest.mark.django_db


def test_who_is_known_signs_in_and_is_led_to_where_she_was_going(client, provider, amina):
    client.get("/account/login/")
    before = client.session.session_key
    answer = set_out(client, provider, next="/concern/")

    came = post(client, provider, answer.signed(KEY), RelayState="https://evil.example/")

    assert (came.status_code, came["Location"]) == (302, "/concern/")
    assert client.session["_auth_user_id"] == str(amina.pk)
    assert client.session.session_key != before


def test_an_employee_number_finds_its_person(client, provider):
    amina = MembershipFactory(
        organisation=provider.organisation, employee_number="E-1001", person__without_email=True
    ).person

    post(client, provider, set_out(client, provider).signed(KEY))

    assert client.session["_auth_user_id"] == str(amina.pk)
    assert Identity.objects.get().way == "number"


def test_an_answer_is_good_once(client, provider, amina):
    answer = set_out(client, provider).signed(KEY)
    post(client, provider, answer)
    assert is_in(client)
    client.logout()

    post(client, provider, answer)

    assert (is_in(client), told()) == (False, ["replayed"])


def test_an_assertion_is_good_once_in_whatever_envelope(client, provider, amina):
    answer = set_out(client, provider).but(id="_the-same")
    post(client, provider, answer.signed(KEY))
    client.logout()
    again = set_out(client, provider).but(id="_the-same")

    post(client, provider, again.signed(KEY))

    assert (is_in(client), told()) == (False, ["replayed"])


def test_an_answer_in_another_browser_is_refused(client, provider, amina):
    answer = set_out(client, provider)
    other = Client()

    came = post(other, provider, answer.signed(KEY))

    assert came.status_code == 422
    assert (is_in(other), told()) == (False, ["lost"])


def test_the_page_after_the_answer_is_good_once_and_for_nobody_else(client, provider, amina):
    answer = set_out(client, provider)
    post(client, provider, answer.signed(KEY))
    kept = client.cookies["sign-on-answer"]
    client.logout()
    client.cookies["sign-on-answer"] = kept.value
    finish = reverse("sign-on-acs-finish", args=[provider.uuid])

    assert client.get(finish).status_code == 422
    assert not is_in(client)
    assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Lax", finish)


def test_another_tenants_provider_cannot_answer_for_this_one(client, provider, amina):
    other = IdentityProviderFactory(
        kind="saml", issuer=ISSUER, certificates=[STRANGERS.certificate]
    )
    answer = set_out(client, provider)
    post(client, provider, answer.signed(STRANGERS))
    # Its own answer to a question of ours, at its own address.
    ours = answer_to_both(answer, other)
    post(client, other, ours.signed(STRANGERS))
    # Its own question and answer: the subject is nobody's there.
    post(client, other, set_out(client, other).signed(STRANGERS))

    assert (is_in(client), told()) == (False, ["wrong-signature", "lost", "unknown"])


def answer_to_both(answer, other):
    return answer.but(audience=addresses.entity_id(other), acs=addresses.acs(other))


def test_an_expired_certificate_signs_nothing(client, provider, amina):
    answer = set_out(client, provider)
    old = Key.new(days=-1)
    type(provider).objects.update(certificates=[old.certificate])

    came = post(client, provider, answer.signed(old))

    assert (is_in(client), told()) == (False, ["certificate"])
    assert came.status_code == 422
    assert client.post(reverse("sign-on-door", args=[provider.door])).status_code == 422


def test_after_a_change_of_keys_old_and_new_count(client, provider, amina):
    type(provider).objects.update(certificates=[STRANGERS.certificate, KEY.certificate])

    post(client, provider, set_out(client, provider).signed(KEY))

    assert is_in(client)


def test_our_addresses_are_of_the_settings_not_of_the_request(client, provider, amina, settings):
    settings.ALLOWED_HOSTS = ["*"]
    answer = set_out(client, provider)
    evil = answer.but(acs=answer.acs.replace("testserver", "evil.example"))
    address = reverse("sign-on-acs", args=[provider.uuid])

    client.post(address, {"SAMLResponse": evil.signed(KEY)}, headers={"host": "evil.example"})
    client.get(reverse("sign-on-acs-finish", args=[provider.uuid]))

    assert (is_in(client), told()) == (False, ["wrong-recipient"])
