"""Check the whole record from its rows: for operators, after a restore, and for auditors."""

from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments import verify as quizzes
from courses import verify as courses


class Command(BaseCommand):
    help = "Check that completions are earned, grades come out again, and editions are unchanged."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for finding in chain(courses.findings(), quizzes.findings()):
            self.stdout.write(f"{finding.rule}: {finding.row}")
            count += 1
        if count:
            raise CommandError(f"The record has {count} faults.")
        self.stdout.write("The record is sound.")
