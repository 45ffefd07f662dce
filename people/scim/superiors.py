"""Who manages whom, as a directory tells it: within one organisation, and never in a circle."""

from uuid import UUID

from people import bulk_actions
from people.scim import limits
from people.scim.models import ScimUser
from people.scim.standing import ongoing
from people.scim.tokens import Connection
from people.scim.told import Impossible


def find(connection: Connection, uuid: str) -> ScimUser | None:
    """The user of this id, of the same organisation. Raises Impossible if there is none."""
    if not uuid:
        return None
    try:
        rows = ScimUser.objects.standing().filter(organisation=connection.organisation)
        return rows.select_related("person").get(uuid=UUID(uuid))
    except (ValueError, ScimUser.DoesNotExist) as error:
        raise Impossible("There is no user with the id of this manager.") from error


def refuse_circle(connection: Connection, user: ScimUser) -> None:
    """Raise Impossible if the user is above herself: as told, or as it stands in the record."""
    above = user.manager
    for _level in range(limits.MOST_LEVELS):
        if above is None:
            break
        if above.pk == user.pk:
            raise Impossible("The manager is the user, or somebody below the user.")
        above = above.manager
    if user.manager and user.person and user.manager.person:
        _refuse_circle_of_people(connection, user.person.pk, user.manager.person.pk)


def _refuse_circle_of_people(connection: Connection, person: int, manager: int) -> None:
    seen: set[int] = set()
    level = {manager}
    while level and len(seen) < limits.MOST_LEVELS:
        if person in level:
            raise Impossible("The manager is the user, or somebody below the user.")
        seen |= level
        posts = ongoing(connection.scope, connection.today, level).exclude(reports_to=None)
        level = set(posts.values_list("reports_to_id", flat=True)) - seen


def pass_on(connection: Connection, user: ScimUser) -> None:
    """Let those whom she is told to manage report to her, now that she is somebody here."""
    if not user.is_active or user.person is None:
        return
    below = ScimUser.objects.standing().filter(manager=user, is_active=True)
    posts = ongoing(connection.scope, connection.today, below.values("person"))
    waiting = posts.exclude(person=user.person).filter(reports_to=None)
    bulk_actions.change_memberships(
        {pk: {"reports_to_id": user.person.pk} for pk in waiting.values_list("pk", flat=True)}
    )
