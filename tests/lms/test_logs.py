"""The log is for machines, and holds nothing that a person said, is called, or lives at."""

import io
import json
import logging
import logging.config

import pytest
import structlog
from django.test import Client

from lms import logs
from tests.factories import PASSWORD, PersonFactory


@pytest.fixture
def written(settings):
    """What production's log says."""
    stream = io.StringIO()
    production = logs.logging(as_json=True)
    production["handlers"]["stream"]["stream"] = stream
    logging.config.dictConfig(production)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.config.dictConfig(settings.LOGGING)


def test_an_event_is_a_line_of_json_with_its_moment_and_level(written):
    structlog.get_logger("here").info("something_happened", number=7)

    (event,) = written()
    assert event["event"] == "something_happened"
    assert (event["number"], event["level"], event["logger"]) == (7, "info", "here")
    assert event["timestamp"].endswith("Z")


def test_what_others_log_comes_out_alike(written):
    logging.getLogger("somebody.else").warning("hello %s", "there")

    assert written()[0]["event"] == "hello there"


def test_an_error_is_told_by_its_kind_and_way_and_not_by_its_words(written):
    try:
        raise ValueError("Amina wrote this")
    except ValueError:
        logging.getLogger("here").exception("it broke")

    (event,) = written()
    assert event["error"] == "ValueError"
    assert event["at"][-1].startswith("test_logs.py:")
    assert "Amina" not in json.dumps(event)


@pytest.mark.django_db
def test_a_request_is_one_line_with_an_id_and_without_a_person(client, written):
    person = PersonFactory(full_name="Amina Canary", email="canary@example.org")

    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    answer = client.get("/learn/", {"q": "canary"}, headers={"user-agent": "Canary/1.0"})

    lines = [line for line in written() if line["event"] == "request"]
    assert lines[-1]["request_id"] == answer["X-Request-ID"]
    assert (lines[-1]["method"], lines[-1]["route"], lines[-1]["status"]) == ("GET", "learn/", 200)
    text = json.dumps(written()).lower()
    for secret in ("canary", PASSWORD, "127.0.0.1", str(person.uuid)):
        assert secret not in text


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/concern/", "/work/", "/static/lms/daylight.css"])
def test_some_pages_leave_no_line_at_all(client, written, address):
    client.get(address).close()

    assert written() == []


@pytest.mark.django_db
def test_an_address_that_is_not_there_is_not_repeated(client, written):
    client.get("/verify-me/canary/")

    assert "canary" not in json.dumps(written())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "route"),
    [
        ("/work/en/D1/finished/", "work/<language:language>/<slug:code>/finished/"),
        ("/verify/canary%25s-ñ/", "verify/<path:code>/"),
    ],
)
def test_what_breaks_is_told_by_its_route_and_not_by_its_address(
    client, written, monkeypatch, address, route
):
    def break_down(*args, **kwargs):
        raise ValueError("canary")

    monkeypatch.setattr("django.core.handlers.base.BaseHandler.check_response", break_down)
    client.raise_request_exception = False

    answer = client.generic("POST", address)

    assert answer.status_code == 500
    lines = [line for line in written() if line["logger"] == "django.request"]
    assert [line["event"] for line in lines] == [f"Internal Server Error: {route}"]
    told = json.dumps(written())
    assert "canary" not in told
    assert "D1" not in told


@pytest.mark.django_db
def test_a_refusal_tells_no_address(written):
    stranger = Client(enforce_csrf_checks=True)

    stranger.post("/verify/canary/")

    lines = [line for line in written() if line["logger"] == "django.security.csrf"]
    assert "verify/" in lines[0]["event"]
    assert "canary" not in json.dumps(written())
