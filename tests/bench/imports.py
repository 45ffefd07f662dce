"""A file of 200,000 people: what checking, applying and the same file again take.

In a process of its own, so that the peak is the import's.

    python -m tests.bench.imports [--people 200000]
"""

import argparse
import csv
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

from django.core.files.base import File  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from people import actions as people  # noqa: E402
from people.imports import actions  # noqa: E402
from people.imports.models import ImportRun  # noqa: E402
from people.models import Organisation  # noqa: E402
from tests.bench.memory import forget_peak, peak_mb  # noqa: E402

CODE = "BENCH"
HEADER = ["employee_number", "organisation", "full_name", "email", "roles", "manager", "started_on"]
NAMES = ["Amina Rahman", "আমিনা রহমান", "علي بن أحمد", "Nguyễn Thị Hương", "张伟", "Siti"]


def measure(count: int) -> None:
    call_command("migrate", verbosity=0)
    _company()
    forget_peak()
    idle = peak_mb()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.csv"
        _write(file, count)
        run, seconds = _timed(lambda: _checked(file))
        _tell("import: check", count, seconds, idle)
        _, seconds = _timed(lambda: _apply(run))
        _tell("import: apply (plans anew)", count, seconds, idle)
        again, seconds = _timed(lambda: _checked(file))
        _tell("import: the same file again, no change", count, seconds, idle)
        assert again.counts == {"rows": count}, again.counts


def _company() -> None:
    company = Organisation.objects.filter(kind="company").order_by("pk").first()
    facts = {"started_on": date(2020, 1, 1), "country": "GB", "code": CODE}
    if company:
        people.add_organisation(kind="unit", name="Bench", parent=company, **facts)
    else:
        people.add_organisation(kind="company", name="Bench", parent=None, **facts)


def _write(file: Path, count: int) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        for number in range(count):
            name = f"{NAMES[number % len(NAMES)]} {number}"
            email = f"p{number}@example.org" if number % 2 else ""
            boss = f"{number // 20:07}" if number else ""
            cells = [f"{number:07}", CODE, name, email, "procurement", boss, "2024-01-08"]
            writer.writerow(cells)


def _checked(file: Path) -> ImportRun:
    with file.open("rb") as content:
        run = actions.upload(File(content, name="file"), by=None, in_background=False)
    actions.check(run)
    run.refresh_from_db()
    return run


def _apply(run: ImportRun) -> None:
    actions.confirm(run, run.plan_digest, in_background=False)
    actions.apply(run)
    run.refresh_from_db()
    assert run.state == ImportRun.State.DONE, run.state


def _timed(work: Callable[[], Any]) -> tuple[Any, tuple[float, float]]:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, (time.perf_counter() - wall, time.process_time() - cpu)


def _tell(name: str, count: int, seconds: tuple[float, float], idle: float) -> None:
    wall, cpu = seconds
    where = f"{name}, {connection.vendor}"
    sys.stdout.write(
        f"{where:<48}{wall:8.1f} s ({cpu:.0f} of CPU){count / wall:9.0f} rows a second"
        f"  peak {peak_mb():.0f} MB ({idle:.0f} MB before)\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, default=200_000)
    measure(options.parse_args().people)
