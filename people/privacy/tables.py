"""What of the tables of people is about a person, and what erasing does to it."""

from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils import timezone

from people.agreements.models import Agreement
from people.audit.models import AuditChain, AuditEvent
from people.cards.models import NumberTest, ResponseCard
from people.doors.models import Card, Door, Joining, JoinLink, SharedDevice, SiteDoors
from people.hours.models import SendingHours
from people.imports.models import ImportChange, ImportFault, ImportRun
from people.merging.models import LikelyDuplicate, Merge, MergeStep
from people.models import Grant, Leave, Membership, Organisation, Person, RoleHeld, Undertaking
from people.privacy.models import Correction, ErasureRequest, Hold, RetentionRun
from people.privacy.treatments import (
    CHOICE,
    CLEARED,
    CODE,
    ERASED,
    Becomes,
    Stays,
    Table,
    Traces,
)
from people.quiet.models import PlaceDecision
from people.scim.models import ScimGroup, ScimMember, ScimToken, ScimUser
from people.sign_on.models import Identity, IdentityProvider

IDS = Stays("ids and codes only, sealed: the code refuses anything else")
COUNTS = Stays("numbers")
CARD = Stays("whom to call at a site, as it hangs there in public; the next card ends it")


def _nobodys_password() -> str:
    return make_password(None)


def _own_row(traces: Traces) -> Q:
    return Q(pk=traces.person.pk)


def _pairs_with(traces: Traces) -> Q:
    return Q(older=traces.person) | Q(younger=traces.person)


HASH = Stays("goes with its row; a hash")
WAYS_IN = [
    Table(JoinLink, {"code": CODE, "languages": CHOICE, "roles": CHOICE}),
    Table(Joining, {"said_number": CLEARED}, person="membership__person"),
    Table(
        Door,
        {"number": Stays("deleted with its row"), "pictures": HASH, "one_time_code": HASH},
        person="person",
        is_deleted=True,
    ),
    Table(Card, {"token_hash": HASH}, person="person", is_deleted=True),
    Table(SharedDevice, {"token_hash": CODE}),
    Table(SiteDoors),
    Table(SendingHours, {"days": CODE}),
]
# What a directory has told. It is gone for the directory as well, and the id is nobody's.
DIRECTORIES = [
    Table(ScimToken, {"label": Stays("a directory's name"), "digest": CODE}),
    Table(
        ScimUser,
        {
            "user_name": Becomes(ERASED),
            "user_key": Becomes(ERASED),
            "external_id": CLEARED,
            "employee_number": CLEARED,
            "display_name": Becomes(ERASED),
            "display_key": Becomes(ERASED),
            "formatted": CLEARED,
            "user_type": CLEARED,
            "preferred_language": CLEARED,
            "time_zone": CLEARED,
            "email": CLEARED,
            "email_key": CLEARED,
            "email_type": CLEARED,
        },
        person="person",
        sets={"is_active": False, "removed_at": timezone.now},
    ),
    Table(
        ScimGroup,
        {
            "display_name": Stays("a group's name"),
            "display_key": Stays("a group's name"),
            "external_id": CODE,
            "role": CHOICE,
        },
    ),
    Table(ScimMember, person="user__person", is_deleted=True),
]
SIGN_ON = [
    Table(
        IdentityProvider,
        {
            "name": Stays("a provider's name"),
            "door": CODE,
            "issuer": CODE,
            "client_id": CODE,
            "secret": Stays("the organisation's, encrypted"),
            "address": CODE,
            "certificates": CODE,
            "number_claim": CODE,
        },
    ),
    # The subject was hers alone; another of its kind finds nobody.
    Table(
        Identity,
        {"subject": Becomes(ERASED)},
        person="person",
        sets={"ended_at": timezone.now},
    ),
]
DUPLICATES = [
    Table(LikelyDuplicate, {"reasons": CHOICE}, rows=_pairs_with, is_deleted=True),
    Table(Merge),
    Table(MergeStep, {"table": CODE, "before": IDS, "after": IDS}),
]

TABLES = [
    *WAYS_IN,
    *DIRECTORIES,
    *SIGN_ON,
    *DUPLICATES,
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
    Table(Undertaking),
    Table(
        Agreement,
        {"country": CODE, "words": Stays("a works agreement's reference, or a reason")},
    ),
    Table(
        ResponseCard,
        {
            "emergency_number": CARD,
            "first_contact": CARD,
            "second_contact": CARD,
            "interpreter_number": CARD,
            "interpreter_languages": CARD,
            "helpline_number": CARD,
            "helpline_run_by": CARD,
            "helpline_hours": CARD,
            "helpline_languages": CARD,
            "helpline_does": CARD,
            "worker_contact": CARD,
            "specialist": CARD,
            "child_line": CARD,
            "duty_when": CARD,
            "duty_checked_by": CARD,
            "risks": CARD,
        },
    ),
    Table(NumberTest, {"number": CARD}),
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
    Table(
        PlaceDecision,
        {"country": CODE, "reference": Stays("an approval's number; it is about a place")},
    ),
]
