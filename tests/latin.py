"""Finds what is left in Latin letters where everything should be said in another script."""

import re
from html.parser import HTMLParser

# What stands as it is: addresses, and the house's own name.
OWN = re.compile(r"https?://\S+|\bDaylight\b")
UNCLOSED = {"br", "hr", "img", "input", "link", "meta", "source", "track"}
UNREAD = {"script", "style"}


class _Said(HTMLParser):
    """Gathers the words of a page that are not marked as being in some other language."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open = [("", "")]
        self._language = ""

    def handle_starttag(self, tag, attrs):
        language = dict(attrs).get("lang") or self._open[-1][1]
        self._language = self._language or language
        if tag not in UNCLOSED:
            self._open.append((tag, language))

    def handle_endtag(self, tag):
        while self._open[-1][0] not in {tag, ""}:
            self._open.pop()
        if len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data):
        tag, language = self._open[-1]
        if tag not in UNREAD and language == self._language:
            self.found.append(data)


def latin_words(said: str) -> list[str]:
    """The words in Latin letters of a text, or of a page in the language that it says it is in."""
    reader = _Said()
    reader.feed(said)
    reader.close()
    return re.findall(r"[A-Za-z]+", OWN.sub("", " ".join(reader.found)))
