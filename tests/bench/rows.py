"""The rows of the table: what is done, how often, and what an answer must look like to count."""

import re
import sys
import uuid
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
from people.models import Grant, Membership, Person, Power
from tests.bench.company import Visitor, learner, visitor
from tests.bench.measure import RUNS, Cost, cost, median_seconds
from tests.bench.server import Server

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _row(name: str, value: Cost, bare: Cost | None = None, more: str = "") -> None:
    ratio = f"{value.ratio(bare):6.1f} × bare" if bare else ""
    say(f"{name:<44}{value.cpu_ms:8.2f} CPU ms{value.per_second:9.0f} a second  {ratio:<16}{more}")


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


def _once(server: Server, path: str, who: Visitor | None = None) -> None:
    Browser(server, who).get(path)


def lesson_page(server: Server, bare: Cost) -> None:
    study = learner(0)
    key = documents.lesson_keys(study.edition.document)[0]
    path = reverse("lesson", args=[study.uuid, key])
    who = visitor(study.person)
    value = cost(server, lambda number: _once(server, path, who), 200)
    size = len(Browser(server, who).get(path))
    _row("lesson page, signed in", value, bare, f"{size / 1000:.1f} kB of HTML, uncompressed")


def quiz(server: Server, bare: Cost) -> None:
    """Start, ten questions each shown and saved, review, submit, result: a learner a time."""
    times = 20
    ready = [_ready_for_quiz(number) for number in range(1, times * (RUNS + 1) + 1)]
    value = cost(server, lambda number: _take_quiz(server, *ready[number]), times)
    _row("quiz: start, 10 × (page, save), submit, result", value, bare)
    saves = [
        (_started(server, *ready_one)) for ready_one in map(_ready_for_quiz, range(9_000, 9_004))
    ]
    value = cost(server, lambda number: _save_once(*saves[number % len(saves)]), 200)
    _row("   of which one answer saved", value, bare)


def _ready_for_quiz(number: int) -> tuple[Study, Visitor]:
    study = learner(number)
    for key in documents.lesson_keys(study.edition.document):
        actions.finish_lesson(study, key, language="en")
    return study, visitor(study.person)


def _started(
    server: Server, study: Study, who: Visitor
) -> tuple[Browser, str, str, dict[str, str]]:
    browser, token = Browser(server, who), ""
    start = reverse("quiz", args=[study.uuid])
    token = _token(browser.get(start))
    browser.post(start, {"uuid": str(uuid.uuid4())}, token)
    attempt = Attempt.objects.open().get(study=study)
    page = browser.get(reverse("attempt-item", args=[attempt.uuid, 1]))
    return browser, reverse("attempt-save", args=[attempt.uuid]), _token(page), _filled_in(page)


def _save_once(browser: Browser, path: str, token: str, facts: dict[str, str]) -> None:
    browser.post(path, facts, token, expect=200)


def _take_quiz(server: Server, study: Study, who: Visitor) -> None:
    browser, save, token, facts = _started(server, study, who)
    attempt = Attempt.objects.open().get(study=study)
    for position in range(1, len(attempt.draw["items"]) + 1):
        if position > 1:
            page = browser.get(reverse("attempt-item", args=[attempt.uuid, position]))
            facts = _filled_in(page)
        browser.post(save, facts, token, expect=200)
    browser.post(reverse("attempt-submit", args=[attempt.uuid]), {}, token)
    browser.get(reverse("attempt-result", args=[attempt.uuid]))


def _token(page: bytes) -> str:
    match = TOKEN.search(page)
    if match is None:
        raise RuntimeError("a page without its token")
    return match[1].decode()


def _filled_in(page: bytes) -> dict[str, str]:
    """The first choice of everything that a question's page offers."""
    form = Form()
    form.feed(page.decode())
    return form.facts


class Form(HTMLParser):
    """Reads a question's form: radios and checkboxes, selects, and the revision."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: dict[str, str] = {}
        self.select = ""
        self.taken = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "select":
            self.select, self.taken = name, self.taken + 1
        elif tag == "option" and self.select and given.get("value"):
            self._choose(given["value"])
        elif tag == "input" and name.endswith(".revision"):
            self.facts[name] = given["value"]
        elif tag == "input" and given.get("type") in {"radio", "checkbox"}:
            self.facts.setdefault(name, given["value"])

    def _choose(self, value: str) -> None:
        """Each select takes another of the choices."""
        taken = [chosen for name, chosen in self.facts.items() if name != self.select]
        if self.select not in self.facts and value not in taken:
            self.facts[self.select] = value


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
    say(f"{'key figures as CSV':<44}{seconds * 1000:8.0f} ms for {lines:,} rows")


def team_export(server: Server) -> None:
    """Everybody's status below one manager, as CSV."""
    boss = Person.objects.create(full_name="A manager of everybody")
    Membership.objects.exclude(person=boss).update(reports_to=boss)
    who = visitor(boss)
    seconds, lines = median_seconds(
        lambda: Browser(server, who).get(reverse("team-export")).count(b"\n") - 1
    )
    say(
        f"{'team status as CSV':<44}{seconds * 1000:8.0f} ms for {lines:,} rows"
        f"{lines / seconds:12,.0f} rows a second"
    )


def certificate() -> None:
    """Drawn in this process, warm, as the worker does."""
    drawn = Certificate.objects.first()
    if drawn is None:
        say("certificate: nobody has one")
        return
    pdf.render(drawn)
    seconds, size = median_seconds(lambda: len(pdf.render(drawn)))
    say(f"{'certificate PDF, warm':<44}{seconds * 1000:8.0f} ms, {size / 1000:.0f} kB")
