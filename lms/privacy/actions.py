"""Erasing a person from every table and every file: the one place that does it."""

from django.core.cache import cache
from django.db import transaction

from lms import outbox, tasks
from lms.accounts import actions as accounts
from lms.context import key_of_what_one_may
from lms.privacy.tables import TABLES
from people.imports import actions as imports
from people.merging.chains import rows_of
from people.models import Person
from people.privacy.actions import OVER
from people.privacy.treatments import Table, Traces


@transaction.atomic
def erase_everywhere(person: Person, cause: str) -> None:
    """Take out of every table what tells who a person was, in one transaction.

    Files are deleted by the worker once that is committed. Files that people were brought in from
    go at once if she asked; when her time is over, those of these days are not about her. Raises
    ImportUnderWay.
    """
    files = [] if cause == OVER else imports.forget(person)
    accounts.end_other_sessions(person, but=None)
    # Rows of hers that were merged into this one still say who she was.
    for traces in map(Traces.of, rows_of(person)):
        for table in TABLES:
            files += _treat(table, traces)
    for name in dict.fromkeys(files):
        outbox.put(tasks.delete_file, name=name)
    transaction.on_commit(lambda: cache.delete(key_of_what_one_may(person)))


def _treat(table: Table, traces: Traces) -> list[str]:
    """Delete or write over the rows of one table; return the names of their files."""
    if not (table.person or table.rows):
        return []
    files: list[str] = []
    rows = list(table.rows_of(traces).order_by("pk").values_list("pk", flat=True))
    own = table.model._base_manager.filter(pk__in=rows)
    for row in own.select_for_update(of=("self",)).order_by("pk"):
        files += [name for name in table.files(row) if name]
        if not table.is_deleted and (values := table.values()):
            table.model._base_manager.filter(pk=row.pk).update(**values)
    if table.is_deleted:
        own.delete()
    return files
