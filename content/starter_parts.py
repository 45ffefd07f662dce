"""A starter file, read with its line numbers: parts, their faults, and what a field may hold."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode


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
    faults = Faults(name)
    content = None
    try:
        node = yaml.compose((folder / name).read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        content = _value(node, faults) if node else None
    except FileNotFoundError:
        faults.add(1, "the file is missing")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.add(line, f"not readable as YAML: {error.problem}")
    if content is not None:
        check(content, faults, name)
    found += faults.found
    return content


def _value(node: Node, faults: Faults) -> Any:
    if isinstance(node, MappingNode):
        return _mapping(node, faults)
    if isinstance(node, SequenceNode):
        return [_value(each, faults) for each in node.value]
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node)
    except ValueError as error:
        faults.add(node.start_mark.line + 1, str(error))
        return None
    finally:
        loader.dispose()


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

KEY = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")

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


def markdown(part: Part, field: str, faults: Faults) -> None:
    some_text(part, field, faults)
    if not isinstance(part[field], str):
        return
    if any(line.lstrip().startswith("#") for line in part[field].splitlines()):
        faults.add(part.line_of(field), f"“{field}” holds a heading; only paragraphs and lists")
    if "](" in part[field] or "<" in part[field]:
        faults.add(part.line_of(field), f"“{field}” holds a link or HTML")


def key(part: Part, field: str, faults: Faults) -> None:
    if not isinstance(part[field], str) or not KEY.match(part[field]):
        faults.add(part.line_of(field), "a key is lower-case letters, digits and hyphens")


def count(part: Part, field: str, faults: Faults) -> None:
    value = part[field]
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        faults.add(part.line_of(field), f"“{field}” must be a whole number from 1")


def flag(part: Part, field: str, faults: Faults) -> None:
    if not isinstance(part[field], bool):
        faults.add(part.line_of(field), f"“{field}” must be true or false")


def day(part: Part, field: str, faults: Faults) -> None:
    if not isinstance(part[field], date):
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
        keys: set[Any] = set()
        for each in parts:
            shape(each, faults)
            if "key" in each and each["key"] in keys:
                faults.add(each.line_of("key"), f"the key “{each['key']}” stands twice")
            keys.add(str(each.get("key")))

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
