"""What of the tables of people is about a person, and what erasing does to it."""

from django.contrib.auth.hashers import make_password
from django.db.models import Q

from people.audit.models import AuditChain, AuditEvent
from people.imports.models import ImportChange, ImportFault, ImportRun
from people.models import Grant, Leave, Membership, Organisation, Person, RoleHeld
from people.privacy.models import Correction, ErasureRequest, Hold, RetentionRun
from people.privacy.treatments import (
    CHOICE,
    CLEARED,
    CODE,
    Becomes,
    Stays,
    Table,
    Traces,
)

IDS = Stays("ids and codes only, sealed: the code refuses anything else")
COUNTS = Stays("numbers")


def _nobodys_password() -> str:
    return make_password(None)


def _own_row(traces: Traces) -> Q:
    return Q(pk=traces.person.pk)


TABLES = [
    Table(
        Organisation,
        {
            "code": CODE,
            "name": Stays("an organisation's name"),
            "path": CODE,
            "country": CHOICE,
            "time_zone": CHOICE,
        },
    ),
    Table(
        Person,
        {
            "password": Becomes(_nobodys_password),
            "full_name": CLEARED,
            "latin_name": CLEARED,
            "email": CLEARED,
            "language": Becomes("en"),
            "time_zone": Becomes("UTC"),
            "notice_version": CLEARED,
        },
        rows=_own_row,
        sets={
            "is_active": False,
            "is_superuser": False,
            "last_login": None,
            "notice_read_on": None,
        },
    ),
    Table(Person.groups.through, person="person", is_deleted=True),
    Table(Person.user_permissions.through, person="person", is_deleted=True),
    Table(Membership, {"employee_number": CLEARED, "work_email": CLEARED}, person="person"),
    Table(RoleHeld),
    Table(Leave),
    Table(Grant),
    Table(AuditChain, {"digest": CODE}),
    Table(
        AuditEvent,
        {
            "acting_as": IDS,
            "verb": IDS,
            "kind": IDS,
            "facts": IDS,
            "request": IDS,
            "previous": IDS,
            "digest": IDS,
        },
    ),
    # Files and plans that may name her are cleared as wholes: lms/privacy/actions.py.
    Table(
        ImportRun,
        {
            "file": Stays("cleared with its run, by people.imports.actions.forget"),
            "digest": CODE,
            "counts": COUNTS,
            "plan_digest": CODE,
        },
    ),
    Table(
        ImportChange,
        {name: Stays("deleted with its run") for name in ("reference", "name", "facts")},
    ),
    Table(
        ImportFault,
        {
            name: Stays("deleted with its run")
            for name in ("sheet", "column", "code", "value", "facts")
        },
    ),
    Table(ErasureRequest),
    Table(Correction, {"words": CLEARED, "answer": CLEARED}, person="person"),
    Table(Hold, {"reference": Stays("the matter's number; a hold ends before erasing")}),
    Table(RetentionRun, {"counts": COUNTS}),
]
