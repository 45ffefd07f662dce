"""A translation beside its source: the same keys in order, the same paragraphs, only words."""

from collections.abc import Iterator

from content.markdown import shape_of
from content.starter_parts import Faults, Part, markdown, one_line, title

WORDS = {
    "title", "summary", "opening", "text", "question", "feedback", "situation", "consequence",
    "better_practice", "left",
}  # fmt: skip
MARKDOWN = {"opening", "situation", "better_practice"}
MARKDOWN_KINDS = {"text", "callout", "job_aid"}


def compare(source: Part, part: Part, faults: Faults, own: frozenset[str] = frozenset()) -> None:
    """Compare a part of a translation with the source's. `own` are fields that only it has."""
    wanted = set(_translatable(source))
    for name in set(part) - wanted - own:
        if part[name] != source.get(name):  # said again, and the same, is harmless
            faults.add(part.line_of(name), f"“{name}” comes from the source; leave it out")
    for name in sorted(wanted - set(part) - {"sources"}):
        faults.add(part.line, f"“{name}” is missing")
    for name in sorted(wanted & set(part)):
        if isinstance(source[name], Part):
            _inside(source[name], part, name, faults)
        elif isinstance(source[name], list):
            _lists(source[name], part, name, faults)
        else:
            _words(source, part, name, faults)


def _translatable(source: Part) -> Iterator[str]:
    for name, value in source.items():
        # A pair's right side is text; an option's `right` says whether it is.
        is_word = name in WORDS or (name == "right" and isinstance(value, str))
        if isinstance(value, list | Part) or is_word:
            yield name


def _inside(source: Part, whole: Part, name: str, faults: Faults) -> None:
    if isinstance(whole[name], Part):
        compare(source, whole[name], faults)
    else:
        faults.add(whole.line_of(name), f"“{name}” must hold fields")


def _lists(source: list[Part], whole: Part, name: str, faults: Faults) -> None:
    parts = whole[name]
    if not isinstance(parts, list) or not all(isinstance(each, Part) for each in parts):
        faults.add(whole.line_of(name), f"“{name}” must be a list")
        return
    wanted = [_key(each) for each in source]
    keys = [_key(each) for each in parts]
    lacking = [key for key in wanted if key not in keys]
    if lacking:
        faults.add(whole.line_of(name), f"“{name}” lacks: {', '.join(lacking)}")
    for each in parts:
        if _key(each) not in wanted:
            faults.add(each.line, f"“{_key(each)}” is not in the source")
    if sorted(keys) == sorted(wanted) and keys != wanted:
        faults.add(whole.line_of(name), f"“{name}” stands in another order than in the source")
    if keys == wanted:
        for own, each in zip(source, parts, strict=True):
            compare(own, each, faults, frozenset({"key", "code"}))


def _key(part: Part) -> str:
    return str(part.get("key", part.get("code", "")))


def _words(source: Part, part: Part, name: str, faults: Faults) -> None:
    if name in MARKDOWN or (name == "text" and source.get("kind") in MARKDOWN_KINDS):
        markdown(part, name, faults)
        if isinstance(part[name], str) and shape_of(source[name]) != shape_of(part[name]):
            faults.add(
                part.line_of(name), f"“{name}” has other paragraphs or lists than the source"
            )
    elif name == "title":
        title(part, name, faults)
    else:
        one_line(part, name, faults)
