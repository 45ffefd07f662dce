"""The rows of the table: what is done, how often, and what an answer must look like to count."""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from django.core.cache import caches
from django.urls import reverse

from certificates import pdf
from certificates.models import Certificate
from courses import document as documents
from courses.models import Study
from people.models import Grant, Power
from tests.bench.browsing import Browser, Counter
from tests.bench.company import Visitor, learner, visitor
from tests.bench.measure import RUNS, Cost, cost, median_seconds
from tests.bench.quiz import ready_for_quiz, take_quiz
from tests.bench.server import Server

LOOKS = 40


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def row(name: str, value: Cost, bare: Cost | None = None, more: str = "") -> None:
    ratio = f"{value.ratio(bare):6.1f} × bare" if bare else ""
    say(f"{name:<48}{value.cpu_ms:8.2f} CPU ms{value.per_second:9.0f} a second  {ratio:<16}{more}")


def plain_row(name: str, figure: str, more: str = "") -> None:
    say(f"{name:<48}{figure:>8}  {more}".rstrip())


KEPT = threading.local()


def _once(server: Server, path: str, who: Visitor | None = None) -> None:
    """Ask over the connection that this client keeps, as a proxy in front does."""
    if getattr(KEPT, "server", None) is not server:
        KEPT.server, KEPT.browser = server, Browser(server, None)
    KEPT.browser.cookies = {"cookie": who.cookie} if who else {}
    KEPT.browser.get(path)


def bare_view(server: Server) -> Cost:
    value = cost(server, lambda number: _once(server, "/bare"), 500)
    row("a bare Django view (the baseline)", value)
    return value


def bare_view_of_ours(server: Server, bare: Cost) -> None:
    value = cost(server, lambda number: _once(server, "/bare"), 500)
    row("the same behind our middleware", value, bare)


def lesson_page(server: Server, bare: Cost) -> None:
    study = learner(0)
    key = documents.lesson_keys(study.edition.document)[0]
    path = reverse("lesson", args=[study.uuid, key])
    who = visitor(study.person)
    value = cost(server, lambda number: _once(server, path, who), 200)
    counter = Counter(who)
    size = len(counter.get(path))
    counter.queries = 0
    counter.get(path)
    more = f"{counter.queries} SQL, {size / 1000:.1f} kB of HTML, uncompressed"
    row("lesson page, signed in", value, bare, more)


def quiz(server: Server, bare: Cost) -> None:
    """Start, ten answers each saved by itself, submit, result: another learner every time."""
    times = 20
    ready = [ready_for_quiz(number) for number in range(1, times * (RUNS + 1) + 1)]

    def take(number: int) -> None:
        study, who = ready[number]
        take_quiz(Browser(server, who), study)

    value = cost(server, take, times)
    row("quiz: start, ten saved answers, submit, result", value, bare, f"{_quiz_queries()} SQL")


def _quiz_queries() -> int:
    """Of somebody who comes from the module's page, so that what one may do is known already."""
    take_quiz(*_counted())
    counter, study = _counted()
    take_quiz(counter, study)
    return counter.queries


def _counted() -> tuple[Counter, Study]:
    study, who = ready_for_quiz(0)
    counter = Counter(who)
    counter.get(reverse("study", args=[study.uuid]))
    counter.queries = 0
    return counter, study


def overview(server: Server, bare: Cost) -> None:
    """The first look counts, the others are told what was counted: both stand here."""
    who = _lead()
    path = reverse("overview")
    browser = Browser(server, who)
    caches["once"].clear()
    cold = _seconds(browser, path)
    seconds = [_seconds(browser, path) for _ in range(LOOKS)]
    p95 = statistics.quantiles(seconds, n=20)[-1]
    value = cost(server, lambda number: _once(server, path, who), 10)
    more = f"p95 {p95 * 1000:.0f} ms; when it counts {cold * 1000:.0f} ms"
    row("the sustainability lead's overview", value, bare, more)


def _seconds(browser: Browser, path: str) -> float:
    began = time.perf_counter()
    browser.get(path)
    return time.perf_counter() - began


def _lead() -> Visitor:
    of_company = Grant.objects.open().filter(power=Power.CSO, organisation__parent=None)
    return visitor(of_company.select_related("person")[0].person)


def figures_export(server: Server) -> None:
    browser, path = Browser(server, _lead()), reverse("kpi-export", args=["csv"])
    caches["once"].clear()
    cold = _seconds(browser, path)
    seconds, lines = median_seconds(lambda: browser.get(path).count(b"\n") - 1)
    more = f"{lines:,} rows, {lines / seconds:,.0f} a second; when it counts {cold * 1000:.0f} ms"
    plain_row("key figures as CSV", f"{seconds * 1000:.0f} ms", more)


def import_of_people() -> None:
    """On both databases, each in a process of its own, whose peak memory is the import's."""
    command = [sys.executable, "-m", "tests.bench.imports"]
    subprocess.run(command, check=True)
    with tempfile.TemporaryDirectory() as folder:
        embedded = {"TEST_VAR": folder, "DJANGO_SETTINGS_MODULE": "tests.embedded_settings"}
        subprocess.run(command, check=True, env=os.environ | embedded)


def rules() -> None:
    """On a company of a hundred thousand, made for it, in a process of its own."""
    subprocess.run([sys.executable, "-m", "tests.bench.rules"], check=True)


def certificate() -> None:
    """Drawn in this process, warm, as the worker does."""
    drawn = Certificate.objects.first()
    if drawn is None:
        plain_row("certificate", "nobody has one")
        return
    pdf.draw(drawn)
    seconds, size = median_seconds(lambda: len(pdf.draw(drawn)))
    plain_row("certificate PDF, warm", f"{seconds * 1000:.0f} ms", f"{size / 1000:.0f} kB")
