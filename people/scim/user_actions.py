"""What an identity system may do with people: bring them, change them, let them go and come back.

The rules are those of imports (docs/decisions/0020 and 0021): a person is found by the number of
her employer; memberships are closed and opened, never rewritten; what is her own stays hers. All
runs in one transaction, in which the organisation is locked.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from people import bulk_actions
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.models import Membership, Organisation, Person, RoleHeld
from people.scim import group_actions, superiors
from people.scim.models import ScimUser
from people.scim.standing import (
    known_person,
    last_post,
    ongoing,
    refuse_number_of_another,
    refuse_second,
    works_elsewhere,
)
from people.scim.tokens import Connection
from people.scim.told import (
    KEPT,
    Taken,
    Told,
    key,
    language,
    number,
    time_zone,
    workforce_type,
)

DAY = timedelta(days=1)


def add_user(connection: Connection, told: Told) -> ScimUser:
    """Take in somebody: new, known by her number, or back. Raises Taken or Impossible."""
    refuse_second(connection, told.user_name)
    user = ScimUser(organisation=connection.organisation, is_active=False)
    _keep(user, told)
    user.person = _known(connection, user)
    user.manager = superiors.find(connection, told.manager)
    superiors.refuse_circle(connection, user)
    went_on = bool(user.person and ongoing(connection.scope, connection.today, [user.person.pk]))
    verb = Verb.PERSON_CHANGED
    if told.is_active:
        verb = verb if went_on else Verb.PERSON_JOINED
        _come(connection, user)
        _change_person(connection, user)
        _change_post(connection, user, _said(user))
    elif went_on:
        verb = Verb.PERSON_LEFT
        _leave(connection, user)
    user.save()
    superiors.pass_on(connection, user)
    _tell(connection, user, verb)
    return user


def change_user(connection: Connection, user: ScimUser, told: Told) -> ScimUser:
    """Take over what is told of somebody who is kept. Raises Taken or Impossible."""
    was_active = is_active(connection, user)
    changed = _take_over(connection, user, told)
    if not changed and told.is_active == was_active:
        return user
    verb = Verb.PERSON_CHANGED
    if told.is_active and not was_active:
        verb = Verb.PERSON_JOINED
        _come(connection, user)
    if "display_name" in changed:
        _change_person(connection, user)
    if told.is_active:
        _change_post(connection, user, _of_post(changed))
    elif was_active:
        verb = Verb.PERSON_LEFT
        _leave(connection, user)
    user.is_active = told.is_active
    user.changed_at = timezone.now()
    user.save()
    superiors.pass_on(connection, user)
    _tell(connection, user, verb, fields=sorted(changed))
    return user


def remove_user(connection: Connection, user: ScimUser) -> None:
    """Close what is kept of somebody: she leaves, and her id answers no more."""
    was_active = is_active(connection, user)
    if was_active:
        _leave(connection, user)
    group_actions.take_out(user)
    user.is_active, user.removed_at = False, timezone.now()
    user.save(update_fields=["is_active", "removed_at"])
    _tell(connection, user, Verb.PERSON_LEFT if was_active else Verb.PERSON_CHANGED)


def is_active(connection: Connection, user: ScimUser) -> bool:
    """Whether she is active, and her memberships have not been ended by other means."""
    if not user.is_active or user.person is None:
        return False
    return bool(ongoing(connection.scope, connection.today, [user.person.pk]))


# --- coming and going ----------------------------------------------------------------------


def _known(connection: Connection, user: ScimUser) -> Person | None:
    """Who she is here already, by her number alone. Raises Taken if she is another user's."""
    person = known_person(connection, number(user.external_id, user.employee_number))
    rows = ScimUser.objects.standing().filter(organisation=connection.organisation)
    if person and rows.filter(person=person).exists():
        raise Taken("A user with this employee number")
    return person


def _come(connection: Connection, user: ScimUser) -> None:
    """See to it that she has a membership from today on: she goes on, comes back, or is new."""
    user.is_active = True
    user.person = user.person or _known(connection, user)
    post = last_post(connection, user.person) if user.person else None
    if post and post.last_day == connection.today:
        _take_back_the_end(connection, post)
    elif post is None or (post.last_day and post.last_day < connection.today):
        _open(connection, user, before=post)
    group_actions.hold_mapped_roles(connection, user)


def _take_back_the_end(connection: Connection, post: Membership) -> None:
    """An end that is not over can be taken back, with those of the roles held until then."""
    held = RoleHeld.objects.filter(membership=post, ended_on=post.last_day)
    held.exclude(role__in=group_actions.mapped_roles(connection)).update(ended_on=None)
    bulk_actions.change_memberships({post.pk: {"last_day": None}})


def _open(connection: Connection, user: ScimUser, *, before: Membership | None) -> None:
    """Make her a member from today on; who was here before has again what she had."""
    user.person = user.person or _new_person(connection, user)
    own_number = number(user.external_id, user.employee_number)
    usual = before.workforce_type if before else connection.usual_type
    facts = {
        "employee_number": own_number or (before.employee_number if before else ""),
        "workforce_type": workforce_type(user.user_type, usual),
        "reports_to": _boss(user) or (before.reports_to if before else None),
        "is_decision_maker": before.is_decision_maker if before else False,
        "work_email": user.email or (before.work_email if before else ""),
    }
    place = _place(connection, before)
    post = Membership(person=user.person, organisation=place, started_on=connection.today, **facts)
    roles = _roles_until_the_end(connection, before) if before else []
    bulk_actions.open_memberships([post], [roles])


def _place(connection: Connection, before: Membership | None) -> Organisation:
    """Where she was before, if that is still there; else the organisation of the token."""
    if before is None:
        return connection.organisation
    current = Organisation.objects.active(connection.today).filter(pk=before.organisation_id)
    return current.first() or connection.organisation


def _roles_until_the_end(connection: Connection, post: Membership) -> list[str]:
    """What she did there to the end, but for what follows from groups."""
    held = RoleHeld.objects.filter(Q(ended_on=None) | Q(ended_on__gte=post.last_day))
    roles = set(held.filter(membership=post).values_list("role", flat=True))
    return sorted(roles - group_actions.mapped_roles(connection))


def _new_person(connection: Connection, user: ScimUser) -> Person:
    """Somebody new, with no address for signing in: an employer's word makes nobody an account."""
    facts = {
        "full_name": user.display_name,
        "language": language(user.preferred_language),
        "time_zone": time_zone(user.time_zone, connection.organisation.time_zone),
    }
    return bulk_actions.add_people([facts])[0]


def _leave(connection: Connection, user: ScimUser) -> None:
    """Her last day was yesterday, so that her powers end at once; who came today leaves today."""
    user.is_active = False
    if user.person is None:
        return
    yesterday = connection.today - DAY
    last_days = {
        post.pk: max(yesterday, post.started_on)
        for post in ongoing(connection.scope, connection.today, [user.person.pk])
    }
    bulk_actions.close_memberships(last_days)


# --- what changes --------------------------------------------------------------------------


def _keep(user: ScimUser, told: Told) -> None:
    for field in KEPT:
        setattr(user, field, getattr(told, field))
    user.user_key, user.display_key = key(told.user_name), key(told.display_name)
    user.email_key = key(told.email)


def _take_over(connection: Connection, user: ScimUser, told: Told) -> set[str]:
    """Keep what is told; return the names of what is new. Raises Taken or Impossible."""
    if key(told.user_name) != user.user_key:
        refuse_second(connection, told.user_name)
    before = _kept(user)
    _keep(user, told)
    changed = {name for name, value in _kept(user).items() if before[name] != value}
    if told.manager != _manager_id(user):
        user.manager = superiors.find(connection, told.manager)
        superiors.refuse_circle(connection, user)
        changed.add("manager")
    if user.person and {"external_id", "employee_number"} & changed:
        refuse_number_of_another(connection, user)
    return changed


def _kept(user: ScimUser) -> dict[str, Any]:
    return {field: getattr(user, field) for field in KEPT}


def _manager_id(user: ScimUser) -> str:
    """Who is told to manage her, unless that user is gone."""
    manager = user.manager
    return str(manager.uuid) if manager and not manager.removed_at else ""


def _change_person(connection: Connection, user: ScimUser) -> None:
    """Her name, unless she also works where this identity system has no say."""
    person = user.person
    if person and person.full_name != user.display_name:
        if works_elsewhere(connection, person):
            return
        bulk_actions.change_people({person.pk: {"full_name": user.display_name}})
        person.full_name = user.display_name


def _said(user: ScimUser) -> set[str]:
    """The fields of a membership that somebody who is taken in comes with."""
    said = {"email": user.email, "manager": user.manager, "user_type": user.user_type}
    return _of_post(name for name, value in said.items() if value)


def _of_post(changed: Iterable[str]) -> set[str]:
    """The fields of a membership that follow from what was told anew."""
    follows = {
        "email": "work_email",
        "manager": "reports_to",
        "user_type": "workforce_type",
        "external_id": "employee_number",
        "employee_number": "employee_number",
    }
    return {follows[name] for name in changed if name in follows}


def _change_post(connection: Connection, user: ScimUser, fields: set[str]) -> None:
    """Set what follows from what is told; another kind of work is another membership."""
    post = last_post(connection, user.person) if user.person and fields else None
    if post is None:
        return
    wanted: dict[str, Any] = {
        "work_email": user.email,
        "reports_to": _boss(user),
        # She stays findable by the number that she had.
        "employee_number": number(user.external_id, user.employee_number) or post.employee_number,
    }
    sets = {name: value for name, value in wanted.items() if name in fields}
    sets = {name: value for name, value in sets.items() if getattr(post, name) != value}
    if "workforce_type" in fields:
        kind = workforce_type(user.user_type, post.workforce_type)
        if kind != post.workforce_type and post.started_on < connection.today:
            post = _move(connection, post, kind)
        elif kind != post.workforce_type:
            sets["workforce_type"] = kind
    bulk_actions.change_memberships({post.pk: sets})


def _move(connection: Connection, post: Membership, kind: str) -> Membership:
    """The membership closed yesterday, and one like it opened today."""
    roles = sorted(post.roles.filter(ended_on=None).values_list("role", flat=True))
    bulk_actions.close_memberships({post.pk: connection.today - DAY})
    like = {
        field.attname: getattr(post, field.attname)
        for field in Membership._meta.concrete_fields
        if not field.primary_key
    }
    like |= {"workforce_type": kind, "started_on": connection.today}
    return bulk_actions.open_memberships([Membership(**like)], [roles])[0]


def _boss(user: ScimUser) -> Person | None:
    return user.manager.person if user.manager and not user.manager.removed_at else None


def _tell(connection: Connection, user: ScimUser, verb: Verb, **facts: Any) -> None:
    """One event, by whoever gave the token: which token, and which user of which organisation."""
    audit.record(
        verb,
        by=connection.by,
        about=user.person,
        of=connection.organisation,
        acting_as="scim",
        organisation=str(connection.organisation.uuid),
        token=str(connection.token.uuid),
        user=str(user.uuid),
        **facts,
    )
