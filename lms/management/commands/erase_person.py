"""Erases a person: for operators who were asked by another way than the pages."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

import structlog
from django.core.management.base import BaseCommand, CommandError

from people.imports.actions import ImportUnderWay
from people.models import Person
from people.privacy import actions

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = (
        "Delete everywhere what tells who a person is; what was counted stays counted. It cannot "
        "be undone. Make sure first who asks for it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("uuid", help="the person's id, as “My data” and the audit log say it")
        parser.add_argument(
            "--reason", required=True, help="who asked and when, without a name; is logged"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        reason = options["reason"].strip()
        if not reason:
            raise CommandError("Say why: --reason 'asked by letter of 3 March'.")
        person = _person(options["uuid"])
        if person.erased_at:
            self.stdout.write("This person is erased already.")
            return
        try:
            actions.erase(person, by=None, cause=actions.OPERATOR)
        except actions.OnHold as hold:
            raise CommandError(f"A legal hold keeps this person's record until {hold}.") from hold
        except actions.HoldsPower as error:
            raise CommandError(
                "This person holds a power. End it first, under “Powers”."
            ) from error
        except ImportUnderWay as error:
            raise CommandError("A file of people is being applied. Try again soon.") from error
        log.warning("person_erased", person=str(person.uuid), reason=reason)
        self.stdout.write("Done. The person's files go within a minute.")


def _person(text: str) -> Person:
    try:
        return Person.objects.get(uuid=UUID(text))
    except (ValueError, Person.DoesNotExist) as error:
        raise CommandError("Nobody has this id.") from error
