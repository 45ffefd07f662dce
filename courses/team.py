"""Where people stand, for those who answer for them: status only, never a score or a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from courses.equivalents.finding import is_met_elsewhere
from courses.models import Completion, Enrolment
from courses.quiet import not_due
from courses.rules.models import Ground
from people.models import Membership, Person

# Due is what a manager may have to make time for soon.
SOON = timedelta(days=30)
PEOPLE_A_PAGE = 50
AT_ONCE = 500


class Status(TextChoices):
    """All that a line manager sees of a person's programme (rule S-16)."""

    OVERDUE = "overdue", _("overdue")
    DUE = "due", _("due")
    NOT_DUE = "not_due", _("not due")
    COMPLETED = "completed", _("completed")


class Expiring(TextChoices):
    """By when what is valid runs out: beside the status, whatever that is."""

    IN_30 = "expiring_30", _("runs out within 30 days")
    IN_60 = "expiring_60", _("runs out within 60 days")
    IN_90 = "expiring_90", _("runs out within 90 days")

    @property
    def days(self) -> int:
        return int(self.value.rpartition("_")[2])


def expiring(valid_until: date | None, on: date) -> Expiring | None:
    """The shortest time within which it runs out; none if that is further away."""
    if valid_until is None or valid_until < on:
        return None
    left = (valid_until - on).days
    return next((one for one in Expiring if left <= one.days), None)


@dataclass(frozen=True)
class Wish:
    """How a list is narrowed: a programme's code and a status or an expiry, either or both."""

    programme: str = ""
    status: str = ""


@dataclass(frozen=True)
class Member:
    """A person of the team and her programmes, each with its status."""

    person: Person
    standings: list[Enrolment]


@dataclass(frozen=True)
class Page:
    """Some people of a list sorted by name, and where the list goes on."""

    members: list[Member]
    before: UUID | None
    after: UUID | None


def standings(on: date, wish: Wish) -> QuerySet[Enrolment]:
    """The latest cycle of every programme with its `status` on a day."""
    # A later cycle that somebody was released from counts too: nothing is asked any more.
    later = Enrolment.objects.filter(
        person=OuterRef("person"), programme=OuterRef("programme"), cycle__gt=OuterRef("cycle")
    ).filter(duplicate_of=None)
    renews = Ground.objects.standing().filter(
        ~is_met_elsewhere(on), enrolment=OuterRef("pk"), rule__renews=True
    )
    valid = Completion.objects.valid(on).filter(enrolment=OuterRef("pk"))
    run_out = Completion.objects.filter(enrolment=OuterRef("pk"))
    is_asked_again = Exists(run_out) & (Q(is_by_rule=False, is_mandatory=True) | Exists(renews))
    never = not_due()
    status = Case(
        When(Exists(valid), then=Value(Status.COMPLETED.value)),
        # What has run out is overdue where it is asked for again.
        When(is_asked_again & ~never, then=Value(Status.OVERDUE.value)),
        When(Exists(run_out), then=Value(Status.NOT_DUE.value)),
        When(asks_by__lt=on, then=Value(Status.OVERDUE.value)),
        When(asks_by__lte=on + SOON, then=Value(Status.DUE.value)),
        default=Value(Status.NOT_DUE.value),
    )
    asked = Enrolment.objects.open().filter(~Exists(later)).with_asked_by(never)
    rows = asked.annotate(status=status, valid_until=Subquery(_last_valid_day(on)))
    if wish.programme:
        rows = rows.filter(programme__code=wish.programme)
    if wish.status in Expiring.values:
        ends = on + timedelta(days=Expiring(wish.status).days)
        rows = rows.filter(valid_until__gte=on, valid_until__lte=ends)
    elif wish.status:
        rows = rows.filter(status=wish.status)
    return rows


def _last_valid_day(on: date) -> QuerySet[Completion, date | None]:
    """Of the person's programme in any cycle: a renewal is asked while the old one is valid."""
    valid = Completion.objects.valid(on).filter(
        enrolment__person=OuterRef("person"),
        enrolment__programme=OuterRef("programme"),
        enrolment__duplicate_of=None,
    )
    last = valid.order_by(F("expires_on").desc(nulls_first=True), "pk")
    return last.values_list("expires_on", flat=True)[:1]


def page_of(
    memberships: QuerySet[Membership],
    on: date,
    wish: Wish,
    *,
    after: UUID | None = None,
    before: UUID | None = None,
) -> Page:
    """The people of these memberships by name, fifty at a time, with where they stand.

    `after` and `before` name a person of the list: the page begins behind, or ends in front of her.
    """
    # Drawn up once, not looked up for each person: SQLite would begin with all reports every time.
    team = Person.objects.filter(pk__in=memberships.values("person"))
    people = _wished(memberships, on, wish)
    named = after or before
    anchor = team.filter(uuid=named).first() if named else None
    backwards = anchor is not None and not after
    if anchor:
        people = people.filter(_beyond(anchor, backwards=backwards))
    order = ["-full_name", "-pk"] if backwards else ["full_name", "pk"]
    found = list(people.order_by(*order)[: PEOPLE_A_PAGE + 1])
    is_more = len(found) > PEOPLE_A_PAGE
    shown = found[:PEOPLE_A_PAGE]
    if backwards:
        shown.reverse()
    has_earlier, has_later = (is_more, True) if backwards else (anchor is not None, is_more)
    return Page(
        members=_members(shown, on, wish),
        before=shown[0].uuid if shown and has_earlier else None,
        after=shown[-1].uuid if shown and has_later else None,
    )


def everybody(memberships: QuerySet[Membership], on: date, wish: Wish) -> Iterator[Member]:
    """The same people as the pages show, and in the same order, all of them."""
    people = list(_wished(memberships, on, wish).order_by("full_name", "pk"))
    for first in range(0, len(people), AT_ONCE):
        yield from _members(people[first : first + AT_ONCE], on, wish)


def member(person: Person, on: date) -> Member:
    return _members([person], on, Wish())[0]


def _wished(memberships: QuerySet[Membership], on: date, wish: Wish) -> QuerySet[Person]:
    members = memberships.values("person")
    people = Person.objects.filter(pk__in=members)
    if not (wish.programme or wish.status):
        return people
    return people.filter(pk__in=standings(on, wish).filter(person__in=members).values("person"))


def _beyond(anchor: Person, *, backwards: bool) -> Q:
    if backwards:
        return Q(full_name__lt=anchor.full_name) | Q(full_name=anchor.full_name, pk__lt=anchor.pk)
    return Q(full_name__gt=anchor.full_name) | Q(full_name=anchor.full_name, pk__gt=anchor.pk)


def _members(people: list[Person], on: date, wish: Wish) -> list[Member]:
    rows = (
        standings(on, wish)
        .filter(person__in=people)
        .select_related("programme", "completion")
        .order_by("programme__code")
    )
    by_person: dict[int, list[Enrolment]] = {}
    for row in rows:
        by_person.setdefault(row.person_id, []).append(row)
    return [Member(person, by_person.get(person.pk, [])) for person in people]


def programmes_in(memberships: QuerySet[Membership]) -> QuerySet[Enrolment, tuple[int, str]]:
    """The ids and codes of the programmes that these people have, for choosing one."""
    return (
        Enrolment.objects.open()
        .filter(person__in=memberships.values("person"))
        .order_by("programme__code")
        .values_list("programme_id", "programme__code")
        .distinct()
    )
