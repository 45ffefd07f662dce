"""How often one address may check."""

import pytest
import time_machine
from django.urls import reverse

from certificates.models import new_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def strict(settings):
    settings.VERIFICATION_LIMIT = 3
    settings.VERIFICATION_WINDOW = 60


@pytest.fixture(autouse=True)
def early_in_the_minute():
    with time_machine.travel("2026-11-23T10:00:05Z", tick=False):
        yield


def check(client, **caller):
    return client.get(reverse("verify-certificate", args=[new_code()]), **caller)


def test_after_the_limit_it_says_how_long_to_wait(client):
    assert [check(client).status_code for _ in range(4)] == [404, 404, 404, 429]

    refused = check(client)
    assert refused["Retry-After"] == "55"
    assert "noindex" in refused["X-Robots-Tag"]
    assert "55" in refused.text


def test_after_waiting_it_goes_on(client):
    for _ in range(4):
        check(client)

    with time_machine.travel("2026-11-23T10:01:00Z", tick=False):
        assert check(client).status_code == 404


def test_other_addresses_are_not_held_up(client):
    for _ in range(4):
        check(client, REMOTE_ADDR="192.0.2.1")

    assert check(client, REMOTE_ADDR="192.0.2.1").status_code == 429
    assert check(client, REMOTE_ADDR="192.0.2.2").status_code == 404


def test_one_line_is_one_address_in_ipv6(client):
    for number in range(4):
        check(client, REMOTE_ADDR=f"2001:db8::{number:x}")

    assert check(client, REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert check(client, REMOTE_ADDR="2001:db8:0:1::1").status_code == 404


def test_a_forged_header_makes_no_other_address(client):
    for number in range(4):
        check(client, headers={"x-forwarded-for": f"198.51.100.{number}"})

    assert check(client, headers={"x-forwarded-for": "203.0.113.9"}).status_code == 429


def test_behind_our_proxy_the_address_is_the_one_it_saw(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(4):
        check(client, headers={"x-forwarded-for": f"10.0.0.{number}, 198.51.100.1"})

    assert check(client, headers={"x-forwarded-for": "10.9.9.9, 198.51.100.1"}).status_code == 429
    assert check(client, headers={"x-forwarded-for": "10.9.9.9, 198.51.100.2"}).status_code == 404


def test_asking_for_the_form_is_not_counted(client):
    answers = [client.get(reverse("verify")).status_code for _ in range(9)]

    assert set(answers) == {200}


def test_second_codes_are_counted_too(client):
    for _ in range(3):
        client.post(reverse("verify-certificate", args=[new_code()]), {"name_code": "a"})

    assert check(client).status_code == 429
