"""A company of 100,000 people: the engine with 20 rules (everybody, again, and 100 who changed
their role), and then the coverage page, where everybody was asked to do 20 programmes.

In a process of its own, so that the peak is the engine's.

    python -m tests.bench.rules [--people 100000]
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

from courses.models import Programme  # noqa: E402
from courses.rules import engine  # noqa: E402
from courses.rules.models import AssignmentRule  # noqa: E402
from people.calendar import reporting_day  # noqa: E402
from people.models import Organisation, Person, RoleHeld  # noqa: E402
from tests.bench import company, coverage  # noqa: E402
from tests.bench.memory import forget_peak, peak_mb  # noqa: E402

RULES = 20
CHANGED = 100


def measure(people: int) -> None:
    company.build(people, seed=2)
    _rules()
    forget_peak()
    idle = peak_mb()
    day = reporting_day()
    _timed("rules: everybody, for the first time", people, lambda: engine.run(on=day), idle)
    _timed("rules: everybody again, nothing to do", people, lambda: engine.run(on=day), idle)
    changed = RoleHeld.objects.active(day).order_by("-pk").values("membership__person")[:CHANGED]
    ids = list(changed.values_list("membership__person", flat=True))
    RoleHeld.objects.filter(membership__person__in=ids).update(ended_on=day)
    some = Person.objects.filter(pk__in=ids)
    later = day + timedelta(days=1)
    _timed("rules: some who changed their role", len(ids), lambda: engine.run(some, on=later), idle)
    coverage.learn_more()
    coverage.measure(people)


def _rules() -> None:
    """Twenty rules that cross one another, as those of a company with many programmes do."""
    root = Organisation.objects.filter(kind="company").order_by("-pk")[0]
    programmes = list(Programme.objects.filter(is_open=False, withdrawn_at=None).order_by("pk"))
    suppliers = list(Organisation.objects.filter(kind="supplier").order_by("pk")[:RULES])
    roles = ["manager", "procurement", "supervisor", "worker"]
    for number in range(RULES):
        AssignmentRule.objects.create(
            programme=programmes[number % len(programmes)],
            organisation=root if number % 2 else suppliers[number % len(suppliers)],
            audience_roles=[roles[number % 4], roles[(number + 1) % 4]],
            risk_bands=["high", "medium"] if number % 3 == 0 else [],
            due_in_days=30 + number,
            begins_on=date(2020, 1, 1),
        )


def _timed(name: str, count: int, work: Callable[[], object], idle: float) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    told = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    sys.stdout.write(
        f"{name:<48}{wall:8.1f} s ({cpu:.0f} of CPU)  {count:,} people  {dict(told)}"
        f"  peak {peak_mb():.0f} MB ({idle:.0f} MB before)\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, default=100_000)
    measure(options.parse_args().people)
