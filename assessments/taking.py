"""An open attempt as the one who takes it sees it now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from assessments import forms, sheet
from assessments.grading import Answer, Given
from assessments.models import Attempt
from assessments.sheet import Question
from assessments.shelf import drawn, keep
from courses.reading import Reading, reading
from courses.shelf import document_of
from people.models import Person


@dataclass
class Taking:
    """The attempt's questions in the reader's language, and the answers that are kept."""

    attempt: Attempt
    reading: Reading
    questions: list[Question]
    answers: dict[str, Answer]
    revisions: dict[str, int]

    def named(self, key: str) -> Question | None:
        """The question of an item, if the attempt has it."""
        return next((question for question in self.questions if question.key == key), None)

    def shown(self, question: Question) -> dict[str, Any]:
        """A question with the answer that is kept, for its template."""
        answer = self.answers.get(question.key, [])
        fields = sheet.fields_for(question, self.attempt.draw, answer)
        return forms.shown(question, fields, revision=self.revisions.get(question.key, 0))

    def words(self, question: Question) -> list[str]:
        """The kept answer, line by line."""
        return self.in_words(question, self.answers.get(question.key, []))

    def in_words(self, question: Question, answer: Answer) -> list[str]:
        return sheet.in_words(question, self.attempt.draw, answer)

    def answer_in(self, question: Question, fields: Mapping[str, list[str]]) -> Answer:
        return sheet.answer_in(question, self.attempt.draw, fields)

    @property
    def unanswered(self) -> list[Question]:
        return [question for question in self.questions if not self.answers.get(question.key)]

    @property
    def title(self) -> str:
        return str(self.reading.words["title"])


def attempt_of(person: Person, uuid: UUID) -> Attempt:
    """A person's own attempt with its study, or 404."""
    return get_object_or_404(Attempt.objects.of(person).select_related("study"), uuid=uuid)


def attempt_among(person: Person, uuid: UUID) -> tuple[Attempt, list[Attempt]]:
    """A person's own attempt with its study, or 404; and all attempts of that study, in order."""
    attempts = Attempt.objects.of(person).filter(study__attempts__uuid=uuid)
    found = list(attempts.select_related("study").order_by("number"))
    attempt = next((one for one in found if one.uuid == uuid), None)
    if attempt is None:
        raise Http404
    return attempt, found


def taking(attempt: Attempt) -> Taking:
    """Two queries: the answers, and (in another than the source language) the translations."""
    keep(attempt)  # its answers will soon be saved
    read = reading(attempt.edition_id, get_language() or "en")
    kept = list(attempt.responses.all())
    return Taking(
        attempt=attempt,
        reading=read,
        questions=sheet.questions(read, attempt.draw),
        answers={response.item_key: response.answer for response in kept},
        revisions={response.item_key: response.revision for response in kept},
    )


def given_to(attempt: UUID, data: QueryDict) -> list[Given]:
    """The answers that a form gives to an attempt's items. Raises Attempt.DoesNotExist."""
    keys = forms.item_keys_in(data)
    own = drawn(attempt)
    questions = sheet.source_questions(document_of(own.edition_id), own.draw, keys)
    return forms.given_in(data, questions, own.draw)
