"""How a lesson looks: its blocks drawn once and kept, one drawn anew when it is answered.

What is kept holds nothing of the reader and no token: the buttons inside a block belong, by their
`form` attribute, to a form of the page round them, and find their address relative to it. The same
HTML so serves a learner, an open module, and (with no form on the page) an author's preview.
"""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from content import player_practice as practice
from content.player_practice import UnknownChoice
from content.templatetags.player import in_language
from courses import document as documents
from courses.document import Document
from courses.reading import Notice, Shown

# Counted up whenever a block's template changes: what was kept before is then left alone.
TEMPLATES_VERSION = 2
KEPT_SECONDS = 7 * 24 * 60 * 60

TEMPLATES = {
    "text": "content/blocks/text.html",
    "callout": "content/blocks/callout.html",
    "job_aid": "content/blocks/job_aid.html",
    "image": "content/blocks/image.html",
    "audio": "content/blocks/audio.html",
    "video": "content/blocks/video.html",
    "download": "content/blocks/download.html",
    "check": "content/blocks/check.html",
    "dilemma": "content/blocks/dilemma.html",
}

Blocks = dict[str, str]


def blocks_of(shown: Shown, *, is_open: bool = False) -> Blocks:
    """A lesson's blocks as HTML by key, in order: drawn once a lesson and pair of languages."""
    key = ":".join(
        [
            "lesson",
            str(TEMPLATES_VERSION),
            shown.digest,
            shown.language,
            get_language() or "",
            "open" if is_open else "assessed",
        ]
    )
    kept: Blocks | None = cache.get(key)
    if kept is None:
        kept = {
            block["key"]: _draw(block, shown.language, is_open=is_open)
            for block in shown.part["blocks"]
        }
        cache.set(key, kept, KEPT_SECONDS)
    return dict(kept)


def _draw(block: Document, language: str, *, is_open: bool, **facts: Any) -> str:
    if block["kind"] == "dilemma":
        facts.setdefault("story", practice.tell(block, []))
    if block["kind"] == "check":
        facts["takes_several"] = practice.asks_for_several(block)
    context = {
        "block": block,
        "in_language": in_language(language),
        "is_open": is_open,
        **facts,
    }
    return render_to_string(TEMPLATES[block["kind"]], context)


# --- answering a check, deciding in a story ----------------------------------------------


@dataclass(frozen=True)
class Practised:
    """A block drawn after an answer; for a story's first choice also which one, to be counted."""

    block: str
    html: str
    status: int = 200
    decision: str = ""
    option: str = ""


def practise(shown: Shown, form: QueryDict, *, is_open: bool = False) -> Practised:
    """Draw the block that a form answers. Raises UnknownChoice."""
    key, options = practice.split(form.get("choice") or form.get("again", ""))
    block = next((part for part in shown.part["blocks"] if part["key"] == key), None)
    if block is None or block["kind"] not in {"check", "dilemma"}:
        raise UnknownChoice(key)
    if block["kind"] == "check":
        return _answer(block, shown.language, form, is_open=is_open)
    story = practice.tell(block, options)
    html = _draw(block, shown.language, is_open=is_open, story=story)
    if story.last is None:
        return Practised(key, html)
    return Practised(key, html, decision=story.last.decision, option=story.last.option)


def _answer(block: Document, language: str, form: QueryDict, *, is_open: bool) -> Practised:
    key = block["key"]
    options = form.getlist(f"answer.{key}")
    if "again" in form:
        return Practised(key, _draw(block, language, is_open=is_open))
    if not options:
        return Practised(key, _draw(block, language, is_open=is_open, is_missing=True), status=422)
    checked = practice.check(block, options)
    return Practised(key, _draw(block, language, is_open=is_open, checked=checked))


# --- for authors -------------------------------------------------------------------------


def render_preview(request: HttpRequest, document: Document) -> HttpResponse:
    """A module as learners would see it, all lessons on one page, with the answers for authors.

    Nothing on the page can be sent anywhere.
    """
    language = document["language"]
    lessons = []
    for part in document["lessons"]:
        shown = Shown(part, language, Notice.NONE, documents.digest(part))
        drawn = blocks_of(shown, is_open=document["mode"] == "open")
        parts = [{"part": block, "html": drawn[block["key"]]} for block in part["blocks"]]
        lessons.append({"part": part, "parts": parts})
    context = {
        "document": document,
        "in_language": in_language(language),
        "lessons": lessons,
        "items": documents.items(document),
    }
    return render(request, "content/module_preview.html", context)
