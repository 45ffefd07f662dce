"""What of ways in (directories, posters and cards, single sign-on) the audit log tells, for
tests/test_audited.py."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

import people.doors.actions
import people.scim.actions
import people.sign_on.actions
from people.audit.verbs import Verb
from people.doors import actions as doors
from people.doors import device_actions
from people.models import Organisation, Person, Power
from people.scim.models import ScimGroup, ScimToken
from people.sign_on.models import Identity
from tests.factories import (
    GrantFactory,
    IdentityProviderFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    administrator_of,
)
from tests.people.doors.stage import joined, link_to, site_with_administrator

Deed = Callable[[], object]


def _lets_in() -> tuple[Organisation, Person]:
    supplier = OrganisationFactory(supplier=True)
    power = Power.SUPPLIER_ADMINISTRATOR
    return supplier, GrantFactory(power=power, organisation=supplier).person


def make_token() -> Deed:
    where, by = _lets_in()
    facts = {"label": "Amina's", "expires_at": timezone.now() + timedelta(days=1), "by": by}
    return lambda: people.scim.actions.make_token(where, uuid=uuid4(), **facts)


def revoke_token() -> Deed:
    where, by = _lets_in()
    later = timezone.now() + timedelta(days=1)
    row = ScimToken.objects.create(organisation=where, given_by=by, expires_at=later)
    return lambda: people.scim.actions.revoke_token(row, by=by)


def map_group() -> Deed:
    where, by = _lets_in()
    row = ScimGroup.objects.create(organisation=where, display_name="Amina's")
    return lambda: people.scim.actions.map_group(row, "worker", by=by)


def make_link() -> Deed:
    site, administrator = site_with_administrator()
    return lambda: link_to(site, administrator)


def end_link() -> Deed:
    site, administrator = site_with_administrator()
    link = link_to(site, administrator)
    return lambda: doors.end_link(link, by=administrator)


def join_by_link() -> Deed:
    link, said = link_to(*site_with_administrator()), {"full_name": "Siti", "language": "en"}
    uuid = uuid4()
    return lambda: doors.join_by_link(link, uuid=uuid, pictures="hash", **said)


def _joining():
    site, administrator = site_with_administrator()
    return joined(link_to(site, administrator)), administrator


def refuse_joining() -> Deed:
    joining, administrator = _joining()
    return lambda: doors.refuse_joining(joining, by=administrator)


def take_back_refusal() -> Deed:
    joining, administrator = _joining()
    doors.refuse_joining(joining, by=administrator)
    return lambda: doors.take_back_refusal(joining, by=administrator)


def make_code() -> Deed:
    joining, administrator = _joining()
    return lambda: doors.make_code(joining.membership, by=administrator)


def choose_pictures() -> Deed:
    joining, _ = _joining()
    return lambda: doors.choose_pictures(joining.membership.person, "hash")


def shut_for() -> Deed:
    joining, _ = _joining()
    return lambda: doors.shut_for(joining.membership.person)


def make_cards() -> Deed:
    joining, administrator = _joining()
    return lambda: doors.make_cards([joining.membership], by=administrator)


def end_card() -> Deed:
    joining, administrator = _joining()
    doors.make_cards([joining.membership], by=administrator)
    return lambda: doors.end_card(joining.membership, by=administrator)


def allow() -> Deed:
    site, administrator = site_with_administrator()
    said = {"lists_names": True, "names_cards": False}
    return lambda: doors.allow(site, **said, by=administrator)


def open_device() -> Deed:
    site, administrator = site_with_administrator()
    return lambda: device_actions.open_device(site, by=administrator)


def end_device() -> Deed:
    site, administrator = site_with_administrator()
    device, _ = device_actions.open_device(site, by=administrator)
    return lambda: device_actions.end_device(device, by=administrator)


def set_up() -> Deed:
    place = OrganisationFactory()
    facts = {"kind": "oidc", "name": "Work account", "by": administrator_of(place)}
    return lambda: people.sign_on.actions.set_up(organisation=place, **facts)


def change() -> Deed:
    row = IdentityProviderFactory()
    return lambda: people.sign_on.actions.change(row, by=row.made_by, client_id="another")


def pass_test() -> Deed:
    row = IdentityProviderFactory(is_on=False)
    facts = {"by": row.made_by, "settings_of": row.changed_at}
    return lambda: people.sign_on.actions.pass_test(row, **facts)


def turn_on() -> Deed:
    row = IdentityProviderFactory()
    people.sign_on.actions.turn_off(row, by=row.made_by)
    return lambda: people.sign_on.actions.turn_on(row, by=row.made_by)


def turn_off() -> Deed:
    row = IdentityProviderFactory()
    return lambda: people.sign_on.actions.turn_off(row, by=row.made_by)


def recognise() -> Deed:
    row = IdentityProviderFactory(number_claim="number")
    MembershipFactory(
        organisation=row.organisation, employee_number="E-1", person__without_email=True
    )
    return lambda: people.sign_on.actions.recognise(row, "u-1", number="E-1")


def link() -> Deed:
    row = IdentityProviderFactory()
    person = MembershipFactory(organisation=row.organisation).person
    return lambda: people.sign_on.actions.link(person, row, "u-1")


def unlink() -> Deed:
    facts = {"provider": IdentityProviderFactory(), "person": PersonFactory(), "subject": "u-1"}
    identity = Identity.objects.create(way="number", **facts)
    return lambda: people.sign_on.actions.unlink(identity)


AUDITED: dict[str, tuple[Verb, Callable[[], Deed]]] = {
    "people.allow": (Verb.SITE_DOORS_CHANGED, allow),
    "people.change": (Verb.PROVIDER_CHANGED, change),
    "people.choose_pictures": (Verb.PICTURES_CHOSEN, choose_pictures),
    "people.end_card": (Verb.CARD_ENDED, end_card),
    "people.end_device": (Verb.DEVICE_ENDED, end_device),
    "people.end_link": (Verb.JOIN_LINK_ENDED, end_link),
    "people.join_by_link": (Verb.PERSON_JOINED, join_by_link),
    "people.link": (Verb.IDENTITY_LINKED, link),
    "people.make_cards": (Verb.CARD_MADE, make_cards),
    "people.make_code": (Verb.SIGN_IN_CODE_MADE, make_code),
    "people.make_link": (Verb.JOIN_LINK_MADE, make_link),
    "people.make_token": (Verb.TOKEN_MADE, make_token),
    "people.map_group": (Verb.GROUP_MAPPED, map_group),
    "people.open_device": (Verb.DEVICE_SHARED, open_device),
    "people.pass_test": (Verb.PROVIDER_TESTED, pass_test),
    "people.recognise": (Verb.IDENTITY_LINKED, recognise),
    "people.refuse_joining": (Verb.MEMBERSHIP_ENDED, refuse_joining),
    "people.revoke_token": (Verb.TOKEN_REVOKED, revoke_token),
    "people.set_up": (Verb.PROVIDER_SET_UP, set_up),
    "people.shut_for": (Verb.DOOR_CLOSED, shut_for),
    "people.take_back_refusal": (Verb.MEMBERSHIP_REOPENED, take_back_refusal),
    "people.turn_off": (Verb.PROVIDER_TURNED_OFF, turn_off),
    "people.turn_on": (Verb.PROVIDER_TURNED_ON, turn_on),
    "people.unlink": (Verb.IDENTITY_UNLINKED, unlink),
}
# Doing them twice does not do them twice, and is not told twice.
IDEMPOTENT = {
    "people.change",
    "people.end_card",
    "people.end_device",
    "people.end_link",
    "people.join_by_link",
    "people.link",
    "people.map_group",
    "people.pass_test",
    "people.recognise",
    "people.refuse_joining",
    "people.revoke_token",
    "people.shut_for",
    "people.take_back_refusal",
    "people.turn_off",
    "people.turn_on",
    "people.unlink",
}
