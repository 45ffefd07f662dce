"""Ten thousand wrong passwords, tokens and certificate codes: hardly any is even looked at.

The same for pictures and join codes: tests/people/doors/test_guesses.py.
"""

import pytest
import time_machine
from allauth.account.adapter import get_adapter
from django.core.cache.backends.locmem import LocMemCache
from django.core.exceptions import ValidationError

from certificates import throttle as verification
from people import throttle
from people.scim import api
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

GUESSES = 10_000
MOST = GUESSES // 1000
# As a service keeps them: nothing is dropped to make room.
ROOMY = {"OPTIONS": {"MAX_ENTRIES": 10 * GUESSES}}


@pytest.fixture(autouse=True)
def still():
    with time_machine.travel("2026-11-26T10:00:30Z", tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    """Counts of this test alone."""
    made = LocMemCache(f"{tmp_path}/guesses", ROOMY)
    monkeypatch.setattr(throttle, "cache", made)
    monkeypatch.setattr("allauth.core.internal.ratelimit.cache", made)
    return made


def looked_at(rf, guesses) -> int:
    """How many of these passwords were not refused before they were compared."""
    count = 0
    for address, email, password in guesses:
        request = rf.post("/account/login/", REMOTE_ADDR=address)
        request.session = {}
        try:
            get_adapter(request).authenticate(request, email=email, password=password)
        except ValidationError:
            continue
        count += 1
    return count


def test_passwords_for_one_person_from_many_places(rf):
    email = PersonFactory(email="known@example.org").email
    places = (f"10.0.{n % 100}.1" for n in range(GUESSES))

    assert looked_at(rf, ((place, email, "wrong") for place in places)) <= MOST


def test_passwords_for_nobody_are_refused_as_soon_as_for_somebody(rf):
    known = PersonFactory(email="known@example.org").email

    def tried(email: str) -> int:
        return looked_at(rf, [(f"10.1.{n}.1", email, "wrong") for n in range(50)])

    assert tried(known) == tried("unknown@example.org")


def test_passwords_for_everybody_from_one_address(rf):
    everybody = (f"person{n}@example.org" for n in range(GUESSES))

    assert looked_at(rf, (("192.0.2.7", email, "wrong") for email in everybody)) <= 2 * MOST


@pytest.mark.parametrize(
    "wait",
    [
        lambda request: verification.seconds_to_wait(request),
        lambda request: throttle.seconds_to_wait(
            request, "scim", most=api.MOST_WRONG, window=api.WINDOW
        ),
    ],
    ids=["certificate code", "token"],
)
def test_codes_and_tokens_from_one_address_are_refused_unseen(rf, wait):
    request = rf.get("/", REMOTE_ADDR="192.0.2.7")

    assert sum(not wait(request) for _ in range(GUESSES)) <= 30
