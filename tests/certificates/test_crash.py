"""The worker is killed between the completion and the PDF: the PDF comes all the same, once.

Real processes, a real broker, a real database file: see tests/certificates/press.py.
"""

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from lms.settings.base import ROOT


class Installation:
    """A database, a broker and a worker in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []

    def complete(self) -> None:
        subprocess.run(self._command("complete"), cwd=ROOT, env=self._environment(), check=True)

    def start_worker(self, **environment: str) -> None:
        process = subprocess.Popen(
            self._command("work"),
            cwd=ROOT,
            env=self._environment(**environment),
            start_new_session=True,
        )
        self.workers.append(process)

    def kill_worker(self) -> None:
        self.workers[-1].send_signal(signal.SIGKILL)
        self.workers[-1].wait(timeout=10)

    def row(self) -> dict[str, object]:
        rows = sqlite3.connect(self.folder / "daylight.sqlite3", timeout=20)
        rows.row_factory = sqlite3.Row
        (row,) = rows.execute("SELECT * FROM certificates_certificate").fetchall()
        rows.close()
        return dict(row)

    def files(self) -> list[Path]:
        return [path for path in (self.folder / "media").rglob("*") if path.is_file()]

    def _command(self, verb: str) -> list[str]:
        return [sys.executable, "-m", "tests.certificates.press", verb]

    def _environment(self, **more: str) -> dict[str, str]:
        ours = {
            "TEST_VAR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "tests.embedded_settings",
        }
        return os.environ | ours | more


@pytest.fixture
def installation(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Installation]:
    shutil.copyfile(migrated_sqlite, tmp_path / "daylight.sqlite3")
    running = Installation(tmp_path)
    yield running
    for worker in running.workers:
        # With the processes of its own that a killed one leaves behind.
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=10)


def until(truth: Callable[[], object], what: str, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not truth():
        assert time.monotonic() < end, f"in {seconds:.0f} s it did not come true that {what}"
        time.sleep(0.1)


@pytest.mark.parametrize(("stop_at", "files_left"), [("drawing", 0), ("commit", 1)])
def test_a_worker_killed_before_the_pdf_is_kept_loses_nothing_and_leaves_nothing_over(
    installation, stop_at, files_left
):
    installation.complete()
    installation.start_worker(STOP_AT=stop_at)
    until((installation.folder / "stopped").exists, "the worker is in the middle of it")

    installation.kill_worker()

    assert installation.row()["pdf"] == ""
    assert len(installation.files()) == files_left

    installation.start_worker()
    until(lambda: installation.row()["pdf"], "the PDF is there")

    (file,) = installation.files()
    row = installation.row()
    assert file == installation.folder / "media" / str(row["pdf"])
    assert hashlib.sha256(file.read_bytes()).hexdigest() == row["pdf_digest"]
    assert file.read_bytes().startswith(b"%PDF-")
