"""Where the SCIM library reads and writes: our rows, within the reach of one token."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from scim2_models import (
    InvalidValueException,
    NotFoundException,
    Resource,
    ResourceType,
    ResponseParameters,
    SearchRequest,
    UniquenessException,
)
from scim2_server.storage import ScimStorage, SearchPage

from people.audit import actions as audit
from people.models import Membership, Organisation
from people.scim import filters, group_actions, limits, resources, user_actions
from people.scim.models import ScimGroup, ScimMember, ScimUser
from people.scim.schema import Group, User
from people.scim.standing import not_ended
from people.scim.tokens import Connection
from people.scim.told import Impossible, Taken


class Storage(ScimStorage):
    """The users and groups of the organisation whose token was shown; others do not exist.

    The organisation is locked while something is written, so that of two requests the second sees
    what the first has done: versions are compared under the lock.
    """

    def __init__(self, own: Connection, *, is_writing: bool) -> None:
        self._connection = own
        self._is_writing = is_writing

    @contextmanager
    def operation(self) -> Iterator[None]:
        """One request is one transaction, events included; what is refused leaves nothing."""
        if not self._is_writing:
            yield
            return
        with audit.at_the_end():
            _be_patient()
            own = self._connection.organisation.pk
            Organisation.objects.select_for_update(no_key=True).get(pk=own)
            try:
                yield
            except Taken as error:
                raise UniquenessException(detail=f"{error} is here already.") from error
            except Impossible as error:
                raise InvalidValueException(detail=str(error)) from error

    # --- one -------------------------------------------------------------------------------

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        if resource_type.name == "Group":
            return self._groups([self._group(resource_id)], with_members=True)[0]
        return self._users([self._user(resource_id)])[0]

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        if resource_type.name == "Group":
            said = resources.told_of_group(cast(Group, resource))
            group = group_actions.add_group(self._connection, *said)
            return self.get(resource_type, str(group.uuid))
        told = resources.told_of_user(cast(User[Any], resource))
        user = user_actions.add_user(self._connection, told)
        return self.get(resource_type, str(user.uuid))

    def update(
        self,
        resource_type: ResourceType,
        resource: Resource[Any],
        *,
        expected_version: str | None = None,
    ) -> Resource[Any]:
        uuid = resource.id or ""
        if resource_type.name == "Group":
            said = resources.told_of_group(cast(Group, resource))
            group_actions.change_group(self._connection, self._group(uuid), *said)
        else:
            user = self._user(uuid)
            told = resources.told_of_user(cast(User[Any], resource), user)
            user_actions.change_user(self._connection, user, told)
        return self.get(resource_type, uuid)

    def delete(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        expected_version: str | None = None,
    ) -> None:
        if resource_type.name == "Group":
            group_actions.remove_group(self._connection, self._group(resource_id))
        else:
            user_actions.remove_user(self._connection, self._user(resource_id))

    # --- many ------------------------------------------------------------------------------

    def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,
    ) -> SearchPage:
        """A page in the order in which they came. Raises InvalidFilterException."""
        names = [resource_type.name for resource_type in resource_types]
        skip = min(search_request.start_index_0 or 0, limits.FURTHEST)
        room = limits.A_PAGE if search_request.count is None else search_request.count
        found: list[Resource[Any]] = []
        total = 0
        for name, rows in self._searched(names, search_request):
            size = rows.count()
            page = list(rows.order_by("pk")[skip : skip + room])
            found += self._shown(str(name), page, search_request)
            total, skip, room = total + size, max(0, skip - size), room - len(page)
        return SearchPage(total, found)

    def _searched(
        self, names: list[str | None], search: SearchRequest[Any]
    ) -> Iterator[tuple[str | None, QuerySet[Any]]]:
        """The rows of each kind that a filter means. One that names what no kind has is refused."""
        kinds = {
            "User": (self._standing_users(), filters.of_users(Q(is_active=True, goes_on=True))),
            "Group": (self._standing_groups(), filters.OF_GROUPS),
        }
        known = {path for name in names for path in kinds[str(name)][1]}
        for name in names:
            rows, asked = kinds[str(name)]
            if search.filter is not None:
                rows = rows.filter(filters.Conditions(asked, known).visit(search.filter.ast))
            yield name, rows

    def _shown(
        self, name: str, page: list[Any], search: SearchRequest[Any]
    ) -> Sequence[Resource[Any]]:
        if name == "User":
            return self._users(page)
        with_members = _wants(search, "members")
        return self._groups(_few(page) if with_members else page, with_members=with_members)

    def _standing_users(self) -> QuerySet[ScimUser]:
        own = self._connection
        posts = Membership.objects.filter(
            not_ended(own.today), person=OuterRef("person"), organisation__in=own.scope
        )
        users = ScimUser.objects.standing().filter(organisation=own.organisation)
        return users.annotate(goes_on=Exists(posts)).select_related("person", "manager__person")

    def _standing_groups(self) -> QuerySet[ScimGroup]:
        groups = ScimGroup.objects.standing().filter(organisation=self._connection.organisation)
        return groups.select_related("organisation")

    def _user(self, uuid: str) -> ScimUser:
        return cast(ScimUser, _one(self._standing_users(), uuid))

    def _group(self, uuid: str) -> ScimGroup:
        return cast(ScimGroup, _one(self._standing_groups(), uuid))

    def _users(self, users: list[ScimUser]) -> list[User[Any]]:
        groups: dict[int, list[ScimGroup]] = {user.pk: [] for user in users}
        places = ScimMember.objects.filter(user__in=list(groups)).select_related("group")
        for place in places.order_by("group"):
            groups[place.user_id].append(place.group)
        return [
            resources.user_resource(
                user,
                groups[user.pk],
                is_active=user.is_active and bool(getattr(user, "goes_on")),  # noqa: B009
            )
            for user in users
        ]

    def _groups(self, groups: list[ScimGroup], *, with_members: bool) -> list[Group]:
        members: dict[int, list[str]] = {group.pk: [] for group in groups}
        if with_members:
            places = ScimMember.objects.filter(group__in=list(members)).order_by("user")
            for group, uuid in places.values_list("group", "user__uuid"):
                members[group].append(str(uuid))
        return [
            resources.group_resource(group, members[group.pk] if with_members else None)
            for group in groups
        ]


def _be_patient() -> None:
    """Wait for others that write, but not as long as they may take: the embedded database does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [limits.PATIENCE])


def _one(rows: QuerySet[Any], uuid: str) -> Any:
    try:
        return rows.get(uuid=UUID(uuid))
    except (ValueError, rows.model.DoesNotExist) as error:
        raise NotFoundException from error


def _wants(search: SearchRequest[Any], attribute: str) -> bool:
    """Whether an attribute is to be answered."""
    names = {str(path).rpartition(":")[2].partition(".")[0].lower() for path in _paths(search)}
    if search.attributes:
        return attribute in names
    return attribute not in names


def _paths(search: SearchRequest[Any]) -> Iterable[Any]:
    return search.attributes or search.excluded_attributes or []


def _few(groups: list[ScimGroup]) -> list[ScimGroup]:
    """As many groups as can be answered with their members; at least one."""
    sizes = dict(
        ScimGroup.objects.filter(pk__in=[group.pk for group in groups])
        .annotate(size=Count("members"))
        .values_list("pk", "size")
    )
    shown: list[ScimGroup] = []
    for group in groups:
        if shown and sum(sizes[one.pk] for one in (*shown, group)) > limits.MOST_MEMBERS_A_PAGE:
            break
        shown.append(group)
    return shown
