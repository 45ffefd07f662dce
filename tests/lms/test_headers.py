"""Every answer carries the same armour, whatever it is: page, file, error, refusal."""

import pytest

from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/account/login/",
    "/concern/",
    "/livez",
    "/learn/",
    "/not-there/",
    "/en/not-there/",
    "/cms/",
    "/static/lms/daylight.css",
    "/media/images/not-there.png",
]


def assert_armoured(answer):
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["X-Request-ID"]
    assert answer["Cache-Control"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("who", ["stranger", "learner"])
def test_every_answer_is_armoured(client, who, address):
    if who == "learner":
        client.force_login(PersonFactory())

    answer = client.get(address)
    answer.close()

    assert_armoured(answer)


@pytest.mark.parametrize("way", ["http", "https"])
def test_a_wrong_host_is_refused_armoured(client, settings, way):
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get("/livez", headers={"host": "evil.example"}, secure=way == "https")

    assert answer.status_code == 400
    assert_armoured(answer)


def test_the_way_to_https_is_armoured(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get("/account/login/")

    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/account/login/")
    assert_armoured(answer)


def test_what_a_signed_in_person_sees_is_stored_nowhere(client):
    client.force_login(PersonFactory())

    assert "no-store" in client.get("/concern/")["Cache-Control"]


def test_what_everybody_sees_is_asked_for_again_and_shared_by_no_cache_in_between(client):
    assert client.get("/concern/")["Cache-Control"] == "private, no-cache"


def test_the_language_of_an_address_is_spoken_whatever_the_browser_wants(client):
    answer = client.get("/ar/", headers={"accept-language": "es"})

    assert answer["Content-Language"] == "ar"


def test_the_persons_language_goes_before_the_browsers(client):
    client.force_login(PersonFactory(language="ar"))

    answer = client.get("/concern/", headers={"accept-language": "es"})

    assert answer["Content-Language"] == "ar"
