"""Where what is kept of a chain begins.

What is old is deleted from the beginning on, never from the middle, and an event of the same chain
says how far: the number and the digest of the last one that went, and the day before which all of
it happened. So the rest can be verified as before. The database lets go of nothing younger than
`AGE`; whoever may drop its triggers cannot delete what is younger either without an anchor, written
down elsewhere at that time, telling so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from people.audit.chain import CHANGED, START, Broken, Mark
from people.audit.models import AuditChain, AuditEvent
from people.audit.verbs import Verb
from people.triggers import DAYS_EVENTS_STAY

if TYPE_CHECKING:
    from people.audit.anchors import Anchor

# The database lets go of nothing younger.
AGE = timedelta(days=DAYS_EVENTS_STAY)
# A civil day begins up to fourteen hours before or after that of UTC.
ELSEWHERE = timedelta(days=2)
# How late an anchor may come: clocks stand still at times.
LATE = timedelta(days=31)

TOO_EARLY = "it was deleted before its time"


@dataclass(frozen=True)
class Beginning:
    """What is kept begins `after` a mark; what went happened `before` a day."""

    after: Mark = START
    before: date = date.min

    def refuse_early(self, anchors: Iterable["Anchor"]) -> None:
        """Raise Broken if an event that is gone was the newest one only lately, or another one."""
        first_seen: dict[int, str] = {}
        for anchor in anchors:
            if anchor.number == self.after.number and anchor.digest != self.after.digest:
                raise Broken(anchor.number, CHANGED)
            if anchor.number <= self.after.number:
                day = first_seen.get(anchor.number, anchor.at[:10])
                first_seen[anchor.number] = min(day, anchor.at[:10])
        for number, day in sorted(first_seen.items()):
            if day > (self.before + LATE).isoformat():
                raise Broken(number, TOO_EARLY)


def beginning_of(chain: AuditChain) -> Beginning:
    """As the newest event says that tells of it. Raises Broken for one that cannot be true."""
    events = AuditEvent.objects.filter(chain=chain, verb=Verb.BEGINNING_DELETED)
    event = events.order_by("-number").first()
    if event is None:
        return Beginning()
    try:
        facts = event.facts
        after = Mark(int(facts["up_to"]), str(facts["digest"]))
        before = date.fromisoformat(facts["before"])
    except (KeyError, TypeError, ValueError) as error:
        raise Broken(event.number, CHANGED) from error
    if before > (event.at - AGE + ELSEWHERE).date():
        raise Broken(event.number, TOO_EARLY)
    return Beginning(after, before)
