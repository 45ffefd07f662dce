"""Bring in completions from before, with their evidence: for operators."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses import actions
from courses.history import planning, reading
from people import access
from people.calendar import reporting_day
from people.imports import limits
from people.imports.faults import Fault, Unreadable
from people.models import Person, Power

MOST_LINES = 50
# What the plan has seen to, should the record change before it is carried out.
CHANGED = (
    actions.AlreadyCompleted,
    actions.EnrolmentWithdrawn,
    actions.NothingRecorded,
    actions.RecordChanged,
)
DECIDERS = (Power.CSO, Power.PEOPLE_ADMINISTRATOR)


class Command(BaseCommand):
    help = "Bring in earlier completions from a CSV file, all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--by", required=True, help="e-mail address of whoever has seen the evidence"
        )
        parser.add_argument(
            "--confirmed-by", required=True, help="e-mail address of a second person"
        )
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be added")

    def handle(self, *args: Any, **options: Any) -> None:
        by, confirmed_by = (self._decider(options[name]) for name in ("by", "confirmed_by"))
        if by == confirmed_by:
            raise CommandError("Two different people must stand for it.")
        plan = self._plan(options["file"])
        self.stdout.write(f"{len(plan.added):>9}  completions to add")
        self.stdout.write(f"{plan.standing:>9}  on record already")
        if options["dry_run"]:
            self.stdout.write("Nothing was changed: this was a dry run.")
            return
        try:
            actions.bring_in(plan.added, by=by, confirmed_by=confirmed_by)
        except actions.OwnEnrolment as error:
            raise CommandError(
                "Nothing was changed: nobody stands for a completion of her own."
            ) from error
        except CHANGED as error:
            raise CommandError(
                "Nothing was changed: the record has just changed. Try again."
            ) from error
        self.stdout.write("Done.")

    def _decider(self, email: str) -> Person:
        found = Person.objects.filter(email__iexact=email, is_active=True).first()
        if found is None or not access.holds_for_company(found, *DECIDERS):
            raise CommandError(f"{email} is nobody who may decide this for the company.")
        return found

    def _plan(self, path: Path) -> planning.Plan:
        try:
            if path.stat().st_size > limits.MOST_BYTES:
                raise CommandError(f"The file is larger than {limits.MOST_BYTES} bytes.")
            plan = planning.plan(reading.rows(path), reporting_day())
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}") from error
        except Unreadable as error:
            raise self._refused([error.fault]) from error
        if plan.faults:
            raise self._refused(plan.faults)
        return plan

    def _refused(self, faults: list[Fault]) -> CommandError:
        for fault in faults[:MOST_LINES]:
            self.stderr.write(reading.line(fault))
        if len(faults) > MOST_LINES:
            self.stderr.write("…")
        return CommandError(f"Nothing was changed: the file has {len(faults)} errors.")
