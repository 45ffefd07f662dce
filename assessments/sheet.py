"""A quiz as the learner may see it: nothing here says, or lets one work out, what is right.

Everything that a browser gets before the result is drawn from these. What is right, the feedback
and the authors' order of things stay behind in the edition's document.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assessments.drawing import Draw
from assessments.grading import Answer, Item, option_keys
from courses import document as documents
from courses.document import Document
from courses.reading import Notice, Reading, Shown


@dataclass(frozen=True)
class Choice:
    """Something to choose: what the browser sends, and what the reader reads."""

    value: str
    text: str


@dataclass(frozen=True)
class Question:
    """An item in the order drawn. `lefts` has the left sides, for matching alone."""

    number: int
    key: str
    kind: str
    is_critical: bool
    text: str
    choices: tuple[Choice, ...]
    lefts: tuple[Choice, ...]
    language: str


def questions(reading: Reading, draw: Draw) -> list[Question]:
    """The quiz's items in the reader's language, in the order that the attempt has drawn."""
    own = {item["key"]: item for item in documents.items(reading.source)}
    shown = {
        part.part["key"]: _readable(part, own[part.part["key"]], reading)
        for part in reading.items()
    }
    return [
        _question(number, shown[key], own[key]["critical"], draw["options"][key])
        for number, key in enumerate(draw["items"], 1)
    ]


def source_questions(document: Document, draw: Draw, keys: Collection[str]) -> list[Question]:
    """Some of the items in the source language: enough for reading a form."""
    own = {item["key"]: item for item in documents.items(document)}
    shown = {
        key: Shown(own[key], document["language"], Notice.NONE, "") for key in keys if key in own
    }
    return [
        _question(number, shown[key], own[key]["critical"], draw["options"][key])
        for number, key in enumerate(draw["items"], 1)
        if key in shown
    ]


def _readable(shown: Shown, own: Item, reading: Reading) -> Shown:
    """A translation that lacks an option could not be answered: the source is shown instead."""
    if sorted(option_keys(shown.part)) == sorted(option_keys(own)):
        return shown
    return Shown(own, reading.source["language"], Notice.MISSING, "")


def _question(number: int, shown: Shown, is_critical: bool, order: Sequence[str]) -> Question:
    words = shown.part
    return Question(
        number=number,
        key=words["key"],
        kind=words["kind"],
        is_critical=is_critical,
        text=words["question"],
        choices=_choices(words, order),
        lefts=_lefts(words),
        language=shown.language,
    )


def _choices(words: Item, order: Sequence[str]) -> tuple[Choice, ...]:
    if words["kind"] == "matching":
        # A pair has one key for both its sides, so right sides go by their place in the draw.
        rights = {pair["key"]: pair["right"] for pair in words["pairs"]}
        return tuple(Choice(str(place), rights[key]) for place, key in enumerate(order, 1))
    texts = {option["key"]: option["text"] for option in words["options"]}
    return tuple(Choice(key, texts[key]) for key in order)


def _lefts(words: Item) -> tuple[Choice, ...]:
    if words["kind"] != "matching":
        return ()
    return tuple(Choice(pair["key"], pair["left"]) for pair in words["pairs"])


# --- answers as the browser sends them -----------------------------------------------------

Fields = Mapping[str, Sequence[str]]


def answer_in(question: Question, draw: Draw, fields: Fields) -> Answer:
    """The answer that a form's fields hold. What is out of place stays in it, to be refused."""
    order = draw["options"][question.key]
    if question.kind == "matching":
        return _pairs_in(question, order, fields)
    if question.kind == "ordering":
        return _order_in(question, order, fields)
    return list(fields.get(question.key, []))


def fields_for(question: Question, draw: Draw, answer: Answer) -> dict[str, list[str]]:
    """The form's fields that hold an answer: the way back."""
    order = draw["options"][question.key]
    if isinstance(answer, dict):
        return {
            f"{question.key}.{left}": [str(order.index(right) + 1)]
            for left, right in answer.items()
        }
    if question.kind == "ordering":
        return {f"{question.key}.{key}": [str(place)] for place, key in enumerate(answer, 1)}
    return {question.key: answer}


def in_words(question: Question, draw: Draw, answer: Answer) -> list[str]:
    """An answer as it can be read, line by line; no line if there is none."""
    texts = {choice.value: choice.text for choice in question.choices}
    if isinstance(answer, dict):
        order = draw["options"][question.key]
        lefts = {choice.value: choice.text for choice in question.lefts}
        return [
            f"{lefts[left]} – {texts[str(order.index(right) + 1)]}"
            for left, right in answer.items()
        ]
    if question.kind == "ordering":
        return [f"{place}. {texts[key]}" for place, key in enumerate(answer, 1)]
    return [texts[key] for key in answer]


# What no page offers: no option has this key, so an answer with it is refused.
_NOWHERE = ""


def _pairs_in(question: Question, order: Sequence[str], fields: Fields) -> dict[str, str]:
    pairs = {}
    for left in question.lefts:
        sent = _sent(fields, f"{question.key}.{left.value}")
        if sent:
            place = _place(sent, len(order))
            pairs[left.value] = order[place - 1] if place else _NOWHERE
    return pairs


def _order_in(question: Question, order: Sequence[str], fields: Fields) -> list[str]:
    """The options by their numbers. A number given twice leaves one option out."""
    placed = {}
    strays = []
    for key in order:
        sent = _sent(fields, f"{question.key}.{key}")
        place = _place(sent, len(order))
        if place:
            placed[place] = key
        elif sent:
            strays.append(_NOWHERE)
    return [placed[place] for place in sorted(placed)] + strays


def _sent(fields: Fields, name: str) -> str:
    values = fields.get(name) or [""]
    return values[-1]


def _place(sent: str, last: int) -> int:
    """A place from 1 to the last, or 0."""
    place = number_in(sent) or 0
    return place if place <= last else 0


def number_in(sent: str) -> int | None:
    """A number in plain digits, at most nine of them; of anything else, nothing."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= 9 else None
