"""Editions in memory. They never change, so what was read once need not be read again."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from threading import Lock
from typing import Generic, TypeVar

from courses.document import Document
from courses.models import Edition

Key = TypeVar("Key")
Thing = TypeVar("Thing")


class Shelf(Generic[Key, Thing]):
    """Things that never change, by key: the most recently used ones, in this process alone."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[Key, Thing] = OrderedDict()
        self._lock = Lock()

    def found(self, keys: Collection[Key]) -> dict[Key, Thing]:
        """Those of the things that are here."""
        with self._lock:
            here = {key: self._things[key] for key in keys if key in self._things}
            for key in here:
                self._things.move_to_end(key)
            return here

    def put(self, things: Mapping[Key, Thing]) -> None:
        with self._lock:
            self._things.update(things)
            while len(self._things) > self._most:
                self._things.popitem(last=False)

    def clear(self) -> None:
        """Forget everything: for tests, where a rolled back row's id is given again."""
        with self._lock:
            self._things.clear()


# An edition takes some 100 kB; the newest and the pinned ones of a few dozen modules fit.
editions: Shelf[int, Document] = Shelf(256)


def document_of(edition_id: int) -> Document:
    """The document of an edition; treat it as read-only. Raises Edition.DoesNotExist."""
    found = documents_of([edition_id])
    if not found:
        raise Edition.DoesNotExist(str(edition_id))
    return found[edition_id]


def documents_of(edition_ids: Iterable[int]) -> dict[int, Document]:
    """Several editions' documents by id: one query for all that are not on the shelf yet."""
    wanted = set(edition_ids)
    found = editions.found(wanted)
    missing = wanted - set(found)
    if missing:
        read = dict(Edition.objects.filter(pk__in=missing).values_list("pk", "document"))
        editions.put(read)
        found |= read
    return found
