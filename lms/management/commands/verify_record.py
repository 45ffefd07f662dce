"""Check the whole record from its rows: for operators, after a restore, and for auditors."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Exists, OuterRef

from assessments.models import Attempt
from courses import verify
from courses.models import Study
from courses.verify import Finding


class Command(BaseCommand):
    help = "Check that every completion is earned and every edition is what it was."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for finding in _findings():
            self.stdout.write(f"{finding.rule}: {finding.row}")
            count += 1
        if count:
            raise CommandError(f"The record has {count} faults.")
        self.stdout.write("The record is sound.")


def _findings() -> Iterator[Finding]:
    yield from verify.findings()
    passed = Attempt.objects.filter(study=OuterRef("pk"), passed=True, critical_missed=0)
    unproven = Study.objects.filter(quiz_passed_at__isnull=False).exclude(Exists(passed))
    for pk in unproven.values_list("pk", flat=True):
        yield Finding("R6: a quiz counted as passed without a passed attempt", f"study {pk}")
