"""Where what is kept of a chain begins.

What is old is deleted from the beginning on, never from the middle, and an event of the same chain
says how far: the number and the digest of the last one that went, and the day before which all of
it happened. So the rest can be verified as before. The database lets go of nothing younger than
`AGE`. Whoever may drop its triggers, deletes what is younger and says that it was old is found out
by an anchor, written down elsewhere meanwhile, that did not know of it yet.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from people.audit.chain import CHANGED, START, Broken, Mark
from people.audit.models import AuditChain, AuditEvent
from people.audit.verbs import Verb
from people.triggers import DAYS_EVENTS_STAY

if TYPE_CHECKING:
    from people.audit.anchors import Anchor

# The database lets go of nothing younger.
AGE = timedelta(days=DAYS_EVENTS_STAY)
# A civil day begins up to fourteen hours before or after that of UTC, and clocks are put right.
SLACK = timedelta(days=2)

TOO_EARLY = "it was deleted before its time"
TO_COME = "it tells of a day that had not come"


@dataclass(frozen=True)
class Beginning:
    """What is kept begins `after` a mark; what went happened `before` a day, as told by the event
    `number` of a moment."""

    after: Mark = START
    before: date = date.min
    number: int = 0
    told_at: datetime | None = None

    def refuse_false(self, anchors: Iterable["Anchor"], moments: Collection[str]) -> None:
        """Raise Broken if the chain's anchors say otherwise. `moments` are those at which anchors
        of any chain were written: one that is not among them then had no event yet."""
        known = dict.fromkeys(moments, 0)
        for anchor in anchors:
            known[anchor.at] = max(known[anchor.at], anchor.number)
            if anchor.number == self.after.number and anchor.digest != self.after.digest:
                raise Broken(anchor.number, CHANGED)
        for at, number in sorted(known.items()):
            day = date.fromisoformat(at[:10])
            # What came after that moment was younger than it.
            if number < self.after.number and day >= self.before + SLACK:
                raise Broken(number + 1, TOO_EARLY)
            if number >= self.number and self._is_after(day):
                raise Broken(self.number, TO_COME)

    def refuse_to_come(self, following: datetime) -> None:
        """Raise Broken if it is told by an event that is younger than the one after it."""
        if self._is_after(following.date()):
            raise Broken(self.number, TO_COME)

    def _is_after(self, day: date) -> bool:
        return self.told_at is not None and (self.told_at - SLACK).date() > day


def beginning_of(chain: AuditChain) -> Beginning:
    """As the newest event says that tells of it. Raises Broken for one that cannot be true."""
    events = AuditEvent.objects.filter(chain=chain)
    event = events.filter(verb=Verb.BEGINNING_DELETED).order_by("-number").first()
    if event is None:
        return Beginning()
    try:
        facts = event.facts
        after = Mark(int(facts["up_to"]), str(facts["digest"]))
        before = date.fromisoformat(facts["before"])
    except (KeyError, TypeError, ValueError) as error:
        raise Broken(event.number, CHANGED) from error
    if before > (event.at - AGE + SLACK).date():
        raise Broken(event.number, TOO_EARLY)
    told = Beginning(after, before, event.number, event.at)
    next_one = events.filter(number__gt=event.number).order_by("number").first()
    told.refuse_to_come(next_one.at if next_one else timezone.now())
    told.refuse_to_come(timezone.now())
    return told
