"""Editions in memory. They never change, so what was read once need not be read again."""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from courses.document import Document
from courses.models import Edition

# An edition takes some 100 kB; the newest and the pinned ones of a few dozen modules fit.
EDITIONS_KEPT = 256

_shelf: OrderedDict[int, Document] = OrderedDict()
_lock = Lock()


def document_of(edition_id: int) -> Document:
    """The document of an edition; treat it as read-only."""
    with _lock:
        if edition_id in _shelf:
            _shelf.move_to_end(edition_id)
            return _shelf[edition_id]
    document: Document = Edition.objects.values_list("document", flat=True).get(pk=edition_id)
    _put({edition_id: document})
    return document


def documents_of(edition_ids: Iterable[int]) -> dict[int, Document]:
    """Several editions' documents by id: one query for all that are not on the shelf yet."""
    wanted = set(edition_ids)
    with _lock:
        found = {pk: _shelf[pk] for pk in wanted if pk in _shelf}
    missing = wanted - set(found)
    if missing:
        read = dict(Edition.objects.filter(pk__in=missing).values_list("pk", "document"))
        _put(read)
        found |= read
    return found


def clear() -> None:
    """Forget everything: for tests, where a rolled back edition's id is given again."""
    with _lock:
        _shelf.clear()


def _put(documents: dict[int, Document]) -> None:
    with _lock:
        _shelf.update(documents)
        while len(_shelf) > EDITIONS_KEPT:
            _shelf.popitem(last=False)
