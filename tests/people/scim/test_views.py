"""The pages of connections: tokens shown once, revoked at once; groups and what they stand for."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import RoleHeld
from people.scim import pages
from people.scim.models import ScimGroup, ScimToken
from tests.people.scim.conftest import Directory, token_for

MAKE = "/connections/new/"


@pytest.fixture
def rina(world, today, client) -> Client:
    client.force_login(world.administrator)
    return client


def _said(world, **facts) -> dict[str, str]:
    usual = {
        "uuid": str(uuid4()),
        "organisation": str(world.supplier.uuid),
        "label": "Entra ID",
        "expires_on": "2026-12-01",
    }
    return usual | facts


def test_without_a_token_the_page_says_how_to_begin(rina):
    page = rina.get("/connections/").text

    assert "No directory is connected" in page
    assert "http://testserver/scim/v2" in page
    assert MAKE in page


def test_a_token_is_shown_once_and_works(rina, world):
    assert f'value="{world.supplier.uuid}"' in rina.get(MAKE).text

    answer = rina.post(MAKE, _said(world))

    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    secret = re.search(r'id="secret"[^>]*value="([^"]+)"', answer.text)[1]
    assert Directory(secret).get("Users").status_code == 200
    listed = rina.get("/connections/").text
    assert "Entra ID" in listed
    assert secret not in listed
    token = ScimToken.objects.get()
    assert (token.organisation, token.given_by) == (world.supplier, world.administrator)
    assert token.last_day.isoformat() == "2026-12-01"


def test_the_same_form_sent_twice_makes_one_token(rina, world):
    said = _said(world)
    rina.post(MAKE, said)

    answer = rina.post(MAKE, said)

    assert answer.status_code == 302
    assert ScimToken.objects.count() == 1
    assert "shown only once" in rina.get("/connections/").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"expires_on": ""},
        {"expires_on": "2026-06-15"},
        {"expires_on": "2027-06-17"},
        {"expires_on": "soon"},
        {"label": ""},
        {"label": "a\u202eb"},
        {"uuid": "x"},
        {"organisation": ""},
        {"organisation": str(uuid4())},
        {"organisation": "not an id"},
    ],
)
def test_what_cannot_be_is_said_where_it_is_wrong(rina, world, wrong):
    answer = rina.post(MAKE, _said(world, **wrong))

    assert answer.status_code == 422
    assert not ScimToken.objects.exists()


def test_no_token_can_be_made_for_others(rina, world):
    for other in (world.other, world.company):
        assert rina.post(MAKE, _said(world, organisation=str(other.uuid))).status_code == 422


def test_making_asks_again_who_it_is(rina, world, time_machine):
    time_machine.shift(timedelta(minutes=11))

    answer = rina.get(MAKE)

    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert "reauthenticate" in rina.post(MAKE, _said(world))["Location"]
    assert not ScimToken.objects.exists()


def test_a_colleague_revokes_and_it_counts_at_once(rina, world):
    token, secret = token_for(world.dhaka, world.administrator)
    path = reverse("connection-revoke", args=[token.uuid])
    assert "Dhaka" in rina.get(path).text
    assert Directory(secret).get("Users").status_code == 200

    rina.post(path)

    assert Directory(secret).get("Users").status_code == 401
    assert "revoked" in rina.get("/connections/").text
    assert path not in rina.get("/connections/").text


def test_tokens_of_others_are_neither_seen_nor_revoked(world, today, client):
    token, _secret = token_for(world.supplier, world.administrator)

    for other in (world.stranger, world.hr):
        client.force_login(other)
        assert "Our directory" not in client.get("/connections/").text
        assert client.post(reverse("connection-revoke", args=[token.uuid])).status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_the_state_of_a_token_is_told(rina, world, directory, time_machine):
    def state() -> str:
        return rina.get("/connections/").text

    assert "not used yet" in state()
    directory.added("one")
    assert "in use" in state()
    assert '<td class="number" data-label="People kept">1</td>' in state()
    time_machine.move_to(directory.token.expires_at - timedelta(days=20), tick=False)
    rina.force_login(world.administrator)
    assert "ends soon" in state()
    time_machine.move_to(directory.token.expires_at + timedelta(days=1), tick=False)
    rina.force_login(world.administrator)
    assert "expired" in state()


def test_many_tokens_come_in_pages_and_cost_the_same(
    rina, world, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(pages, "A_PAGE", 3)
    for _ in range(4):
        token_for(world.supplier, world.administrator)
    last = ScimToken.objects.order_by("-pk")[2]

    with django_assert_max_num_queries(22):
        first = rina.get("/connections/").text

    assert first.count("given by") == 3
    assert f"?before={last.uuid}" in first
    assert rina.get(f"/connections/?before={last.uuid}").text.count("given by") == 1
    assert rina.get("/connections/?before=x").status_code == 200


def test_a_group_is_given_a_role_and_loses_it(rina, directory):
    one = directory.added("one", number="1")
    directory.group("Line A", one["id"])
    group = ScimGroup.objects.get()
    path = reverse("connection-group", args=[group.uuid])
    assert "What your groups stand for" in rina.get("/connections/").text
    assert "1 member" in rina.get(path).text

    assert rina.post(path, {"role": "worker"})["Location"] == "/connections/groups/"
    assert RoleHeld.objects.get().role == "worker"
    assert "Worker" in rina.get("/connections/groups/").text
    assert rina.post(path, {"role": "cso"}).status_code == 422

    assert rina.post(path, {"role": ""}).status_code == 422
    rina.post(path, {"role": "none"})
    assert not RoleHeld.objects.filter(ended_on=None).exists()


def test_groups_come_by_name_in_pages(rina, directory, monkeypatch):
    monkeypatch.setattr(pages, "A_PAGE", 2)
    for name in ("Cutting", "Sewing", "Baling"):
        directory.group(name)

    first = rina.get("/connections/groups/").text
    after = re.search(r"\?after=([0-9a-f-]{36})", first)[1]

    assert first.index("Baling") < first.index("Cutting")
    assert "Sewing" not in first
    assert "Sewing" in rina.get(f"/connections/groups/?after={after}").text


def test_no_group_yet(rina):
    assert "No groups yet" in rina.get("/connections/groups/").text


def test_anothers_group_is_as_none(world, directory, client):
    directory.group("Line A")
    path = reverse("connection-group", args=[ScimGroup.objects.get().uuid])

    for other in (world.stranger, world.hr):
        client.force_login(other)
        assert client.get(path).status_code == 404
        assert client.post(path, {"role": "worker"}).status_code == 404


def test_whoever_brings_people_in_finds_the_connections(rina):
    assert 'href="/connections/"' in rina.get("/people/import/").text


def test_a_token_made_for_the_last_day_counts_to_its_end(rina, world, time_machine):
    answer = rina.post(MAKE, _said(world, expires_on="2026-06-16"))
    secret = re.search(r'id="secret"[^>]*value="([^"]+)"', answer.text)[1]

    time_machine.move_to("2026-06-16T23:59:00Z", tick=False)
    assert Directory(secret).get("Users").status_code == 200
    time_machine.move_to("2026-06-17T00:00:00Z", tick=False)
    assert Directory(secret).get("Users").status_code == 401
    assert timezone.now() == ScimToken.objects.get().expires_at
