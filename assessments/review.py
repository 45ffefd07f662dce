"""A submitted attempt explained to the one who took it: what, why, what next.

Why an answer is right or not is always told. What the right answer is, only if the policy
`QUIZ_SHOWS_RIGHT` says so: "passed" (once the quiz is passed), "submitted" or "never".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from assessments.grading import Answer, Item
from assessments.models import Attempt
from assessments.sheet import Question, in_words, questions
from courses import document as documents
from courses.reading import Reading


@dataclass(frozen=True)
class Line:
    """A line of an answer: chosen by the learner, right by the key, or both."""

    text: str
    chosen: bool = False
    right: bool = False


@dataclass(frozen=True)
class Reviewed:
    """A question after grading."""

    question: Question
    is_right: bool
    lines: list[Line]
    feedback: str
    objective: str


def shows_right(attempt: Attempt) -> bool:
    """Whether the policy lets the right answers of this attempt be seen."""
    policy = settings.QUIZ_SHOWS_RIGHT
    return policy == "submitted" or (policy == "passed" and bool(attempt.passed))


def reviewed(
    attempt: Attempt, reading: Reading, responses: Mapping[str, tuple[Answer, bool]]
) -> list[Reviewed]:
    """The attempt's questions with what was answered, whether it was right, and why.

    `responses` are answer and rightness by item key.
    """
    own = {item["key"]: item for item in documents.items(reading.source)}
    words = {shown.part["key"]: shown.part for shown in reading.items()}
    objectives = {one["key"]: one["text"] for one in reading.words["objectives"]}
    told = []
    for question in questions(reading, attempt.draw):
        answer, is_right = responses.get(question.key, ([], False))
        item = own[question.key]
        lines = _lines(question, attempt, answer, item if shows_right(attempt) else None)
        told.append(
            Reviewed(
                question=question,
                is_right=is_right,
                lines=lines,
                feedback=words[question.key]["feedback"],
                objective=objectives.get(item["objective"], ""),
            )
        )
    return told


def _lines(question: Question, attempt: Attempt, answer: Answer, key: Item | None) -> list[Line]:
    """The learner's answer; with the key to the item, also what is right."""
    chosen = in_words(question, attempt.draw, answer)
    if key is None and not chosen:
        return [Line(_("You did not answer this question."))]
    if key is None:
        return [Line(text, chosen=True) for text in chosen]
    right = in_words(question, attempt.draw, _right_answer(key))
    lines = [Line(text, chosen=text in chosen, right=True) for text in right]
    return lines + [Line(text, chosen=True) for text in chosen if text not in right]


def _right_answer(item: Item) -> Any:
    if item["kind"] == "matching":
        return {pair["key"]: pair["key"] for pair in item["pairs"]}
    if item["kind"] == "ordering":
        return [option["key"] for option in item["options"]]
    return [option["key"] for option in item["options"] if option["right"]]
