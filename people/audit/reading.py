"""Reading the audit log: one company's chain, narrowed, a page or all of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max, Min, Q, QuerySet

from people import lines
from people.audit.chain import canonical
from people.audit.models import AuditChain, AuditEvent
from people.calendar import day_begins

EVENTS_A_PAGE = 50
AT_ONCE = 500


@dataclass(frozen=True)
class Wish:
    """How the log is narrowed: by verb, kind, who acted, and days; any, all or none of them."""

    verb: str = ""
    kind: str = ""
    actor: UUID | None = None
    since: date | None = None
    until: date | None = None

    @property
    def asked(self) -> dict[str, str]:
        """As an address says it."""
        names = ("verb", "kind", "actor", "from", "until")
        values = (self.verb, self.kind, self.actor, self.since, self.until)
        return {name: str(value) for name, value in zip(names, values, strict=True) if value}


@dataclass(frozen=True)
class Page:
    """Some events, newest first, and where the log goes on."""

    events: list[AuditEvent]
    newer: int | None
    older: int | None


def events_of(chain: AuditChain, wish: Wish) -> QuerySet[AuditEvent]:
    """The chain's events that are wished for, up to the end of the chain as it was read."""
    events = AuditEvent.objects.filter(chain=chain, number__lte=chain.number)
    if wish.verb:
        events = events.filter(verb=wish.verb)
    if wish.kind:
        events = events.filter(kind=wish.kind)
    if wish.actor:
        events = events.filter(actor=wish.actor)
    return events.filter(_in_days(chain, wish)) if wish.since or wish.until else events


def _in_days(chain: AuditChain, wish: Wish) -> Q:
    """The days that are wished for, and between which numbers they lie.

    Nearly always the numbers alone would do; but a clock may have gone back. Without them the
    database would look for the days through the whole log.
    """
    days = Q()
    if wish.since:
        days &= Q(at__gte=day_begins(wish.since))
    if wish.until:
        days &= Q(at__lt=day_begins(wish.until + timedelta(days=1)))
    found = AuditEvent.objects.filter(days, chain=chain).aggregate(
        first=Min("number"), last=Max("number")
    )
    return days & Q(number__gte=found["first"] or 0, number__lte=found["last"] or 0)


def page_of(
    events: QuerySet[AuditEvent], *, before: int | None = None, after: int | None = None
) -> Page:
    """Fifty events, the newest of all, or those next to a number on its older or newer side."""
    if before:
        found = list(events.filter(number__lt=before).order_by("-number")[: EVENTS_A_PAGE + 1])
    elif after:
        found = list(events.filter(number__gt=after).order_by("number")[: EVENTS_A_PAGE + 1])
    else:
        found = list(events.order_by("-number")[: EVENTS_A_PAGE + 1])
    is_more = len(found) > EVENTS_A_PAGE
    shown = found[:EVENTS_A_PAGE]
    is_upwards = bool(after and not before)
    if is_upwards:
        shown.reverse()
    has_newer, has_older = (is_more, True) if is_upwards else (bool(before), is_more)
    return Page(
        events=shown,
        newer=shown[0].number if shown and has_newer else None,
        older=shown[-1].number if shown and has_older else None,
    )


def csv_lines(chain: AuditChain, events: QuerySet[AuditEvent]) -> Iterator[str]:
    """Events as they are sealed, oldest first, each with its digest; read in small portions."""
    return lines.csv_lines(COLUMNS, _cells(chain, events))


COLUMNS = (
    *("chain", "number", "at", "actor", "acting_as", "verb", "kind", "about"),
    *("facts", "request", "previous", "digest"),
)


def _cells(chain: AuditChain, events: QuerySet[AuditEvent]) -> Iterator[list[object]]:
    last = 0
    while rows := list(events.filter(number__gt=last).order_by("number")[:AT_ONCE]):
        for row in rows:
            row.chain = chain
            said = vars(row.telling) | {"digest": row.digest, "facts": canonical(row.facts)}
            yield [said[column] for column in COLUMNS]
        last = rows[-1].number
