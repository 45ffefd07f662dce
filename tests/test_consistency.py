"""The house keeps its own rules: what no tool checks, checked file by file."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import polib
import pytest
from django.dispatch import Signal
from django.urls import URLPattern, URLResolver, get_resolver

import assessments.events
import certificates.events
import courses.events
import people.events
from lms.settings.base import PARTIAL_LANGUAGES, ROOT

APPS = ["people", "courses", "assessments", "certificates", "content", "metrics", "lms"]
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "misc", "services", "managers"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 50

# Verbs of querysets and rows that write; and where they may stand.
WRITES = {
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "save",
}
WRITERS = {
    "lms/outbox.py": "the outbox is its own action",
    "lms/demo/": "the demo writes years of history that no action could",
    "people/merging/ledger.py": "what a merge changes is changed, and put back, through it alone",
    "certificates/pdf.py": "saves a PDF, not a row",
}
LATE_IMPORTS = {
    "certificates/tasks.py": "the web process must not load the drawing engine",
    "metrics/coverage_views.py": "it loads it when somebody asks for a PDF",
}
LANGUAGES = ["ar", "es"]


def _tracked(*patterns: str) -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted(ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).exists())


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT))


PYTHON = [file for file in _tracked("*.py") if "migrations" not in file.parts]
OURS = [file for file in PYTHON if file.parts[len(ROOT.parts)] in APPS]
TEMPLATES = _tracked("lms/templates/*.html", "lms/templates/*.txt")
MIGRATIONS = [file for file in _tracked("*/migrations/*.py") if file.name != "__init__.py"]


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


def _nodes(file: Path, *kinds: type[ast.AST]) -> Iterator[Any]:
    return (node for node in ast.walk(_tree(file)) if isinstance(node, kinds))


# --- Python --------------------------------------------------------------------------------


def test_a_file_can_be_read_at_a_sitting():
    long = [_name(file) for file in PYTHON if len(file.read_text().splitlines()) > LONGEST_FILE]

    assert long == []


def test_a_function_can_be_seen_at_a_glance():
    long = [
        f"{_name(file)}:{node.lineno} {node.name}"
        for file in PYTHON
        for node in _nodes(file, ast.FunctionDef)
        if node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]

    assert long == []


def test_a_module_says_what_its_room_is_for():
    rooms = [file for file in PYTHON if file.name not in {"__init__.py", "apps.py"}]

    assert [_name(file) for file in rooms if not ast.get_docstring(_tree(file))] == []


def test_a_module_has_a_name_that_says_something():
    named = [
        _name(file)
        for file in PYTHON
        if FORBIDDEN_NAMES & {file.stem, *file.relative_to(ROOT).parts[:-1]}
    ]

    assert named == []


def test_only_actions_write():
    others = [
        file
        for file in OURS
        if "actions" not in _name(file) and not _name(file).startswith(tuple(WRITERS))
    ]
    written = [
        f"{_name(file)}:{call.lineno} .{call.func.attr}()"
        for file in others
        for call in _nodes(file, ast.Call)
        if isinstance(call.func, ast.Attribute) and _writes(call.func)
    ]

    assert written == []


def _writes(call: ast.Attribute) -> bool:
    """Whether a call is one of the writing verbs; `.update()` and `.delete()` of querysets only."""
    if call.attr in WRITES:
        return True
    return call.attr in {"create", "update", "delete"} and ".objects" in ast.unparse(call.value)


def test_nothing_is_imported_inside_a_function():
    hidden = [
        f"{_name(file)}:{inner.lineno}"
        for file in OURS
        if file.name != "apps.py" and _name(file) not in LATE_IMPORTS
        for node in _nodes(file, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_no_row_does_work_when_it_is_saved():
    overrides = [
        f"{_name(file)} {node.name}.{inner.name}"
        for file in OURS
        if "models" in _name(file)
        for node in _nodes(file, ast.ClassDef)
        for inner in node.body
        if isinstance(inner, ast.FunctionDef) and inner.name in {"save", "delete"}
    ]

    assert overrides == []


def test_only_production_reads_the_environment():
    reads = [
        f"{_name(file)}:{node.lineno}"
        for file in OURS
        if _name(file) not in {"lms/settings/production.py", "lms/wsgi.py", "lms/celery.py"}
        for node in _nodes(file, ast.Attribute)
        if node.attr in {"environ", "getenv"}
    ]

    assert reads == []


def test_every_event_is_connected_or_is_for_the_future():
    """An event that nobody listens to is told here, with the reason."""
    unheard = {
        "person_enrolled": "mail and reminders will follow",
        "attempt_graded": "statements will follow; the figures read the record itself",
        "edition_published": "notices to holders will follow",
    }
    modules = [people.events, courses.events, assessments.events, certificates.events]
    events = {
        name: value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Signal)
    }
    flow = (ROOT / "lms" / "flow.py").read_text()

    silent = {name for name in events if not re.search(rf"when\(\s*{name}\b", flow)}

    assert silent == set(unheard)


def test_a_migration_is_named_for_what_it_does():
    said = re.compile(r"\d{4}_[a-z]+(_[a-z0-9]+)+")
    machine_made = re.compile(r"_auto_|_initial$|_and_more$")

    unnamed = [
        _name(file)
        for file in MIGRATIONS
        if not said.fullmatch(file.stem) or machine_made.search(file.stem)
    ]

    assert unnamed == []


# --- templates -----------------------------------------------------------------------------

NEVER = {
    "a script or style of its own": (
        r"<style\b|\sstyle=|\son[a-z]+=\"|javascript:"
        r"|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")"
    ),
    "something from elsewhere": r"(src|href)=\"(https?:)?//",
    "what people wrote, unescaped": r"autoescape off|\|\s*(safe|safeseq)\b",
}


# Mail programs know no style sheets: what a mail looks like is said where it stands.
MAILS = {"lms/templates/reminders/mail.html"}


@pytest.mark.parametrize("what", NEVER)
def test_a_template_never_holds(what):
    is_style = what == "a script or style of its own"
    pages = [
        file
        for file in TEMPLATES
        if file.suffix == ".html" and not (is_style and _name(file) in MAILS)
    ]

    assert [_name(file) for file in pages if re.search(NEVER[what], file.read_text())] == []


# Found by Django, allauth or Wagtail by their names.
BY_NAME = re.compile(r"^(account|allauth|mfa|usersessions|wagtail\w+)/|^\d{3}\.html$")


def test_every_template_is_used():
    sources = [*PYTHON, *TEMPLATES, *_tracked("lms/templates/*.json")]
    said = "\n".join(file.read_text() for file in sources)
    names = [str(file.relative_to(ROOT / "lms" / "templates")) for file in TEMPLATES]

    unused = [
        name
        for name in names
        if not BY_NAME.match(name) and name not in said and not _is_of_a_family(name, said)
    ]

    assert unused == []


def _is_of_a_family(name: str, said: str) -> bool:
    """Whether a template is chosen by the kind of a block or item: "content/blocks/{kind}.html"."""
    folder = re.escape(name.rpartition("/")[0])
    return bool(re.search(rf"{folder}/(\{{|\"\s*\|\s*add|'\s*\|\s*add)", said))


# --- addresses -----------------------------------------------------------------------------


def _routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry, route)
        else:
            yield route, entry


def test_a_name_of_an_address_means_one_view():
    views: dict[str, set[object]] = {}
    for _, pattern in _routes(get_resolver()):
        if pattern.callback.__module__.split(".")[0] in APPS and pattern.name:
            views.setdefault(pattern.name, set()).add(pattern.callback)

    assert [name for name, callbacks in views.items() if len(callbacks) > 1] == []


# --- words ---------------------------------------------------------------------------------


def _catalogue(language: str, root: Path = ROOT) -> polib.POFile:
    return polib.pofile(str(root / "locales" / language / "LC_MESSAGES" / "django.po"))


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str | None]]:
    """All words of the screens, gathered anew from a copy of the sources: text and context."""
    copy = tmp_path_factory.mktemp("sources")
    for file in [*OURS, *TEMPLATES, ROOT / "manage.py"]:
        target = copy / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    (copy / "locales").mkdir()
    command = [sys.executable, "manage.py", "makemessages", "--locale", "en", "--no-location"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "lms.settings.dev"}
    subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
    return {(entry.msgid, entry.msgctxt) for entry in _catalogue("en", copy)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_screens_is_in_every_language(words, language):
    known = {(entry.msgid, entry.msgctxt) for entry in _catalogue(language).translated_entries()}

    assert sorted(str(word) for word in words - known) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_half_done(language):
    catalogue = _catalogue(language)

    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


@pytest.mark.parametrize("language", [*LANGUAGES, *PARTIAL_LANGUAGES])
def test_a_translation_keeps_the_placeholders(language):
    wrong = [
        entry.msgid
        for entry in _catalogue(language).translated_entries()
        if not _keeps_placeholders(entry)
    ]

    assert wrong == []


def _keeps_placeholders(entry: polib.POEntry) -> bool:
    """All of them and no others; a plural form for one or two may say the number in a word."""
    wanted = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    forms = list(entry.msgstr_plural.values()) or [entry.msgstr]
    found = [set(PLACEHOLDER.findall(form)) for form in forms]
    return all(one <= wanted for one in found) and found[-1] == wanted
