"""Editions in memory. They never change, so what was read once need not be read again."""

from functools import lru_cache

from courses.document import Document
from courses.models import Edition

# An edition takes some 100 kB; the newest and the pinned ones of a few dozen modules fit.
EDITIONS_KEPT = 256


@lru_cache(maxsize=EDITIONS_KEPT)
def document_of(edition_id: int) -> Document:
    """The document of an edition; treat it as read-only."""
    return Edition.objects.values_list("document", flat=True).get(pk=edition_id)
