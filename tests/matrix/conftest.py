"""The world, made once for a file of tests; what each of them does in it is taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker

from tests.matrix.world import World, build
from tests.snapshot import Snapshot


@pytest.fixture(scope="module")
def _files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("matrix")


@pytest.fixture(autouse=True)
def media(_files: Path, settings) -> Path:
    """The files of the world stay where they were made."""
    settings.MEDIA_ROOT = _files
    return _files


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, _files: Path
) -> Iterator[World]:
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=_files):
        before = Snapshot()
        made = build()
        connections.close_all()
    yield made
    with django_db_blocker.unblock():
        before.put_back()
        connections.close_all()
