"""The starter curriculum's files, checked before anything is loaded; every fault with its line."""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO

from content.starter_parts import (
    MOST,
    WINDOW_DAYS,
    Check,
    Faults,
    Part,
    StarterNotSound,
    count,
    day,
    fields,
    flag,
    key,
    list_of,
    markdown,
    one_line,
    one_of,
    read_file,
    short_code,
    title,
)
from content.starter_words import compare
from courses.dates import shortest
from people.models import AudienceRole

SOURCE = "en"
# A file may be in a language that this installation does not speak; it is then not loaded.
LANGUAGES = LANG_INFO.keys() | dict(settings.LANGUAGES)
STATES = ("unreviewed", "reviewed", "field_tested")


@dataclass(frozen=True)
class Starter:
    """All files, sound: the programmes, and each module's file by language."""

    programmes: list[Part]
    modules: dict[str, dict[str, Part]]
    home: Part


def read(folder: Path) -> Starter:
    """All the curriculum's files. Raises StarterNotSound with every mistake found."""
    found: list[str] = []
    home = read_file(folder, "home.yaml", found, _home)
    programmes = read_file(folder, "programmes.yaml", found, _programmes)
    modules: dict[str, dict[str, Part]] = {}
    for place in sorted(folder.iterdir()):
        if place.is_dir():
            modules[place.name] = _module(folder, place.name, found)
    if not found:
        _places(programmes, modules, found)
    if found:
        raise StarterNotSound(found)
    return Starter(programmes, modules, home)


def _module(folder: Path, code: str, found: list[str]) -> dict[str, Part]:
    before = len(found)
    source = read_file(folder, f"{code}/{SOURCE}.yaml", found, _source)
    languages = {SOURCE: source}
    if len(found) > before:
        return languages  # beside a faulty source a translation cannot be judged
    check = partial(_translation, source=source)
    for place in sorted((folder / code).glob("*.yaml")):
        name = f"{code}/{place.name}"
        if place.stem not in LANGUAGES:
            found.append(f"{name}, line 1: {_no_language(place.stem)}")
        elif place.stem != SOURCE:
            languages[place.stem] = read_file(folder, name, found, check)
    return languages


def _no_language(code: str) -> str:
    return f"the language “{code}” is not known"


def _places(programmes: list[Part], modules: dict[str, dict[str, Part]], found: list[str]) -> None:
    faults = Faults("programmes.yaml")
    named = set()
    for programme in programmes:
        for module in programme["modules"]:
            named.add(module["code"])
            if not module.get("planned") and module["code"] not in modules:
                faults.add(module.line, f"there is no folder “{module['code']}”; is it planned?")
    for code in modules:
        if code not in named:
            faults.add(1, f"the module “{code}” is in no programme")
    found += faults.found


# --- the source ----------------------------------------------------------------------------


def _option(part: Part, faults: Faults) -> None:
    fields(part, faults, {"key": key, "text": one_line}, {"right": flag})


def _step(part: Part, faults: Faults) -> None:
    fields(part, faults, {"key": key, "text": one_line}, {})


def _pair(part: Part, faults: Faults) -> None:
    fields(part, faults, {"key": key, "left": one_line, "right": one_line}, {})


def _way(part: Part, faults: Faults) -> None:
    judgement = one_of("better", "partial", "harmful")
    needed: dict[str, Check] = {"key": key, "text": one_line, "consequence": one_line}
    fields(part, faults, needed, {"judgement": judgement, "leads_to": key})


def _decision(part: Part, faults: Faults) -> None:
    fields(part, faults, {"key": key, "question": one_line, "options": list_of(_way, 2)}, {})


def _right(part: Part, faults: Faults, *, exactly: int | None) -> None:
    right = sum(option.get("right", False) for option in part["options"])
    if exactly is None and right < 1:
        faults.add(part.line_of("options"), "no option is right")
    if exactly is not None and right != exactly:
        faults.add(part.line_of("options"), f"{right} options are right instead of {exactly}")


BLOCKS: dict[str, dict[str, Check]] = {
    "text": {"text": markdown},
    "callout": {"tone": one_of("info", "attention", "danger"), "title": title, "text": markdown},
    "job_aid": {"title": title, "text": markdown},
    "check": {"question": one_line, "options": list_of(_option, 2), "feedback": one_line},
    "dilemma": {
        "title": title,
        "situation": markdown,
        "decisions": list_of(_decision),
        "better_practice": markdown,
    },
}


def _block(part: Part, faults: Faults) -> None:
    kind = part.get("kind")
    shape = BLOCKS.get(kind) if isinstance(kind, str) else None
    if shape is None:
        faults.add(part.line_of("kind"), f"“kind” must be one of: {', '.join(BLOCKS)}")
        return
    optional: dict[str, Check] = {"sources": one_line} if kind == "dilemma" else {}
    whole = fields(part, faults, {"key": key, "kind": one_line} | shape, optional)
    if whole and kind == "check":
        _right(part, faults, exactly=None)
    if whole and kind == "dilemma":
        _paths(part["decisions"], faults)


def _paths(decisions: Any, faults: Faults) -> None:
    keys = [decision["key"] for decision in decisions]
    for number, decision in enumerate(decisions, 1):
        for option in decision["options"]:
            if "leads_to" in option and option["leads_to"] not in keys[number:]:
                faults.add(
                    option.line_of("leads_to"), f"“{option['leads_to']}” is not a later decision"
                )


def _lesson(part: Part, faults: Faults) -> None:
    needed: dict[str, Check] = {
        "key": key, "title": title, "minutes": count, "blocks": list_of(_block),
    }  # fmt: skip
    fields(part, faults, needed, {})


ANSWERS: dict[str, tuple[dict[str, Check], int | None]] = {
    "single": ({"options": list_of(_option, 2)}, 1),
    "multiple": ({"options": list_of(_option, 2)}, None),
    "true_false": ({"answer": flag}, 0),
    "ordering": ({"options": list_of(_step, 2)}, 0),
    "matching": ({"pairs": list_of(_pair, 2)}, 0),
}


def _item(part: Part, faults: Faults) -> None:
    kind = part.get("kind")
    if not isinstance(kind, str) or kind not in ANSWERS:
        faults.add(part.line_of("kind"), f"“kind” must be one of: {', '.join(ANSWERS)}")
        return
    shape, exactly = ANSWERS[kind]
    needed: dict[str, Check] = {
        "key": key,
        "kind": one_line,
        "question": one_line,
        "feedback": one_line,
    }
    optional: dict[str, Check] = {"critical": flag, "objective": key, "fixed_order": flag}
    if fields(part, faults, needed | shape, optional) and exactly != 0:
        _right(part, faults, exactly=exactly)


def _quiz(part: Part, field: str, faults: Faults) -> None:
    if not isinstance(part[field], Part):
        faults.add(part.line_of(field), "“quiz” must hold “minutes” and “items”")
        return
    fields(part[field], faults, {"minutes": count, "items": list_of(_item)}, {})


def _source_note(part: Part, faults: Faults) -> None:
    fields(part, faults, {"code": one_line, "text": one_line}, {})


def _objective(part: Part, faults: Faults) -> None:
    fields(part, faults, {"key": key, "text": one_line}, {})


def _source(part: Any, faults: Faults, name: str) -> None:
    needed: dict[str, Check] = {
        "module": one_of(name.split("/")[0]),
        "language": one_of(SOURCE),
        "title": title,
        "summary": one_line,
        "minutes": count,
        "lessons": list_of(_lesson),
    }
    optional: dict[str, Check] = {
        "mode": one_of("assessed", "open"),
        "opening": markdown,
        "objectives": list_of(_objective),
        "quiz": _quiz,
        "sources": list_of(_source_note),
        "review_by": day,
    }
    if not isinstance(part, Part):
        faults.add(1, "the file must hold a module")
        return
    if fields(part, faults, needed, optional):
        _sums(part, faults)


def _sums(part: Part, faults: Faults) -> None:
    quiz = part.get("quiz")
    if part.get("mode") == "open" and quiz:
        faults.add(part.line_of("quiz"), "an open module has no quiz")
    total = sum(lesson["minutes"] for lesson in part["lessons"]) + (quiz["minutes"] if quiz else 0)
    if total != part["minutes"]:
        faults.add(part.line_of("minutes"), f"the lessons and the quiz add up to {total}")
    objectives = {objective["key"] for objective in part.get("objectives", [])}
    for item in quiz["items"] if quiz else []:
        if "objective" in item and item["objective"] not in objectives:
            faults.add(item.line_of("objective"), f"“{item['objective']}” is not an objective")


# --- a translation -------------------------------------------------------------------------


def _translation(part: Any, faults: Faults, name: str, *, source: Part) -> None:
    if not isinstance(part, Part):
        faults.add(1, "the file must hold a module")
        return
    code, file = name.split("/")
    own = {
        "module": one_of(code),
        "language": one_of(file.removesuffix(".yaml")),
        "status": one_of(*STATES),
        "source_digest": one_line,
    }
    for field, check in own.items():
        if field in part:
            check(part, field, faults)
        elif field != "source_digest":
            faults.add(1, f"“{field}” is missing")
    if part.get("source_digest", digest_of(source)) != digest_of(source):
        told = f"made from an older {SOURCE}.yaml; look through it, take this line out, --stamp"
        faults.add(part.line_of("source_digest"), told)
    compare(source, part, faults, frozenset(own))


def digest_of(source: Part) -> str:
    """What a source says, as a digest: a translation that names another is of an older source."""
    return hashlib.sha256(json.dumps(source, default=str, sort_keys=True).encode()).hexdigest()[:16]


def stamp(folder: Path, starter: Starter) -> int:
    """Write into each translation's file which source it is of; return how many were written."""
    written = 0
    for code, languages in starter.modules.items():
        line = f"source_digest: {digest_of(languages[SOURCE])}\n"
        for language in set(languages) - {SOURCE}:
            file = folder / code / f"{language}.yaml"
            before = file.read_text(encoding="utf-8")
            bare = re.sub(r"^source_digest:.*\n", "", before, flags=re.MULTILINE)
            after = re.sub(r"^(language:.*\n)", rf"\1{line}", bare, count=1, flags=re.MULTILINE)
            if after != before:
                file.write_text(after, encoding="utf-8")
                written += 1
    return written


# --- programmes and the front page ---------------------------------------------------------


def _planned(part: Part, faults: Faults) -> None:
    fields(part, faults, {"code": short_code}, {"planned": flag, "titles": _by_language(one_line)})
    if part.get("planned") and "titles" not in part:
        faults.add(part.line, "a planned module needs its “titles”")


def _by_language(check: Check) -> Check:
    def checked(part: Part, field: str, faults: Faults) -> None:
        words = part[field]
        if not isinstance(words, Part) or SOURCE not in words:
            faults.add(
                part.line_of(field), f"“{field}” must hold words by language, {SOURCE} among them"
            )
            return
        for language in words:
            if language in LANGUAGES:
                check(words, language, faults)
            else:
                faults.add(words.line_of(language), _no_language(language))

    return checked


def _programme_words(part: Part, field: str, faults: Faults) -> None:
    if not isinstance(part[field], Part):
        faults.add(part.line_of(field), "must hold “title” and “summary”")
        return
    fields(part[field], faults, {"title": title, "summary": one_line}, {})


def _roles(part: Part, field: str, faults: Faults) -> None:
    roles = part[field]
    if not isinstance(roles, list) or any(role not in AudienceRole.values for role in roles):
        told = ", ".join(AudienceRole.values)
        faults.add(part.line_of(field), f"“{field}” must be a list of: {told}")


def _programme(part: Part, faults: Faults) -> None:
    needed: dict[str, Check] = {
        "code": short_code,
        "audience_roles": _roles,
        "certificate": flag,
        "open": flag,
        "texts": _by_language(_programme_words),
        "modules": list_of(_planned),
    }
    fields(part, faults, needed, {"validity_months": count, "renewal_window_days": count})
    _window(part, faults)


def _window(part: Part, faults: Faults) -> None:
    months, days = part.get("validity_months"), part.get("renewal_window_days", WINDOW_DAYS)
    if not (isinstance(months, int) and isinstance(days, int) and 0 < months <= MOST):
        return
    if days >= shortest(months).days:
        told = "“renewal_window_days” must be fewer days than “validity_months”"
        faults.add(part.line_of("renewal_window_days"), f"{told}; it is {WINDOW_DAYS} if missing")


def _programmes(parts: Any, faults: Faults, name: str) -> None:
    list_of(_programme)(_whole("programmes", parts), "programmes", faults)


def _home_words(part: Part, field: str, faults: Faults) -> None:
    if not isinstance(part[field], Part):
        faults.add(part.line_of(field), "must hold “title”, “intro” and “body”")
        return
    fields(part[field], faults, {"title": title, "intro": one_line, "body": markdown}, {})


def _home(part: Any, faults: Faults, name: str) -> None:
    _by_language(_home_words)(_whole("home", part), "home", faults)


def _whole(name: str, content: Any) -> Part:
    part = Part({name: content})
    part.line, part.lines = 1, {}
    return part
