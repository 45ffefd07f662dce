"""Asks an address as a persona, takes back what it did, and tells all that came of it."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.db import transaction
from django.http import HttpResponse, SimpleCookie
from django.test import Client
from structlog.testing import capture_logs

from lms.models import Outbox
from tests.matrix.world import Persona, told_by
from tests.written import written

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
READING = {"GET", "HEAD", "OPTIONS"}
# What differs between two answers that say the same.
_CHANCE = [
    (re.compile(r'(name="csrfmiddlewaretoken" value=)"\w+"'), r"\1"),
    (re.compile(r'nonce[-=]"?[\w+/=-]+'), "nonce"),
    (re.compile(r"^(X-Request-ID|Content-Length|Last-Modified|Expires|ETag|Date): .*\n", re.M), ""),
    (re.compile(r"\b[0-9a-f]{32}\b"), "REQUEST"),
    (re.compile(r"\d\d:\d\d(:\d\d)?"), "TIME"),
]


@dataclass
class Answer:
    """What came of a request: how it was answered, what was said anywhere, what was written."""

    status: int
    location: str
    text: str
    followed: str = ""
    logged: str = ""
    mails: list[tuple[str, str]] = field(default_factory=list)
    written: set[str] = field(default_factory=set)

    def alike(self, *given: object) -> str:
        """The answer without what is chance, and without what the asker gave herself."""
        text = f"{self.status}\n{self.text}"
        for one in sorted(map(str, given), key=len, reverse=True):
            for said in {quote(one, safe=""), quote(one), one}:
                text = re.sub(rf"(?<!\w){re.escape(said)}(?!\w)", "GIVEN", text)
        for pattern, instead in _CHANCE:
            text = pattern.sub(instead, text)
        return text


class Visitor:
    """A persona with her browser. Every request begins with the same cookies."""

    def __init__(self, persona: Persona) -> None:
        self.persona = persona
        self._client = Client(raise_request_exception=False)
        if persona.person:
            self._client.force_login(persona.person)
        self._cookies = self._client.cookies.output(header="", sep=";")
        self._followed: set[str] = set()
        # Whether what is done stays, for a test that looks at it and takes it back itself.
        self.kept = False

    def ask(self, method: str, address: str, data: dict[str, Any] | None = None) -> Answer:
        """Ask, and take back what was done."""
        self._client.cookies = SimpleCookie(self._cookies)
        caches["default"].clear()  # nobody is slowed down
        with transaction.atomic():
            answer = self._ask(method, address, data)
            if answer.location and answer.location not in self._followed:
                self._followed.add(answer.location)
                followed = self._ask("GET", answer.location, None)
                answer.followed = followed.text
            transaction.set_rollback(not self.kept)
        return answer

    def _ask(self, method: str, address: str, data: dict[str, Any] | None) -> Answer:
        mail.outbox = []
        last = Outbox.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        with (
            written() as tables,
            _logged() as logged,
        ):
            answer = self._send(method, address, data)
            text = told_by(answer)
        waiting = Outbox.objects.filter(pk__gt=last, task="lms.tasks.send_mail")
        return Answer(
            status=answer.status_code,
            location=_local(answer),
            text=text,
            logged="\n".join(logged),
            mails=[(one.to[0], f"{one.subject}\n{one.body}") for one in mail.outbox]
            + [(row.facts["to"], str(row.facts)) for row in waiting],
            written=tables,
        )

    def _send(self, method: str, address: str, data: dict[str, Any] | None) -> HttpResponse:
        if method == "POST":
            return self._client.post(address, data or {})
        return getattr(self._client, method.lower())(address)


def _local(answer: HttpResponse) -> str:
    location = answer.headers.get("Location", "")
    return location if location.startswith("/") else ""


class _Lines(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def _logged() -> Iterator[list[str]]:
    """All that is logged, by us and by others."""
    lines: list[str] = []
    handler = _Lines(lines)
    logging.getLogger().addHandler(handler)
    try:
        with capture_logs() as entries:
            yield lines
        lines += map(str, entries)
    finally:
        logging.getLogger().removeHandler(handler)


def is_door(answer: Answer) -> bool:
    """Whether the answer leads a stranger to where one signs in."""
    return answer.location.startswith(f"/{settings.LOGIN_URL.replace('account_', 'account/')}")
