"""A PATCH of a group's members, by their ids: the library walks all members for each of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scim2_models import (
    InvalidPathException,
    InvalidSyntaxException,
    InvalidValueException,
    PatchOp,
)

from people.scim.schema import Group, GroupMember

MEMBERS = re.compile(r'(?:urn:\S+:group:)?members(?:\[value +eq +"([^"]+)"\])?', re.IGNORECASE)
# What begins like it and is not it, as a part of a member or another filter.
LIKE_MEMBERS = re.compile(r"(?:urn:\S+:group:)?members\b", re.IGNORECASE)


@dataclass(frozen=True)
class Step:
    """One thing to be done with members; without ids it means them all."""

    op: str
    ids: list[str] | None


@dataclass(frozen=True)
class MemberPatch:
    """Steps with members, and what else there is to be done with the group."""

    steps: list[Step]
    rest: "PatchOp[Any] | None"

    def apply(self, group: Group) -> bool:
        """Change a group; say whether that changed anything."""
        changed = bool(self.rest and self.rest.patch(group))
        before = {_plain(member.value): member for member in group.members or []}
        wanted = dict.fromkeys(before)
        for step in self.steps:
            wanted = _done(step, wanted)
        if wanted.keys() == before.keys():
            return changed
        group.members = [
            before.get(uuid) or GroupMember(value=uuid, type="User") for uuid in wanted
        ] or None
        return True


def _done(step: Step, members: dict[str, None]) -> dict[str, None]:
    if step.op == "remove":
        gone = set(members if step.ids is None else step.ids)
        return {uuid: None for uuid in members if uuid not in gone}
    kept = {} if step.op == "replace" else members
    return kept | dict.fromkeys(step.ids or [])


def split(operations: list[Any]) -> tuple[list[Step], list[Any]]:
    """The steps with members among operations, and the other operations.

    Raises what is wrong with one: InvalidPathException, InvalidValueException.
    """
    steps: list[Step] = []
    rest: list[Any] = []
    for operation in operations:
        if not isinstance(operation, dict):
            raise InvalidSyntaxException(detail="An operation is an object.")
        others = dict(operation)
        steps += _steps(others)
        if others:
            rest.append(others)
    return steps, rest


def _steps(operation: dict[str, Any]) -> Iterator[Step]:
    """The steps of one operation; what they do is taken out of it."""
    op, path, value = (operation.get(name) for name in ("op", "path", "value"))
    op = str(op).lower()
    if not path and isinstance(value, dict):
        inside = [name for name in value if MEMBERS.fullmatch(name)]
        for name in inside:
            yield _step(op, None, value[name])
        left = {name: one for name, one in value.items() if name not in inside}
        if inside and not left:
            operation.clear()
        elif inside:
            operation["value"] = left
        return
    if not isinstance(path, str) or not LIKE_MEMBERS.match(path):
        return
    named = MEMBERS.fullmatch(path)
    if not named:
        raise InvalidPathException(detail="Members are named by members or members[value eq …].")
    yield _step(op, named[1], value)
    operation.clear()


def _step(op: str, named: str | None, value: Any) -> Step:
    if op not in {"add", "remove", "replace"}:
        raise InvalidSyntaxException(detail="An operation adds, removes or replaces.")
    if named and op != "remove":
        raise InvalidPathException(detail="A member that is there is only removed.")
    if named:
        return Step(op, [_plain(named)])
    if op == "remove" and value is None:
        return Step(op, None)
    found = value if isinstance(value, list) else [value]
    return Step(op, [_id(one) for one in found])


def _id(member: Any) -> str:
    uuid = member.get("value") if isinstance(member, dict) else member
    if not isinstance(uuid, str):
        raise InvalidValueException(detail="A member is an object with the id of a user as value.")
    return _plain(uuid)


def _plain(uuid: str | None) -> str:
    """An id in the form in which we give it."""
    return (uuid or "").strip().lower()
