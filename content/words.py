"""A translation's document: what there is comes from the source, how to say it from the page. Pure.

Parts are matched by key. A lesson or question that lacks any of its words is left out whole, so
that nobody reads half of it: the reader sees the source's, with a notice.
"""

from collections.abc import Container
from typing import Any

from courses.document import Document

# What a translation may say in its own words. Everything else is the source's.
WORDS = {
    "title", "summary", "opening", "text", "html", "alt", "caption", "captions", "transcript",
    "url", "width", "height", "size", "question", "feedback", "situation", "consequence",
    "better_practice", "left",
}  # fmt: skip


class NotTranslated(Exception):
    """A part of the source has no words in the translation."""


def lend(source: Document, words: Document, *, untranslated: Container[str] = ()) -> Document:
    """The source document in the words of a translation.

    `untranslated` are keys of lessons and questions known to hold words of the source language.
    """
    told = {
        name: words[name] for name in ("language", "title", "summary", "opening") if words[name]
    }
    lent = source | told
    lent["objectives"] = _each(source["objectives"], words["objectives"], untranslated)
    lent["lessons"] = _each(source["lessons"], words["lessons"], untranslated)
    if source["quiz"]:
        spoken = words["quiz"]["items"] if words["quiz"] else []
        items = _each(source["quiz"]["items"], spoken, untranslated)
        lent["quiz"] = source["quiz"] | {"items": items} if items else None
    notes = {note["code"]: note for note in words["sources"]}
    lent["sources"] = [notes.get(note["code"], note) for note in source["sources"]]
    return lent


def _each(
    parts: list[Document], words: list[Document], untranslated: Container[str]
) -> list[Document]:
    spoken = {part["key"]: part for part in words}
    lent = []
    for part in parts:
        if part["key"] in untranslated:
            continue
        try:
            lent.append(_part(part, spoken.get(part["key"])))
        except NotTranslated:
            continue
    return lent


def _part(part: Document, words: Document | None) -> Document:
    if words is None:
        raise NotTranslated(part["key"])
    lent = {}
    for name, value in part.items():
        if isinstance(value, list):
            spoken = {each["key"]: each for each in words.get(name, [])}
            lent[name] = [_part(each, spoken.get(each["key"])) for each in value]
        elif _is_word(name, value):
            lent[name] = _said(part, words, name)
        else:
            lent[name] = value
    return lent


def _is_word(name: str, value: Any) -> bool:
    # A pair's right side is text; an option's `right` says whether it is.
    return name in WORDS or (name == "right" and isinstance(value, str))


def _said(part: Document, words: Document, name: str) -> Any:
    if part[name] and not words.get(name):
        raise NotTranslated(f"{part['key']} {name}")
    return words.get(name, part[name])
