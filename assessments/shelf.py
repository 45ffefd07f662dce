"""What attempts have drawn, in memory: it never changes, so it need not be read twice."""

from dataclasses import dataclass
from uuid import UUID

from assessments.drawing import Draw
from assessments.models import Attempt
from courses.shelf import Shelf


@dataclass(frozen=True)
class Drawn:
    """What an attempt is of, for ever; treat it as read-only. Whose it is, is not told here."""

    edition_id: int
    draw: Draw


# A draw takes some 8 kB: those of the quizzes that are going on in this process fit.
draws: Shelf[UUID, Drawn] = Shelf(1000)


def drawn(uuid: UUID) -> Drawn:
    """What an attempt has drawn. Raises Attempt.DoesNotExist."""
    found = draws.found([uuid])
    return found[uuid] if found else keep(Attempt.objects.get(uuid=uuid))


def keep(attempt: Attempt) -> Drawn:
    """Put an attempt that has been read anyway on the shelf."""
    own = Drawn(attempt.edition_id, attempt.draw)
    draws.put({attempt.uuid: own})
    return own
