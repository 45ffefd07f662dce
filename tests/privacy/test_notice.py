"""The notice before first use: once, in one's language, and in nobody's way."""

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.policy import ADDRESSES, Shows
from people.models import Person
from people.privacy import notices
from tests.factories import EnrolmentFactory, MembershipFactory
from tests.privacy.conftest import worker
from tests.test_policy import _address
from tests.test_policy import world as policy_world  # noqa: F401

pytestmark = pytest.mark.django_db

NOTICE = "/notice/"
# What is kept of oneself may always be looked at.
BEFORE = {"my-data", "my-data-file"}


@pytest.fixture(autouse=True)
def required(settings):
    settings.NOTICE_REQUIRED = True


@pytest.fixture
def person() -> Person:
    return MembershipFactory(person__full_name="Amina Rahman").person


def test_before_the_first_page_of_learning_stands_the_notice_once(client, person):
    client.force_login(person)

    answer = client.get("/learn/?a=b")
    assert answer.url == f"{NOTICE}?next=%2Flearn%2F%3Fa%3Db"
    page = client.get(answer.url)
    assert "This is no consent" in page.text

    assert client.post(NOTICE, {"next": "/learn/?a=b"}).url == "/learn/?a=b"
    person.refresh_from_db()
    assert person.notice_version == notices.VERSION
    assert person.notice_read_on
    assert client.get("/learn/").status_code == 200


def test_a_new_version_is_shown_once_more(client, person, monkeypatch):
    client.force_login(person)
    client.post(NOTICE)
    monkeypatch.setattr(notices, "VERSION", "2")

    assert client.get("/learn/").url.startswith(NOTICE)
    client.post(NOTICE)
    assert client.get("/learn/").status_code == 200


def test_every_page_of_ones_own_record_is_behind_it_and_nothing_else(
    client,
    policy_world,  # noqa: F811
):
    Authenticator.objects.all().delete()  # a passkey without its key cannot be shown
    client.force_login(policy_world.enrolment.person)

    for name, rule in ADDRESSES.items():
        answer = client.get(_address(policy_world, name))
        is_led = answer.status_code == 302 and answer.url.startswith(NOTICE)
        assert is_led == (rule.shows is Shows.OWN_RECORD and name not in BEFORE), name


def test_what_is_sent_from_a_page_that_was_open_is_kept(client):
    enrolment = EnrolmentFactory()
    client.force_login(enrolment.person)
    module = enrolment.requirements.get().module

    answer = client.post(reverse("module", args=[module.code]))

    assert not answer.get("Location", "").startswith(NOTICE)


def test_it_says_who_holds_the_data(client, settings):
    settings.PRIVACY_CONTACT = "privacy@northwind.example"
    site = MembershipFactory(supplier_staff=True).organisation
    client.force_login(worker(site, "Amina"))

    text = client.get(NOTICE).text

    assert site.parent.name in text
    assert site.parent.parent.name in text
    assert "privacy@northwind.example" in text


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example", "javascript:1", ""])
def test_it_leads_back_to_our_own_pages_only(client, person, place):
    client.force_login(person)

    assert client.post(NOTICE, {"next": place}).url == "/"


def test_looking_costs_no_query(client, person, settings):
    client.force_login(person)
    client.post(NOTICE)
    client.get("/learn/")
    counts = []
    for is_required in (True, False):
        settings.NOTICE_REQUIRED = is_required
        with CaptureQueriesContext(connection) as queries:
            client.get("/learn/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
