"""The audit log checked from its rows: every event is what was sealed, and none is missing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from people.audit.anchors import Anchor
from people.audit.beginnings import beginning_of
from people.audit.chain import Broken, Event, Mark, Walk
from people.audit.models import AuditChain, AuditEvent

AT_ONCE = 500

UNREADABLE = "it cannot be read"
CUT_OFF = "it is missing, and so is all after it"
NOT_AS_ANCHORED = "it is not what an anchor says"
BEYOND = "it was added without the chain's knowledge"


@dataclass(frozen=True)
class Finding:
    """A chain that does not hold, and the first number at which it does not."""

    chain: str
    number: int
    reason: str


def findings(anchors: Iterable[Anchor] = ()) -> Iterator[Finding]:
    """What is wrong with the log, a chain at a time; nothing if all is well.

    `anchors` were written down earlier, outside of the database.
    """
    kept: dict[str, list[Anchor]] = defaultdict(list)
    moments = set()
    for anchor in anchors:
        moments.add(anchor.at)
        kept[anchor.chain].append(anchor)
    for chain in AuditChain.objects.order_by("pk").iterator():
        try:
            _walk(chain, kept.pop(str(chain.uuid), []), moments)
        except Broken as broken:
            yield Finding(str(chain.uuid), broken.number, broken.reason)
    for uuid in sorted(kept):
        yield Finding(uuid, 1, CUT_OFF)


def _walk(chain: AuditChain, anchors: list[Anchor], moments: Collection[str]) -> None:
    """Go along one chain from where it begins to its end. Raises Broken at the first wrong number.

    Events may be added meanwhile: those up to the end that was read first must be there, and
    none may be beyond the end that is read last.
    """
    beginning = beginning_of(chain)
    beginning.refuse_false(anchors, moments)
    walk = Walk(beginning.after)
    wanted: dict[int, set[str]] = defaultdict(set)
    for mark in [*(anchor.mark for anchor in anchors), Mark(chain.number, chain.digest)]:
        if mark.number > beginning.after.number:
            wanted[mark.number].add(mark.digest)
    for event, digest in _events(chain, walk):
        walk.step(event, digest)
        if wanted.pop(event.number, {digest}) != {digest}:
            raise Broken(event.number, NOT_AS_ANCHORED)
    reached = walk.reached.number
    if wanted:
        raise Broken(reached + 1, CUT_OFF)
    chain.refresh_from_db(fields=["number", "digest"])
    if reached > chain.number:
        raise Broken(chain.number + 1, BEYOND)


def _events(chain: AuditChain, walk: Walk) -> Iterator[tuple[Event, str]]:
    """A chain's events in order with their digests; one that was made unreadable is Broken."""
    rows = AuditEvent.objects.filter(chain=chain).order_by("number")
    try:
        for row in rows.iterator(AT_ONCE):
            row.chain = chain
            yield row.telling, row.digest
    except (ValueError, TypeError, AttributeError) as error:
        raise Broken(walk.reached.number + 1, UNREADABLE) from error
