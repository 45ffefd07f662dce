"""The ladder of each programme: the usual one, with what it says itself."""

from collections.abc import Iterable

from courses.reminders.models import LadderRung
from courses.reminders.planning import USUAL, Rung, Step

Ladders = dict[int, tuple[Rung, ...]]


def ladders(programmes: Iterable[int]) -> Ladders:
    """The whole ladder of each of these programmes, by its id."""
    ids = set(programmes)
    own: dict[tuple[int, str], Rung] = {
        (row.programme_id, row.step): Rung(Step(row.step), row.days, row.is_on)
        for row in LadderRung.objects.filter(programme__in=ids)
    }
    return {pk: tuple(own.get((pk, rung.step), rung) for rung in USUAL) for pk in ids}
