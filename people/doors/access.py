"""Whose ways in one may look after. What lies outside is as if it did not exist."""

from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet

from people.access import importable
from people.doors.models import (
    Card,
    Door,
    Joining,
    JoinLink,
    JoinLinkQuerySet,
    SharedDevice,
    SharedDeviceQuerySet,
)
from people.models import (
    AudienceRole,
    Grant,
    Membership,
    MembershipQuerySet,
    Organisation,
    Person,
    RoleHeld,
)
from people.quiet.finding import limits
from people.sign_on.models import Identity


def all_sites(person: Person, on: date) -> QuerySet[Organisation]:
    """Whose ways in a person may close: the same as by a file, but for the company as a whole."""
    return (
        importable(person)
        .filter(Q(ended_on=None) | Q(ended_on__gte=on), started_on__lte=on)
        .exclude(kind=Organisation.Kind.COMPANY)
    )


def sites(person: Person, on: date) -> QuerySet[Organisation]:
    """Where a person may let people in: not where no worker's data may be (restricted)."""
    return all_sites(person, on).exclude(limits().where_restricted())


def open_links(on: date) -> JoinLinkQuerySet:
    """The join links by which somebody can join on a day: of no site that is restricted."""
    links = JoinLink.objects.open(on)
    return links.exclude(limits().where_restricted("organisation__"))


def links(person: Person) -> JoinLinkQuerySet:
    """The join links of a person's sites, also of those that have ended since."""
    return JoinLink.objects.filter(organisation__in=importable(person))


def joinings(person: Person) -> QuerySet[Joining]:
    """Who joined a person's sites by a link."""
    return Joining.objects.filter(membership__organisation__in=importable(person))


def without_password(memberships: MembershipQuerySet) -> MembershipQuerySet:
    """Those whose people come in by number and card: no address, no password, no sign-in at work,
    and no power.

    Who has an address chooses a password by mail; nobody makes another way in for her.
    """
    held = Grant.objects.open().filter(person=OuterRef("person"))
    at_work = Identity.objects.open().filter(person=OuterRef("person"))
    return memberships.filter(
        ~Exists(held),
        ~Exists(at_work),
        person__email="",
        person__password__startswith=UNUSABLE_PASSWORD_PREFIX,
        person__is_active=True,
        person__is_superuser=False,
    )


def people(person: Person, on: date, *, to_end: bool = False) -> MembershipQuerySet:
    """The memberships, on a day, whose people's ways in a person looks after. Never her own.

    `to_end`: also at restricted sites, where what is there may be ended and nothing made.
    """
    places = all_sites(person, on) if to_end else sites(person, on)
    rows = Membership.objects.active(on).filter(organisation__in=places)
    return without_password(rows).exclude(person=person)


def shareable(person: Person, on: date) -> QuerySet[Organisation]:
    """Where a person may open a device for a group: nowhere that is restricted."""
    return _shared_by(person, on).exclude(limits().where_restricted())


def _shared_by(person: Person, on: date) -> QuerySet[Organisation]:
    """A person's sites, and where she supervises.

    Who has only joined by a link does not supervise: a poster hangs where anybody passes.
    """
    held = RoleHeld.objects.active(on).filter(role=AudienceRole.SUPERVISOR)
    works = Membership.objects.active(on).filter(
        person=person, joining=None, pk__in=held.values("membership")
    )
    supervised = Organisation.objects.filter(pk__in=works.values("organisation"))
    # Two questions instead of one with `|`: they are joined differently.
    return Organisation.objects.filter(
        Q(pk__in=all_sites(person, on).values("pk")) | Q(pk__in=supervised.values("pk"))
    ).exclude(kind=Organisation.Kind.COMPANY)


def devices(person: Person, on: date) -> SharedDeviceQuerySet:
    """The shared devices that a person may end: also where none may be opened any more."""
    return SharedDevice.objects.filter(organisation__in=_shared_by(person, on))


def may_enter(on: date) -> Q:
    """A condition on a door or card: its owner works somewhere today, and holds no power."""
    works = Membership.objects.active(on).filter(person=OuterRef("person"))
    held = Grant.objects.open().filter(person=OuterRef("person"))
    return Q(Exists(works), ~Exists(held), person__is_active=True, person__is_superuser=False)


def door_of(number: str, on: date) -> Door | None:
    """The open door with a number, of somebody who may come in by it."""
    return (
        Door.objects.filter(may_enter(on), number=number, closed_at=None)
        .select_related("person")
        .first()
    )


def has_number(person: Person) -> bool:
    return Door.objects.filter(person=person, closed_at=None).exists()


def has_pictures(person: Person) -> bool:
    return Door.objects.filter(person=person, closed_at=None).exclude(pictures="").exists()


def card_of(token_hash: str, on: date) -> Card | None:
    """The open card with that secret, of somebody who may come in by it."""
    closed = Door.objects.filter(person=OuterRef("person"), closed_at__isnull=False)
    return (
        Card.objects.filter(may_enter(on), ~Exists(closed), token_hash=token_hash, ended_at=None)
        .select_related("person")
        .first()
    )


def list_on_device(device: SharedDevice, on: date) -> MembershipQuerySet:
    """Today's people of a device's site who can come in by pictures, if the site lists names.
    Nobody where it is restricted."""
    rows = Membership.objects.active(on).filter(organisation=device.organisation_id)
    if not hasattr(device.organisation, "doors") or not device.organisation.doors.lists_names:
        return rows.none()
    if limits().is_restricted(device.organisation.path, device.organisation.country):
        return rows.none()
    doors = Door.objects.filter(person=OuterRef("person"), closed_at=None).exclude(pictures="")
    return without_password(rows).filter(Exists(doors))
