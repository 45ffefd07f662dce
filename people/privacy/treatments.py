"""What erasing does to each table: declared by every app, and done by one engine.

A table that may hold something about a person, and each of its fields that can hold text, stands in
the `TABLES` of its app's `privacy.py`; `lms/privacy/tables.py` puts them together with those of the
libraries. A field that stands nowhere fails `tests/privacy/test_tables.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from people.models import Membership, Person

# The words of a field that must not be empty, after erasing.
ERASED = "erased"
# Stands for all fields of a library's table that holds nothing about people.
ALL = "*"


@dataclass(frozen=True)
class Stays:
    """The field says nothing about a person, or must stay; `why` says which."""

    why: str


@dataclass(frozen=True)
class Becomes:
    """The field is written over: with a value, or with what a function gives for each row."""

    value: Any

    def for_row(self) -> Any:
        return self.value() if callable(self.value) else self.value


Treatment = Stays | Becomes

CODE = Stays("a code of ours")
CONTENT = Stays("words of the modules and pages")
CHOICE = Stays("one of a few given values")
CLEARED = Becomes("")


@dataclass(frozen=True)
class Traces:
    """What identifies a person, read before anything of it is gone."""

    person: Person
    names: frozenset[str]
    addresses: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, person: Person) -> "Traces":
        works = list(
            Membership.objects.filter(person=person).values_list("employee_number", "work_email")
        )
        return cls(
            person=person,
            names=frozenset({person.full_name, person.latin_name} - {""}),
            addresses=frozenset({person.email, *(email for _, email in works)} - {""}),
            numbers=frozenset({number for number, _ in works} - {""}),
        )


@dataclass(frozen=True)
class Table:
    """One table: which of its rows are about a person, and what happens to them.

    `person` is the way from a row to the person (empty: none of its rows is about one);
    `rows` finds them where no key leads there. `sets` are fields without text that change too,
    `files` gives the names of stored files that go.
    """

    model: type[models.Model]
    fields: Mapping[str, Treatment] = field(default_factory=dict)
    person: str = ""
    rows: Callable[[Traces], Q] | None = None
    is_deleted: bool = False
    sets: Mapping[str, Any] = field(default_factory=dict)
    files: Callable[[Any], Iterable[str]] = lambda row: ()

    def rows_of(self, traces: Traces) -> "QuerySet[Any]":
        """The rows about a person; none where the table holds nothing about anybody."""
        about = self.rows(traces) if self.rows else Q(pk__in=[])
        if self.person:
            about |= Q(**{self.person: traces.person})
        return self.model._base_manager.filter(about).distinct()

    def values(self) -> dict[str, Any]:
        """What is written over in each row."""
        texts = {name: how for name, how in self.fields.items() if isinstance(how, Becomes)}
        given = texts | {name: Becomes(value) for name, value in self.sets.items()}
        return {name: how.for_row() for name, how in given.items()}
