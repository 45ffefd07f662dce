"""A page as an edition's document: block ids become keys, rich text becomes clean HTML."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import nh3
from django.utils import translation
from django.utils.translation import gettext as _

from courses.document import SCHEMA, Document

if TYPE_CHECKING:
    from content.models import ModulePage

TAGS = {"p", "b", "i", "strong", "em", "ul", "ol", "li", "br"}
PICTURE_WIDTH = "width-1200"

# Wagtail's editor writes <b> and <i>, and leaves empty paragraphs behind.
_SAME = [
    (re.compile(r"<(/?)b>"), r"<\1strong>"),
    (re.compile(r"<(/?)i>"), r"<\1em>"),
    (re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>"), ""),
    (re.compile(r">\s*\n\s*<"), "><"),
]


def freeze(page: "ModulePage") -> Document:
    """What the page says now, without the numbers that publishing gives. Reads no other page."""
    _give_keys(page)
    objectives = [{"key": block.id, "text": _line(block.value)} for block in page.objectives]
    return {
        "schema": SCHEMA,
        "module": page.code,
        "language": page.locale.language_code,
        "mode": page.mode,
        "title": page.title,
        "summary": page.summary,
        "minutes": page.minutes,
        "opening": clean_html(page.opening),
        "objectives": objectives,
        "lessons": [_lesson(block) for block in page.lessons],
        "quiz": _quiz(page, [objective["key"] for objective in objectives]),
        "sources": [
            {"code": block.value["code"], "text": block.value["text"]} for block in page.sources
        ],
        "review_by": page.review_by.isoformat() if page.review_by else "",
    }


def _give_keys(page: "ModulePage") -> None:
    """Wagtail gives a new block its id as late as it is stored; it must not freeze without."""
    inside = [lesson.value["blocks"] for lesson in page.lessons]
    for stream in (page.objectives, page.lessons, page.quiz, page.sources, *inside):
        stream.get_prep_value()


def numbered(document: Document) -> Document:
    """A document as it would stand if it were the first edition, to be checked or shown."""
    return document | {"number": 1, "source_number": 1}


def clean_html(html: object) -> str:
    """Only what running text needs: no attributes, no links, nothing that acts."""
    cleaned = nh3.clean(str(html or ""), tags=TAGS, attributes={})
    for pattern, instead in _SAME:
        cleaned = pattern.sub(instead, cleaned)
    return cleaned.strip()


# --- lessons -------------------------------------------------------------------------------


def _lesson(block: Any) -> Document:
    return {
        "key": block.id,
        "title": block.value["title"],
        "minutes": block.value["minutes"],
        "blocks": [
            {"key": part.id, "kind": part.block_type} | PARTS[part.block_type](part.value)
            for part in block.value["blocks"]
        ],
    }


def _text(value: Any) -> Document:
    return {"html": clean_html(value.source)}


def _callout(value: Any) -> Document:
    return {
        "tone": value["tone"],
        "title": value["title"],
        "html": clean_html(value["text"].source),
    }


def _job_aid(value: Any) -> Document:
    return {"title": value["title"], "html": clean_html(value["text"].source)}


def _image(value: Any) -> Document:
    picture = value["image"].get_rendition(PICTURE_WIDTH)
    return {
        "url": picture.url,
        "alt": value["alt"],
        "caption": value["caption"],
        "width": picture.width,
        "height": picture.height,
    }


def _audio(value: Any) -> Document:
    transcript = clean_html(value["transcript"].source)
    return {"url": value["media"].url, "title": value["title"], "transcript": transcript}


def _video(value: Any) -> Document:
    return _audio(value) | {"captions": value["captions"]}


def _download(value: Any) -> Document:
    file = value["document"]
    return {"url": file.url, "title": value["title"], "size": file.get_file_size() or 0}


def _check(value: Any) -> Document:
    return {
        "question": _line(value["question"]),
        "options": _options(value["options"]),
        "feedback": _line(value["feedback"]),
    }


def _dilemma(value: Any) -> Document:
    keys = [decision.id for decision in value["decisions"].bound_blocks]
    return {
        "title": value["title"],
        "situation": clean_html(value["situation"].source),
        "decisions": [
            {
                "key": decision.id,
                "question": _line(decision.value["question"]),
                "options": [
                    _way(option, keys) for option in decision.value["options"].bound_blocks
                ],
            }
            for decision in value["decisions"].bound_blocks
        ],
        "better_practice": clean_html(value["better_practice"].source),
        "sources": value["sources"],
    }


def _way(option: Any, keys: list[str]) -> Document:
    number = option.value["leads_to"]
    return {
        "key": option.id,
        "text": _line(option.value["text"]),
        "consequence": _line(option.value["consequence"]),
        "judgement": option.value["judgement"] or "",
        "leads_to": keys[number - 1] if number and number <= len(keys) else "",
    }


PARTS: dict[str, Callable[[Any], Document]] = {
    "text": _text,
    "callout": _callout,
    "job_aid": _job_aid,
    "image": _image,
    "audio": _audio,
    "video": _video,
    "download": _download,
    "check": _check,
    "dilemma": _dilemma,
}


# --- the quiz ------------------------------------------------------------------------------


def _quiz(page: "ModulePage", objectives: list[str]) -> Document | None:
    if not page.quiz:
        return None
    language = page.locale.language_code
    items = [_item(block, objectives, language) for block in page.quiz]
    return {"minutes": page.quiz_minutes or 0, "items": items}


def _item(block: Any, objectives: list[str], language: str) -> Document:
    value = block.value
    number = value["objective"]
    shared = {
        "key": block.id,
        "kind": block.block_type,
        "question": _line(value["question"]),
        "critical": bool(value["critical"]),
        "objective": objectives[number - 1] if number and number <= len(objectives) else "",
        "feedback": _line(value["feedback"]),
    }
    return shared | ANSWERS[block.block_type](value, language)


def _chosen(value: Any, language: str) -> Document:
    return {"options": _options(value["options"]), "fixed_order": bool(value["fixed_order"])}


def _true_false(value: Any, language: str) -> Document:
    with translation.override(language):
        words = {"true": _("True"), "false": _("False")}
    options = [
        {"key": key, "text": text, "right": value["answer"] == key} for key, text in words.items()
    ]
    return {"options": options, "fixed_order": True}


def _ordering(value: Any, language: str) -> Document:
    options = [
        {"key": step.id, "text": _line(step.value["text"])}
        for step in value["options"].bound_blocks
    ]
    return {"options": options, "fixed_order": False}


def _matching(value: Any, language: str) -> Document:
    pairs = [
        {"key": pair.id, "left": _line(pair.value["left"]), "right": _line(pair.value["right"])}
        for pair in value["pairs"].bound_blocks
    ]
    return {"pairs": pairs}


ANSWERS: dict[str, Callable[[Any, str], Document]] = {
    "single": _chosen,
    "multiple": _chosen,
    "true_false": _true_false,
    "ordering": _ordering,
    "matching": _matching,
}


def _options(options: Any) -> list[Document]:
    return [
        {
            "key": option.id,
            "text": _line(option.value["text"]),
            "right": bool(option.value["right"]),
        }
        for option in options.bound_blocks
    ]


def _line(text: str) -> str:
    return text.strip()
