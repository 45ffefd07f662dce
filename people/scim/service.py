"""The protocol as the library speaks it, with what directories in use do differently."""

import json
from typing import Any, cast

from scim2_models import (
    InvalidSyntaxException,
    PayloadTooLargeException,
    Resource,
    ResourceType,
)
from scim2_server.conditions import Conditions
from scim2_server.service import ScimService

from people.scim import limits
from people.scim.member_patch import MemberPatch, split
from people.scim.schema import PROVIDER, Group

MANAGER = ":manager"


class Service(ScimService):
    """SCIM as we offer it; what is sent is put in order first where it is known to be off."""

    def __init__(self) -> None:
        super().__init__(PROVIDER)

    def read_creation(
        self, resource_type: ResourceType, body: bytes, content_type: str | None
    ) -> Resource[Any]:
        return super().read_creation(resource_type, _named(body, {"active": True}), content_type)

    def read_replacement(
        self, resource_type: ResourceType, body: bytes, content_type: str | None
    ) -> Resource[Any]:
        return super().read_replacement(resource_type, _named(body, {}), content_type)

    def read_patch(self, resource_type: ResourceType, body: bytes, content_type: str | None) -> Any:
        """What is to be done, from a body. Of a group's members we take care ourselves."""
        said = _object(body)
        operations = _operations(said)
        if resource_type.name != "Group":
            said["Operations"] = [_managed(operation) for operation in operations]
            return super().read_patch(resource_type, json.dumps(said).encode(), content_type)
        steps, said["Operations"] = split(operations)
        if steps and not said["Operations"]:
            return MemberPatch(steps, None)
        rest = super().read_patch(resource_type, json.dumps(said).encode(), content_type)
        return MemberPatch(steps, rest)

    def apply_patch(
        self, current: Resource[Any], patch_op: Any, conditions: Conditions
    ) -> Resource[Any] | None:
        if not isinstance(patch_op, MemberPatch):
            return super().apply_patch(current, patch_op, conditions)
        self.check_preconditions(current, "PATCH", conditions)
        return current if patch_op.apply(cast(Group, current)) else None


def _named(body: bytes, usual: dict[str, Any]) -> bytes:
    """With what is usual, and with a name for display: `name.formatted` if that alone is given."""
    said = usual | _object(body)
    name = said.get("name")
    if not said.get("displayName") and isinstance(name, dict) and name.get("formatted"):
        said["displayName"] = name["formatted"]
    return json.dumps(said).encode()


def _operations(said: dict[str, Any]) -> list[Any]:
    """The operations of a PATCH. Raises what is wrong with their number."""
    operations = said.get("Operations")
    if not isinstance(operations, list):
        raise InvalidSyntaxException(detail="There are no operations.")
    if len(operations) > limits.MOST_OPERATIONS:
        detail = f"At most {limits.MOST_OPERATIONS} operations at once are carried out."
        raise PayloadTooLargeException(detail=detail)
    return operations


def _managed(operation: Any) -> Any:
    """Entra ID gives a manager as an id alone, or as a list of one."""
    if not isinstance(operation, dict) or not str(operation.get("path", "")).endswith(MANAGER):
        return operation
    value = _one_manager(operation.get("value"))
    return operation | ({"value": value} if value is not None else {})


def _one_manager(value: Any) -> Any:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return {"value": value} if isinstance(value, str) else value


def _object(body: bytes) -> dict[str, Any]:
    """The object that is sent; an empty one for whatever else. Raises InvalidSyntaxException."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidSyntaxException(detail="The body is not JSON.") from error
    return said if isinstance(said, dict) else {}
