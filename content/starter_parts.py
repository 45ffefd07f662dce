"""A starter file, read with its line numbers: parts, their faults, and what a field may hold."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from content import starter_yaml


class StarterNotSound(Exception):
    """The files hold mistakes; `faults` says each with its file and line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Part(dict[str, Any]):
    """A mapping of a file that remembers on which line it and each of its fields stand."""

    line: int
    lines: dict[str, int]

    def line_of(self, field: str) -> int:
        return self.lines.get(field, self.line)


class Faults:
    """Mistakes of one file, gathered so that all are told at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[str] = []

    def add(self, line: int, fault: str) -> None:
        self.found.append(f"{self.file}, line {line}: {fault}")


def read_file(folder: Path, name: str, found: list[str], check: Callable[..., None]) -> Any:
    """What a file holds, checked; every fault is added to `found`, and none is raised."""
    faults = Faults(name)
    content = None
    try:
        node = starter_yaml.compose(folder / name)
        content = _value(node, faults) if node else None
        if content is None and not faults.found:
            faults.add(1, "the file is empty")
    except starter_yaml.Unreadable as unreadable:
        faults.add(unreadable.line, unreadable.fault)
    if content is not None:
        check(content, faults, name)
    found += faults.found
    return content


def _value(node: Node, faults: Faults) -> Any:
    if isinstance(node, MappingNode):
        return _mapping(node, faults)
    if isinstance(node, SequenceNode):
        return [_value(each, faults) for each in node.value]
    try:
        return starter_yaml.plain_value(node)
    except starter_yaml.Unreadable as unreadable:
        faults.add(unreadable.line, unreadable.fault)
        return None


def _mapping(node: MappingNode, faults: Faults) -> Part:
    part = Part()
    part.line = node.start_mark.line + 1
    part.lines = {}
    for name, value in node.value:
        line = name.start_mark.line + 1
        field = name.value if isinstance(name, ScalarNode) else ""
        if field in part:
            faults.add(line, f"“{field}” stands twice")
        part[field] = _value(value, faults)
        part.lines[field] = line
    return part


# --- what each part holds ------------------------------------------------------------------

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CODE = re.compile(r"[A-Z][A-Z0-9-]{0,19}")
MOST = 999  # minutes, months, days
WINDOW_DAYS = 60  # for renewing, where a programme says nothing
LONGEST_TITLE = 200

Check = Callable[[Part, str, Faults], None]


def some_text(part: Part, field: str, faults: Faults) -> None:
    if not isinstance(part[field], str):
        faults.add(part.line_of(field), f"“{field}” must be text; put it in quotes")
    elif not part[field].strip():
        faults.add(part.line_of(field), f"“{field}” is empty")


def one_line(part: Part, field: str, faults: Faults) -> None:
    some_text(part, field, faults)
    if isinstance(part[field], str) and "\n" in part[field].strip():
        faults.add(part.line_of(field), f"“{field}” must be one line")


def title(part: Part, field: str, faults: Faults) -> None:
    one_line(part, field, faults)
    if isinstance(part[field], str) and len(part[field]) > LONGEST_TITLE:
        faults.add(part.line_of(field), f"“{field}” is longer than {LONGEST_TITLE} characters")


def markdown(part: Part, field: str, faults: Faults) -> None:
    some_text(part, field, faults)
    if not isinstance(part[field], str):
        return
    if any(line.lstrip().startswith("#") for line in part[field].splitlines()):
        faults.add(part.line_of(field), f"“{field}” holds a heading; only paragraphs and lists")
    if "](" in part[field] or "<" in part[field]:
        faults.add(part.line_of(field), f"“{field}” holds a link or HTML")


def key(part: Part, field: str, faults: Faults) -> None:
    if not isinstance(part[field], str) or not KEY.fullmatch(part[field]):
        faults.add(part.line_of(field), "a key is lower-case letters, digits and hyphens")


def short_code(part: Part, field: str, faults: Faults) -> None:
    if not isinstance(part[field], str) or not CODE.fullmatch(part[field]):
        faults.add(part.line_of(field), "a code is capital letters, digits and hyphens, such as B3")


def count(part: Part, field: str, faults: Faults) -> None:
    value = part[field]
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST:
        faults.add(part.line_of(field), f"“{field}” must be a whole number from 1 to {MOST}")


def flag(part: Part, field: str, faults: Faults) -> None:
    if not isinstance(part[field], bool):
        faults.add(part.line_of(field), f"“{field}” must be true or false")


def day(part: Part, field: str, faults: Faults) -> None:
    if type(part[field]) is not date:  # a moment is a date as well, and is not taken
        faults.add(part.line_of(field), f"“{field}” must be a day such as 2027-06-30")


def one_of(*choices: str) -> Check:
    def check(part: Part, field: str, faults: Faults) -> None:
        if part[field] not in choices:
            faults.add(part.line_of(field), f"“{field}” must be one of: {', '.join(choices)}")

    return check


def list_of(shape: Callable[[Part, Faults], None], least: int = 1) -> Check:
    def check(part: Part, field: str, faults: Faults) -> None:
        parts = part[field]
        if not isinstance(parts, list) or not all(isinstance(each, Part) for each in parts):
            faults.add(part.line_of(field), f"“{field}” must be a list")
            return
        if len(parts) < least:
            faults.add(part.line_of(field), f"“{field}” needs at least {least}")
        keys: set[str] = set()
        for each in parts:
            shape(each, faults)
            own = str(each.get("key"))
            if "key" in each and own in keys:
                faults.add(each.line_of("key"), f"the key “{own}” stands twice")
            keys.add(own)

    return check


def fields(
    part: Part, faults: Faults, needed: dict[str, Check], optional: dict[str, Check]
) -> bool:
    """Check that a part has exactly these fields, each sound; return whether that is so."""
    before = len(faults.found)
    for field in part:
        if field not in needed and field not in optional:
            faults.add(part.line_of(field), f"“{field}” is not known here")
    for field in needed:
        if field not in part:
            faults.add(part.line, f"“{field}” is missing")
    for field, check in (needed | optional).items():
        if field in part:
            check(part, field, faults)
    return len(faults.found) == before
