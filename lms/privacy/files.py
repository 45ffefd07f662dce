"""All that is kept of a person as a file that she takes along: JSON for machines, HTML for people.

Both are written section by section, so that memory holds a part of them only. The JSON's form is
told in docs/data.md; whoever changes it counts up VERSION.
"""

import json
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from lms.privacy.sections import SECTIONS, Row, Section
from people.models import Person

FORMAT, VERSION = "daylight-my-data", 1
ROWS_A_TABLE = 200


def as_json(person: Person) -> Iterator[str]:
    """`{"format": …, "version": …, "made_at": …, "site": …, "sections": {key: [row, …]}}`"""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "site": settings.BASE_URL,
        "person": str(person.uuid),
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "sections": {'
    for number, section in enumerate(SECTIONS):
        yield f'{", " if number else ""}\n"{section.key}": ['
        for place, row in enumerate(section.rows(person, None)):
            yield (
                ("," if place else "") + "\n" + json.dumps(row, default=_plain, ensure_ascii=False)
            )
        yield "]"
    yield "}}\n"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def as_html(person: Person) -> Iterator[str]:
    """The same to be read and printed, without anything that a browser would fetch."""
    language = {"site_name": settings.SITE_NAME, "made_at": timezone.now()}
    yield render_to_string("privacy/file_begin.html", language)
    for section in SECTIONS:
        rows = iter(section.rows(person, None))
        tables = [told(section, list(islice(rows, ROWS_A_TABLE)))]
        yield render_to_string("privacy/file_section.html", {"section": section, **tables[0]})
        while more := list(islice(rows, ROWS_A_TABLE)):
            yield render_to_string("privacy/file_section.html", told(section, more))
    yield "</body></html>\n"


def told(section: Section, rows: list[Row]) -> dict[str, Any]:
    """Rows as a page shows them: only fields that some row has, each with its label."""
    used = [name for name in section.fields if any(row.get(name) not in {None, ""} for row in rows)]
    return {
        "labels": [section.fields[name] for name in used],
        "rows": [[(section.fields[name], row.get(name)) for name in used] for row in rows],
    }
