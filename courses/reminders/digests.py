"""Whom a manager's and a site lead's digest names: those who have been late for a while.

Names, programmes and status only (rule S-16), and nobody where an agreement is missing or no
reminder goes.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, QuerySet

from courses.models import Programme
from courses.reminders.ladders import ladders
from courses.reminders.models import MailChoice, Message, MessageLine
from courses.reminders.planning import Ladder, Step, is_digest_due, names_from
from courses.reminders.scheduling import asked, day_of
from people import access
from people.agreements import rules
from people.calendar import reporting_day
from people.models import Grant, Leave, Membership, Person, Power

Kind = Message.Kind
STEPS = {Kind.TEAM: Step.TEAM, Kind.SITE: Step.SITE}


@dataclass(frozen=True)
class Digest:
    """Who is to be told of which enrolments."""

    person: int
    kind: Kind
    enrolments: frozenset[int]


def digests(kind: Kind, today: date) -> Iterator[Digest]:
    """Every digest of a kind that there would be something in, whether it is due or not."""
    late = _late(STEPS[kind], today)
    named: dict[int, set[int]] = defaultdict(set)
    jobs = _shown(Membership.objects.active(today)).filter(person__in=late)
    for person, answering in _answering(kind, jobs, today):
        for who in answering:
            if who != person:
                named[who].update(late[person])
    for who, enrolments in sorted(named.items()):
        yield Digest(who, kind, frozenset(enrolments))


def _late(step: Step, today: date) -> dict[int, list[int]]:
    """The enrolments, by person, that this digest's step has come for."""
    alike: dict[int, list[int]] = defaultdict(list)
    programmes = Programme.objects.filter(withdrawn_at=None, is_open=False)
    for pk, ladder in ladders(programmes.values_list("pk", flat=True)).items():
        days = names_from(ladder, step)
        if days is not None:
            alike[days].append(pk)
    late: dict[int, list[int]] = defaultdict(list)
    for days, ids in alike.items():
        rows = asked().filter(programme__in=ids, asks_by__lte=today - timedelta(days=days))
        for person, enrolment in rows.values_list("person", "pk"):
            late[person].append(enrolment)
    return late


def _shown(jobs: QuerySet[Membership]) -> QuerySet[Membership]:
    """Never who is away, and hears nothing of it herself; nor an account that tries things out."""
    today = reporting_day()
    away = Leave.objects.filter(started_on__lte=today, ended_on__gte=today)
    allowed, _ = rules.with_status(jobs.filter(person__is_test=False))
    return allowed.exclude(pk__in=away.values("membership"))


def _answering(
    kind: Kind, jobs: QuerySet[Membership], today: date
) -> Iterator[tuple[int, Collection[int]]]:
    """Each person with those who are told of her."""
    if kind == Kind.TEAM:
        rows = jobs.exclude(reports_to=None).values_list("person", "reports_to")
        yield from ((person, [manager]) for person, manager in rows if manager)
        return
    leads: dict[str, list[int]] = defaultdict(list)
    grants = Grant.objects.in_force(today).filter(power=Power.SUPPLIER_ADMINISTRATOR)
    for path, lead in grants.values_list("organisation__path", "person"):
        leads[path].append(lead)
    for person, path in jobs.values_list("person", "organisation__path"):
        yield person, _nearest(path, leads)


def _nearest(path: str, leads: dict[str, list[int]]) -> list[int]:
    """Those who lead the place itself, else the nearest above it."""
    parts = [part for part in path.split(".") if part]
    for length in range(len(parts), 0, -1):
        found = leads.get("".join(f"{part}." for part in parts[:length]))
        if found:
            return found
    return []


def due_digests(kind: Kind, found: Collection[Digest]) -> Callable[[Digest, date], bool]:
    """Tells of each of these digests whether it is due for its reader on her day."""
    readers = [digest.person for digest in found]
    before = Message.objects.filter(person__in=readers, kind=kind, dropped_at=None)
    last = dict(before.values("person").annotate(last=Max("on")).values_list("person", "last"))
    named: dict[int, set[int]] = defaultdict(set)
    lines = MessageLine.objects.filter(message__in=before)
    for person, enrolment in lines.values_list("message__person", "enrolment"):
        named[person].add(enrolment)
    declined = set(
        MailChoice.objects.filter(person__in=readers, wants_digests=False).values_list(
            "person", flat=True
        )
    )

    def is_due(digest: Digest, today: date) -> bool:
        is_new = not digest.enrolments <= named[digest.person]
        return digest.person not in declined and is_digest_due(
            today, last.get(digest.person), is_new=is_new
        )

    return is_due


def still_named(message: Message, reader: Person) -> list[Any]:
    """Of whom a digest was to tell, those of whom it still may: not who has more time by now."""
    today, step = reporting_day(), STEPS[Kind(message.kind)]
    if message.kind == Kind.TEAM:
        jobs = access.reports_of(reader, today)
    else:
        jobs = access.staff_of(reader, today)
    rows = asked().filter(lines__message=message, person__in=_shown(jobs).values("person"))
    named = list(
        rows.select_related("person", "programme").order_by(
            "person__full_name", "person", "programme__code"
        )
    )
    ladder = ladders({row.programme_id for row in named})
    return [row for row in named if _has_come(ladder[row.programme_id], step, day_of(row), today)]


def _has_come(ladder: Ladder, step: Step, day: date, today: date) -> bool:
    days = names_from(ladder, step)
    return days is not None and day <= today - timedelta(days=days)
