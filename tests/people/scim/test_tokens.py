"""Who is let in, and from when on no more."""

import logging
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from people import actions as people
from people.audit.models import AuditEvent
from people.models import Membership
from people.scim import actions
from people.scim.models import ScimToken
from tests.factories import GrantFactory, PersonFactory
from tests.people.scim.conftest import Directory, token_for


def _status(secret: str) -> int:
    return Directory(secret).get("Users").status_code


def test_a_token_is_long_random_and_kept_as_a_digest_only(world, today):
    token, secret = token_for(world.supplier, world.administrator)

    assert len(secret) >= 43
    assert _status(secret) == 200
    assert secret not in str(list(ScimToken.objects.values()))
    assert secret not in str(list(AuditEvent.objects.values()))
    assert len(token.digest) == 64


def _revoked(token, world, time_machine) -> None:
    actions.revoke_token(token, by=world.administrator)


def _expired(token, world, time_machine) -> None:
    time_machine.move_to(token.expires_at, tick=False)


def _without_the_right(token, world, time_machine) -> None:
    GrantFactory(power="supplier_administrator", organisation=world.supplier)
    people.end_grant(world.administrator.grants.get(), by=None)


def _gone(token, world, time_machine) -> None:
    day = timezone.now().date()
    people.join(
        world.administrator,
        world.supplier,
        workforce_type="supplier_staff",
        started_on=day - timedelta(days=9),
        last_day=day - timedelta(days=1),
        roles=[],
    )


def _shut_out(token, world, time_machine) -> None:
    type(world.administrator).objects.filter(pk=world.administrator.pk).update(is_active=False)


def _ended(token, world, time_machine) -> None:
    yesterday = timezone.now().date() - timedelta(days=1)
    people.change_organisation(world.supplier, ended_on=yesterday)


@pytest.mark.parametrize("end", [_revoked, _expired, _without_the_right, _gone, _shut_out, _ended])
def test_a_token_stops_from_the_next_request_on_and_does_not_say_why(
    world, today, time_machine, end
):
    token, secret = token_for(world.supplier, world.administrator)
    assert _status(secret) == 200

    end(token, world, time_machine)

    answer, unknown = Directory(secret).get("Users"), Directory("x" * 57).get("Users")
    assert answer.status_code == 401
    assert answer.content == unknown.content
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Content-Type"] == "application/scim+json"


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer a b", "Bearer é", "Bearer " + "x" * 9999],
)
def test_what_is_no_token_lets_nobody_in(world, client, header):
    headers = {"Authorization": header} if header else {}

    assert client.get("/scim/v2/Users", headers=headers).status_code == 401


def test_a_signed_in_administrator_is_nobody_without_a_token(world, client):
    client.force_login(world.administrator)

    assert client.get("/scim/v2/Users").status_code == 401
    assert client.get("/scim/v2/ServiceProviderConfig").status_code == 401


def test_a_token_opens_nothing_else(world, today, client):
    _token, secret = token_for(world.supplier, world.administrator)

    answer = client.get("/people/import/", headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == 302


def test_wrong_tokens_have_to_wait_and_right_ones_do_not(world, today):
    _token, secret = token_for(world.supplier, world.administrator)
    wrong = Directory("wrong")

    statuses = [wrong.get("Users").status_code for _ in range(40)]

    assert statuses[:30] == [401] * 30
    assert statuses[30:] == [429] * 10
    assert int(wrong.get("Users").headers["Retry-After"]) > 0
    assert _status(secret) == 200


def test_the_last_use_is_noted_once_in_a_few_minutes(
    world, today, time_machine, django_assert_num_queries
):
    token, secret = token_for(world.supplier, world.administrator)
    directory = Directory(secret)
    directory.get("Users")
    token.refresh_from_db()
    first = token.last_used_at
    assert first == timezone.now()

    time_machine.shift(timedelta(minutes=4))
    directory.get("Users")
    token.refresh_from_db()
    assert token.last_used_at == first

    time_machine.shift(timedelta(minutes=2))
    directory.get("Users")
    token.refresh_from_db()
    assert token.last_used_at == timezone.now()


def test_neither_cookies_nor_sessions_are_set_and_nothing_is_stored(directory):
    client = Client()

    answer = client.get("/scim/v2/Users", headers={"Authorization": f"Bearer {directory.secret}"})

    assert answer.cookies == {}
    assert "no-store" in answer.headers["Cache-Control"]
    assert "sessionid" not in client.cookies


def test_what_a_request_says_of_its_host_is_not_answered(directory):
    answer = directory.get("Users", Host="testserver", **{"X-Forwarded-Host": "evil.example"})
    assert "evil" not in answer.content.decode()
    assert directory.get("Users", Host="evil.example").status_code == 400


def test_no_token_and_no_id_is_logged(directory, caplog):
    caplog.set_level(logging.DEBUG)
    said = directory.added("one", number="1")
    directory.get(f"Users/{said['id']}")
    Directory("wrong-but-secret").get("Users")

    told = caplog.text
    assert directory.secret not in told
    assert "wrong-but-secret" not in told
    assert said["id"] not in told


def test_only_who_brings_people_in_there_makes_or_revokes_a_token(world, today):
    token, _secret = token_for(world.supplier, world.administrator)

    for other in (world.hr, world.stranger, PersonFactory()):
        with pytest.raises(actions.NotYours):
            token_for(world.supplier, other)
        with pytest.raises(actions.NotYours):
            actions.revoke_token(token, by=other)


def test_making_and_revoking_are_told_once(world, today):
    before = AuditEvent.objects.count()
    token, _secret = token_for(world.supplier, world.administrator)
    with pytest.raises(actions.AlreadyMade):
        actions.make_token(
            world.supplier,
            uuid=token.uuid,
            label="again",
            expires_at=token.expires_at,
            by=world.administrator,
        )
    actions.revoke_token(token, by=world.administrator)
    actions.revoke_token(token, by=world.administrator)

    verbs = list(AuditEvent.objects.order_by("pk")[before:].values_list("verb", flat=True))
    assert verbs == ["token-made", "token-revoked"]


def _row(world, **facts) -> ScimToken:
    usual = {
        "uuid": uuid4(),
        "organisation": world.supplier,
        "label": "x",
        "digest": uuid4().hex,
        "given_by": world.administrator,
        "expires_at": timezone.now() + timedelta(days=1),
    }
    return ScimToken.objects.create(**usual | facts)


def test_the_database_refuses_tokens_that_cannot_be(world):
    with (
        pytest.raises(IntegrityError, match="token_expires_after_it_is_made"),
        transaction.atomic(),
    ):
        _row(world, expires_at=timezone.now() - timedelta(days=1))
    with pytest.raises(IntegrityError, match="token_is_revoked_at_a_moment"), transaction.atomic():
        _row(world, revoked_by=world.administrator)
    _row(world, digest="same")
    with pytest.raises(IntegrityError), transaction.atomic():
        _row(world, digest="same")


def test_a_deactivated_giver_ends_what_she_gave_with_herself(world, today):
    """A directory may let its own administrator go; from then on nobody speaks for it."""
    _token, secret = token_for(world.supplier, world.administrator)
    directory = Directory(secret)
    people.join(
        world.administrator,
        world.supplier,
        workforce_type="supplier_staff",
        started_on=timezone.now().date() - timedelta(days=9),
        roles=[],
        employee_number="77",
    )
    said = directory.added("rina", number="77")

    directory.patch(f"Users/{said['id']}", {"op": "replace", "path": "active", "value": False})

    assert Membership.objects.get(employee_number="77").last_day is not None
    assert directory.get("Users").status_code == 401
