"""An edition's document: its schema, its digest, and the questions one may ask of it. Pure.

The schema is described in docs/data.md. Everything that refers to a part of a document refers to
its `key`, never to its text, place or page. `html`, `opening`, `situation`, `better_practice` and
`transcript` are clean HTML; `captions` is the text of a WebVTT file; everything else is plain text.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

SCHEMA = 1

Document = dict[str, Any]

BLOCK_KINDS = {
    "text": {"html"},
    "callout": {"tone", "title", "html"},
    "job_aid": {"title", "html"},
    "image": {"url", "alt", "caption", "width", "height"},
    "audio": {"url", "title", "transcript"},
    "video": {"url", "title", "captions", "transcript"},
    "download": {"url", "title", "size"},
    "check": {"question", "options", "feedback"},
    "dilemma": {"title", "situation", "decisions", "better_practice", "sources"},
}
ITEM_KINDS = {"single", "multiple", "true_false", "ordering", "matching"}
JUDGEMENTS = {"better", "partial", "harmful", ""}
TOP = {
    "schema",
    "module",
    "language",
    "number",
    "source_number",
    "mode",
    "title",
    "summary",
    "minutes",
    "opening",
    "objectives",
    "lessons",
    "quiz",
    "sources",
    "review_by",
}


class InvalidDocument(Exception):
    """A document breaks the schema. `place` is the path to the fault, for people to find it."""

    def __init__(self, place: str, fault: str) -> None:
        super().__init__(f"{place}: {fault}")
        self.place = place
        self.fault = fault


def canonical(document: Document) -> bytes:
    """The one byte form of a document: sorted keys, no spaces, UTF-8."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(document: Document) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(document)).hexdigest()


def content_digest(document: Document) -> str:
    """The digest of what the document says, whichever number it has been given."""
    numbered = {"number", "source_number"}
    return digest({name: value for name, value in document.items() if name not in numbered})


def lesson(document: Document, key: str) -> Document | None:
    return next((part for part in document["lessons"] if part["key"] == key), None)


def lesson_keys(document: Document) -> list[str]:
    return [part["key"] for part in document["lessons"]]


def items(document: Document) -> list[Document]:
    """The quiz's items, in the author's order; none if the module has no quiz."""
    return document["quiz"]["items"] if document["quiz"] else []


def dilemmas(document: Document) -> Iterator[Document]:
    for part in document["lessons"]:
        yield from (block for block in part["blocks"] if block["kind"] == "dilemma")


def lesson_digest(part: Document) -> str:
    """What a lesson says, as a digest: equal digests, equal lessons."""
    return digest(part)


# --- the schema ----------------------------------------------------------------------------


def validate(document: Document) -> None:
    """Raise InvalidDocument at the first breach of the schema; return nothing."""
    _expect(isinstance(document, dict), "document", "must be an object")
    _names(document, TOP, "document")
    _expect(document["schema"] == SCHEMA, "schema", f"must be {SCHEMA}")
    for name in ("module", "language", "title"):
        _text(document[name], name)
    for name in ("summary", "opening", "review_by"):
        _text(document[name], name, empty=True)
    _count(document["number"], "number")
    _expect(document["mode"] in {"assessed", "open"}, "mode", "must be assessed or open")
    _count(document["minutes"], "minutes")
    for number, objective in enumerate(document["objectives"], 1):
        _names(objective, {"key", "text"}, f"objectives {number}")
        _text(objective["text"], f"objectives {number}")
    _expect(bool(document["lessons"]), "lessons", "must hold at least one lesson")
    _unique(document["lessons"], "lessons")
    for number, part in enumerate(document["lessons"], 1):
        _lesson(part, f"lesson {number}")
    if document["quiz"]:
        _quiz(document["quiz"], {objective["key"] for objective in document["objectives"]})
    _expect(
        bool(document["quiz"]) or document["mode"] == "open" or document["quiz"] is None,
        "quiz",
        "must be an object or null",
    )
    for number, source in enumerate(document["sources"], 1):
        _names(source, {"code", "text"}, f"sources {number}")


def _lesson(part: Document, place: str) -> None:
    _names(part, {"key", "title", "minutes", "blocks"}, place)
    _text(part["key"], f"{place} key")
    _text(part["title"], f"{place} title")
    _count(part["minutes"], f"{place} minutes")
    _expect(bool(part["blocks"]), place, "must hold at least one block")
    _unique(part["blocks"], place)
    for number, block in enumerate(part["blocks"], 1):
        _block(block, f"{place}, block {number}")


def _block(block: Document, place: str) -> None:
    kind = block.get("kind")
    _expect(kind in BLOCK_KINDS, place, f"unknown kind {kind!r}")
    _names(block, BLOCK_KINDS[str(kind)] | {"key", "kind"}, place)
    _text(block["key"], f"{place} key")
    if kind == "image":
        _text(block["alt"], f"{place} alternative text")
    if kind == "check":
        _options(block["options"], place, exactly=None)
    if kind == "dilemma":
        _dilemma(block, place)


def _dilemma(block: Document, place: str) -> None:
    _text(block["title"], f"{place} title")
    decisions = block["decisions"]
    _expect(bool(decisions), place, "must hold at least one decision")
    _unique(decisions, place)
    keys = [decision["key"] for decision in decisions]
    for number, decision in enumerate(decisions, 1):
        spot = f"{place}, decision {number}"
        _names(decision, {"key", "question", "options"}, spot)
        _expect(len(decision["options"]) >= 2, spot, "must offer at least two options")
        _unique(decision["options"], spot)
        for option in decision["options"]:
            _names(option, {"key", "text", "consequence", "judgement", "leads_to"}, spot)
            _text(option["text"], spot)
            _expect(option["judgement"] in JUDGEMENTS, spot, "unknown judgement")
            _expect(
                not option["leads_to"] or option["leads_to"] in keys[number:],
                spot,
                "an option may only lead to a later decision",
            )


def _quiz(quiz: Document, objectives: set[str]) -> None:
    _names(quiz, {"minutes", "items"}, "quiz")
    _count(quiz["minutes"], "quiz minutes")
    _expect(bool(quiz["items"]), "quiz", "must hold at least one item")
    _unique(quiz["items"], "quiz")
    for number, item in enumerate(quiz["items"], 1):
        _item(item, f"question {number}", objectives)


def _item(item: Document, place: str, objectives: set[str]) -> None:
    kind = item.get("kind")
    _expect(kind in ITEM_KINDS, place, f"unknown kind {kind!r}")
    shared = {"key", "kind", "question", "critical", "objective", "feedback"}
    own = {"pairs"} if kind == "matching" else {"options", "fixed_order"}
    _names(item, shared | own, place)
    _text(item["question"], f"{place} question")
    _text(item["feedback"], f"{place} feedback")
    _expect(isinstance(item["critical"], bool), place, "critical must be true or false")
    _expect(not item["objective"] or item["objective"] in objectives, place, "unknown objective")
    if kind == "matching":
        _pairs(item["pairs"], place)
    elif kind == "ordering":
        _ordering(item["options"], place)
    else:
        _options(item["options"], place, exactly=None if kind == "multiple" else 1)


def _options(options: list[Document], place: str, *, exactly: int | None) -> None:
    _expect(len(options) >= 2, place, "must offer at least two options")
    _unique(options, place)
    for option in options:
        _names(option, {"key", "text", "right"}, place)
        _text(option["text"], place)
        _expect(isinstance(option["right"], bool), place, "right must be true or false")
    right = sum(option["right"] for option in options)
    if exactly is None:
        _expect(right >= 1, place, "must have a right option")
    else:
        _expect(right == exactly, place, "must have exactly one right option")


def _ordering(options: list[Document], place: str) -> None:
    _expect(len(options) >= 2, place, "must hold at least two options")
    _unique(options, place)
    for option in options:
        _names(option, {"key", "text"}, place)
        _text(option["text"], place)


def _pairs(pairs: list[Document], place: str) -> None:
    _expect(len(pairs) >= 2, place, "must hold at least two pairs")
    _unique(pairs, place)
    for pair in pairs:
        _names(pair, {"key", "left", "right"}, place)
        _text(pair["left"], place)
        _text(pair["right"], place)
    rights = [pair["right"] for pair in pairs]
    _expect(len(rights) == len(set(rights)), place, "two pairs have the same right side")


def _expect(truth: bool, place: str, fault: str) -> None:
    if not truth:
        raise InvalidDocument(place, fault)


def _names(part: Any, names: set[str], place: str) -> None:
    _expect(isinstance(part, dict), place, "must be an object")
    missing, extra = names - set(part), set(part) - names
    _expect(not missing, place, f"lacks {', '.join(sorted(missing))}")
    _expect(not extra, place, f"does not know {', '.join(sorted(extra))}")


def _text(value: Any, place: str, *, empty: bool = False) -> None:
    _expect(isinstance(value, str), place, "must be text")
    _expect(empty or bool(value.strip()), place, "must not be empty")


def _count(value: Any, place: str) -> None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    _expect(whole and value >= 1, place, "must be a whole number from 1")


def _unique(parts: list[Document], place: str) -> None:
    keys = [part.get("key") for part in parts]
    _expect(len(keys) == len(set(keys)), place, "two parts have the same key")
