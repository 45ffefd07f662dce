"""Liveness and readiness, in a word and without details."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from lms import health
from lms.models import Outbox


def test_the_process_is_alive_without_a_database(client):
    answer = client.get("/livez")

    assert (answer.status_code, answer.json()) == (200, {"alive": True})


@pytest.mark.django_db
def test_all_well_is_ready(client):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["ready"] is True


@pytest.mark.django_db
def test_a_migration_that_is_not_applied_is_not_ready(client):
    MigrationRecorder(connection).record_unapplied("lms", "0001_create_outbox")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "facts", "status"),
    [
        (6, {}, 503),
        (4, {}, 200),
        (6, {"done_at": timezone.now()}, 200),
        (6, {"parked_at": timezone.now()}, 200),
    ],
)
def test_work_left_lying_for_more_than_five_minutes_is_not_ready(client, minutes, facts, status):
    Outbox.objects.create(task="a", not_before=timezone.now() - timedelta(minutes=minutes), **facts)

    assert client.get("/readyz").status_code == status


@pytest.mark.django_db
def test_work_that_waits_for_another_try_or_is_being_done_is_no_sign_of_dead_workers(client):
    now = timezone.now()
    Outbox.objects.create(
        task="waits", created_at=now - timedelta(days=2), not_before=now + timedelta(minutes=9)
    )
    Outbox.objects.create(
        task="being done",
        not_before=now - timedelta(minutes=6),
        leased_until=now + timedelta(seconds=30),
    )

    assert client.get("/readyz").status_code == 200


def test_a_database_that_is_away_is_not_ready_and_nothing_is_told_of_it(client, monkeypatch):
    def refuse():
        raise OperationalError('connection to server at "10.1.2.3" failed')

    monkeypatch.setattr(health, "_is_migrated", refuse)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert answer.json() == {"ready": False, "checks": {"database": False}}
