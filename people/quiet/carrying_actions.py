"""What was decided about a place goes with what is moved out from under it.

Who may move a place may not end a pause or a restriction of it, nor find out that there is one.
"""

from people.models import Organisation
from people.quiet.finding import Limits, limits
from people.quiet.models import PlaceDecision

Kind = PlaceDecision.Kind


def carry(place: Organisation, held: Limits, path: str) -> None:
    """Let what `held` for a place at its old path hold where it hangs now, in the caller's
    transaction. Nobody is told; the decision is the lead's, and stays hers."""
    now = limits()
    if held.is_paused(path) and not now.is_paused(place.path):
        above = _holding(held.paused, path)
        Organisation.objects.filter(pk=place.pk).update(paused_at=above.paused_at)
        _copy(above, place, Kind.PAUSE)
    if held.is_restricted(path) and not now.is_restricted(place.path):
        state = Organisation.State.RESTRICTED
        Organisation.objects.filter(pk=place.pk).update(state=state)
        _copy(_holding(held.restricted, path), place, Kind.RESTRICT)


def _holding(paths: tuple[str, ...], path: str) -> Organisation:
    """The nearest place above at which it was decided. What was moved is not above itself."""
    nearest = max((one for one in paths if path.startswith(one)), key=len)
    return Organisation.objects.get(path=nearest)


def _copy(above: Organisation, place: Organisation, kind: str) -> None:
    """The decision that held for the place, as one about itself."""
    decision = PlaceDecision.objects.filter(organisation=above, kind=kind).order_by("pk").last()
    if decision:
        PlaceDecision.objects.create(
            organisation=place,
            kind=kind,
            reference=decision.reference,
            decided_at=decision.decided_at,
            decided_by=decision.decided_by,
        )
