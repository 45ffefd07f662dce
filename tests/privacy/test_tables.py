"""Every table and every field that can hold text is declared: what erasing does to it is known.

Who adds a table or a field meets these tests, and finds in their messages what to do.
"""

import re

import pytest
from django.apps import apps
from django.db import models

from lms.privacy.tables import TABLES, tables
from lms.settings.base import ROOT
from people.models import Person
from people.privacy.treatments import ALL, Becomes, Stays

OURS = {"people", "courses", "assessments", "certificates", "content", "metrics", "lms"}
TEXTS = ("CharField", "TextField", "JSONField", "FileField", "GenericIPAddressField", "SlugField")
DOCUMENT = ROOT / "docs" / "data.md"


def _models() -> list[type[models.Model]]:
    """Every table that Django looks after; SQLite's full-text index mirrors another."""
    models = apps.get_models(include_auto_created=True)
    return [one for one in models if one._meta.managed and not one._meta.db_table.endswith("_fts")]


def _can_hold_text(field: models.Field) -> bool:
    is_text = field.get_internal_type() in TEXTS or isinstance(
        field, (models.CharField, models.TextField, models.JSONField, models.FileField)
    )
    is_binary = isinstance(field, models.BinaryField)
    return (is_text or is_binary) and not field.choices and not field.is_relation


def test_every_table_says_what_erasing_a_person_does_to_it():
    undeclared = [
        f"{model._meta.label}: add a Table to "
        + (f"{model._meta.app_label}/privacy.py" if model._meta.app_label in OURS else "")
        + " or lms/privacy/tables.py, and a line to the table of docs/data.md"
        for model in _models()
        if model not in tables()
    ]

    assert undeclared == []


def test_no_table_is_declared_twice():
    assert len(TABLES) == len(tables())


@pytest.mark.parametrize("model", _models(), ids=lambda model: model._meta.label)
def test_every_field_that_can_hold_text_has_its_treatment(model):
    table = tables()[model]
    texts = {field.name for field in model._meta.local_concrete_fields if _can_hold_text(field)}
    if ALL in table.fields:
        assert model._meta.app_label not in OURS, "name each field: only libraries may say ALL"
        return

    missing = texts - set(table.fields)
    gone = set(table.fields) - {field.name for field in model._meta.local_concrete_fields}

    assert missing == set(), (
        f"{model._meta.label} has text that erasing a person would leave: for each field say in "
        "its Table whether it Stays (why: a code, a choice, the content) or what it Becomes"
    )
    assert gone == set(), (
        f"{model._meta.label} has no such field any more: take it out of its Table"
    )


@pytest.mark.parametrize("model", _models(), ids=lambda model: model._meta.label)
def test_what_points_at_a_person_and_is_personal_is_found(model):
    """A text that becomes something else, in rows that nobody looks for, would stay for ever."""
    table = tables()[model]
    changes = [name for name, how in table.fields.items() if isinstance(how, Becomes)]

    assert not changes or table.person or table.rows, changes
    assert all(how.why for how in table.fields.values() if isinstance(how, Stays))


# --- the document --------------------------------------------------------------------------


def _told() -> dict[str, list[str]]:
    """The cells of the document's table by the names of the tables in the first one."""
    told = {}
    for line in DOCUMENT.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| `") and len(cells) == 6:
            told |= dict.fromkeys(re.findall(r"`(\w+)`", cells[0]), cells)
    return told


def test_the_document_names_every_table_and_no_other():
    there = {model._meta.db_table for model in _models()}
    # The full-text index of pages is another table on each kind of database.
    told = set(_told()) | {name for name in there if name.startswith("wagtailsearch_")}

    assert sorted(there - told) == [], "add a line to the table of docs/data.md for each"
    assert sorted(told - there) == [], "docs/data.md names tables that are gone"


def test_the_document_says_of_each_what_erasing_does():
    empty = [name for name, cells in _told().items() if not all(cells)]

    assert empty == []


def test_the_document_says_deleted_where_the_code_deletes():
    told = _told()
    wrong = [
        model._meta.db_table
        for model, table in tables().items()
        if table.is_deleted and "deleted" not in told[model._meta.db_table][5]
    ]

    assert wrong == []


def test_a_person_is_declared():
    assert tables()[Person].rows is not None
