"""What was decided about a place goes with what is moved out from under it, or out of a country.

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
        _copy(place, above, Kind.PAUSE)
    if path.startswith(held.restricted) and not place.path.startswith(now.restricted):
        _restrict(place, _holding(held.restricted, path))
        return
    # Countries go on holding, but for what now hangs under another company.
    lie_there = Organisation.objects.under(place).filter(country__in=held.countries_of(path))
    for one in lie_there.exclude(now.where_restricted()):
        _restrict(one, _root(path), one.country)


def carry_out_of(country: str, place: Organisation, held: Limits) -> None:
    """The same of a place that is said to lie in another country than before."""
    if held.is_restricted(place.path, country) and not held.is_restricted(
        place.path, place.country
    ):
        _restrict(place, _root(place.path), country)


def _root(path: str) -> Organisation:
    return Organisation.objects.get(pk=int(path.split(".")[0]))


def _holding(paths: tuple[str, ...], path: str) -> Organisation:
    """The nearest place above at which it was decided. What was moved is not above itself."""
    nearest = max((one for one in paths if path.startswith(one)), key=len)
    return Organisation.objects.get(path=nearest)


def _restrict(place: Organisation, above: Organisation, country: str = "") -> None:
    Organisation.objects.filter(pk=place.pk).update(state=Organisation.State.RESTRICTED)
    _copy(place, above, Kind.RESTRICT, country)


def _copy(place: Organisation, above: Organisation, kind: str, country: str = "") -> None:
    """The decision that held for the place, as one about itself."""
    rows = PlaceDecision.objects.filter(organisation=above, kind=kind, country=country)
    decision = rows.order_by("pk").last()
    if decision:
        PlaceDecision.objects.create(
            organisation=place,
            kind=kind,
            reference=decision.reference,
            decided_at=decision.decided_at,
            decided_by=decision.decided_by,
        )
