"""Rows as SCIM resources, and SCIM resources as what is told in them. Neither reads nor writes."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any, cast

from scim2_models import Meta, Reference

from people.audit.chain import canonical
from people.scim import told
from people.scim.models import ScimGroup, ScimUser
from people.scim.schema import (
    Email,
    EnterpriseUser,
    Group,
    GroupMember,
    GroupMembership,
    Manager,
    Name,
    User,
    WholeUser,
)
from people.scim.told import Impossible, Told


def user_resource(row: ScimUser, groups: Iterable[ScimGroup], *, is_active: bool) -> User[Any]:
    """A user as it is answered; its version changes with whatever is in it."""
    resource = WholeUser(
        id=str(row.uuid),
        external_id=row.external_id or None,
        user_name=row.user_name,
        display_name=row.display_name,
        name=Name(formatted=row.formatted) if row.formatted else None,
        user_type=row.user_type or None,
        preferred_language=row.preferred_language or None,
        timezone=row.time_zone or None,
        active=is_active,
        emails=[_email(row)] if row.email else None,
        groups=[_group_of_user(group) for group in groups] or None,
    )
    manager = row.manager if row.manager and not row.manager.removed_at else None
    if row.employee_number or manager:
        resource[EnterpriseUser] = EnterpriseUser(
            employee_number=row.employee_number or None,
            manager=_manager(manager) if manager else None,
        )
    said = canonical(resource.model_dump(exclude={"meta"}, mode="json"))
    version = sha256(said.encode()).hexdigest()[:20]
    resource.meta = _meta("User", row, version)
    return resource


def group_resource(row: ScimGroup, members: Iterable[str] | None) -> Group:
    """A group as it is answered, with the ids of its members or without."""
    resource = Group(
        id=str(row.uuid),
        external_id=row.external_id or None,
        display_name=row.display_name,
        members=[_member(uuid) for uuid in members] or None if members is not None else None,
    )
    resource.meta = _meta("Group", row, str(row.version))
    return resource


def _meta(kind: str, row: ScimUser | ScimGroup, version: str) -> Meta:
    return Meta(
        resource_type=kind,
        created=row.created_at,
        last_modified=row.changed_at,
        version=f'W/"{version}"',
    )


def _email(row: ScimUser) -> Email:
    return Email(value=row.email, type=row.email_type or None, primary=row.email_is_primary)


def _group_of_user(group: ScimGroup) -> GroupMembership:
    return GroupMembership(
        value=str(group.uuid), ref=_ref(f"Groups/{group.uuid}"), display=group.display_name
    )


def _manager(row: ScimUser) -> Manager:
    return Manager(value=str(row.uuid), ref=_ref(f"Users/{row.uuid}"))


def _member(uuid: str) -> GroupMember:
    return GroupMember(value=uuid, ref=_ref(f"Users/{uuid}"), type="User")


def _ref(place: str) -> Any:
    return cast(Any, Reference)(place)


# --- what is told --------------------------------------------------------------------------


def told_of_user(resource: User[Any], before: ScimUser | None = None) -> Told:
    """What a resource says of somebody. Raises Impossible for what cannot be kept."""
    formatted = told.name(resource.name.formatted if resource.name else "", "name.formatted")
    display_name = told.name(resource.display_name, "displayName")
    if before and display_name == before.display_name == before.formatted and formatted:
        display_name = formatted  # who only ever spoke of name.formatted means this one
    user_name = told.plain(resource.user_name, "userName")
    if not user_name or not display_name:
        raise Impossible("userName and displayName must not be empty.")
    enterprise = resource[EnterpriseUser] or EnterpriseUser()
    email = _chosen(resource.emails or [])
    return Told(
        user_name=user_name,
        display_name=display_name,
        external_id=told.plain(resource.external_id, "externalId"),
        employee_number=told.plain(
            enterprise.employee_number, "employeeNumber", told.LONGEST_NUMBER
        ),
        formatted=formatted,
        user_type=told.plain(resource.user_type, "userType", 60),
        preferred_language=told.plain(resource.preferred_language, "preferredLanguage", 60),
        time_zone=told.plain(resource.timezone, "timezone", 60),
        email=told.address(email.value if email else ""),
        email_type=told.plain(email.type if email else "", "The type of an address", 60),
        email_is_primary=email.primary if email else None,
        manager=_id(enterprise.manager) if enterprise.manager else "",
        is_active=resource.active is not False,
    )


def told_of_group(resource: Group) -> tuple[str, str, set[str]]:
    """A group's name, the directory's own id, and its members' ids. Raises Impossible."""
    name = told.plain(resource.display_name, "displayName")
    if not name:
        raise Impossible("displayName must not be empty.")
    members = {_id(member) for member in resource.members or []}
    return name, told.plain(resource.external_id, "externalId"), members


def _chosen(emails: list[Email]) -> Email | None:
    """One address is kept: the primary one, or else that of work, or else the first."""
    with_value = [email for email in emails if email.value]

    def rank(email: Email) -> tuple[bool, bool]:
        return not email.primary, (email.type or "").casefold() != "work"

    return min(with_value, key=rank, default=None)


def _id(reference: Manager | GroupMember) -> str:
    """The id that is referred to, in the form in which we give ids."""
    value = reference.value or (reference.ref or "").rpartition("/")[2]
    return str(value).strip().lower()
