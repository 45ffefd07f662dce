"""Who asks for pages: one visitor over a kept connection, or in this process to count queries."""

import re
from http.client import HTTPResponse
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench.company import Visitor
from tests.bench.server import Server

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
MARKS = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT")


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


class Counter:
    """The same requests in this process, and how many queries they have taken so far."""

    def __init__(self, who: Visitor) -> None:
        self.client = Client(headers={"host": "127.0.0.1"})
        self.client.cookies[settings.SESSION_COOKIE_NAME] = who.cookie.split("=", 1)[1]
        self.queries = 0

    def get(self, path: str, expect: int = 200) -> bytes:
        return self._ask("get", path, {}, expect)

    def post(self, path: str, facts: dict[str, str], token: str, expect: int = 302) -> bytes:
        return self._ask("post", path, {"csrfmiddlewaretoken": token, **facts}, expect)

    def _ask(self, method: str, path: str, facts: dict[str, str], expect: int) -> bytes:
        with CaptureQueriesContext(connection) as captured:
            answer = getattr(self.client, method)(path, facts)
        self.queries += sum(not one["sql"].startswith(MARKS) for one in captured)
        if answer.status_code != expect:
            raise RuntimeError(f"{method} {path}: {answer.status_code}")
        content: bytes = answer.content
        return content


def token_in(page: bytes) -> str:
    match = TOKEN.search(page)
    if match is None:
        raise RuntimeError("a page without its token")
    return match[1].decode()
