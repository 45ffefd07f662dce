"""Connecting one's own sign-in at work, showing by it who one is, and doors."""

import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.urls import reverse

from people.freshness import BY_CARD, SIGNED_IN_AT
from people.models import Person
from people.sign_on.models import Identity, IdentityProvider
from tests.factories import (
    IdentityProviderFactory,
    MembershipFactory,
    OrganisationFactory,
)
from tests.sign_on.openid import come_back, sign_in, told

pytestmark = pytest.mark.django_db


def test_an_old_sign_in_there_is_no_fresh_one_here(client, provider, issuer, amina):
    issuer.claims = {"auth_time": int(time.time()) - 3600}
    Person.objects.filter(pk=amina.pk).update(password="!")
    sign_in(client, provider, issuer)
    identity = Identity.objects.get()
    disconnect = reverse("sign-on-disconnect", args=[identity.uuid])
    asked = client.get(disconnect)
    assert asked["Location"].startswith(reverse("sign-on-again"))

    # Only an answer that says that she was asked just now counts.
    now = int(time.time())
    for said, is_fresh in ((now - 3600, False), (None, False), (float("nan"), False), (now, True)):
        issuer.claims = {"auth_time": said}
        again = client.post(asked["Location"], {"provider": provider.uuid, "next": disconnect})
        query = {k: v[0] for k, v in parse_qs(urlsplit(again["Refresh"]).query).items()}
        assert (query["prompt"], query["max_age"]) == ("login", "0")
        come_back(client, provider, query, issuer.code_for(query))
        assert (client.get(disconnect).status_code == 200) is is_fresh


def test_what_is_disconnected_signs_nobody_in_any_more_and_ends_what_it_opened(
    client, provider, issuer, amina
):
    elsewhere = Client()
    for browser in (elsewhere, client):
        sign_in(browser, provider, issuer)

    client.post(reverse("sign-on-disconnect", args=[Identity.objects.get().uuid]))

    assert not Identity.objects.open().exists()
    assert "_auth_user_id" in client.session
    assert elsewhere.get("/account/").status_code == 302


def test_whoever_came_by_a_card_shows_at_work_that_it_is_she(client, provider, issuer, amina):
    client.force_login(amina)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": BY_CARD, "at": time.time()}]
    session.pop(SIGNED_IN_AT, None)
    session.save()
    page = reverse("sign-on-disconnect", args=[Identity.objects.get().uuid])
    assert client.get(page).status_code == 302
    issuer.claims = {"auth_time": int(time.time())}

    again = client.post(reverse("sign-on-again"), {"provider": provider.uuid, "next": page})
    query = {k: v[0] for k, v in parse_qs(urlsplit(again["Refresh"]).query).items()}
    come_back(client, provider, query, issuer.code_for(query))

    assert client.get(page).status_code == 200


def test_a_provider_that_was_turned_off_meanwhile_shows_nothing(client, provider, issuer, amina):
    issuer.claims = {"auth_time": int(time.time()) - 3600}
    sign_in(client, provider, issuer)
    again = client.post(reverse("sign-on-again"), {"provider": provider.uuid, "next": "/account/"})
    query = {k: v[0] for k, v in parse_qs(urlsplit(again["Refresh"]).query).items()}
    IdentityProvider.objects.update(is_on=False)
    issuer.claims = {"auth_time": int(time.time())}

    come_back(client, provider, query, issuer.code_for(query))

    assert not client.session.get(SIGNED_IN_AT, 0) > time.time() - 60


def test_somebody_else_cannot_show_that_it_is_she(client, provider, issuer, amina):
    Person.objects.filter(pk=amina.pk).update(password="!")
    other = MembershipFactory(organisation=provider.organisation).person
    Identity.objects.create(provider=provider, person=other, subject="u-2", way="signed-in")
    issuer.claims = {"auth_time": None}
    sign_in(client, provider, issuer)
    issuer.claims = issuer.userinfo = {"sub": "u-2"}

    again = client.post(reverse("sign-on-again"), {"provider": provider.uuid, "next": "/account/"})
    query = {k: v[0] for k, v in parse_qs(urlsplit(again["Refresh"]).query).items()}
    come_back(client, provider, query, issuer.code_for(query))

    assert client.session["_auth_user_id"] == str(amina.pk)
    assert told() == ["somebody-else"]


def connect(client, provider):
    answer = client.post(reverse("sign-on-connect", args=[provider.uuid]))
    return {k: v[0] for k, v in parse_qs(urlsplit(answer["Refresh"]).query).items()}


def test_a_subject_of_somebody_else_is_not_connected(client, provider, issuer, amina):
    other = MembershipFactory(organisation=provider.organisation).person
    client.force_login(other)
    query = connect(client, provider)

    answer = come_back(client, provider, query, issuer.code_for(query))

    assert answer["Location"] == reverse("my-sign-ons")
    assert Identity.objects.get().person == amina
    assert "could not be connected" in client.get(answer["Location"]).text


def test_what_one_person_began_to_connect_another_does_not_end(client, provider, issuer):
    first, second = (MembershipFactory(organisation=provider.organisation).person for _ in range(2))
    client.force_login(first)
    query = connect(client, provider)
    session = client.session
    session["_auth_user_id"] = str(second.pk)
    session["_auth_user_hash"] = second.get_session_auth_hash()
    session.save()

    come_back(client, provider, query, issuer.code_for(query))

    assert not Identity.objects.exists()


def test_only_a_provider_of_where_one_works_can_be_connected(client, issuer):
    elsewhere = IdentityProviderFactory(issuer=issuer.url)
    client.force_login(MembershipFactory(organisation=OrganisationFactory()).person)

    assert client.post(reverse("sign-on-connect", args=[elsewhere.uuid])).status_code == 404


def test_connecting_asks_again_who_it_is(client, provider, issuer, time_machine):
    client.force_login(MembershipFactory(organisation=provider.organisation).person)
    time_machine.move_to(datetime.now(UTC) + timedelta(hours=1))

    answer = client.post(reverse("sign-on-connect", args=[provider.uuid]))

    assert answer["Location"].startswith("/account/reauthenticate/")


def test_doors_that_are_not_open_are_answered_alike(client):
    off = IdentityProviderFactory(is_on=False)
    ended = IdentityProviderFactory()
    place = ended.organisation
    type(place).objects.filter(pk=place.pk).update(ended_on="2025-01-01")

    for code in ("a" * 24, off.door, ended.door):
        answer = client.get(reverse("sign-on-door", args=[code]))
        assert (answer.status_code, answer["Location"]) == (302, "/account/login/")
        assert "This sign-in address is not in use" in client.get("/account/login/").text


def test_no_page_tells_which_organisations_there_are(client):
    row = IdentityProviderFactory(name="Larkfield account")

    page = client.get("/account/login/").text

    assert row.name not in page
    assert str(row.uuid) not in page
    client.cookies["sign-on"] = "no such door"
    assert client.get("/account/login/").status_code == 200
