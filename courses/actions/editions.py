"""A module's content is frozen: the next edition."""

from django.db import transaction

from courses import document as documents
from courses.document import Document
from courses.events import edition_published
from courses.models import Edition, Module
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.models import Person, Power


class SourceEditionMissing(Exception):
    """A translation is published before any edition in the source language."""


@transaction.atomic
def publish_edition(
    module: Module,
    *,
    language: str,
    document: Document,
    source: Edition | None = None,
    effect: str = Edition.Effect.EDITORIAL,
    review: str = Edition.Review.REVIEWED,
    by: Person | None = None,
) -> Edition:
    """Freeze a module's content in one language as its next edition.

    `document` is the content without `number` and `source_number`, which are set here. `source` is
    the source-language edition that a translation translates. Publishing what already stands, with
    the same review state, changes nothing and returns the edition that stands.
    Raises InvalidDocument if the document breaks the schema, SourceEditionMissing for a
    translation without its source.
    """
    if language != module.source_language and source is None:
        raise SourceEditionMissing(f"{module} has no edition in {module.source_language}")
    # Two authors may publish at once; the lock gives them different numbers.
    Module.objects.select_for_update().get(pk=module.pk)
    newest = module.editions.filter(language=language).newest_first().first()
    number = newest.number + 1 if newest else 1
    source_number = source.number if source else number
    frozen = document | {"number": number, "source_number": source_number}
    documents.validate(frozen)
    if newest and _says_the_same(newest, frozen, source, review):
        return newest
    edition = Edition.objects.create(
        module=module,
        language=language,
        number=number,
        document=frozen,
        digest=documents.digest(frozen),
        effect=effect,
        source=source,
        review=review,
        published_by=by,
    )
    edition_published.send(sender=Edition, edition=edition)
    _tell(edition, by=by)
    return edition


def _tell(edition: Edition, *, by: Person | None) -> None:
    audit.record(
        Verb.EDITION_PUBLISHED,
        by=by,
        about=edition.module,
        of=by,
        acting_as=Power.AUTHOR if by else "",
        language=edition.language,
        number=edition.number,
        content=edition.digest,
        effect=edition.effect,
        review=edition.review,
    )


def _says_the_same(
    newest: Edition, document: Document, source: Edition | None, review: str
) -> bool:
    same_words = documents.content_digest(newest.document) == documents.content_digest(document)
    return same_words and newest.source == source and newest.review == review
