"""What a person has beside her password: an app for codes, recovery codes, a passkey."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from people.models import Person
from tests.factories import PASSWORD

PERIOD = 30
WRONG = "000000"


def code_of(secret: str, *, later: int = 0) -> str:
    """The code that the app shows now, or so many half minutes later."""
    return format_hotp_value(
        hotp_value(secret.replace(" ", ""), int(time.time()) // PERIOD + later)
    )


def add_app(person: Person) -> str:
    """Give a person an app for codes and recovery codes. Returns the app's secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def add_passkey(person: Person, name: str = "Old phone") -> Authenticator:
    """Give a person a passkey that no device has any more."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(Aaguid(bytes(16)), b"credential", key)
    told = AuthenticatorData.create(bytes(32), AuthenticatorData.FLAG.AT, 0, credential)
    response = {
        "clientDataJSON": websafe_encode(CollectedClientData.create("webauthn.create", b"c", "o")),
        "attestationObject": websafe_encode(AttestationObject.create("none", told, {})),
    }
    ids = dict.fromkeys(["id", "rawId"], websafe_encode(b"credential"))
    data = {"name": name, "credential": ids | {"type": "public-key", "response": response}}
    return Authenticator.objects.create(user=person, type="webauthn", data=data)


def recovery_codes_of(person: Person) -> list[str]:
    row = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
    return row.wrap().get_unused_codes()


def give_password(client: Client, person: Person, **more: str) -> Any:
    """The first step of signing in."""
    return client.post(
        reverse("account_login"), {"login": person.email, "password": PASSWORD} | more
    )


def give_code(client: Client, code: str) -> Any:
    """The second step."""
    return client.post(reverse("mfa_authenticate"), {"code": code})
