"""Bring organisations and people in from a file: for operators, and for a nightly job."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from people.imports import actions, limits, wording
from people.imports.models import ImportRun

State = ImportRun.State
MOST_LINES = 50


class Command(BaseCommand):
    help = "Bring organisations and people in from a CSV or XLSX file, all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="only tell what would change, and what is wrong"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        run = self._checked(options["file"])
        self._tell_faults(run)
        if run.state == State.FAULTY:
            faults = run.counts["faults"]
            actions.discard(run)
            raise CommandError(f"Nothing was changed: the file has {faults} errors.")
        for words, count in wording.counts(run.counts):
            self.stdout.write(f"{count:>9}  {words}")
        if options["dry_run"]:
            actions.discard(run)
            self.stdout.write("Nothing was changed: this was a dry run.")
            return
        self._apply(run)

    def _checked(self, path: Path) -> ImportRun:
        try:
            if path.stat().st_size > limits.MOST_BYTES:
                raise CommandError(f"The file is larger than {limits.MOST_BYTES} bytes.")
            with path.open("rb") as file:
                run = actions.upload(File(file, name="file"), by=None, in_background=False)
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}") from error
        actions.check(run)
        run.refresh_from_db()
        return run

    def _tell_faults(self, run: ImportRun) -> None:
        for fault in run.faults.order_by("position")[:MOST_LINES]:
            self.stderr.write(wording.line(fault))
        if run.faults.count() > MOST_LINES:
            self.stderr.write("…")

    def _apply(self, run: ImportRun) -> None:
        actions.confirm(run, run.plan_digest, in_background=False)
        try:
            actions.apply(run)
        except OperationalError as error:
            raise CommandError("Nothing was changed: another import is being applied.") from error
        run.refresh_from_db()
        if run.state != State.DONE:
            actions.discard(run)
            raise CommandError("Nothing was changed: the record has just changed. Try again.")
        self.stdout.write("Done.")
