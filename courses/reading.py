"""An edition read in another language: the source says what there is, a translation how to say it.

What must be done and what is right always come from the source edition that a study is pinned to.
A translation lends its words where its own source said the same; else the reader is told.
"""

from dataclasses import dataclass
from enum import StrEnum

from courses import document as documents
from courses.document import Document
from courses.models import Edition
from courses.shelf import document_of


class Notice(StrEnum):
    """What a reader must be told about the words in front of them."""

    NONE = ""
    MISSING = "missing"  # not translated: shown in the source language
    OLDER = "older"  # translated from another state of the source


@dataclass(frozen=True)
class Shown:
    """A part of a document as it is shown: its words, their language, and what to tell."""

    part: Document
    language: str
    notice: Notice
    digest: str


@dataclass(frozen=True)
class Reading:
    """An edition as one reader reads it: the pinned source, and a translation that lends words."""

    source: Document
    words: Document
    words_source: Document
    language: str
    # The state of the translation; the source's own is none of the reader's business.
    review: str = ""

    @property
    def is_translated(self) -> bool:
        return self.words is not self.source

    @property
    def is_unreviewed(self) -> bool:
        """Whether no speaker of the reader's language has looked over the translation yet."""
        return self.review == Edition.Review.UNREVIEWED

    def lesson(self, key: str) -> Shown | None:
        """A lesson of the source by its key, in the reader's language where it has it."""
        own = documents.lesson(self.source, key)
        if own is None:
            return None
        before = documents.lesson(self.words_source, key)
        return self._shown(own, documents.lesson(self.words, key), before)

    def items(self) -> list[Shown]:
        """The quiz's items. An item whose source has changed is shown in the source's words."""
        words = {item["key"]: item for item in documents.items(self.words)}
        before = {item["key"]: item for item in documents.items(self.words_source)}
        shown = []
        for item in documents.items(self.source):
            key = item["key"]
            seen = self._shown(item, words.get(key), before.get(key))
            if seen.notice is Notice.OLDER:
                seen = Shown(item, self.source["language"], Notice.MISSING, documents.digest(item))
            shown.append(seen)
        return shown

    def _shown(self, own: Document, words: Document | None, before: Document | None) -> Shown:
        if not self.is_translated:
            return Shown(own, self.source["language"], Notice.NONE, documents.digest(own))
        if words is None:
            notice = Notice.MISSING
            return Shown(own, self.source["language"], notice, documents.digest(own))
        same = before is not None and documents.digest(before) == documents.digest(own)
        notice = Notice.NONE if same else Notice.OLDER
        return Shown(words, self.words["language"], notice, documents.digest(words))


def reading(edition_id: int, language: str) -> Reading:
    """How a source edition reads in a language: in its own words where there is no translation.

    One query in another language than its own, for which translations there are. Among them the
    newest one of this very edition is taken, else the newest of all. The documents come from the
    shelf.
    """
    source = document_of(edition_id)
    if language == source["language"]:
        return Reading(source, source, source, language)
    translations = (
        Edition.objects.filter(module__editions=edition_id, language=language)
        .newest_first()
        .values_list("pk", "source_id", "review")[:20]
    )
    rows = list(translations)
    if not rows:
        return Reading(source, source, source, source["language"])
    pk, source_id, review = next((row for row in rows if row[1] == edition_id), rows[0])
    return Reading(source, document_of(pk), document_of(source_id), language, review)
