"""Starter files as what pages hold: every block's id is computed from its key's whole path."""

import uuid
from collections.abc import Callable
from typing import Any

from content.markdown import to_html
from content.starter_parts import WINDOW_DAYS, Part

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://daylight.example/starter")
MARKDOWN = {"text", "situation", "better_practice"}

Raw = dict[str, Any]


def key(*path: str) -> str:
    """The block id of a key, by all keys on the way to it: the same in every language."""
    return str(uuid.uuid5(NAMESPACE, "/".join(path)))


def module_content(source: Part, words: Part) -> Raw:
    """What a module's page holds in the language of `words`; the source tells everything else."""
    quiz = source.get("quiz")
    return {
        "title": words["title"],
        "code": source["module"],
        "mode": source.get("mode", "assessed"),
        "summary": words["summary"],
        "opening": to_html(words.get("opening", "")),
        "objectives": _objectives(source, words),
        "lessons": _lessons(source, words),
        "quiz_minutes": quiz["minutes"] if quiz else None,
        "quiz": _items(source, words["quiz"]) if quiz else [],
        "sources": _sources(source, words),
        "review_by": source.get("review_by"),
    }


def programme_content(programme: Part, language: str) -> Raw:
    code = programme["code"]
    text = programme["texts"][language]
    planned = [module for module in programme["modules"] if module.get("planned")]
    return {
        "title": text["title"],
        "summary": text["summary"],
        "code": code,
        "audience_roles": list(programme["audience_roles"]),
        "validity_months": programme.get("validity_months"),
        "renewal_window_days": programme.get("renewal_window_days", WINDOW_DAYS),
        "has_certificate": programme["certificate"],
        "is_open": programme["open"],
        "planned": [
            {
                "id": key(code, "planned", module["code"]),
                "type": "module",
                "value": module["titles"].get(language, module["titles"]["en"]),
            }
            for module in planned
        ],
    }


def home_content(home: Part, language: str) -> Raw:
    words = home[language]
    return {"title": words["title"], "intro": words["intro"], "body": to_html(words["body"])}


# --- the parts of a module -----------------------------------------------------------------


def _objectives(source: Part, words: Part) -> list[Raw]:
    code = source["module"]
    return [
        {"id": key(code, "objectives", own["key"]), "type": "objective", "value": said["text"]}
        for own, said in _pairs(source.get("objectives", []), words.get("objectives", []))
    ]


def _sources(source: Part, words: Part) -> list[Raw]:
    own = source.get("sources", [])
    return [
        {
            "id": key(source["module"], "sources", note["code"]),
            "type": "source",
            "value": {"code": note["code"], "text": said["text"]},
        }
        for note, said in _pairs(own, words.get("sources", own))
    ]


def _lessons(source: Part, words: Part) -> list[Raw]:
    lessons = []
    for own, said in _pairs(source["lessons"], words["lessons"]):
        path = (source["module"], "lessons", own["key"])
        blocks = [
            {
                "id": key(*path, "blocks", block["key"]),
                "type": block["kind"],
                "value": _block(block, spoken, (*path, "blocks", block["key"])),
            }
            for block, spoken in _pairs(own["blocks"], said["blocks"])
        ]
        value = {"title": said["title"], "minutes": own["minutes"], "blocks": blocks}
        lessons.append({"id": key(*path), "type": "lesson", "value": value})
    return lessons


def _block(block: Part, said: Part, path: tuple[str, ...]) -> Any:
    kind = block["kind"]
    if kind == "text":
        return to_html(said["text"])
    if kind == "dilemma":
        return _dilemma(block, said, path)
    value: Raw = {name: said[name] for name in ("title", "question", "feedback") if name in block}
    if "tone" in block:
        value["tone"] = block["tone"]
    if "text" in block:
        value["text"] = to_html(said["text"])
    if "options" in block:
        value["options"] = _list(block["options"], said["options"], (*path, "options"), _option)
    return value


def _dilemma(block: Part, said: Part, path: tuple[str, ...]) -> Raw:
    numbers = {decision["key"]: n for n, decision in enumerate(block["decisions"], 1)}

    def way(own: Part, said: Part, path: tuple[str, ...]) -> Raw:
        return {
            "text": said["text"],
            "consequence": said["consequence"],
            "judgement": own.get("judgement", ""),
            "leads_to": numbers[own["leads_to"]] if "leads_to" in own else None,
        }

    def decision(own: Part, said: Part, path: tuple[str, ...]) -> Raw:
        options = _list(own["options"], said["options"], (*path, "options"), way)
        return {"question": said["question"], "options": options}

    return {
        "title": said["title"],
        "situation": to_html(said["situation"]),
        "decisions": _list(block["decisions"], said["decisions"], (*path, "decisions"), decision),
        "better_practice": to_html(said["better_practice"]),
        "sources": block.get("sources", ""),
    }


def _items(source: Part, words: Part) -> list[Raw]:
    numbers = {each["key"]: n for n, each in enumerate(source.get("objectives", []), 1)}
    items = []
    for own, said in _pairs(source["quiz"]["items"], words["items"]):
        path = (source["module"], "quiz", own["key"])
        value: Raw = {
            "question": said["question"],
            "objective": numbers.get(own.get("objective")),
            "critical": own.get("critical", False),
            "feedback": said["feedback"],
        }
        items.append(
            {"id": key(*path), "type": own["kind"], "value": value | _answer(own, said, path)}
        )
    return items


def _answer(own: Part, said: Part, path: tuple[str, ...]) -> Raw:
    kind = own["kind"]
    if kind == "true_false":
        return {"answer": "true" if own["answer"] else "false"}
    if kind == "matching":
        return {"pairs": _list(own["pairs"], said["pairs"], (*path, "pairs"), _pair)}
    options = own["options"], said["options"], (*path, "options")
    if kind == "ordering":
        return {"options": _list(*options, _step)}
    return {"options": _list(*options, _option), "fixed_order": own.get("fixed_order", False)}


def _option(own: Part, said: Part, path: tuple[str, ...]) -> Raw:
    return {"text": said["text"], "right": own.get("right", False)}


def _step(own: Part, said: Part, path: tuple[str, ...]) -> Raw:
    return {"text": said["text"]}


def _pair(own: Part, said: Part, path: tuple[str, ...]) -> Raw:
    return {"left": said["left"], "right": said["right"]}


def _list(
    source: list[Part],
    words: list[Part],
    path: tuple[str, ...],
    value: Callable[[Part, Part, tuple[str, ...]], Raw],
) -> list[Raw]:
    return [
        {
            "id": key(*path, own["key"]),
            "type": "item",
            "value": value(own, said, (*path, own["key"])),
        }
        for own, said in _pairs(source, words)
    ]


def _pairs(source: list[Part], words: list[Part]) -> list[tuple[Part, Part]]:
    return list(zip(source, words, strict=True))
