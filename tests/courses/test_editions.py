"""Editions are frozen: by the action, by their digest, and by the database itself (R1, R2)."""

import copy

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from courses import actions
from courses.actions import SourceEditionMissing
from courses.document import InvalidDocument, digest
from courses.models import Edition, Module
from tests.documents import document
from tests.factories import EditionFactory, ModuleFactory, StudyFactory

pytestmark = pytest.mark.django_db


def test_publishing_freezes_the_content_under_its_digest():
    edition = EditionFactory()

    assert edition.number == 1
    assert edition.digest == digest(edition.document)
    assert edition.document["number"] == edition.document["source_number"] == 1


def test_publishing_the_same_again_changes_nothing():
    first = EditionFactory()

    again = EditionFactory(module=first.module)

    assert again == first
    assert Edition.objects.count() == 1


def test_publishing_a_change_makes_the_next_number_and_leaves_the_first_as_it_was():
    first = EditionFactory()
    before = copy.deepcopy(first.document)

    second = EditionFactory(
        module=first.module, document=document(module=first.module.code, title="New title")
    )

    first.refresh_from_db()
    assert second.number == 2
    assert first.document == before


def test_the_same_words_after_a_review_by_a_speaker_are_a_new_edition():
    first = EditionFactory(review=Edition.Review.UNREVIEWED)

    second = EditionFactory(module=first.module, review=Edition.Review.REVIEWED)

    assert second.number == 2


def test_a_translation_names_the_source_edition_it_translates():
    source = EditionFactory()
    words = document(module=source.module.code, language="ar", title="من دفع ثمن هذا العمل؟")

    translation = EditionFactory(module=source.module, language="ar", document=words, source=source)

    assert translation.source == source
    assert translation.document["source_number"] == source.number


def test_a_translation_without_its_source_is_refused():
    module = ModuleFactory()

    with pytest.raises(SourceEditionMissing):
        EditionFactory(module=module, language="ar", document=document(language="ar"))


def test_content_that_breaks_the_schema_is_refused_and_nothing_is_written():
    with pytest.raises(InvalidDocument):
        EditionFactory(document=document(lessons=[{"key": "l1"}]))

    assert not Edition.objects.exists()


def test_a_number_stands_once_a_module_and_language():
    edition = EditionFactory()

    with pytest.raises(IntegrityError, match=r"one_edition_a_number|never changes"):
        Edition.objects.create(
            module=edition.module, language="en", number=1, document={}, digest="0" * 64
        )


def test_a_digest_stands_once():
    edition = EditionFactory()

    with pytest.raises(IntegrityError):
        Edition.objects.create(
            module=edition.module, language="en", number=2, document={}, digest=edition.digest
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE courses_edition SET number = 7",
        "UPDATE courses_edition SET document = '{}'",
        "DELETE FROM courses_edition",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_edition(statement):
    edition = EditionFactory()

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        _execute(statement)

    assert Edition.objects.filter(pk=edition.pk, digest=edition.digest).exists()


def test_the_database_refuses_to_empty_the_editions_at_once():
    EditionFactory()
    connection.check_constraints()  # PostgreSQL empties no table with checks still to come
    emptying = (
        "DELETE FROM courses_edition"
        if connection.vendor == "sqlite"
        else "TRUNCATE courses_edition CASCADE"
    )

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        _execute(emptying)


@pytest.mark.parametrize("kept", ["id", "digest", "module_id, language, number"])
def test_an_edition_is_not_replaced_by_an_insert(kept):
    """SQLite's REPLACE and PostgreSQL's upsert take a row's place without an UPDATE or DELETE."""
    edition = EditionFactory()
    columns = [field.column for field in Edition._meta.fields]
    values = {
        column: f"'{column}'" if column not in kept.split(", ") else column for column in columns
    }
    values |= {"id": "id" if kept == "id" else "id + 1000", "document": "'{}'", "number": "number"}
    values |= {"published_at": "published_at", "source_id": "NULL", "published_by_id": "NULL"}
    values |= {"module_id": "module_id"}
    names = ", ".join(columns)
    told = ", ".join(values[column] for column in columns)
    select = f"SELECT {told} FROM courses_edition"  # noqa: S608 - our own columns only
    if connection.vendor == "sqlite":
        replacing = f"INSERT OR REPLACE INTO courses_edition ({names}) {select}"
    else:
        told = f"ON CONFLICT ({kept}) DO UPDATE SET document = '{{}}'"
        replacing = f"INSERT INTO courses_edition ({names}) {select} {told}"

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        _execute(replacing)

    assert list(Edition.objects.values_list("digest", flat=True)) == [edition.digest]


def test_the_models_refuse_too():
    edition = EditionFactory()
    edition.language = "fr"

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        edition.save()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        edition.delete()


def test_a_module_with_editions_cannot_be_removed():
    module = EditionFactory().module

    with pytest.raises(ProtectedError):
        Module.objects.filter(pk=module.pk).delete()


def test_a_new_edition_moves_nobody_who_has_begun():
    study = StudyFactory()
    EditionFactory(
        module=study.module, document=document(module=study.module.code, title="New title")
    )

    again = actions.open_study(study.person, study.module)

    assert again == study
    assert again.edition.number == 1


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
