"""The first page, languages, concerns, privacy, and what is shown when something breaks."""

import json

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from wagtail.models import Locale, Page, Site

from lms import views
from people.models import Power
from tests.factories import EnrolmentFactory, GrantFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_a_stranger_begins_at_the_public_page_in_the_browsers_language(client):
    answer = client.get("/", headers={"accept-language": "ar,en;q=0.5"})

    assert (answer.status_code, answer["Location"]) == (302, "/ar/")


def test_a_learner_begins_at_her_learning(client):
    client.force_login(PersonFactory())

    assert client.get("/")["Location"] == "/learn/"


def test_who_has_nothing_to_learn_begins_at_what_she_does_here(client):
    lead = GrantFactory(power=Power.CSO).person
    client.force_login(lead)

    assert client.get("/")["Location"] == "/overview/"

    EnrolmentFactory(person=lead)
    assert client.get("/")["Location"] == "/learn/"


def test_a_language_is_kept_for_the_person_and_in_a_cookie(client):
    person = PersonFactory(language="en")
    client.force_login(person)

    answer = client.post("/language/", {"language": "ar", "next": "/concern/"})

    person.refresh_from_db()
    assert answer["Location"] == "/concern/"
    assert person.language == "ar"
    assert client.cookies["django_language"].value == "ar"
    assert 'dir="rtl"' in client.get("/concern/").text


def test_a_language_that_is_not_spoken_becomes_the_first(client):
    answer = client.post("/language/", {"language": "tlh", "next": "/concern/"})

    assert answer.cookies["django_language"].value == "en"


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "evil",
        "",
    ],
)
def test_choosing_a_language_leads_nowhere_else(client, address):
    answer = client.post("/language/", {"language": "es", "next": address})

    assert answer["Location"] == "/"


def test_a_public_page_is_followed_into_its_translation(client):
    english = Site.objects.get(is_default_site=True).root_page
    spanish, _ = Locale.objects.get_or_create(language_code="es")
    english.copy_for_translation(spanish).get_latest_revision_as_object().save_revision().publish()
    about = english.add_child(instance=Page(title="About", slug="about"))
    twin = about.copy_for_translation(spanish)
    twin.slug = "acerca"
    twin.save_revision().publish()

    answer = client.post("/language/", {"language": "es", "next": "/en/about/"})

    assert answer["Location"] == "/es/acerca/"


@pytest.mark.parametrize("address", ["/en/", "/en/not-there/", "/ar/?q=1"])
def test_a_public_page_without_a_twin_leads_to_the_first_page_of_the_language(client, address):
    assert client.post("/language/", {"language": "es", "next": address})["Location"] == "/es/"


@pytest.mark.parametrize(
    ("method", "address", "data"),
    [
        ("post", "/language/", {"language": "es", "next": "/en/\0/"}),
        ("post", "/language/", {"language\0": "es"}),
        ("get", "/verify/", {"code": "a\0b"}),
        ("get", "/verify/a%00b/", {}),
        ("get", "/cms/tag-autocomplete/", {"term": "\0"}),
    ],
)
def test_what_no_database_keeps_is_refused_at_once(client, method, address, data):
    client.force_login(GrantFactory(power=Power.AUTHOR).person)

    answer = getattr(client, method)(address, data)

    assert answer.status_code == 400
    assert "We could not read this request" in answer.text


def test_a_cookie_with_a_nul_is_refused_before_it_is_looked_up(client):
    client.cookies["sessionid"] = "a" * 30 + "\0"

    assert client.get("/learn/").status_code == 400


def test_asking_for_a_language_by_reading_changes_nothing(client):
    assert client.get("/language/?language=ar").status_code == 405


def test_concerns_are_shown_whom_to_tell_without_a_trace(client, settings):
    settings.CONCERN_CHANNELS = [
        {"name": "Helpline", "phone": "+44 20 7946 0456", "address": "https://help.example/"}
    ]

    answer = client.get("/concern/")

    assert "+44 20 7946 0456" in answer.text
    assert 'href="https://help.example/" rel="noreferrer noopener"' in answer.text
    assert "Set-Cookie" not in answer.headers or "session" not in answer.headers["Set-Cookie"]


def test_without_channels_the_page_still_helps(client, settings):
    settings.CONCERN_CHANNELS = []

    assert "trade union" in client.get("/concern/").text


def test_the_privacy_notice_names_whom_to_write_to(client, settings):
    settings.PRIVACY_CONTACT = "privacy@example.org"

    assert "privacy@example.org" in client.get("/privacy/").text


def test_a_form_without_its_token_is_refused_kindly():
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/language/", {"language": "ar"})

    assert answer.status_code == 403
    assert "once more" in answer.text


# --- when something breaks -----------------------------------------------------------------


@pytest.fixture
def breaking(monkeypatch):
    """A client that is shown what a visitor is shown when a page raises."""

    def make(error: Exception) -> Client:
        def fail(request):
            raise error

        monkeypatch.setattr(views, "spoken", fail)
        return Client(raise_request_exception=False)

    return make


def test_a_database_that_is_away_is_a_moment_to_wait(breaking):
    answer = breaking(OperationalError("connection refused at 10.1.2.3")).get("/")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "try again" in answer.text
    assert "10.1.2.3" not in answer.text


def test_a_fault_of_ours_is_told_without_its_details(breaking):
    answer = breaking(ValueError("SELECT secret")).get("/")

    assert answer.status_code == 500
    assert "SELECT" not in answer.text
    assert answer["X-Request-ID"]


def test_the_components_are_shown_where_the_demo_stands(client, settings):
    settings.IS_DEMO = True

    answer = client.get("/examples/")

    assert answer.status_code == 200
    page = answer.text
    for words in json.loads(views.EXAMPLES.read_text())["lessons"]:
        assert words["title"] in page


def test_the_examples_show_every_component_of_pages():
    """Those left out are parts of the frame, which the page has, or of another component."""
    folder = settings.ROOT / "lms" / "templates"
    shown = (folder / "lms" / "examples.html").read_text() + (folder / "base.html").read_text()
    others = [file.read_text() for file in (folder / "components").glob("*.html")]

    missing = [
        file.name
        for file in sorted((folder / "components").glob("*.html"))
        if f"components/{file.name}" not in shown + "".join(others)
    ]

    assert missing == []


def test_nobody_is_shown_the_components_on_a_real_machine(client):
    assert client.get("/examples/").status_code == 404
