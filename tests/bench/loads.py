"""What a browser fetches for a lesson page: the first time, and when it comes again."""

from collections import Counter
from typing import Any

from django.urls import reverse
from playwright.sync_api import CDPSession, Page, sync_playwright

from courses import document as documents
from tests.bench.company import learner, visitor
from tests.bench.rows import plain_row
from tests.bench.server import Server
from tests.browser_fixtures import CHROMIUM, FLAGS


def lesson_loads(server: Server) -> None:
    """A row for each language that has a script of its own; media apart."""
    lessons = {language: _lesson(language) for language in ["en", "ar"]}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for language, (path, cookie) in lessons.items():
            context = chromium.new_context()
            context.add_cookies([cookie])
            page = context.new_page()
            traffic = Traffic(context.new_cdp_session(page))
            for time in ["first", "repeat"]:
                _load(page, f"http://127.0.0.1:{server.port}{path}", traffic)
                plain_row(f"lesson page, {time} load ({language})", traffic.size, traffic.told())
        chromium.close()


def _lesson(language: str) -> tuple[str, Any]:
    """The address of a lesson, and the cookie of its reader."""
    study = learner(0)
    study.person.language = language
    study.person.save(update_fields=["language"])
    name, value = visitor(study.person).cookie.split("=", 1)
    key = documents.lesson_keys(study.edition.document)[0]
    cookie = {"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}
    return reverse("lesson", args=[study.uuid, key]), cookie


def _load(page: Page, address: str, traffic: "Traffic") -> None:
    traffic.clear()
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.fonts.ready")


class Traffic:
    """Bytes over the wire by kind, as the browser's own tools count them."""

    def __init__(self, tools: CDPSession) -> None:
        self.kinds: dict[str, str] = {}
        self.bytes: Counter[str] = Counter()
        self.requests = 0
        tools.send("Network.enable")
        tools.on("Network.responseReceived", self._answered)
        tools.on("Network.loadingFinished", self._finished)

    def clear(self) -> None:
        self.kinds.clear()
        self.bytes.clear()
        self.requests = 0

    def _answered(self, event: dict[str, Any]) -> None:
        self.kinds[event["requestId"]] = event["type"]

    def _finished(self, event: dict[str, Any]) -> None:
        kind, size = self.kinds.get(event["requestId"], ""), event["encodedDataLength"]
        if kind in {"Image", "Media"} or not size:  # nothing: it was kept
            return
        self.requests += 1
        self.bytes[kind] += size

    @property
    def size(self) -> str:
        return f"{self.bytes.total() / 1000:.1f} kB"

    def told(self) -> str:
        parts = (f"{kind.lower()} {size / 1000:.1f}" for kind, size in self.bytes.most_common())
        return f"{self.requests} requests: {', '.join(parts)}"
