"""What every test may ask for. Browsers are in tests/browser_fixtures.py."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, connections
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from courses.shelf import editions
from lms.celery import app
from lms.settings.base import ROOT, VAR
from tests.snapshot import Snapshot

pytest_plugins = ["tests.browser_fixtures"]

# How long an example takes is the machine's business, not the code's.
hypothesis.settings.register_profile("daylight", deadline=None)
hypothesis.settings.load_profile("daylight")


# --- the database --------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """On SQLite the test database begins as a copy of the one migrated last time."""
    return _is_sqlite() or bool(request.config.getvalue("reuse_db"))


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_modify_db_settings: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Keep what the migrations made, and put it back after each test that commits."""
    with django_db_blocker.unblock():
        if _is_sqlite():
            _keep_template()
        snapshot = Snapshot()
        connections.close_all()
    TransactionTestCase._fixture_teardown = lambda self: snapshot.put_back()
    yield
    with django_db_blocker.unblock():
        _send_everybody_home()


def _send_everybody_home() -> None:
    """End connections that threads of a test's server kept: PostgreSQL drops no database in use."""
    if _is_sqlite():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """Lay out a SQLite file of this process's own, and clear it away in the end."""
    if not _is_sqlite():
        yield
        return
    file = _test_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    _remove(file)
    if _template().exists():
        shutil.copyfile(_template(), file)
    yield
    connections.close_all()
    _remove(file)


def _is_sqlite() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


def _test_file() -> Path:
    return Path(str(settings.DATABASES["default"]["TEST"]["NAME"]))


def _remove(file: Path) -> None:
    for end in ("", "-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)


def _template() -> Path:
    """Where the migrated database is kept, named after all that makes it."""
    digest = hashlib.sha256()
    for file in sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/triggers.py")]):
        digest.update(file.read_bytes())
    for name in sorted(f"{found.name} {found.version}" for found in distributions()):
        digest.update(name.encode())
    return VAR / "tests" / f"migrated-{digest.hexdigest()[:16]}.sqlite3"


def _keep_template() -> None:
    # When no test asks for the database, it is there but empty.
    if _template().exists() or not connection.introspection.table_names():
        return
    for old in _template().parent.glob("migrated-*.sqlite3"):
        old.unlink(missing_ok=True)
    unfinished = _test_file().with_suffix(".template")
    copy = sqlite3.connect(unfinished)
    connection.ensure_connection()
    connection.connection.backup(copy)
    copy.close()
    unfinished.replace(_template())


@pytest.fixture(scope="session")
def migrated_sqlite(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy, for tests of whole installations; also on PostgreSQL."""
    if _template().exists():
        return _template()
    folder = tmp_path_factory.mktemp("migrated")
    environment = os.environ | {
        "TEST_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "tests.embedded_settings",
    }
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return folder / "daylight.sqlite3"


@pytest.fixture(scope="session", autouse=True)
def _queue() -> Iterator[None]:
    """What was hinted at stays with nobody."""
    yield
    with app.connection_for_write() as broker:
        queue = app.amqp.queues[app.conf.task_default_queue](broker.default_channel)
        queue.declare()
        queue.delete()


# --- a clean slate for each test -----------------------------------------------------------


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings) -> Path:
    """Uploads and drawn certificates go to the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """What is kept in memory between requests is forgotten: row ids come round again."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    editions.clear()
    for cache in caches.all():
        cache.clear()
