"""What a browser sends while a quiz is taken, and how it is shown again."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.drawing import Draw
from assessments.grading import Fault, Given
from assessments.sheet import Choice, Question, answer_in, number_in

# A form names an item by a field for the revision its page has seen.
REVISION = re.compile(r"([A-Za-z0-9_-]{1,40})\.revision")

# Ten long answers take a few kilobytes.
LARGEST_BODY = 64 * 1024
LARGEST_WAITING = 8 * 1024


def is_too_large(content_length: str | None) -> bool:
    if not content_length:
        return False
    size = number_in(content_length)
    return size is None or size > LARGEST_BODY


def item_keys_in(data: QueryDict) -> list[str]:
    """The keys of the items that a form answers; nobody has checked yet that they exist."""
    found = (REVISION.fullmatch(name) for name in data)
    return [match[1] for match in found if match]


def answers_in(data: QueryDict, keys: Collection[str]) -> dict[str, list[str]]:
    """The fields that answer these items, and no others; nothing if they are more than a few."""
    answered = [key for key in item_keys_in(data) if key in keys]
    fields = {
        name: values
        for name, values in data.lists()
        if any(name == key or name.startswith(f"{key}.") for key in answered)
    }
    size = sum(len(text.encode()) for name in fields for text in [name, *fields[name]])
    return fields if size <= LARGEST_WAITING else {}


def given_in(data: QueryDict, questions: Iterable[Question], draw: Draw) -> list[Given]:
    """The answers that a form holds. An unknown item comes with an empty answer, to be refused."""
    known = {question.key: question for question in questions}
    fields = dict(data.lists())
    return [
        Given(
            key,
            answer_in(known[key], draw, fields) if key in known else [],
            revision_in(data, key),
        )
        for key in item_keys_in(data)
    ]


def revision_in(data: QueryDict, key: str) -> int:
    """The revision a page has seen; what is no number is none that could ever stand."""
    sent = number_in(data.get(f"{key}.revision", ""))
    return -1 if sent is None else sent


def left_open_in(data: QueryDict) -> int:
    """How many questions the learner knows to be left open when handing in."""
    return number_in(data.get("confirm", "")) or 0


def uuid_in(data: QueryDict) -> UUID | None:
    """The uuid that the page has chosen for a new attempt."""
    try:
        return UUID(data.get("uuid", ""))
    except ValueError:
        return None


def message(fault: Fault | None) -> str:
    """What to tell the learner about an answer that cannot be kept."""
    if fault in {Fault.WRONG_COUNT, Fault.NOT_A_PERMUTATION}:
        return _("Fill in every line, and use each choice once.")
    if fault is Fault.ONE_ONLY:
        return _("Choose one answer only.")
    return _("This answer is not one of the choices. Please choose again.")


# --- showing a question --------------------------------------------------------------------


def shown(
    question: Question,
    fields: Mapping[str, list[str]],
    *,
    revision: int,
    error: str = "",
    is_unsaved: bool = False,
) -> dict[str, Any]:
    """A question with what is filled in, as its template wants it."""
    chosen = fields.get(question.key, [])
    return {
        "question": question,
        "revision": revision,
        "error": error,
        "is_unsaved": is_unsaved,
        "items": [_option(question, choice, chosen, fields) for choice in question.choices],
        "lefts": [_left(question, left, fields) for left in question.lefts],
        # As text: a number is written anew for the reader's language each time it is shown.
        "places": ["", *map(str, range(1, len(question.choices) + 1))],
    }


def _option(
    question: Question, choice: Choice, chosen: list[str], fields: Mapping[str, list[str]]
) -> dict[str, Any]:
    placed = number_in((fields.get(f"{question.key}.{choice.value}") or [""])[-1])
    return {
        "value": choice.value,
        "key": choice.value,
        "text": choice.text,
        "checked": choice.value in chosen,
        "position": "" if placed is None else str(placed),
    }


def _left(question: Question, left: Choice, fields: Mapping[str, list[str]]) -> dict[str, Any]:
    name = f"{question.key}.{left.value}"
    return {"name": name, "text": left.text, "chosen": (fields.get(name) or [""])[-1]}
