"""Check the audit log: for operators, after a restore, and for auditors."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from people.audit import anchors
from people.audit.anchors import Anchor
from people.audit.models import AuditEvent
from people.audit.verify import findings


class Command(BaseCommand):
    help = (
        "Check that no event of the audit log was changed, removed, moved, put in or cut off. "
        "Names the first wrong number of each chain; the exit status is 1 if there is one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anchors",
            type=Path,
            help="a file of anchors, best one that was kept elsewhere, such as saved mails; "
            "without it AUDIT_ANCHOR_FILE, where there is one",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for finding in findings(_anchors(options["anchors"])):
            self.stdout.write(f"chain {finding.chain}, event {finding.number}: {finding.reason}")
            count += 1
        if count:
            raise CommandError(f"The audit log does not hold: {count} of its chains are broken.")
        self.stdout.write(f"The audit log holds: {AuditEvent.objects.count()} events.")


def _anchors(file: Path | None) -> list[Anchor]:
    """What was written down earlier: in a file that is named, or in ours if there is one."""
    ours = Path(settings.AUDIT_ANCHOR_FILE)
    if file is None and not ours.exists():
        return []
    try:
        read = list(anchors.read(file or ours))
    except OSError as error:
        raise CommandError(f"The anchors cannot be read: {error.strerror}.") from error
    except anchors.NotAnAnchor as error:
        raise CommandError(f"Line {error} of the anchors is none.") from error
    if not read:
        raise CommandError("There is no anchor in the file.")
    return read
