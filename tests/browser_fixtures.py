"""A real browser for tests: Debian's Chromium, driven by Playwright, allowed to talk to us only.

`chromium` is a page of 1280 by 800; `open_page(width=360, locale="ar")` gives further ones, each
with its own cookies. Whatever a page complains of (an error on the console, a breach of the
content security policy, an exception, a request to a third party, a missing file) fails the test;
a test that provokes a complaint on purpose empties `complaints`. A test that starts another server
of this machine names it in `neighbours`: its pages may be gone to, and what they lack is not ours.
"""

import os
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
# A busy machine is slow, not wrong.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Answers of ours that the console reports as errors although the page deals with them.
EXPECTED_ANSWERS = ("status of 409", "status of 422")
GRAVE = {"serious", "critical"}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once. Playwright keeps an event loop in this thread as long as it runs,
    which Django takes for asynchronous code; it is told that it is not."""
    with sync_playwright() as playwright:
        before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the test's pages complained of; none may be left in the end."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def neighbours() -> set[str]:
    """Other servers of this machine, as host:port, that the test's pages may go to."""
    return set()


class Served:
    """Counts what the live server is still answering, in threads of its own.

    A page that is closed leaves requests behind; they must not reach into the next test.
    """

    def __init__(self) -> None:
        self._under_way = 0
        self._changed = threading.Condition()

    def begin(self, **_: object) -> None:
        self._count(1)

    def end(self, **_: object) -> None:
        self._count(-1)

    def wait(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._under_way <= 0, timeout=5)

    def _count(self, more: int) -> None:
        if threading.current_thread() is threading.main_thread():
            return  # a test's own client
        with self._changed:
            self._under_way += more
            self._changed.notify_all()


@pytest.fixture
def served() -> Iterator[Served]:
    """What the live server is at, from now on."""
    count = Served()
    request_started.connect(count.begin)
    request_finished.connect(count.end)
    yield count
    request_started.disconnect(count.begin)
    request_finished.disconnect(count.end)


@pytest.fixture
def open_page(
    browser: Browser,
    live_server: Any,
    complaints: list[str],
    served: "Served",
    neighbours: set[str],
) -> Iterator[Callable[..., Page]]:
    """Give further pages, each in a context of its own: width, height, and Playwright's options."""
    contexts = []

    def open_one(*, width: int = 1280, height: int = 800, **options: Any) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        context.route(
            "**/*", lambda route: _ours_only(route, live_server.url, complaints, neighbours)
        )
        page = context.new_page()
        page.on("console", lambda message: _hear(message, complaints, neighbours))
        page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
        return page

    yield open_one
    for context in contexts:
        context.close()
    served.wait()


@pytest.fixture
def chromium(open_page: Callable[..., Page]) -> Page:
    """A desk-sized page, signed out."""
    return open_page()


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, Any], None]:
    """Sign a person in on a page, without the login form."""

    def sign_in_as(page: Page, person: Any) -> None:
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        value = client.cookies[name].value
        page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])

    return sign_in_as


def barriers(page: Page) -> list[str]:
    """What is grave on the page, once it is there: axe's rule, and where; or that it is cut off."""
    page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    grave = [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]
    is_cut = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*grave, "runs over the side"] if is_cut else grave


def _ours_only(route: Route, home: str, complaints: list[str], neighbours: set[str]) -> None:
    if urlsplit(route.request.url).netloc in {urlsplit(home).netloc} | neighbours:
        route.continue_()
        return
    if urlsplit(route.request.headers.get("referer", "")).netloc in neighbours:
        route.abort()  # what a neighbour's page lacks without the network is not ours
        return
    complaints.append(f"third party: {route.request.url}")
    route.abort()


def _hear(message: ConsoleMessage, complaints: list[str], neighbours: set[str]) -> None:
    if message.page and urlsplit(message.page.url).netloc in neighbours:
        return
    if message.type != "error" or any(answer in message.text for answer in EXPECTED_ANSWERS):
        return
    complaints.append(f"console: {message.text} ({message.location.get('url', '')})")
