"""OpenID Connect: who is known signs in, once for each question, where she asked."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.test import Client
from django.urls import reverse

from people.models import Person
from people.sign_on import actions
from people.sign_on.models import Identity
from tests.factories import (
    IdentityProviderFactory,
    MembershipFactory,
    PersonFactory,
)
from tests.providers.issuer import issuing
from tests.sign_on.openid import come_back, is_in, set_out, sign_in, told

pytestmark = pytest.mark.django_db


def test_who_is_known_signs_in_and_is_led_to_where_she_was_going(client, provider, issuer, amina):
    client.get("/account/login/")
    client.session["planted"] = True
    before = client.session.session_key

    answer = sign_in(client, provider, issuer, next="/concern/")

    assert (answer.status_code, answer["Location"]) == (302, "/concern/")
    assert client.session["_auth_user_id"] == str(amina.pk)
    assert client.session.session_key != before
    assert not SocialAccount.objects.exists()
    assert not SocialApp.objects.exists()
    assert not SocialToken.objects.exists()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_one_is_not_led_elsewhere(client, provider, issuer, amina, address):
    assert sign_in(client, provider, issuer, next=address)["Location"] == "/"


def test_our_address_is_of_the_settings_not_of_the_request(client, provider, issuer, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.BASE_URL = "https://daylight.example.org"

    answer = client.post(
        reverse("sign-on-door", args=[provider.door]), headers={"host": "evil.example"}
    )

    assert "https%3A%2F%2Fdaylight.example.org%2Faccount%2Fsign-on%2F" in answer["Refresh"]
    assert "evil.example" not in answer["Refresh"]


def test_what_is_asked_cannot_be_changed_by_the_address(client, provider, issuer, amina):
    door = reverse("sign-on-door", args=[provider.door])
    answer = client.post(f"{door}?scope=admin&auth_params=prompt%3Dnone&process=connect")

    assert "admin" not in answer["Refresh"]
    assert "prompt" not in answer["Refresh"]
    query = {k: v[0] for k, v in parse_qs(urlsplit(answer["Refresh"]).query).items()}
    come_back(client, provider, query, issuer.code_for(query))
    assert is_in(client)


def test_a_code_and_a_state_are_good_once(client, provider, issuer, amina):
    query = set_out(client, provider)
    code = issuer.code_for(query)
    come_back(client, provider, query, code)
    client.logout()

    answer = come_back(client, provider, query, code)

    assert answer.status_code == 422
    assert (is_in(client), told()) == (False, ["lost"])


def test_an_answer_to_another_browser_is_refused(client, provider, issuer, amina):
    query = set_out(client, provider)
    other = Client()

    answer = come_back(other, provider, query, issuer.code_for(query))

    assert answer.status_code == 422
    assert (is_in(other), told()) == (False, ["lost"])


def test_an_answer_without_the_proof_of_the_question_is_refused(client, provider, issuer, amina):
    """PKCE: a code that was caught elsewhere is of no use in this session."""
    caught = set_out(Client(), provider)
    query = set_out(client, provider)

    come_back(client, provider, query, issuer.code_for(caught))

    assert (is_in(client), told()) == (False, ["wrong-code"])


def test_another_tenants_provider_cannot_answer_for_this_one(client, provider, issuer, amina):
    with issuing() as theirs:
        other = IdentityProviderFactory(issuer=theirs.url)
        query = set_out(client, provider)
        come_back(client, other, query, theirs.code_for(query))
        assert not is_in(client)
        query = set_out(client, other)
        come_back(client, provider, query, issuer.code_for(query))
        assert not is_in(client)
        # Its own answers are its own people's: this subject is nobody's there.
        sign_in(client, other, theirs)

    assert (is_in(client), told()) == (False, ["lost", "lost", "unknown"])


def test_an_answer_that_says_it_is_from_another_issuer_is_refused(client, provider, issuer, amina):
    query = set_out(client, provider)

    come_back(client, provider, query, issuer.code_for(query), iss="https://evil.example")

    assert (is_in(client), told()) == (False, ["wrong-issuer"])


def test_an_address_alone_links_nobody_and_adds_nobody(client, provider, issuer):
    person = MembershipFactory(organisation=provider.organisation).person
    issuer.claims = {"email": person.email, "email_verified": True, "name": "Boss"}
    count = Person.objects.count()

    answer = sign_in(client, provider, issuer)

    assert answer.status_code == 422
    assert "We do not know you here yet" in answer.text
    assert not is_in(client)
    assert not Identity.objects.exists()
    assert Person.objects.count() == count


def test_an_employee_number_finds_its_person_once_and_for_good(client, provider, issuer):
    place = provider.organisation
    amina = MembershipFactory(
        organisation=place, employee_number="E-1", person__without_email=True
    ).person
    issuer.claims = {"employee_number": "E-1"}
    sign_in(client, provider, issuer)
    assert client.session["_auth_user_id"] == str(amina.pk)

    other = Client()
    issuer.claims = {"employee_number": "E-1", "sub": "somebody-else"}
    sign_in(other, provider, issuer)

    assert not is_in(other)
    assert Identity.objects.get().subject == "u-1001"


def test_the_number_may_come_from_userinfo_of_the_same_subject_only(client, provider, issuer):
    amina = MembershipFactory(
        organisation=provider.organisation, employee_number="E-1", person__without_email=True
    ).person
    issuer.userinfo = {"sub": "another", "employee_number": "E-1"}
    sign_in(client, provider, issuer)
    assert not is_in(client)

    issuer.userinfo = {"sub": "u-1001", "employee_number": "E-1", "iss": "https://evil.example"}
    sign_in(client, provider, issuer)

    assert client.session["_auth_user_id"] == str(amina.pk)


def test_a_provider_that_is_turned_off_is_off_at_once(client, provider, issuer, amina):
    query = set_out(client, provider)
    actions.turn_off(provider, by=provider.made_by)

    come_back(client, provider, query, issuer.code_for(query))

    assert (is_in(client), told()) == (False, ["unknown"])
    answer = client.post(reverse("sign-on-door", args=[provider.door]))
    assert answer["Location"] == "/account/login/"


def test_who_may_not_sign_in_here_does_not_by_her_provider(client, provider, issuer, amina):
    Person.objects.filter(pk=amina.pk).update(is_active=False)

    sign_in(client, provider, issuer)

    assert (is_in(client), told()) == (False, ["unknown"])


def test_who_cancels_there_is_told_so(client, provider, issuer):
    query = set_out(client, provider)

    answer = client.get(
        reverse("sign-on-callback", args=[provider.uuid]),
        {"state": query["state"], "error": "access_denied"},
    )

    assert answer.status_code == 422
    assert told() == ["cancelled"]


def test_whoever_tries_too_often_is_slowed_down(client, provider, issuer):
    address = reverse("sign-on-callback", args=[provider.uuid])

    answers = [client.get(address, {"state": "x", "code": "y"}).status_code for _ in range(40)]

    assert answers.count(429) >= 9
    assert len(told()) <= 31


def test_a_person_without_a_work_place_keeps_her_password(client, provider, issuer, amina):
    """Who has left is not signed in by her former employer."""
    amina.memberships.update(last_day="2025-01-01")

    sign_in(client, provider, issuer)

    assert (is_in(client), told()) == (False, ["unknown"])
    assert PersonFactory().has_usable_password()
