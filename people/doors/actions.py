"""What may be done with join links, numbers, pictures and cards: only this writes them."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from people.audit import actions as audit
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.doors import access, codes, guesses, secrets
from people.doors.models import Card, Door, Joining, JoinLink, SiteDoors
from people.events import door_changed, person_joined_by_link
from people.models import (
    Grant,
    Membership,
    Organisation,
    Person,
    RoleHeld,
    WorkforceType,
)
from people.names import clean_name

CODE_LASTS = timedelta(days=3)
MOST_TRIES = 50


class NotYours(Exception):
    """Somebody would open or shut a way in that is not hers to look after."""


class LinkClosed(Exception):
    """Nobody joins by this link any more: it is unknown, ended, over or full."""


class CodeUsed(Exception):
    """The one-time code is used, over, or another one has been made since."""


class NotUndone(Exception):
    """The membership cannot be opened again: it goes on, or another one has begun."""


@transaction.atomic
def make_link(
    organisation: Organisation,
    *,
    languages: list[str],
    roles: list[str],
    most: int,
    expires_on: date,
    by: Person,
) -> JoinLink:
    """Let people join a site by a code on its wall. Raises NotYours."""
    if not access.sites(by, reporting_day()).filter(pk=organisation.pk).exists():
        raise NotYours(str(organisation.uuid))
    link = JoinLink.objects.create(
        code=_free(codes.new_join_code, JoinLink, "code"),
        organisation=organisation,
        languages=languages,
        roles=roles,
        most=most,
        expires_on=expires_on,
        made_by=by,
    )
    audit.record(
        Verb.JOIN_LINK_MADE,
        by=by,
        about=organisation,
        of=organisation,
        link=str(link.uuid),
        roles=[str(role) for role in roles],
        most=most,
        until=expires_on.isoformat(),
    )
    return link


@transaction.atomic
def end_link(link: JoinLink, *, by: Person) -> None:
    """From now on nobody joins by it. Twice is once."""
    ended = JoinLink.objects.filter(pk=link.pk, ended_at=None)
    if ended.update(ended_at=timezone.now(), ended_by=by):
        place = link.organisation
        audit.record(Verb.JOIN_LINK_ENDED, by=by, about=place, of=place, link=str(link.uuid))


@transaction.atomic
def join_by_link(
    link: JoinLink,
    *,
    uuid: UUID,
    full_name: str,
    language: str,
    pictures: str,
    said_number: str = "",
) -> Joining:
    """Make a member of the site of somebody who has read the code, with number and pictures.

    `uuid` is the browser's own: sent twice it is one person. `pictures` is their hash. Raises
    LinkClosed, NameNotPrintable.
    """
    # The lock lets the last place be taken once.
    list(JoinLink.objects.select_for_update().filter(pk=link.pk))
    if found := _standing(link, uuid, pictures):
        return found
    today = reporting_day()
    if not access.open_links(today).filter(pk=link.pk).exists():
        raise LinkClosed(str(link.uuid))
    person = Person(full_name=clean_name(full_name), language=language)
    person.time_zone = link.organisation.time_zone
    person.set_unusable_password()
    person.save()
    membership = _membership(person, link, today)
    joining = Joining.objects.create(
        uuid=uuid, link=link, membership=membership, said_number=said_number
    )
    Door.objects.create(
        person=person,
        number=_free_number(link.organisation),
        pictures=pictures,
        pictures_set_at=timezone.now(),
    )
    person_joined_by_link.send(sender=Joining, person=person)
    audit.record(
        Verb.PERSON_JOINED,
        by=person,
        about=person,
        of=link.organisation,
        acting_as="link",
        organisation=str(link.organisation.uuid),
        workforce_type=membership.workforce_type,
        roles=link.roles,
        link=str(link.uuid),
    )
    return joining


def _standing(link: JoinLink, uuid: UUID, pictures: str) -> Joining | None:
    """What was sent before. It signs in as she came; not if her way in is another one by now."""
    found = Joining.objects.filter(uuid=uuid, link=link).select_related("membership__person")
    joining = found.first()
    if joining is None:
        return None
    same = Door.objects.filter(person=joining.membership.person_id, pictures=pictures)
    if joining.refused_at or not same.filter(closed_at=None).exists():
        raise LinkClosed(str(link.uuid))
    return joining


def _membership(person: Person, link: JoinLink, today: date) -> Membership:
    branch = link.organisation.branch
    is_suppliers = branch is not None and branch.kind == Organisation.Kind.SUPPLIER
    membership = Membership.objects.create(
        person=person,
        organisation=link.organisation,
        workforce_type=(WorkforceType.SUPPLIER_STAFF if is_suppliers else WorkforceType.EMPLOYEE),
        started_on=today,
    )
    RoleHeld.objects.bulk_create(
        RoleHeld(membership=membership, role=role, started_on=today) for role in link.roles
    )
    return membership


@transaction.atomic
def refuse_joining(joining: Joining, *, by: Person) -> None:
    """End a membership that came about by a link and is a mistake: out at once. Twice is once."""
    joining = Joining.objects.select_for_update().get(pk=joining.pk)
    if joining.refused_at:
        return
    membership = Membership.objects.select_for_update().get(pk=joining.membership_id)
    yesterday = reporting_day() - timedelta(days=1)
    if membership.last_day and membership.last_day <= yesterday:
        return  # ended already, and not as a mistake
    membership.last_day = max(membership.started_on, yesterday)
    membership.save(update_fields=["last_day"])
    joining.refused_at = timezone.now()
    joining.save(update_fields=["refused_at"])
    Door.objects.filter(person=membership.person_id, closed_at=None).update(
        closed_at=timezone.now()
    )
    _tell_membership(Verb.MEMBERSHIP_ENDED, membership, by=by)
    door_changed.send(sender=Door, person=membership.person)


@transaction.atomic
def take_back_refusal(joining: Joining, *, by: Person) -> None:
    """It was no mistake: the membership and the way in go on. Twice is once. Raises NotUndone."""
    joining = Joining.objects.select_for_update().get(pk=joining.pk)
    if not joining.refused_at:
        return
    membership = Membership.objects.select_for_update().get(pk=joining.membership_id)
    others = Membership.objects.filter(
        person=membership.person_id, organisation=membership.organisation_id, last_day=None
    )
    if membership.last_day is None or others.exists() or not membership.person.is_active:
        raise NotUndone(str(membership.person.uuid))
    membership.last_day = None
    membership.save(update_fields=["last_day"])
    joining.refused_at = None
    joining.save(update_fields=["refused_at"])
    if not Grant.objects.open().filter(person=membership.person_id).exists():
        Door.objects.filter(person=membership.person_id).update(closed_at=None)
    _tell_membership(Verb.MEMBERSHIP_REOPENED, membership, by=by)


def _tell_membership(verb: Verb, membership: Membership, *, by: Person) -> None:
    place = membership.organisation
    audit.record(verb, by=by, about=membership.person, of=place, organisation=str(place.uuid))


# --- numbers and pictures ------------------------------------------------------------------


@transaction.atomic
def make_code(membership: Membership, *, by: Person) -> tuple[Door, str]:
    """A one-time code with which a person chooses pictures herself; her old ones end at once.

    Returns her door and the code, which is told now and never again. Raises NotYours.
    """
    _be_looked_after(membership, by)
    door = _door_of(membership)
    code = codes.new_one_time_code()
    door.pictures, door.pictures_set_at, door.closed_at = "", None, None
    door.one_time_code = make_password(code)
    door.code_expires_at = timezone.now() + CODE_LASTS
    door.save()
    guesses.begin_anew(door.number)
    audit.record(Verb.SIGN_IN_CODE_MADE, by=by, about=membership.person, of=membership.organisation)
    door_changed.send(sender=Door, person=membership.person)
    return door, code


def _be_looked_after(membership: Membership, by: Person, *, to_end: bool = False) -> None:
    rows = access.people(by, reporting_day(), to_end=to_end)
    if not rows.filter(pk=membership.pk).exists():
        raise NotYours(str(membership.person.uuid))


def _door_of(membership: Membership) -> Door:
    """The person's door, locked; a new one with a number of the site if she has none."""
    found = Door.objects.select_for_update().filter(person=membership.person_id).first()
    if found:
        return found
    return Door.objects.create(
        person=membership.person, number=_free_number(membership.organisation)
    )


@transaction.atomic
def choose_pictures(
    person: Person, pictures: str, *, code: str | None = None, session: str | None = None
) -> None:
    """Keep the hash of a person's pictures: with the kept hash of the one-time code that let her,
    or else because she is signed in. Raises CodeUsed if that code is not good any more.

    All her sessions end but the one with the key `session`.
    """
    door = Door.objects.select_for_update().filter(person=person, closed_at=None).first()
    if door is None:
        raise CodeUsed(str(person.uuid))
    if code is not None and (not code or door.one_time_code != code or _is_over(door)):
        raise CodeUsed(str(person.uuid))
    door.pictures, door.pictures_set_at = pictures, timezone.now()
    door.one_time_code, door.code_expires_at = "", None
    door.save()
    audit.record(Verb.PICTURES_CHOSEN, by=person, about=person, of=person)
    door_changed.send(sender=Door, person=person, but=session)


def _is_over(door: Door) -> bool:
    return door.code_expires_at is None or door.code_expires_at <= timezone.now()


def good_code(door: Door) -> str:
    """The kept hash of a door's one-time code, empty if there is none or it is over."""
    return "" if _is_over(door) else door.one_time_code


@transaction.atomic
def shut_for(person: Person) -> None:
    """Whoever holds a power comes in by password and second factor alone."""
    now = timezone.now()
    doors = Door.objects.filter(person=person, closed_at=None).update(
        closed_at=now, pictures="", pictures_set_at=None, one_time_code="", code_expires_at=None
    )
    cards = Card.objects.filter(person=person, ended_at=None).update(ended_at=now)
    if doors or cards:
        audit.record(Verb.DOOR_CLOSED, by=None, about=person, of=person)
        door_changed.send(sender=Door, person=person)


# --- cards ---------------------------------------------------------------------------------


@transaction.atomic
def make_cards(
    memberships: Iterable[Membership], *, by: Person
) -> list[tuple[Membership, Door, str]]:
    """New cards, in place of older ones: each membership with its door and the card's secret.

    The secrets are told now and never again. Raises NotYours, and makes none then.
    """
    made = []
    with audit.at_the_end():
        for membership in memberships:
            _be_looked_after(membership, by)
            door, token = _door_of(membership), codes.new_token()
            _end_cards(membership.person)
            Card.objects.create(
                person=membership.person, token_hash=secrets.digest(token), made_by=by
            )
            audit.record(Verb.CARD_MADE, by=by, about=membership.person, of=membership.organisation)
            made.append((membership, door, token))
    return made


@transaction.atomic
def end_card(membership: Membership, *, by: Person) -> None:
    """A person's card opens nothing any more. Twice is once. Raises NotYours."""
    _be_looked_after(membership, by, to_end=True)
    if _end_cards(membership.person):
        audit.record(Verb.CARD_ENDED, by=by, about=membership.person, of=membership.organisation)
        door_changed.send(sender=Card, person=membership.person)


def _end_cards(person: Person) -> int:
    return Card.objects.filter(person=person, ended_at=None).update(ended_at=timezone.now())


@transaction.atomic
def allow(organisation: Organisation, *, lists_names: bool, names_cards: bool, by: Person) -> None:
    """Say what a site allows. Raises NotYours."""
    if not access.sites(by, reporting_day()).filter(pk=organisation.pk).exists():
        raise NotYours(str(organisation.uuid))
    SiteDoors.objects.update_or_create(
        organisation=organisation,
        defaults={"lists_names": lists_names, "names_cards": names_cards},
    )
    audit.record(
        Verb.SITE_DOORS_CHANGED,
        by=by,
        about=organisation,
        of=organisation,
        lists_names=lists_names,
        names_cards=names_cards,
    )


# --- numbers that nobody has ---------------------------------------------------------------


def _free_number(organisation: Organisation) -> str:
    """A number with the first digits of the site's others; when these run low, with new ones."""
    last = Door.objects.filter(person__memberships__organisation=organisation).order_by("-pk")
    numbers = list(last.values_list("number", flat=True)[:1])
    part = numbers[0][: codes.SITE_DIGITS] if numbers else ""
    rest = 10 ** (codes.NUMBER_DIGITS - codes.SITE_DIGITS)
    if not part or 2 * Door.objects.filter(number__startswith=part).count() > rest:
        while not part or Door.objects.filter(number__startswith=part).exists():
            part = codes.new_site_part()
    return _free(lambda: codes.new_number(part), Door, "number")


def _free(make, model, field: str) -> str:  # type: ignore[no-untyped-def]
    """A code that no row has yet."""
    for _ in range(MOST_TRIES):
        if not model.objects.filter(**{field: (code := make())}).exists():
            return str(code)
    raise RuntimeError(f"no free {field}")
