"""SAML: what is read of a provider, and what a test of it shows."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from lxml import etree

from lms.accounts.sign_on import addresses, metadata
from lms.accounts.sign_on.outcomes import TRIAL
from people.sign_on import actions
from people.sign_on.models import Identity
from tests.factories import administrator_of
from tests.providers.answers import Key
from tests.sign_on.openid import told
from tests.sign_on.saml.walking import ISSUER, KEY, answer_to, described, post

pytestmark = pytest.mark.django_db


def test_a_test_signs_nobody_in_connects_nobody_and_shows_what_came(client, provider, amina):
    by = provider.made_by
    client.force_login(by)
    actions.turn_off(provider, by=by)
    led = client.post(reverse("sign-on-test", args=[provider.uuid]))

    came = post(client, provider, answer_to(provider, led["Refresh"]).signed(KEY))

    assert came["Location"] == reverse("sign-on-provider", args=[provider.uuid])
    page = client.get(came["Location"]).text
    assert "It works" in page
    assert "u-1001" in page
    assert "E-1001" in page
    assert "employeeNumber" in page
    assert client.session["_auth_user_id"] == str(by.pk)
    assert Identity.objects.count() == 1


def test_a_failed_test_says_why_at_its_place(client, provider):
    client.force_login(provider.made_by)
    led = client.post(reverse("sign-on-test", args=[provider.uuid]))
    answer = answer_to(provider, led["Refresh"]).but(audience="https://else.example")

    came = post(client, provider, answer.signed(KEY))

    assert came["Location"] == reverse("sign-on-provider", args=[provider.uuid])
    assert "meant for another application" in client.get(came["Location"]).text
    assert told() == []


def test_a_test_of_settings_that_were_changed_meanwhile_does_not_count(client, provider):
    by = provider.made_by
    client.force_login(by)
    led = client.post(reverse("sign-on-test", args=[provider.uuid]))
    actions.change(provider, by=by, number_claim="another")

    post(client, provider, answer_to(provider, led["Refresh"]).signed(KEY))

    provider.refresh_from_db()
    assert provider.passed_at is None
    assert client.session[TRIAL]["reason"] == "lost"


def test_who_lost_the_right_meanwhile_has_tested_nothing(client, provider):
    by = administrator_of(provider.organisation)
    client.force_login(by)
    row = actions.change(provider, by=by, number_claim="another")
    led = client.post(reverse("sign-on-test", args=[provider.uuid]))
    by.grants.update(ended_at="2026-01-01T00:00:00Z")

    post(client, provider, answer_to(provider, led["Refresh"]).signed(KEY))

    row.refresh_from_db()
    assert row.passed_at is None


def test_metadata_say_who_where_and_with_which_keys():
    read = metadata.read(f"<?xml version='1.0'?>\n{described()}")

    assert read == metadata.Metadata(ISSUER, "https://id.example.org/sso", [KEY.certificate])


BAD = {
    "no XML": ("hello", "no XML"),
    "a document type": (f"<!DOCTYPE r>{described()}", "no XML"),
    "an entity": (f'<!DOCTYPE r [<!ENTITY x "y">]>{described(more="&x;")}', "no XML"),
    "a far entity": ('<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r/>', "no XML"),
    "something else": ("<r/>", "not the metadata of one"),
    "two of them": (f"<r>{described()}{described()}</r>", "not the metadata of one"),
    "no redirect": (described(binding="HTTP-POST"), "by HTTP redirect"),
    "script": (described(at="javascript:alert(1)"), "https"),
    "no certificate": (described(certificate=""), "no certificate"),
    "a broken certificate": (described(certificate="AAAA"), "no certificate"),
    "an old certificate": (described(certificate=Key.new(days=-1).certificate), "has expired"),
    "too much": (" " * 300_000, "more than the metadata"),
}


@pytest.mark.parametrize("name", BAD)
def test_metadata_that_are_of_no_use_are_refused_in_words(name):
    text, words = BAD[name]

    with pytest.raises(ValidationError, match=words):
        metadata.read(text)


def test_our_own_metadata_are_read_by_others(client, provider):
    said = client.get(reverse("sign-on-metadata", args=[provider.uuid]))

    root = etree.fromstring(said.content)
    assert root.get("entityID") == addresses.entity_id(provider)
    service = root.find(".//{urn:oasis:names:tc:SAML:2.0:metadata}AssertionConsumerService")
    assert service.get("Location") == addresses.acs(provider)
    assert said["Content-Type"] == "application/samlmetadata+xml"
