"""An edition read in another language, and the shelf that editions are read from."""

import pytest

from courses import actions, shelf
from courses.models import Edition
from courses.reading import Notice, reading
from courses.shelf import Shelf
from tests.documents import document, items, lesson
from tests.factories import EditionFactory, ModuleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def module():
    return ModuleFactory()


def publish(module, language="en", source=None, **facts):
    said = document(module=module.code, language=language, **facts)
    return actions.publish_edition(module, language=language, document=said, source=source)


def test_the_source_language_needs_no_query_once_it_is_on_the_shelf(
    module, django_assert_num_queries
):
    edition = publish(module)
    shelf.document_of(edition.pk)

    with django_assert_num_queries(0):
        told = reading(edition.pk, "en")

    assert not told.is_translated
    assert told.lesson("l1").notice is Notice.NONE


def test_a_translation_lends_its_words_lesson_by_lesson(module):
    edition = publish(module)
    publish(
        module,
        "es",
        edition,
        title="¿Quién pagó?",
        lessons=[lesson("l1", text="<p>Nadie debe pagar.</p>")],
    )

    told = reading(edition.pk, "es")

    assert told.words["title"] == "¿Quién pagó?"
    assert told.lesson("l1").language == "es"
    assert told.lesson("l1").notice is Notice.NONE
    assert told.lesson("l2").language == "en"
    assert told.lesson("l2").notice is Notice.MISSING
    assert told.lesson("nowhere") is None


def test_a_language_without_any_translation_reads_the_source(module):
    edition = publish(module)

    told = reading(edition.pk, "ar")

    assert not told.is_translated
    assert told.language == "en"
    assert told.lesson("l1").language == "en"


def test_the_translation_of_this_very_edition_comes_before_a_newer_one(module):
    first = publish(module)
    publish(module, "es", first, title="Primera")
    second = publish(module, lessons=[lesson("l1", text="<p>Changed.</p>")])
    publish(module, "es", second, title="Segunda")

    assert reading(first.pk, "es").words["title"] == "Primera"
    assert reading(second.pk, "es").words["title"] == "Segunda"


def test_without_one_of_its_own_an_edition_borrows_the_newest_and_says_what_differs(module):
    first = publish(module, lessons=[lesson("l1"), lesson("l2")])
    publish(module, "es", first)
    second = publish(module, lessons=[lesson("l1"), lesson("l2", text="<p>Changed.</p>")])

    told = reading(second.pk, "es")

    assert told.lesson("l1").notice is Notice.NONE
    assert told.lesson("l2").notice is Notice.OLDER
    assert told.lesson("l2").language == "es"


def test_a_question_that_was_changed_is_asked_in_the_sources_words(module):
    first = publish(module)
    publish(module, "es", first)
    changed = [items()[0] | {"question": "A clinic charged twice. This is …"}, *items()[1:]]
    second = publish(module, quiz={"minutes": 6, "items": changed})

    shown = reading(second.pk, "es").items()

    assert shown[0].part["question"] == "A clinic charged twice. This is …"
    assert (shown[0].language, shown[0].notice) == ("en", Notice.MISSING)
    assert [(one.language, one.notice) for one in shown[1:]] == [("es", Notice.NONE)] * 4


def test_the_review_state_is_the_translations(module):
    edition = publish(module)
    actions.publish_edition(
        module,
        language="es",
        document=document(module=module.code, language="es"),
        source=edition,
        review=Edition.Review.UNREVIEWED,
    )

    assert reading(edition.pk, "es").is_unreviewed
    assert not reading(edition.pk, "en").is_unreviewed


def test_the_shelf_reads_what_it_lacks_in_one_query(django_assert_num_queries):
    editions = EditionFactory.create_batch(3)
    ids = [edition.pk for edition in editions]
    shelf.document_of(ids[0])

    with django_assert_num_queries(1):
        found = shelf.documents_of(ids)
    with django_assert_num_queries(0):
        shelf.documents_of(ids)

    assert {pk: found[pk]["module"] for pk in ids} == {
        edition.pk: edition.module.code for edition in editions
    }


def test_the_shelf_keeps_the_ones_used_last(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(shelf, "editions", Shelf(2))
    first, second, third = (edition.pk for edition in EditionFactory.create_batch(3))
    for pk in (first, second, first, third):
        shelf.document_of(pk)

    with django_assert_num_queries(0):
        shelf.document_of(first)
        shelf.document_of(third)
    with django_assert_num_queries(1):
        shelf.document_of(second)
