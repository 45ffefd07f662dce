"""What a programme asks of who begins, and of who renews.

The full path is what the first cycle asks for. A refresher is what a renewal asks for where that is
something else. Whoever has been without a valid completion for longer than the programme allows
has lapsed, and takes the full path again.
"""

from collections.abc import Iterable
from datetime import date

from courses.dates import Holding, has_lapsed
from courses.models import Module, Programme, ProgrammeModule
from courses.places import InCycles


def modules_of(programme: Programme, *, renewal: bool = False) -> list[Module]:
    """What a programme asks for now, in order; nothing, if it is not ready, or open."""
    if programme.is_open:
        return []
    other = InCycles.FIRST if renewal else InCycles.RENEWALS
    places = programme.places.filter(is_required=True).exclude(in_cycles=other)
    return [place.module for place in places.select_related("module")]


def ready_paths(programmes: Iterable[Programme]) -> set[tuple[int, bool]]:
    """Of several programmes by id: the paths on which there is something to do (True: a renewal).

    One query, however many programmes.
    """
    places = ProgrammeModule.objects.filter(
        programme__in=[one.pk for one in programmes], programme__is_open=False, is_required=True
    )
    found = set()
    for programme, asked in places.values_list("programme", "in_cycles").order_by().distinct():
        if asked != InCycles.RENEWALS:
            found.add((programme, False))
        if asked != InCycles.FIRST:
            found.add((programme, True))
    return found


def has_refresher(programme: Programme) -> bool:
    """Whether a renewal asks for something else than the first cycle did."""
    places = programme.places.filter(is_required=True)
    return places.exclude(in_cycles=InCycles.EVERY).exists()


def may_renew(programme: Programme, held: Holding | None, on: date) -> bool:
    """Whether a cycle that begins on a day renews what was completed before.

    What was revoked is not renewed: everything is asked again.
    """
    if held is None or held.is_revoked:
        return False
    return not has_lapsed(held.until(on), on, programme.lapses_after_days)
