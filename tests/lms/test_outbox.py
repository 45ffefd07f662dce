"""What must happen later happens once in effect, whatever dies on the way."""

import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from celery import Celery, current_app, shared_task
from django.db import OperationalError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from lms import outbox, tasks
from lms.models import Outbox
from lms.policy import TASKS, Scope
from lms.settings import base

TASKS |= {f"tests.lms.test_outbox.{name}": Scope.ROW for name in ("note", "take_long")}
DONE: list[int] = []
TROUBLE: list[Exception] = []


@shared_task
def note(number: int) -> None:
    if TROUBLE:
        raise TROUBLE[0]
    DONE.append(number)


@pytest.fixture(autouse=True)
def _nothing_done():
    DONE.clear()
    TROUBLE.clear()


@pytest.fixture
def hints(monkeypatch):
    """The rows hinted at: tests have no broker."""
    sent = []
    monkeypatch.setattr(
        current_app, "send_task", lambda name, kwargs, retry: sent.append(kwargs["outbox_id"])
    )
    return sent


# --- in and out ----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_row_is_hinted_at_when_it_is_committed_and_not_before(hints):
    with transaction.atomic():
        row = outbox.put(note, number=1)

        assert hints == []

    assert hints == [row.pk]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_done(hints):
    with transaction.atomic():
        outbox.put(note, number=1)
        transaction.set_rollback(True)

    outbox.sweep()

    assert (hints, DONE) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_stops_nobody(monkeypatch):
    def refuse(*args, **kwargs):
        raise BrokerError("connection refused")

    monkeypatch.setattr(current_app, "send_task", refuse)

    row = outbox.put(note, number=1)
    outbox.sweep()

    row.refresh_from_db()
    assert row.done_at
    assert DONE == [1]


@pytest.mark.django_db
def test_a_row_delivered_twice_is_worked_once():
    row = outbox.put(note, number=7)

    assert outbox.work(row.pk) is True
    assert outbox.work(row.pk) is False
    assert DONE == [7]


@pytest.mark.django_db
def test_a_row_in_anothers_hands_is_left_to_them():
    row = outbox.put(note, number=1)
    Outbox.objects.update(leased_until=timezone.now() + timedelta(seconds=30))

    assert outbox.work(row.pk) is False
    assert outbox.sweep() == 0
    assert DONE == []


@pytest.mark.django_db
def test_a_row_of_a_dead_worker_is_taken_up_when_its_lease_is_over():
    outbox.put(note, number=1)
    Outbox.objects.update(leased_until=timezone.now() - timedelta(seconds=1), tries=1)

    assert outbox.sweep() == 1
    assert DONE == [1]


def test_the_lease_outlives_the_longest_task_and_ends_within_two_minutes(settings):
    assert settings.CELERY_TASK_TIME_LIMIT < outbox.LEASE.seconds < 120
    assert tasks.sweep.time_limit < outbox.LEASE.seconds


# --- trouble -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_poison_job_is_parked_after_three_tries_and_the_others_flow(time_machine):
    time_machine.move_to("2026-03-03T10:00:00Z", tick=False)
    TROUBLE.append(ValueError("Amina wrote this"))
    poison = outbox.put(note, number=1)

    for _ in range(5):
        outbox.sweep()
        time_machine.shift(timedelta(minutes=5))
    TROUBLE.clear()
    outbox.put(note, number=2)
    outbox.sweep()

    poison.refresh_from_db()
    assert poison.parked_at
    assert poison.tries == outbox.MOST_TRIES
    assert DONE == [2]


@pytest.mark.django_db
def test_a_problem_is_told_by_its_kind_and_place_without_its_words():
    TROUBLE.append(ValueError("Amina wrote this"))
    row = outbox.put(note, number=1)

    outbox.work(row.pk)

    row.refresh_from_db()
    assert row.problem.startswith("ValueError at test_outbox.py:")
    assert "Amina" not in row.problem


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_is_parked_in_the_end():
    outbox.put(note, number=1)
    Outbox.objects.update(leased_until=timezone.now() - timedelta(seconds=1), tries=3)

    outbox.sweep()

    assert Outbox.objects.get().parked_at
    assert DONE == []


@pytest.mark.django_db
@pytest.mark.parametrize("trouble", [ConnectionRefusedError(), OperationalError()])
def test_what_time_heals_is_tried_for_days_with_longer_and_longer_pauses(trouble, time_machine):
    time_machine.move_to("2026-03-03T10:00:00Z", tick=False)
    TROUBLE.append(trouble)
    outbox.put(note, number=1)
    pauses = []

    for _ in range(30):
        outbox.sweep()
        row = Outbox.objects.get()
        pauses.append(row.not_before - timezone.now())
        time_machine.move_to(row.not_before + timedelta(seconds=1), tick=False)
    TROUBLE.clear()
    outbox.sweep()

    assert pauses == sorted(pauses)
    assert pauses[-1] == outbox.LONGEST_PAUSE
    assert DONE == [1]


@pytest.mark.django_db
def test_after_three_days_of_trouble_a_human_must_look(time_machine):
    time_machine.move_to("2026-03-03T10:00:00Z", tick=False)
    TROUBLE.append(OSError())
    row = outbox.put(note, number=1)
    time_machine.shift(timedelta(days=3, seconds=1))

    outbox.work(row.pk)

    assert Outbox.objects.get().parked_at


@pytest.mark.django_db
def test_a_task_that_the_code_no_longer_knows_is_parked():
    row = Outbox.objects.create(task="gone.away", facts={}, tries=2)

    outbox.work(row.pk)

    assert Outbox.objects.get().problem.startswith("NotRegistered")


@pytest.mark.django_db
def test_what_is_set_aside_can_be_taken_up_again_by_a_human():
    TROUBLE.append(ValueError())
    row = outbox.put(note, number=1)
    Outbox.objects.update(tries=2)
    outbox.work(row.pk)
    TROUBLE.clear()

    Outbox.objects.update(parked_at=None, tries=0)
    outbox.sweep()

    assert DONE == [1]


@pytest.mark.django_db
def test_what_was_done_long_ago_is_cleared_away_and_nothing_else():
    long_ago = timezone.now() - timedelta(days=91)
    Outbox.objects.create(task="a", done_at=long_ago)
    Outbox.objects.create(task="b", done_at=timezone.now())
    Outbox.objects.create(task="c", parked_at=long_ago, created_at=long_ago)
    Outbox.objects.create(task="d", created_at=long_ago)

    outbox.clear_away()

    assert set(Outbox.objects.values_list("task", flat=True)) == {"b", "c", "d"}


# --- the broker ----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_message_holds_the_rows_id_and_nothing_of_what_it_is_about():
    with current_app.connection_for_write() as broker:
        broker.default_channel.queue_purge(current_app.conf.task_default_queue)
        row = outbox.put(note, number=4711)
        queue = broker.SimpleQueue(current_app.conf.task_default_queue)
        message = queue.get(timeout=5)
        message.ack()
        queue.close()

    assert message.headers["task"] == "lms.tasks.work"
    assert message.payload[1] == {"outbox_id": row.pk}
    assert "4711" not in f"{message.headers}{message.payload}"


# --- without a broker ----------------------------------------------------------------------


@pytest.mark.parametrize("broker", ["redis://127.0.0.1:1/0", "amqp://127.0.0.1:1//"])
def test_a_broker_that_refuses_holds_nobody_up(broker):
    """As the production settings connect to it; on an application of its own."""
    app = Celery("apart", broker=broker, set_as_current=False)
    app.conf.broker_transport_options = base.IMPATIENT
    app.conf.broker_connection_timeout = base.CELERY_BROKER_CONNECTION_TIMEOUT
    began = time.monotonic()

    outbox.hint(1, app=app)

    assert time.monotonic() - began < 2


HINT = "import django; django.setup(); from lms import outbox; outbox.hint(1); outbox.hint(2)"


def test_who_sends_first_into_a_folder_makes_it(tmp_path):
    """As `manage.py demo` does before anything was ever served."""
    environment = os.environ | {
        "TEST_VAR": str(tmp_path / "new"),
        "DJANGO_SETTINGS_MODULE": "tests.embedded_settings",
    }

    result = subprocess.run(
        [sys.executable, "-c", HINT],
        cwd=base.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "broker_unreachable" not in result.stdout + result.stderr
    assert len(list((tmp_path / "new" / "queue").iterdir())) == 2


# --- what takes long -----------------------------------------------------------------------


@shared_task(seconds=900)
def take_long(number: int) -> None:
    DONE.append(number)


@pytest.mark.django_db(transaction=True)
def test_what_takes_long_is_never_done_by_a_sweep_but_hinted_at_with_its_time(monkeypatch):
    sent = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **options: sent.append(options))
    row = outbox.put(take_long, number=1)

    outbox.sweep()

    assert DONE == []
    assert [(one["kwargs"], one["time_limit"], one["expires"]) for one in sent] == [
        ({"outbox_id": row.pk}, 900, outbox.HINT_SECONDS)
    ] * 2
    assert outbox.work(row.pk)
    assert DONE == [1]
