"""Deletes what may be kept no longer: what the clock does every night, by hand or looking ahead."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.privacy import retention_actions
from people.calendar import reporting_day


class Command(BaseCommand):
    help = (
        "Delete what is kept longer than people/privacy/periods.py and the setting RETENTION say. "
        "Prints how many rows of each class; a run that was broken off can be begun again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count, and change nothing")
        parser.add_argument(
            "--on",
            metavar="YYYY-MM-DD",
            help="as if it were that day; one that is yet to come only with --dry-run",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        day = _day(options["on"])
        if options["dry_run"]:
            counts = retention_actions.count(day)
        elif day > reporting_day():
            raise CommandError("That day is yet to come: only with --dry-run.")
        else:
            counts = retention_actions.keep_no_longer(day)
        for name, number in counts.items():
            self.stdout.write(f"{name:<20}{number:>10}")


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else reporting_day()
    except ValueError as error:
        raise CommandError(f"--on is a day such as 2026-11-30, not {text}.") from error
