"""What the demo writes into the past.

Actions know one moment only, and that is now: they cannot say that somebody finished a lesson last
spring. So the demo's history is written here, straight into the tables and with its own moments. It
is the one module besides the actions that writes, it keeps the rules of the record
(courses/actions/, assessments/grading.py) itself, and `verify_record` finds nothing amiss in what
it wrote. It runs on demonstrations only: the command refuses elsewhere.

Rows go to the database in whole batches through the fastest door it has: COPY on PostgreSQL, one
prepared INSERT on SQLite. Models' defaults are filled in; what a model would compute when it is
saved (a code, a moment) has to be given.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connection, models, transaction

from assessments.models import Attempt, DilemmaCount, Response
from certificates.models import Certificate
from courses.models import (
    Completion,
    Enrolment,
    LessonDone,
    Requirement,
    Study,
)
from courses.open_use import OpenUse
from people.models import Leave, Membership, Person, RoleHeld

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]

WRITTEN: list[type[models.Model]] = [
    Person, Membership, RoleHeld, Leave,
    Enrolment, Study, Requirement, LessonDone, Attempt, Response, Completion, Certificate,
    OpenUse, DilemmaCount,
]  # fmt: skip


class NotGiven(Exception):
    """A row names a field that its model does not have."""


class Pen:
    """Writes rows of the record. Rows are put down within `batch()`, which writes them together."""

    def __init__(self) -> None:
        self._sheets = {model: _Sheet(model) for model in WRITTEN}

    @contextmanager
    def batch(self) -> Iterator[None]:
        """One transaction: whatever is put down within it is written, or nothing is."""
        with transaction.atomic():
            _keep_others_out()
            for sheet in self._sheets.values():
                sheet.begin()
            yield
            for sheet in self._sheets.values():
                sheet.write()

    def put(self, model: type[models.Model], **values: Any) -> int:
        """Put down a row by its columns (a key as `person_id`, JSON as text); return its id."""
        return self._sheets[model].put(values)

    def count(self, model: type[models.Model]) -> int:
        """How many rows of a model this pen has written."""
        return self._sheets[model].written


class _Sheet:
    """The rows of one table that wait to be written."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = model._meta.concrete_fields
        self.table = model._meta.db_table
        self.columns = [str(field.column) for field in fields]
        self.blank = {field.attname: _default(field) for field in fields}
        converters = enumerate(_converter(field) for field in fields)
        self.convert = [(place, convert) for place, convert in converters if convert]
        self.rows: list[Row] = []
        self.next_id = 1
        self.written = 0

    def begin(self) -> None:
        self.rows = []
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT max(id) FROM "{self.table}"')  # noqa: S608 - our own names
            self.next_id = (cursor.fetchone()[0] or 0) + 1

    def put(self, values: dict[str, Any]) -> int:
        row = self.blank | values
        if len(row) != len(self.blank):
            raise NotGiven(
                f"{self.table} has no {', '.join(sorted(row.keys() - self.blank.keys()))}"
            )
        row["id"] = self.next_id
        self.next_id += 1
        self.rows.append(tuple(row.values()))
        return self.next_id - 1

    def write(self) -> None:
        if not self.rows:
            return
        if connection.vendor == "postgresql":
            _copy(self.table, self.columns, self.rows)
        else:
            _insert(self.table, self.columns, list(self._converted()))
        self.written += len(self.rows)
        self.rows = []

    def _converted(self) -> Iterator[list[Any]]:
        for row in self.rows:
            values = list(row)
            for place, convert in self.convert:
                if values[place] is not None:
                    values[place] = convert(values[place])
            yield values


def _default(field: models.Field[Any, Any]) -> Any:
    """What stands in a column that is not given. NOT_PROVIDED cannot be written, and so fails."""
    if field.has_default():
        return models.NOT_PROVIDED if callable(field.default) else field.default
    if field.null:
        return None
    return "" if field.blank else models.NOT_PROVIDED


def _converter(field: models.Field[Any, Any]) -> Convert | None:
    """How SQLite, which has no such types, keeps a value; the same as Django does."""
    if isinstance(field, models.DateTimeField):
        return lambda moment: str(moment.astimezone(UTC))[:19]
    if isinstance(field, models.UUIDField):
        return lambda value: value.hex if isinstance(value, UUID) else value
    if isinstance(field, models.DateField | models.DecimalField):
        return str
    return None


def _keep_others_out() -> None:
    """Ids are counted here: nobody else may insert meanwhile. On SQLite a writer is alone."""
    if connection.vendor == "postgresql":
        tables = ", ".join(f'"{model._meta.db_table}"' for model in WRITTEN)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


def _copy(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM \"{table}\"",  # noqa: S608 - our own names
            [f'"{table}"'],
        )


def _insert(table: str, columns: Sequence[str], rows: list[list[Any]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows)  # noqa: S608 - our own names


# --- what is changed in rows that stand ------------------------------------------------------


@transaction.atomic
def let_sign_in(people: Sequence[int], password: str) -> None:
    """Give people, by id, one well-known password: hashed once, as hashing is slow on purpose."""
    Person.objects.filter(pk__in=people).update(password=make_password(password))
