"""Makes two rows of a human one, for who runs the installation; or says what it would do."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Count

from people.merging import actions, wording
from people.merging.faults import CannotMerge, CannotUndo
from people.merging.models import Merge
from people.models import Person


class Command(BaseCommand):
    help = "Merges two people, by their ids (uuid); the older record is kept. --undo parts them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("keep", help="id of the older record, which is kept")
        parser.add_argument("younger", help="id of the newer record, which goes into it")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, say what would")
        parser.add_argument("--undo", action="store_true", help="undo a merge of these two")

    def handle(self, *args: Any, **options: Any) -> None:
        keep, younger = _person(options["keep"]), _person(options["younger"])
        if keep.pk >= younger.pk:
            raise CommandError("The first one has to be the older record, and another one.")
        try:
            with transaction.atomic():
                done = _undone(keep, younger) if options["undo"] else _merged(keep, younger)
                if options["dry_run"]:
                    transaction.set_rollback(True)
        except (CannotMerge, CannotUndo) as error:
            raise CommandError(wording.obstacle(error.reason)) from error
        for table, rows in _rows_by_table(done):
            self.stdout.write(f"{table}: {rows}")
        self.stdout.write("Nothing was changed." if options["dry_run"] else f"Done: {done.uuid}")


def _person(uuid: str) -> Person:
    try:
        return Person.objects.get(uuid=uuid)
    except (Person.DoesNotExist, ValidationError) as error:
        raise CommandError(f"Nobody here has the id {uuid}.") from error


def _merged(keep: Person, younger: Person) -> Merge:
    return actions.merge(keep, younger, by=None)


def _undone(keep: Person, younger: Person) -> Merge:
    done = Merge.objects.standing().filter(kept=keep, younger=younger).first()
    if done is None:
        raise CommandError("These two are not merged.")
    actions.undo(done, by=None)
    return done


def _rows_by_table(done: Merge) -> list[tuple[str, int]]:
    counted = (
        done.steps.values_list("table").order_by("table").annotate(Count("row", distinct=True))
    )
    return list(counted)
