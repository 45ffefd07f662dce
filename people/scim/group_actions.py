"""What an identity system may do with groups, and what follows from them: audience roles, dated."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from people import access, bulk_actions
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.models import AudienceRole, Membership, Organisation, RoleHeld
from people.quiet import finding
from people.scim import limits
from people.scim.models import ScimGroup, ScimMember, ScimUser
from people.scim.standing import ongoing
from people.scim.tokens import Connection
from people.scim.told import Impossible, Taken, key

DAY = timedelta(days=1)
AT_ONCE = 500


def add_group(connection: Connection, name: str, external_id: str, members: set[str]) -> ScimGroup:
    """Make a group with members, by the users' ids. Raises Taken or Impossible."""
    _refuse_second(connection, name)
    group = ScimGroup.objects.create(
        organisation=connection.organisation,
        display_name=name,
        display_key=key(name),
        external_id=external_id,
    )
    added, _ended = _set_members(connection, group, members)
    _tell(connection, group, added=added, removed=0)
    return group


def change_group(
    connection: Connection, group: ScimGroup, name: str, external_id: str, members: set[str]
) -> ScimGroup:
    """Take over a group's name and members. Raises Taken or Impossible."""
    if key(name) != group.display_key:
        _refuse_second(connection, name)
    added, removed = _set_members(connection, group, members)
    if not (added or removed) and (name, external_id) == (group.display_name, group.external_id):
        return group
    group.display_name, group.display_key, group.external_id = name, key(name), external_id
    group.version, group.changed_at = group.version + 1, timezone.now()
    group.save()
    _tell(connection, group, added=added, removed=removed)
    return group


def remove_group(connection: Connection, group: ScimGroup) -> None:
    """Close a group; what its members did because of it has ended."""
    removed = _take_out(group, set(_members(group)), connection.today)
    group.removed_at = timezone.now()
    group.save(update_fields=["removed_at"])
    _tell(connection, group, added=0, removed=removed)


def take_out(user: ScimUser) -> None:
    """Take a user who goes out of all groups; her roles end with her membership."""
    places = ScimMember.objects.filter(user=user)
    groups = ScimGroup.objects.filter(pk__in=places.values("group"))
    groups.update(version=F("version") + 1, changed_at=timezone.now())
    places.delete()


def change_role(group: ScimGroup, role: str, today: date) -> None:
    """Let a group stand for another audience role, or none: its members' roles end and begin."""
    people = set(_people(group, _members(group)))
    before, group.role = group.role, role
    group.save(update_fields=["role"])
    if before:
        _end(group.organisation, before, people, today)
    if role:
        _begin(group.organisation, role, people, today)


def hold_mapped_roles(connection: Connection, user: ScimUser) -> None:
    """Let somebody who comes hold the roles that her groups stand for."""
    if user.pk is None or user.person is None:
        return
    groups = ScimGroup.objects.standing().filter(members__user=user).exclude(role="")
    for role in groups.values_list("role", flat=True).distinct():
        _begin(connection.organisation, role, {user.person.pk}, connection.today)


def mapped_roles(connection: Connection) -> set[str]:
    """The audience roles that groups of the organisation stand for."""
    groups = ScimGroup.objects.standing().filter(organisation=connection.organisation)
    return set(groups.exclude(role="").values_list("role", flat=True))


# --- members -------------------------------------------------------------------------------


def _set_members(connection: Connection, group: ScimGroup, wanted: set[str]) -> tuple[int, int]:
    """Let a group have these members, by their ids; return how many came and went."""
    if len(wanted) > limits.MOST_MEMBERS:
        raise Impossible(f"A group has at most {limits.MOST_MEMBERS} members here.")
    standing = _members(group)
    came = _users(connection, wanted - {str(uuid) for uuid in standing.values()})
    gone = {pk for pk, uuid in standing.items() if str(uuid) not in wanted}
    removed = _take_out(group, gone, connection.today)
    ScimMember.objects.bulk_create(
        (ScimMember(group=group, user_id=pk) for pk in came), batch_size=AT_ONCE
    )
    if group.role:
        _begin(group.organisation, group.role, set(_people(group, came)), connection.today)
    return len(came), removed


def _members(group: ScimGroup) -> dict[int, UUID]:
    return dict(group.members.values_list("user", "user__uuid"))


def _users(connection: Connection, wanted: set[str]) -> list[int]:
    """The users of these ids. Raises Impossible if one is not of this organisation, or gone."""
    try:
        uuids = sorted(UUID(text) for text in wanted)
    except ValueError as error:
        raise Impossible("There is no user with the id of a member.") from error
    found: list[int] = []
    rows = ScimUser.objects.standing().filter(organisation=connection.organisation)
    for start in range(0, len(uuids), AT_ONCE):
        chunk = uuids[start : start + AT_ONCE]
        found += rows.filter(uuid__in=chunk).order_by("pk").values_list("pk", flat=True)
    if len(found) != len(set(uuids)):
        raise Impossible("There is no user with the id of a member.")
    return found


def _take_out(group: ScimGroup, users: set[int], today: date) -> int:
    people = set(_people(group, users))
    for chunk in _chunks(users):
        ScimMember.objects.filter(group=group, user__in=chunk).delete()
    if group.role:
        _end(group.organisation, group.role, people, today, but=group)
    return len(users)


def _people(group: ScimGroup, users: Iterable[int]) -> Iterable[int]:
    """The people whom active users are."""
    for chunk in _chunks(users):
        rows = ScimUser.objects.filter(pk__in=chunk, is_active=True)
        yield from rows.values_list("person_id", flat=True)


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


# --- audience roles ------------------------------------------------------------------------


def _begin(organisation: Organisation, role: str, people: set[int], today: date) -> None:
    """Let people hold a role from today on, where they do not; an end of today is taken back.

    At a restricted organisation nobody becomes a worker: imports refuse it, too.
    """
    for chunk in _chunks(people):
        posts = ongoing(access.workplaces(organisation), today, chunk)
        if role == AudienceRole.WORKER:
            posts = posts.exclude(finding.limits().where_restricted("organisation__"))
        without = posts.exclude(pk__in=_held(role).values("membership"))
        ended_today = RoleHeld.objects.filter(
            role=role, ended_on=today, membership__in=list(without.values_list("pk", flat=True))
        )
        again = list(ended_today.values_list("membership", flat=True))
        ended_today.update(ended_on=None)
        bulk_actions.hold_roles(
            RoleHeld(membership=post, role=role, started_on=max(today, post.started_on))
            for post in without.exclude(pk__in=again)
        )


def _end(
    organisation: Organisation,
    role: str,
    people: set[int],
    today: date,
    *,
    but: ScimGroup | None = None,
) -> None:
    """Let people hold a role until yesterday, unless another group of theirs stands for it."""
    groups = ScimGroup.objects.standing().filter(organisation=organisation, role=role)
    groups = groups.exclude(pk=but.pk) if but else groups
    for chunk in _chunks(people):
        still = ScimMember.objects.filter(group__in=groups, user__person__in=chunk)
        over = set(chunk) - set(still.values_list("user__person", flat=True))
        posts: QuerySet[Membership] = ongoing(access.workplaces(organisation), today, over)
        bulk_actions.end_roles(list(posts.values_list("pk", flat=True)), today - DAY, role)


def _held(role: str) -> QuerySet[RoleHeld]:
    return RoleHeld.objects.filter(role=role, ended_on=None)


def _refuse_second(connection: Connection, name: str) -> None:
    rows = ScimGroup.objects.standing().filter(organisation=connection.organisation)
    if rows.filter(display_key=key(name)).exists():
        raise Taken("A group with this displayName")


def _tell(connection: Connection, group: ScimGroup, **counts: int) -> None:
    audit.record(
        Verb.GROUP_CHANGED,
        by=connection.by,
        about=connection.organisation,
        of=connection.organisation,
        acting_as="scim",
        token=str(connection.token.uuid),
        group=str(group.uuid),
        role=group.role,
        **counts,
    )
