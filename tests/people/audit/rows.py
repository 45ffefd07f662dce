"""Events to look at, and ways round the database's refusals, as somebody with all rights has."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from django.db import connection

from people.audit import actions as audit
from people.audit.models import AuditEvent
from people.audit.verbs import Verb
from people.audit.verify import Finding, findings
from people.models import Organisation
from people.triggers import EVENTS


def happen(company: Organisation | None, times: int = 1, verb: Verb = Verb.SIGNED_IN) -> None:
    """Let something be recorded so many times for a company."""
    for turn in range(times):
        audit.record(verb, by=None, about=company, of=company, turn=turn)


def events(company: Organisation | None) -> list[AuditEvent]:
    return list(AuditEvent.objects.told().filter(chain__company=company).order_by("number"))


@contextmanager
def unguarded() -> Iterator[None]:
    """Without the triggers, for whoever may drop them."""
    editor = SimpleNamespace(connection=connection, execute=execute)
    connection.check_constraints()  # PostgreSQL alters no table with checks still to come
    EVENTS.unfreeze(editor)
    yield
    connection.check_constraints()
    EVENTS.freeze(editor)


def execute(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found(*anchors) -> list[Finding]:
    return list(findings(anchors))
