"""The rows of the table: what is done, how often, and what an answer must look like to count."""

import re
import subprocess
import sys
import threading
import uuid
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPResponse
from urllib.parse import urlencode

from django.urls import reverse

from assessments.models import Attempt
from certificates import pdf
from certificates.models import Certificate
from courses import actions
from courses import document as documents
from courses.models import Study
from people.models import Grant, Power
from tests.bench.company import Visitor, learner, visitor
from tests.bench.measure import RUNS, Cost, cost, median_seconds
from tests.bench.server import Server

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _row(name: str, value: Cost, bare: Cost | None = None, more: str = "") -> None:
    ratio = f"{value.ratio(bare):6.1f} × bare" if bare else ""
    say(f"{name:<48}{value.cpu_ms:8.2f} CPU ms{value.per_second:9.0f} a second  {ratio:<16}{more}")


class Browser:
    """One visitor's requests over one kept connection."""

    def __init__(self, server: Server, who: Visitor | None) -> None:
        self.connection = server.connection()
        self.cookies = {"cookie": who.cookie} if who else {}

    def get(self, path: str, expect: int = 200) -> bytes:
        return self._ask("GET", path, None, {}, expect)

    def post(self, path: str, facts: dict[str, str], token: str, expect: int = 302) -> bytes:
        body = urlencode({"csrfmiddlewaretoken": token, **facts})
        kind = {"content-type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, body, kind, expect)

    def _ask(
        self, method: str, path: str, body: str | None, headers: dict[str, str], expect: int
    ) -> bytes:
        wanted = {"accept-encoding": "identity", **headers}
        if self.cookies:
            wanted["cookie"] = "; ".join(self.cookies.values())
        self.connection.request(method, path, body, wanted)
        answer: HTTPResponse = self.connection.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("set-cookie") or []:
            pair = cookie.split(";", 1)[0]
            self.cookies[pair.split("=", 1)[0]] = pair
        if answer.status != expect:
            raise RuntimeError(f"{method} {path}: {answer.status}")
        return content


def bare_view(server: Server) -> Cost:
    value = cost(server, lambda number: _once(server, "/bare"), 500)
    _row("a bare view (the baseline)", value)
    return value


KEPT = threading.local()


def _once(server: Server, path: str, who: Visitor | None = None) -> None:
    """Ask over the connection that this client keeps, as a proxy in front does."""
    if getattr(KEPT, "server", None) is not server:
        KEPT.server, KEPT.browser = server, Browser(server, None)
    KEPT.browser.cookies = {"cookie": who.cookie} if who else {}
    KEPT.browser.get(path)


def lesson_page(server: Server, bare: Cost) -> None:
    study = learner(0)
    key = documents.lesson_keys(study.edition.document)[0]
    path = reverse("lesson", args=[study.uuid, key])
    who = visitor(study.person)
    value = cost(server, lambda number: _once(server, path, who), 200)
    size = len(Browser(server, who).get(path))
    _row("lesson page, signed in", value, bare, f"{size / 1000:.1f} kB of HTML, uncompressed")


def quiz(server: Server, bare: Cost) -> None:
    """Start, ten answers each saved by itself, submit, result: another learner every time."""
    times = 20
    ready = [_ready_for_quiz(number) for number in range(1, times * (RUNS + 1) + 1)]
    value = cost(server, lambda number: _take_quiz(server, *ready[number]), times)
    _row("quiz: start, ten saved answers, submit, result", value, bare)


def _ready_for_quiz(number: int) -> tuple[Study, Visitor]:
    study = learner(number)
    for key in documents.lesson_keys(study.edition.document):
        actions.finish_lesson(study, key, language="en")
    return study, visitor(study.person)


@dataclass
class Sitting:
    """A quiz that has been started in a browser: all its questions stand on one page."""

    browser: Browser
    attempt: Attempt
    token: str
    answers: list[dict[str, str]]

    def save(self, facts: dict[str, str]) -> None:
        path = reverse("attempt-save", args=[self.attempt.uuid])
        self.browser.post(path, facts, self.token, expect=200)


def _begin(server: Server, study: Study, who: Visitor) -> Sitting:
    browser = Browser(server, who)
    start = reverse("quiz", args=[study.uuid])
    browser.post(start, {"uuid": str(uuid.uuid4())}, _token(browser.get(start)))
    attempt = Attempt.objects.open().get(study=study)
    page = browser.get(reverse("attempt-item", args=[attempt.uuid, 1]))
    return Sitting(browser, attempt, _token(page), _filled_in(page))


def _take_quiz(server: Server, study: Study, who: Visitor) -> None:
    sitting = _begin(server, study, who)
    for facts in sitting.answers:
        sitting.save(facts)
    sitting.browser.post(reverse("attempt-submit", args=[sitting.attempt.uuid]), {}, sitting.token)
    sitting.browser.get(reverse("attempt-result", args=[sitting.attempt.uuid]))


def _token(page: bytes) -> str:
    match = TOKEN.search(page)
    if match is None:
        raise RuntimeError("a page without its token")
    return match[1].decode()


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


def overview(server: Server, bare: Cost) -> None:
    lead = Grant.objects.open().filter(power=Power.CSO).select_related("person").first()
    if lead is None:
        say("overview: the company has no sustainability lead")
        return
    who = visitor(lead.person)
    path = reverse("overview")
    value = cost(server, lambda number: _once(server, path, who), 4, runs=3)
    _row("the sustainability lead's overview", value, bare)


def figures_export(server: Server) -> None:
    lead = Grant.objects.open().filter(power=Power.CSO).select_related("person").first()
    if lead is None:
        return
    who = visitor(lead.person)
    path = reverse("kpi-export", args=["csv"])
    seconds, lines = median_seconds(lambda: Browser(server, who).get(path).count(b"\n") - 1)
    say(
        f"{'key figures as CSV':<48}{seconds * 1000:8.0f} ms for {lines:,} rows,"
        f" {lines / seconds:,.0f} rows a second"
    )


def import_of_people() -> None:
    """In a process of its own, whose peak memory is the import's."""
    command = [sys.executable, "-m", "tests.bench.imports"]
    subprocess.run(command, check=True)


def certificate() -> None:
    """Drawn in this process, warm, as the worker does."""
    drawn = Certificate.objects.first()
    if drawn is None:
        say("certificate: nobody has one")
        return
    pdf.draw(drawn)
    seconds, size = median_seconds(lambda: len(pdf.draw(drawn)))
    say(f"{'certificate PDF, warm':<48}{seconds * 1000:8.0f} ms, {size / 1000:.0f} kB")
