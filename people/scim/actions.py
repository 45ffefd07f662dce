"""What may be done with tokens, and with what groups stand for; users are in user_actions.py."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from people.audit import actions as audit
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.models import Organisation, Person
from people.scim import group_actions
from people.scim.models import ScimGroup, ScimToken
from people.scim.tokens import digest, givable, new_secret, tokens_of

# How exactly it is known when a token was last used.
USE_IS_NOTED = timedelta(minutes=5)


class NotYours(Exception):
    """The organisation is not one where this person may bring people in."""


class AlreadyMade(Exception):
    """The same request has made a token before; it was shown then."""


@transaction.atomic
def make_token(
    organisation: Organisation, *, uuid: UUID, label: str, expires_at: datetime, by: Person
) -> tuple[ScimToken, str]:
    """Make a token, and return it with the secret, which is kept nowhere.

    Raises NotYours, or AlreadyMade if there is one of this uuid.
    """
    if not givable(by).filter(pk=organisation.pk).exists():
        raise NotYours(str(organisation.uuid))
    if ScimToken.objects.filter(uuid=uuid).exists():
        raise AlreadyMade(str(uuid))
    secret = new_secret()
    token = ScimToken.objects.create(
        uuid=uuid,
        organisation=organisation,
        label=label,
        digest=digest(secret),
        given_by=by,
        expires_at=expires_at,
    )
    _tell(Verb.TOKEN_MADE, token, by, expires_on=reporting_day(expires_at).isoformat())
    return token, secret


@transaction.atomic
def revoke_token(token: ScimToken, *, by: Person) -> None:
    """End a token; it lets nobody in from the next request on. Twice is once. Raises NotYours."""
    if not tokens_of(by).filter(pk=token.pk).exists():
        raise NotYours(str(token.uuid))
    token = ScimToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if token.revoked_at:
        return
    token.revoked_at, token.revoked_by = timezone.now(), by
    token.save(update_fields=["revoked_at", "revoked_by"])
    _tell(Verb.TOKEN_REVOKED, token, by)


def note_use(token: ScimToken) -> None:
    """Remember that a token was used, once in a few minutes."""
    now = timezone.now()
    if token.last_used_at and token.last_used_at > now - USE_IS_NOTED:
        return
    unnoted = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_IS_NOTED)
    ScimToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=now)


@transaction.atomic
def map_group(group: ScimGroup, role: str, *, by: Person) -> None:
    """Say which audience role the members of a group hold; an empty one: none.

    Roles of members end and begin today. Twice is once. Raises NotYours.
    """
    if not givable(by).filter(pk=group.organisation_id).exists():
        raise NotYours(str(group.uuid))
    Organisation.objects.select_for_update(no_key=True).get(pk=group.organisation_id)
    group = ScimGroup.objects.select_related("organisation").get(pk=group.pk)
    if group.role == role or group.removed_at:
        return
    before = group.role
    group_actions.change_role(group, role, reporting_day())
    audit.record(
        Verb.GROUP_MAPPED,
        by=by,
        about=group.organisation,
        of=group.organisation,
        group=str(group.uuid),
        role=role,
        was=before,
    )


def _tell(verb: Verb, token: ScimToken, by: Person, **facts: str) -> None:
    audit.record(
        verb,
        by=by,
        about=token.organisation,
        of=token.organisation,
        token=str(token.uuid),
        **facts,
    )
