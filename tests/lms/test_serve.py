"""The whole installation in one command: it answers, does its work, survives, and goes for good."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lms.management.commands import serve
from lms.settings.base import ROOT
from lms.supervisor import MOST_FALSE_STARTS
from tests.lms.slow_task import write_down

MOST_MEMORY_MIB = 300


class Installation:
    """A running `serve` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.environment = os.environ | {
            "TEST_VAR": str(folder),
            "DJANGO_SETTINGS_MODULE": "tests.embedded_settings",
        }
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.lms.short_lease", str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True
        )
        _until(lambda: self.answers("/livez"), "the web server answers")

    def answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def put(self, *, seconds: float) -> None:
        """Write an outbox row of a task that takes its time; only the sweep will find it."""
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        facts = json.dumps({"folder": str(self.folder), "seconds": seconds})
        rows = sqlite3.connect(self.folder / "daylight.sqlite3", timeout=20)
        with rows:
            rows.execute(
                "INSERT INTO lms_outbox (task, facts, created_at, not_before, tries, problem)"
                " VALUES (?, ?, ?, ?, 0, '')",
                [write_down.name, facts, now, now],
            )
        rows.close()

    def begun(self) -> int:
        file = self.folder / "begun"
        return len(file.read_text()) if file.exists() else 0

    def is_done(self) -> bool:
        rows = sqlite3.connect(self.folder / "daylight.sqlite3", timeout=20)
        done = rows.execute("SELECT count(*) FROM lms_outbox WHERE done_at IS NOT NULL").fetchone()
        rows.close()
        return bool(done[0])

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=25)
        self.process.stdout.close()


@pytest.fixture
def installation(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Installation]:
    shutil.copyfile(migrated_sqlite, tmp_path / "daylight.sqlite3")
    running = Installation(tmp_path)
    yield running
    running.end()


def test_it_answers_uses_little_memory_and_stops_within_twenty_seconds_without_leftovers(
    installation,
):
    _until(lambda: len(_descendants(installation.process.pid)) == 4, "all parts run")
    family = [installation.process.pid, *_descendants(installation.process.pid)]
    time.sleep(2)

    assert installation.answers("/readyz")
    assert sum(_memory_mib(pid) for pid in family) < MOST_MEMORY_MIB

    began = time.monotonic()
    installation.process.send_signal(signal.SIGTERM)
    status = installation.process.wait(timeout=20)

    assert status == 0
    assert time.monotonic() - began < 20
    assert [pid for pid in family if _is_alive(pid)] == []


def test_work_in_the_hands_of_a_killed_worker_is_done_again_and_marked_once(installation):
    installation.put(seconds=4)
    _until(installation.begun, "the task begins")

    os.kill(_pool_child(installation.process.pid), signal.SIGKILL)

    _until(installation.is_done, "the work is done")
    assert installation.begun() == 2


def test_a_killed_supervisor_leaves_nobody_behind_and_its_work_is_done_by_the_next(installation):
    installation.put(seconds=4)
    _until(installation.begun, "the task begins")
    family = _descendants(installation.process.pid)

    installation.process.kill()
    installation.process.wait()
    _until(lambda: not any(_is_alive(pid) for pid in family), "the whole family is gone")
    installation.process.stdout.close()
    installation.start()

    _until(installation.is_done, "the work is done")


def test_each_part_that_is_killed_is_started_again(installation):
    first = _children(installation.process.pid)
    assert len(first) == 2

    for pid in first:
        os.kill(pid, signal.SIGKILL)

    _until(lambda: len(_children(installation.process.pid) - first) == 2, "both parts run anew")
    _until(lambda: installation.answers("/livez"), "the web server answers")


def test_a_port_in_use_is_told_in_words_and_another_is_found_without_one():
    with socket.socket() as taken:
        taken.bind((serve.LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match="already in use"):
            serve._port(serve.LOOPBACK, port)

    assert serve._port(serve.LOOPBACK, port) == port
    assert serve._port(serve.LOOPBACK, None) >= serve.FIRST_PORT


def test_a_part_that_cannot_start_is_given_up_with_words():
    code = (
        "from lms.supervisor import Part, Supervisor\n"
        "def fail(): raise RuntimeError('no database')\n"
        "raise SystemExit(Supervisor([Part('web server', fail)], say=print).run())"
    )

    result = _python(code)

    assert result.returncode == 1
    assert result.stderr.count("RuntimeError: no database") == MOST_FALSE_STARTS
    assert "does not start" in result.stdout


@pytest.mark.django_db
def test_the_demo_does_not_listen_to_other_machines(settings):
    settings.IS_DEMO = True

    with pytest.raises(CommandError, match="only listens on this machine"):
        call_command("serve", host="0.0.0.0", skip_checks=True)  # noqa: S104


@pytest.mark.parametrize(
    ("is_demo", "address"), [(True, "http://127.0.0.1:8131"), (False, "https://daylight.example")]
)
def test_what_the_demo_prints_leads_to_where_it_listens(settings, is_demo, address):
    settings.IS_DEMO = is_demo
    settings.BASE_URL = "https://daylight.example"

    serve.be_found_at("127.0.0.1", 8131)

    assert address == settings.BASE_URL


def test_the_web_process_does_not_load_the_certificate_engine():
    code = (
        "import sys, lms.wsgi; from django.urls import get_resolver;"
        "get_resolver().url_patterns; sys.exit('weasyprint' in sys.modules)"
    )

    assert _python(code).returncode == 0


def _python(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False
    )


# --- what the system says of processes -----------------------------------------------------


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _until(truth, what: str, seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while not truth():
        assert time.monotonic() < end, f"in {seconds:.0f} s it did not come true that {what}"
        time.sleep(0.05)


def _children(pid: int) -> set[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").glob("*/children"))
        return {int(child) for task in tasks for child in task.read_text().split()}
    except OSError:
        return set()


def _descendants(pid: int) -> list[int]:
    found = []
    for child in _children(pid):
        found += [child, *_descendants(child)]
    return found


def _pool_child(supervisor: int) -> int:
    """The process in which tasks run: the child of the second part."""
    worker = sorted(_children(supervisor))[1]
    return _children(worker).pop()


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _memory_mib(pid: int) -> float:
    """The process's share: what is shared counts in parts (PSS)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
