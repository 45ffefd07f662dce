"""Takes away a person's second factors, for one who has lost them all."""

from argparse import ArgumentParser
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandError

from lms.accounts import actions
from people.models import Person

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = (
        "Take away a person's second factors and recovery codes, and sign her out everywhere. She "
        "is told by mail. Make sure first, by another way than mail, that it is she who asks."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address that the person signs in with")
        parser.add_argument(
            "--reason", required=True, help="why, and how you made sure that it is she; is logged"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        reason = options["reason"].strip()
        if not reason:
            raise CommandError("Say why: --reason 'lost her phone; known by voice'.")
        person = (
            Person.objects.standing()
            .filter(email__iexact=options["email"])
            .exclude(email="")
            .first()
        )
        if person is None:
            raise CommandError("Nobody signs in with this address.")
        actions.reset_second_factor(person, reason=reason)
        log.warning("second_factor_reset", person=str(person.uuid), reason=reason)
        self.stdout.write("Done. The person is told, and sets up a new one at the next sign-in.")
