"""A quiz as a browser takes it: every page of it, and every answer saved by itself."""

import uuid
from html.parser import HTMLParser

from django.urls import reverse

from assessments.models import Attempt
from courses import actions
from courses import document as documents
from courses.models import Study
from tests.bench.browsing import Browser, Counter, token_in
from tests.bench.company import Visitor, learner, visitor


def ready_for_quiz(number: int) -> tuple[Study, Visitor]:
    study = learner(number)
    for key in documents.lesson_keys(study.edition.document):
        actions.finish_lesson(study, key, language="en")
    return study, visitor(study.person)


def take_quiz(browser: Browser | Counter, study: Study) -> None:
    """Start, ten answers, submit, result. The first choice of everything is graded as it comes."""
    start = reverse("quiz", args=[study.uuid])
    browser.post(start, {"uuid": str(uuid.uuid4())}, token_in(browser.get(start)))
    attempt = Attempt.objects.open().get(study=study)
    page = browser.get(reverse("attempt-item", args=[attempt.uuid, 1]))
    token = token_in(page)
    save = reverse("attempt-save", args=[attempt.uuid])
    for facts in _filled_in(page):
        browser.post(save, facts, token, expect=200)
    browser.post(reverse("attempt-submit", args=[attempt.uuid]), {}, token)
    browser.get(reverse("attempt-result", args=[attempt.uuid]))


def _filled_in(page: bytes) -> list[dict[str, str]]:
    """The first choice of everything that the page offers, question by question."""
    form = QuizPage()
    form.feed(page.decode())
    return list(form.answers.values())


class QuizPage(HTMLParser):
    """Reads the questions' forms: radios and checkboxes, selects, and the revisions."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, dict[str, str]] = {}
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        key = name.split(".", 1)[0]
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and given.get("value"):
            self._choose(given["value"])
        elif tag == "input" and name.endswith(".revision"):
            self.answers[key] = {name: given["value"]}
        elif tag == "input" and given.get("type") in {"radio", "checkbox"} and key in self.answers:
            self.answers[key].setdefault(name, given["value"])

    def _choose(self, value: str) -> None:
        """Each select of a question takes another of the choices."""
        facts = self.answers[self.select.split(".", 1)[0]]
        if self.select not in facts and value not in facts.values():
            facts[self.select] = value
