"""The protocol as the library speaks it, with what directories in use do differently."""

import json
from typing import Any

from scim2_models import InvalidSyntaxException, PatchOp, Resource, ResourceType
from scim2_server.service import ScimService

from people.scim.schema import PROVIDER

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

    def read_patch(
        self, resource_type: ResourceType, body: bytes, content_type: str | None
    ) -> "PatchOp[Any]":
        return super().read_patch(resource_type, _managed(body), content_type)


def _named(body: bytes, usual: dict[str, Any]) -> bytes:
    """With what is usual, and with a name for display: `name.formatted` if that alone is given."""
    said = usual | _object(body)
    name = said.get("name")
    if not said.get("displayName") and isinstance(name, dict) and name.get("formatted"):
        said["displayName"] = name["formatted"]
    return json.dumps(said).encode()


def _managed(body: bytes) -> bytes:
    """Entra ID gives a manager as an id alone, or as a list of one."""
    said = _object(body)
    operations = said.get("Operations")
    if not isinstance(operations, list):
        return body
    for operation in operations:
        if isinstance(operation, dict) and str(operation.get("path", "")).endswith(MANAGER):
            operation["value"] = _one_manager(operation.get("value"))
            if operation["value"] is None:
                del operation["value"]
    return json.dumps(said).encode()


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
