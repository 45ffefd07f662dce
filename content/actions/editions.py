"""A page becomes an edition, and a translation is reviewed."""

from django.db import transaction

from content import words
from content.actions.programmes import tell_parent
from content.freeze import freeze
from content.models import ModulePage, source_of
from content.translations import source_edition, untranslated_parts
from courses import actions as courses
from courses import document as documents
from courses.document import Document
from courses.models import Edition, Module
from people.audit import actions as audit
from people.models import Person


class NotATranslation(Exception):
    """Only a translation is reviewed by a speaker of its language."""


class NothingTranslated(Exception):
    """A translation needs at least one lesson of which every word is translated."""


@audit.at_the_end()
def publish_module(page: ModulePage, *, by: Person | None) -> Edition:
    """Freeze a page as the next edition of its module, and tell its programme.

    The module comes into being with its first edition. A translation takes what there is and what
    is right from the source edition, and starts again as unreviewed when its words change.
    Raises InvalidDocument; for a translation, SourceEditionMissing and NothingTranslated.
    """
    original = source_of(page)
    module = courses.keep_module(
        page.code,
        source_language=original.locale.language_code,
        is_open=page.mode == ModulePage.Mode.OPEN,
    )
    if page.locale.language_code == module.source_language:
        edition = courses.publish_edition(
            module,
            language=module.source_language,
            document=freeze(page),
            effect=page.effect,
            by=by,
        )
        tell_parent(original, by=by)
        return edition
    return _publish_translation(page, module, by=by)


def _publish_translation(page: ModulePage, module: Module, *, by: Person | None) -> Edition:
    source = source_edition(page)
    if source is None:
        raise courses.SourceEditionMissing(f"{module} has no edition in {module.source_language}")
    language = page.locale.language_code
    document = words.lend(source.document, freeze(page), untranslated=untranslated_parts(page))
    if not document["lessons"]:
        raise NothingTranslated(str(page))
    newest = module.editions.filter(language=language).newest_first().first()
    return courses.publish_edition(
        module,
        language=language,
        document=document,
        source=source,
        review=newest.review
        if newest and _same_words(newest, document)
        else Edition.Review.UNREVIEWED,
        by=by,
    )


def _same_words(newest: Edition, document: Document) -> bool:
    return documents.content_digest(newest.document) == documents.content_digest(document)


@transaction.atomic
def review_translation(page: ModulePage, state: str, *, by: Person | None) -> Edition:
    """Record that a speaker has read the published translation, as an edition of the same words.

    Raises NotATranslation for a page in the source language, or one that is not published.
    """
    module = Module.objects.filter(code=page.code).first()
    language = page.locale.language_code
    newest = module.editions.filter(language=language).newest_first().first() if module else None
    if module is None or newest is None or newest.source is None:
        raise NotATranslation(str(page))
    return courses.publish_edition(
        module,
        language=language,
        document=newest.document,
        source=newest.source,
        review=state,
        by=by,
    )
