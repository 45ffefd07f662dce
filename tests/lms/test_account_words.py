"""The pages about signing in speak the reader's language: nothing of allauth's comes through."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from people.models import Person
from tests.factories import PersonFactory
from tests.lms.codes import WRONG, add_app, add_passkey, give_password

pytestmark = pytest.mark.django_db

# What is the same in every language: names, addresses, what browsers are called.
SAME = {
    "Daylight",
    "English",
    "español",
    "العربية",
    "Firefox",
    "Windows",
    "QR",
    "PIN",
    "JavaScript",
}
SHOWN = {"alt", "placeholder", "title", "aria-label"}


class Words(HTMLParser):
    """Gathers what a reader is shown or read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._is_code = False

    def handle_starttag(self, tag, attrs):
        self._is_code = tag in {"script", "code"}
        self.found += [value for name, value in attrs if name in SHOWN and value]

    def handle_data(self, data):
        if not self._is_code and data.strip():
            self.found.append(" ".join(data.split()))


def words_of(page: str) -> list[str]:
    reader = Words()
    reader.feed(page)
    return reader.found


def pages(language: str) -> dict[str, str]:
    """Every page of an account, and what each says to something wrong."""
    person = PersonFactory(full_name="Siti", email=f"{language}@e.org", language=language)
    client = Client(
        headers={"Accept-Language": language, "User-Agent": "Windows Firefox"},
    )
    found = {"sign in": client.post("/account/login/", {"login": "x", "password": ""}).text}
    found["wrong"] = give_password(client, person, password="wrong").text
    found["forgotten"] = client.post("/account/password/reset/", {"email": "x"}).text
    client.force_login(person)
    found |= {
        name: client.get(reverse(name)).text
        for name in ["my-account", "mfa_index", "mfa_activate_totp", "file-follows"]
    }
    found["wrong first code"] = client.post(reverse("mfa_activate_totp"), {"code": WRONG}).text
    found["no code"] = client.post(reverse("mfa_activate_totp"), {"code": ""}).text
    found["none to stand in for"] = client.post(reverse("mfa_view_recovery_codes")).text
    found |= _with_factors(client, person)
    return found


def _with_factors(client: Client, person: Person) -> dict[str, str]:
    add_app(person)
    passkey = add_passkey(person, "Siti")
    found = {
        name: client.get(reverse(name)).text
        for name in [
            "mfa_index",
            "mfa_deactivate_totp",
            "mfa_add_webauthn",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
            "mfa_view_recovery_codes",
            "account_reauthenticate",
            "account_change_password",
            "usersessions_list",
        ]
    }
    remove = reverse("mfa_remove_webauthn", args=[passkey.pk])
    found["remove"] = client.get(remove).text
    found["made"] = client.post(reverse("mfa_view_recovery_codes")).text
    found["wrong passkey"] = client.post(reverse("mfa_add_webauthn"), {"credential": "{}"}).text
    again = reverse("account_reauthenticate")
    found["wrong again"] = client.post(again, {"password": "wrong"}).text
    change = {"oldpassword": "wrong", "password1": "siti", "password2": "other"}
    found["not changed"] = client.post(reverse("account_change_password"), change).text
    found |= _second_step(person)
    client.post(remove)
    client.post(reverse("mfa_deactivate_totp"))
    found["removed"] = client.get(reverse("mfa_index")).text
    return found


def _second_step(person: Person) -> dict[str, str]:
    client = Client(headers={"Accept-Language": person.language})
    give_password(client, person)
    step = reverse("mfa_authenticate")
    found = {"second step": client.get(step).text}
    for number in range(12):
        found[f"wrong code {number}"] = client.post(step, {"code": WRONG}).text
    return found


def test_no_english_comes_through_in_arabic():
    english = {
        name: left
        for name, page in pages("ar").items()
        if (left := [words for words in words_of(page) if re.search(r"[A-Za-z]{2,}", _own(words))])
    }

    assert english == {}


def _own(words: str) -> str:
    for same in [*SAME, "Siti", "ar@e.org", "es@e.org"]:
        words = words.replace(same, "")
    return words


def test_nothing_is_said_in_spanish_as_it_is_in_english():
    english, spanish = pages("en"), pages("es")

    same = {
        name: left
        for name, page in spanish.items()
        if (left := {w for w in words_of(page) if re.search("[a-z]{2,}", _own(w))} & _all(english))
    }

    assert same == {}


def _all(found: dict[str, str]) -> set[str]:
    return {words for page in found.values() for words in words_of(page)}
