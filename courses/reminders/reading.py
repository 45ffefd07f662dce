"""What those who look after people see of messages: numbers, addresses that failed, slips."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from courses.reminders.audience import places_of
from courses.reminders.channels import with_mail
from courses.reminders.letters import letter_of
from courses.reminders.models import Message, ReturnedAddress
from people import access
from people.agreements import rules
from people.calendar import reporting_day
from people.models import Membership, Person

# So many slips stand on a page; what is printed makes place for the next.
SLIPS_AT_ONCE = 100
# What a person is told of herself.
OWN_KINDS = (Message.Kind.REMINDER, Message.Kind.ASKED)


def staff(person: Person) -> QuerySet[Membership]:
    """Those whom she brings in: whose addresses are hers to see to."""
    places = access.importable(person)
    return Membership.objects.active(reporting_day()).filter(
        organisation__in=places, person__erased_at=None
    )


def status_seen(person: Person) -> QuerySet[Membership]:
    """Those whose status she may see: her reports, and the staff of sites that she administers."""
    today = reporting_day()
    reports = access.reports_of(person, today).values("pk")
    site_staff = access.staff_of(person, today).values("pk")
    memberships = Membership.objects.filter(Q(pk__in=reports) | Q(pk__in=site_staff))
    allowed, _countries = rules.with_status(memberships)
    return allowed


def counts(person: Person) -> dict[str, int]:
    """How many messages to her people wait, were sent, arrived, came back."""
    rows = Message.objects.filter(person__in=staff(person).values("person"), dropped_at=None)
    mail, paper = Q(channel="mail"), Q(channel="paper")
    waits = Q(sent_at=None)
    return rows.aggregate(
        waiting=Count("pk", filter=mail & waits),
        unprinted=Count("pk", filter=paper & waits),
        printed=Count("pk", filter=paper & ~waits),
        sent=Count("pk", filter=mail & ~waits),
        delivered=Count("pk", filter=mail & Q(returned_at=None) & ~Q(delivered_at=None)),
        returned=Count("pk", filter=~Q(returned_at=None)),
    )


def came_back(person: Person) -> list[dict[str, Any]]:
    """Her people whose mail came back, by name: the message, and whether it may go again."""
    rows = (
        Message.objects.exclude(returned_at=None)
        .filter(person__in=staff(person).values("person"))
        .select_related("person")
        .order_by("person__full_name", "person", "-returned_at")
    )
    last: dict[int, Message] = {}
    for row in rows:
        last.setdefault(row.person_id, row)
    reached = Person.objects.filter(with_mail(), pk__in=last).values_list("pk", flat=True)
    mailable = set(reached)
    return [{"message": row, "may_go": pk in mailable} for pk, row in last.items()]


def is_returned(person: Person) -> bool:
    """Whether mail to her present address came back."""
    rows = ReturnedAddress.objects.filter(person=person, person__email__iexact=F("address"))
    return bool(person.email) and rows.exists()


def slips(person: Person, now: datetime) -> list[dict[str, Any]]:
    """The slips that wait to be printed for those whose status she may see, each in its words."""
    rows = (
        Message.objects.waiting()
        .filter(
            channel="paper", kind__in=OWN_KINDS, person__in=status_seen(person).values("person")
        )
        .select_related("person")
        .order_by("person__full_name", "pk")
    )
    return list(islice(_slips(rows, now), SLIPS_AT_ONCE))


def _slips(rows: QuerySet[Message], now: datetime) -> Iterator[dict[str, Any]]:
    """Those that have something to say to somebody who is there, in portions."""
    for some in Paginator(rows, SLIPS_AT_ONCE):
        found = list(some)
        places = places_of([row.person_id for row in found])
        for row in found:
            place = places.get(row.person_id)
            if place:
                site = place.membership.organisation.name if place.membership else ""
                slip = _slip(row, place.day(now), site)
                if slip:
                    yield slip


def _slip(message: Message, day: date, site: str) -> dict[str, Any] | None:
    letter = letter_of(message, day)
    if letter is None:
        return None
    with translation.override(letter.language):
        how = _(
            "Open this address on any phone or computer, and sign in as you always do: with your "
            "number and pictures, or with your card. If you do not know how, ask whoever gave you "
            "this slip."
        )
    return {
        "message": message,
        "letter": letter,
        "site": site,
        "how": how,
        "address": settings.BASE_URL.partition("://")[2],
    }
