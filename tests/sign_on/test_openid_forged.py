"""OpenID Connect: tokens that are forged, and providers that are broken, are refused and told."""

import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.urls import reverse

from lms.accounts.sign_on import oidc
from lms.accounts.sign_on.faults import Fault
from tests.factories import (
    IdentityProviderFactory,
)
from tests.sign_on.openid import is_in, sign_in, told

pytestmark = pytest.mark.django_db

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
    "an endless life": ({"exp": float("inf")}, "unreadable"),
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
@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null", b'"a"', b"[" * 400_000])
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
