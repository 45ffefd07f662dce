"""Where people stand, for those who answer for them: status only, never a score or a time."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import (
    Case,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from courses.models import Completion, Enrolment
from courses.rules.models import Ground
from people.models import Membership, Person

# Due is what a manager may have to make time for soon.
SOON = timedelta(days=30)
PEOPLE_A_PAGE = 50


class Status(TextChoices):
    """All that a line manager sees of a person's programme (rule S-16)."""

    OVERDUE = "overdue", _("overdue")
    DUE = "due", _("due")
    NOT_DUE = "not_due", _("not due")
    COMPLETED = "completed", _("completed")


@dataclass(frozen=True)
class Wish:
    """How a list is narrowed: a programme's code and a status, either or both."""

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
    renews = Ground.objects.standing().filter(enrolment=OuterRef("pk"), rule__renews=True)
    valid = Completion.objects.valid(on).filter(enrolment=OuterRef("pk"))
    run_out = Completion.objects.filter(enrolment=OuterRef("pk"))
    is_asked_again = Exists(run_out) & (Q(is_by_rule=False) | Exists(renews))
    status = Case(
        When(Exists(valid), then=Value(Status.COMPLETED.value)),
        # What has run out is overdue where it is asked for again.
        When(is_asked_again, then=Value(Status.OVERDUE.value)),
        When(Exists(run_out), then=Value(Status.NOT_DUE.value)),
        When(due_on__lt=on, then=Value(Status.OVERDUE.value)),
        When(due_on__lte=on + SOON, then=Value(Status.DUE.value)),
        default=Value(Status.NOT_DUE.value),
    )
    rows = Enrolment.objects.open().filter(~Exists(later)).annotate(status=status)
    if wish.programme:
        rows = rows.filter(programme__code=wish.programme)
    if wish.status:
        rows = rows.filter(status=wish.status)
    return rows


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
    members = memberships.values("person")
    team = Person.objects.filter(pk__in=members)
    people = team
    if wish.programme or wish.status:
        people = people.filter(
            pk__in=standings(on, wish).filter(person__in=members).values("person")
        )
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


def _beyond(anchor: Person, *, backwards: bool) -> Q:
    if backwards:
        return Q(full_name__lt=anchor.full_name) | Q(full_name=anchor.full_name, pk__lt=anchor.pk)
    return Q(full_name__gt=anchor.full_name) | Q(full_name=anchor.full_name, pk__gt=anchor.pk)


def _members(people: list[Person], on: date, wish: Wish) -> list[Member]:
    rows = (
        standings(on, wish)
        .filter(person__in=people)
        .select_related("programme")
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
