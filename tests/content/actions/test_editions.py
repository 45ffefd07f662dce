"""What publishing does to the record, and what it never does."""

import pytest

from content import actions
from content.actions import NotATranslation, NothingTranslated
from content.models import ModulePage
from courses import actions as courses
from courses import document as documents
from courses.actions import SourceEditionMissing
from courses.document import InvalidDocument
from courses.models import Edition, LessonDone, Module
from tests.content import pages, translating
from tests.content.pages import lesson, single, text
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


def editions(language="en"):
    return Edition.objects.filter(module__code="B3", language=language).order_by("number")


def test_publishing_a_page_makes_the_module_and_its_first_edition():
    pages.published()

    edition = editions().get()
    assert (edition.number, edition.review, edition.source) == (1, "reviewed", None)
    assert edition.document["title"] == "Who paid for this job?"
    assert Module.objects.get().source_language == "en"


def test_who_published_is_kept_with_the_edition():
    author = PersonFactory()
    page = pages.draft()

    page.save_revision(user=author).publish()

    assert editions().get().published_by == author


def test_publishing_the_same_again_makes_no_edition():
    page = pages.published()

    pages.publish(page)

    assert editions().count() == 1


def test_a_change_makes_the_next_edition_with_the_stated_effect():
    page = pages.published()

    pages.publish(page, summary="Other.", effect="refresh")

    assert [edition.effect for edition in editions()] == ["editorial", "refresh"]
    assert editions().last().document["summary"] == "Other."


def test_an_open_page_makes_an_open_module():
    pages.published(mode="open", quiz=[])

    assert Module.objects.get().is_open


def test_a_page_that_breaks_the_schema_is_not_published_at_all():
    page = pages.draft(lessons=[])

    with pytest.raises(InvalidDocument):
        page.get_latest_revision().publish()

    assert not ModulePage.objects.get(pk=page.pk).live
    assert not Edition.objects.exists()
    assert not Module.objects.exists()


def test_what_is_published_stands_when_a_change_is_refused():
    page = pages.published()

    with pytest.raises(InvalidDocument):
        pages.publish(page, title="Half a change", lessons=[])

    assert ModulePage.objects.get(pk=page.pk).title == "Who paid for this job?"
    assert editions().count() == 1


def test_changing_a_module_in_mid_course_loses_nothing():
    page = pages.published()
    learner = PersonFactory()
    study = courses.open_study(learner, Module.objects.get())
    courses.finish_lesson(study, "one", language="en")

    pages.publish(
        page, lessons=[lesson("new", text("t9", "<p>n</p>")), lesson("two", text("t", "<p>x</p>"))]
    )

    study.refresh_from_db()
    assert LessonDone.objects.get().lesson_key == "one"
    assert documents.lesson_keys(study.edition.document) == ["one", "two"]
    courses.finish_lesson(study, "two", language="en")
    courses.pass_quiz(study, language="en")
    study.refresh_from_db()
    assert study.completed_at is not None


# --- translations --------------------------------------------------------------------------


def test_a_translation_becomes_an_edition_of_its_source_unreviewed():
    page = pages.published()

    translating.translated(page)

    edition = editions("es").get()
    assert (edition.source, edition.review) == (editions().get(), "unreviewed")
    assert edition.document["lessons"][0]["title"] == "ES Lesson one"
    assert edition.document["lessons"][0]["blocks"][0]["html"].startswith("<p>ES Ari")
    assert documents.lesson_keys(edition.document) == ["one", "two"]


def test_keys_and_scoring_are_equal_in_every_language():
    translating.translated(pages.published())

    own, other = editions().get().document["quiz"], editions("es").get().document["quiz"]
    assert [(o["key"], o["right"]) for o in own["items"][0]["options"]] == [
        (o["key"], o["right"]) for o in other["items"][0]["options"]
    ]
    assert own["items"][0]["objective"] == other["items"][0]["objective"]


def test_an_untranslated_lesson_is_left_out_rather_than_said_in_english():
    page = pages.published()
    at = translating.desk(page)
    translating.say(at, without=("lessons.two.",))

    translating.publish(at)

    document = editions("es").get().document
    assert documents.lesson_keys(document) == ["one"]
    assert len(documents.items(document)) == 1


def test_a_translation_is_of_the_edition_that_was_translated():
    page = pages.published()
    translating.translated(page)
    pages.publish(page, lessons=[lesson("one", text("t1", "<p>Changed.</p>")), *kept(page)])

    at = translating.Translation.objects.get()
    translating.say(at, words=lambda words: f"MEJOR {words}")
    translating.publish(at)

    newest = editions("es").last()
    assert newest.source.number == 1
    assert newest.document["lessons"][0]["title"] == "MEJOR Lesson one"


def kept(page):
    raw = page.lessons.get_prep_value()
    return raw[1:]


def test_a_translation_taken_again_is_of_the_newest_edition():
    page = pages.published()
    translating.translated(page)
    page = pages.publish(page, quiz=[single(question="Who pays for it?")])

    translating.translated(page)

    newest = editions("es").last()
    assert newest.source.number == 2
    assert newest.document["quiz"]["items"][0]["question"] == "ES Who pays for it?"


def test_nothing_is_published_when_nothing_is_translated():
    at = translating.desk(pages.published())

    with pytest.raises(NothingTranslated):
        translating.publish(at)

    assert not editions("es").exists()
    assert not at.get_target_instance().live


def test_a_translation_needs_its_source_published():
    page = pages.draft()
    at = translating.desk(page)
    translating.say(at)

    with pytest.raises(SourceEditionMissing):
        translating.publish(at)


# --- reviews -------------------------------------------------------------------------------


def test_a_review_is_an_edition_of_the_same_words():
    translation = translating.translated(pages.published())
    reviewer = PersonFactory()

    edition = actions.review_translation(translation, "reviewed", by=reviewer)

    first, second = editions("es")
    assert second == edition
    assert (second.review, second.published_by) == ("reviewed", reviewer)
    assert documents.content_digest(first.document) == documents.content_digest(second.document)


def test_reviewing_twice_changes_nothing():
    translation = translating.translated(pages.published())

    actions.review_translation(translation, "reviewed", by=None)
    actions.review_translation(translation, "reviewed", by=None)

    assert editions("es").count() == 2


def test_changed_words_are_unreviewed_again():
    translation = translating.translated(pages.published())
    actions.review_translation(translation, "reviewed", by=None)
    at = translating.Translation.objects.get()
    translating.say(at, words=lambda words: f"MEJOR {words}")

    translating.publish(at)

    assert editions("es").last().review == "unreviewed"


def test_the_same_words_stay_reviewed():
    translation = translating.translated(pages.published())
    actions.review_translation(translation, "field_tested", by=None)

    translating.publish(translating.Translation.objects.get())

    assert editions("es").last().review == "field_tested"


def test_only_a_translation_is_reviewed():
    with pytest.raises(NotATranslation):
        actions.review_translation(pages.published(), "reviewed", by=None)
