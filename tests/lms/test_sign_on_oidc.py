"""OpenID Connect: an honest answer signs in, and every other is refused, told and tells nothing."""

import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse

from lms.accounts.sign_on import oidc
from lms.accounts.sign_on.faults import Fault
from people.audit.models import AuditEvent
from people.models import Person
from people.sign_on import actions
from people.sign_on.models import Identity
from tests.factories import (
    IdentityProviderFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
)
from tests.providers.issuer import issuing

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def honest():
    with issuing() as issuer:
        yield issuer


@pytest.fixture
def issuer(honest):
    """The same server, honest again for each test."""
    honest.be_honest()
    return honest


@pytest.fixture
def provider(issuer):
    return IdentityProviderFactory(issuer=issuer.url, number_claim="employee_number")


@pytest.fixture
def amina(provider):
    """Somebody whom the provider knows as u-1001."""
    person = MembershipFactory(organisation=provider.organisation).person
    Identity.objects.create(provider=provider, person=person, subject="u-1001", way="signed-in")
    return person


def set_out(client, provider, **form):
    """Begin at the door. Returns what the provider is asked."""
    answer = client.post(reverse("sign-on-door", args=[provider.door]), form)
    address = answer["Refresh"].removeprefix("0; url=")
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def come_back(client, provider, query, code, **more):
    address = reverse("sign-on-callback", args=[provider.uuid])
    return client.get(address, {"state": query["state"], "code": code} | more)


def sign_in(client, provider, issuer, **form):
    query = set_out(client, provider, **form)
    return come_back(client, provider, query, issuer.code_for(query))


def is_in(client):
    return "_auth_user_id" in client.session


def told():
    return [event.facts.get("reason") for event in AuditEvent.objects.filter(verb="sign-in-failed")]


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


WRONG = {
    "another nonce": ({"nonce": "another"}, "unasked"),
    "no nonce": ({"nonce": None}, "unasked"),
    "another issuer": ({"iss": "https://evil.example"}, "wrong-issuer"),
    "another audience": ({"aud": "somebody-else"}, "wrong-audience"),
    "several audiences": ({"aud": ["daylight", "somebody-else"]}, "wrong-audience"),
    "another party": ({"azp": "somebody-else"}, "wrong-audience"),
    "no audience": ({"aud": None}, "unreadable"),
    "expired": ({"exp": int(time.time()) - 3600}, "expired"),
    "not valid yet": ({"nbf": int(time.time()) + 3600}, "expired"),
    "no end": ({"exp": None}, "unreadable"),
    "no subject": ({"sub": None}, "unreadable"),
    "empty subject": ({"sub": ""}, "wrong-subject"),
    "a subject too long": ({"sub": "u" * 256}, "wrong-subject"),
    "a subject with a line's end": ({"sub": "u-1001\n"}, "wrong-subject"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_token_that_says_something_else_is_refused(client, provider, issuer, amina, name):
    issuer.claims, reason = WRONG[name]

    answer = sign_in(client, provider, issuer)

    assert answer.status_code == 422
    assert (is_in(client), told()) == (False, [reason])


def other_key(issuer, claims):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": issuer.kid})


def unknown_key(issuer, claims):
    return jwt.encode(claims, issuer.key, algorithm="RS256", headers={"kid": "another"})


def unsigned(issuer, claims):
    return jwt.encode(claims, None, algorithm="none", headers={"kid": issuer.kid})


def public_key_as_secret(issuer, claims):
    """HS256, with the public key that everybody knows. PyJWT refuses to make one, so by hand."""
    import base64
    import hashlib
    import hmac
    import json

    def part(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    header = json.dumps({"alg": "HS256", "typ": "JWT", "kid": issuer.kid}).encode()
    signed = part(header) + b"." + part(json.dumps(claims).encode())
    signature = hmac.digest(issuer.public_pem(), signed, hashlib.sha256)
    return (signed + b"." + part(signature)).decode()


def client_secret_as_key(issuer, claims):
    return jwt.encode(claims, "between us" * 4, algorithm="HS256", headers={"kid": issuer.kid})


def tampered(issuer, claims):
    head, _, signature = issuer.signed(claims).split(".")
    return ".".join([head, issuer.signed(claims | {"sub": "u-9"}).split(".")[1], signature])


FORGED = {
    other_key: "wrong-signature",
    unknown_key: "wrong-signature",
    unsigned: "weak-signature",
    public_key_as_secret: "weak-signature",
    client_secret_as_key: "weak-signature",
    tampered: "wrong-signature",
    lambda issuer, claims: "not.a.token": "unreadable",
    lambda issuer, claims: None: "unreadable",
    lambda issuer, claims: ["a"]: "unreadable",
}


@pytest.mark.parametrize("forge", FORGED)
def test_a_token_that_is_signed_otherwise_is_refused(client, provider, issuer, amina, forge):
    issuer.token = lambda query: forge(issuer, issuer.said(query))

    answer = sign_in(client, provider, issuer)

    assert answer.status_code == 422
    assert (is_in(client), told()) == (False, [FORGED[forge]])


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
    amina = MembershipFactory(organisation=place, employee_number="E-1").person
    issuer.claims = {"employee_number": "E-1"}
    sign_in(client, provider, issuer)
    assert client.session["_auth_user_id"] == str(amina.pk)

    other = Client()
    issuer.claims = {"employee_number": "E-1", "sub": "somebody-else"}
    sign_in(other, provider, issuer)

    assert not is_in(other)
    assert Identity.objects.get().subject == "u-1001"


def test_the_number_may_come_from_userinfo_of_the_same_subject_only(client, provider, issuer):
    amina = MembershipFactory(organisation=provider.organisation, employee_number="E-1").person
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


BROKEN = {
    "not JSON": ({"/.well-known/openid-configuration": b"<html>"}, "not-a-provider"),
    "a list": ({"/.well-known/openid-configuration": b"[]"}, "not-a-provider"),
    "without end": ({"/.well-known/openid-configuration": b" " * 600_000}, "unreachable"),
    "elsewhere": ({"/.well-known/openid-configuration": b"http://127.0.0.1:1/"}, "unreachable"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_provider_that_is_none_gives_a_clear_page(client, provider, issuer, name):
    issuer.raw, reason = BROKEN[name]

    answer = client.post(reverse("sign-on-door", args=[provider.door]))

    assert (answer.status_code, told()) == (422, [reason])
    assert "Signing in did not work" in answer.text


@pytest.mark.parametrize("path", ["/token", "/keys"])
@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null", b'"a"', b"{" * 5000])
def test_a_provider_that_breaks_on_the_way_back_gives_a_clear_page(
    client, provider, issuer, amina, path, body
):
    issuer.raw = {path: body}

    answer = sign_in(client, provider, issuer)

    assert (answer.status_code, is_in(client)) == (422, False)


def test_a_provider_that_is_away_or_slow_gives_a_clear_page_soon(client, issuer, monkeypatch):
    away = IdentityProviderFactory(issuer="http://127.0.0.1:9")
    slow = IdentityProviderFactory(issuer=issuer.url)
    monkeypatch.setattr("lms.outbound.READ_SECONDS", 0.2)
    issuer.seconds_to_think = 1

    for provider in (away, slow):
        began = time.monotonic()
        answer = client.post(reverse("sign-on-door", args=[provider.door]))
        assert (answer.status_code, time.monotonic() - began < 1) == (422, True)

    assert told() == ["unreachable", "unreachable"]


def test_an_issuer_must_call_itself_as_it_is_called(issuer):
    issuer.discovery = issuer.discovery | {"issuer": f"{issuer.url}/"}

    with pytest.raises(Fault, match="wrong-issuer"):
        oidc.discover(issuer.url)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "//evil.example"])
def test_an_issuer_leads_nobody_to_what_is_no_page(issuer, address):
    issuer.discovery = issuer.discovery | {"authorization_endpoint": address}

    with pytest.raises(Fault, match="address"):
        oidc.discover(issuer.url)


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


def test_an_old_sign_in_there_is_no_fresh_one_here(client, provider, issuer, amina):
    issuer.claims = {"auth_time": int(time.time()) - 3600}
    Person.objects.filter(pk=amina.pk).update(password="!")
    sign_in(client, provider, issuer)
    identity = Identity.objects.get()
    disconnect = reverse("sign-on-disconnect", args=[identity.uuid])
    asked = client.get(disconnect)
    assert asked["Location"].startswith(reverse("sign-on-again"))

    # Only an answer that says that she was asked just now counts.
    for seconds, is_fresh in ((3600, False), (0, True)):
        issuer.claims = {"auth_time": int(time.time()) - seconds}
        again = client.post(asked["Location"], {"provider": provider.uuid, "next": disconnect})
        query = {k: v[0] for k, v in parse_qs(urlsplit(again["Refresh"]).query).items()}
        assert (query["prompt"], query["max_age"]) == ("login", "0")
        come_back(client, provider, query, issuer.code_for(query))
        assert (client.get(disconnect).status_code == 200) is is_fresh


def test_somebody_else_cannot_show_that_it_is_she(client, provider, issuer, amina):
    Person.objects.filter(pk=amina.pk).update(password="!")
    other = MembershipFactory(organisation=provider.organisation).person
    Identity.objects.create(provider=provider, person=other, subject="u-2", way="signed-in")
    issuer.claims = {"auth_time": None}
    sign_in(client, provider, issuer)
    issuer.claims = issuer.userinfo = {"sub": "u-2"}

    again = client.post(reverse("sign-on-again"), {"provider": provider.uuid, "next": "/account/"})
    query = {k: v[0] for k, v in parse_qs(urlsplit(again["Refresh"]).query).items()}
    come_back(client, provider, query, issuer.code_for(query))

    assert client.session["_auth_user_id"] == str(amina.pk)
    assert told() == ["somebody-else"]


def connect(client, provider):
    answer = client.post(reverse("sign-on-connect", args=[provider.uuid]))
    return {k: v[0] for k, v in parse_qs(urlsplit(answer["Refresh"]).query).items()}


def test_a_subject_of_somebody_else_is_not_connected(client, provider, issuer, amina):
    other = MembershipFactory(organisation=provider.organisation).person
    client.force_login(other)
    query = connect(client, provider)

    answer = come_back(client, provider, query, issuer.code_for(query))

    assert answer["Location"] == reverse("my-sign-ons")
    assert Identity.objects.get().person == amina
    assert "could not be connected" in client.get(answer["Location"]).text


def test_what_one_person_began_to_connect_another_does_not_end(client, provider, issuer):
    first, second = (MembershipFactory(organisation=provider.organisation).person for _ in range(2))
    client.force_login(first)
    query = connect(client, provider)
    session = client.session
    session["_auth_user_id"] = str(second.pk)
    session["_auth_user_hash"] = second.get_session_auth_hash()
    session.save()

    come_back(client, provider, query, issuer.code_for(query))

    assert not Identity.objects.exists()


def test_only_a_provider_of_where_one_works_can_be_connected(client, issuer):
    elsewhere = IdentityProviderFactory(issuer=issuer.url)
    client.force_login(MembershipFactory(organisation=OrganisationFactory()).person)

    assert client.post(reverse("sign-on-connect", args=[elsewhere.uuid])).status_code == 404


def test_connecting_asks_again_who_it_is(client, provider, issuer, time_machine):
    client.force_login(MembershipFactory(organisation=provider.organisation).person)
    time_machine.move_to(datetime.now(UTC) + timedelta(hours=1))

    answer = client.post(reverse("sign-on-connect", args=[provider.uuid]))

    assert answer["Location"].startswith("/account/reauthenticate/")


def test_doors_that_are_not_open_are_answered_alike(client):
    off = IdentityProviderFactory(is_on=False)
    ended = IdentityProviderFactory()
    place = ended.organisation
    type(place).objects.filter(pk=place.pk).update(ended_on="2025-01-01")

    for code in ("a" * 24, off.door, ended.door):
        answer = client.get(reverse("sign-on-door", args=[code]))
        assert (answer.status_code, answer["Location"]) == (302, "/account/login/")
        assert "This sign-in address is not in use" in client.get("/account/login/").text


def test_no_page_tells_which_organisations_there_are(client):
    row = IdentityProviderFactory(name="Larkfield account")

    page = client.get("/account/login/").text

    assert row.name not in page
    assert str(row.uuid) not in page
    client.cookies["sign-on"] = "no such door"
    assert client.get("/account/login/").status_code == 200


def test_a_person_without_a_work_place_keeps_her_password(client, provider, issuer, amina):
    """Who has left is not signed in by her former employer."""
    amina.memberships.update(last_day="2025-01-01")

    sign_in(client, provider, issuer)

    assert (is_in(client), told()) == (False, ["unknown"])
    assert PersonFactory().has_usable_password()
