"""A starter file's text as YAML, and only the YAML that such files need: plain, small and flat."""

from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import Node
from yaml.reader import Reader

# Several times what the longest module needs, and little enough to be read in seconds.
LARGEST = 256 * 1024
DEEPEST = 20


class Unreadable(Exception):
    """A file, or a value in it, cannot be taken as it is: on which line, and why."""

    def __init__(self, line: int, fault: str) -> None:
        super().__init__(f"line {line}: {fault}")
        self.line = line
        self.fault = fault


def compose(file: Path) -> Node | None:
    """The file's nodes, with their lines; None if it holds nothing. Raises Unreadable."""
    try:
        return yaml.compose(_text(_bytes(file)), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Unreadable(line, f"not readable as YAML: {error.problem}") from error


def plain_value(node: Node) -> Any:
    """A scalar as text, number, day, yes or no, or nothing. Raises Unreadable."""
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node)
    except (ValueError, OverflowError, yaml.YAMLError) as error:
        told = f"there is no such value, put it in quotes if it is text: {node.value:.40}"
        raise Unreadable(node.start_mark.line + 1, told) from error
    finally:
        loader.dispose()


class _Loader(yaml.SafeLoader):
    """Refuses what repeats, what names its own type, and what is deep, before it is built."""

    _depth = 0

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if getattr(event, "anchor", None):
            raise Unreadable(line, "“&” and “*” before a value are not taken; put text in quotes")
        if getattr(event, "tag", None):
            raise Unreadable(line, "“!” before a value is not taken; put text in quotes")
        if self._depth == DEEPEST:
            raise Unreadable(line, f"more than {DEEPEST} parts stand inside one another")
        self._depth += 1
        node: Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node


def _bytes(file: Path) -> bytes:
    try:
        if not file.exists():
            raise Unreadable(1, "the file is missing")
        if not file.is_file():
            raise Unreadable(1, "a folder or a device stands where the file should be")
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(1, f"the file cannot be read: {error.strerror}") from error
    if len(content) > LARGEST:
        raise Unreadable(1, f"the file is larger than {LARGEST // 1024} KB")
    return content


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(line, "this is not UTF-8; save the file as text in UTF-8") from error
    if stray := Reader.NON_PRINTABLE.search(text):
        line = text[: stray.start()].count("\n") + 1
        raise Unreadable(line, f"a character that is no text: U+{ord(stray[0]):04X}")
    return text
