"""Which places are paused or restricted, by themselves or by a place above them. Read only.

Whoever asks pays the same, whether any place is: one query.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from people.models import Membership, MembershipQuerySet, Organisation


@dataclass(frozen=True)
class Limits:
    """The paths at which something was decided; it holds for all that lies below them."""

    paused: tuple[str, ...] = ()
    restricted: tuple[str, ...] = ()

    def is_paused(self, path: str) -> bool:
        return path.startswith(self.paused)

    def is_restricted(self, path: str) -> bool:
        return path.startswith(self.restricted)


def limits() -> Limits:
    """What holds now. One query."""
    restricted = Q(state=Organisation.State.RESTRICTED)
    rows = Organisation.objects.filter(restricted | Q(paused_at__isnull=False)).order_by("path")
    found = list(rows.values_list("path", "paused_at", "state"))
    return Limits(
        paused=tuple(path for path, paused_at, _ in found if paused_at),
        restricted=tuple(
            path for path, _, state in found if state == Organisation.State.RESTRICTED
        ),
    )


def below(paths: Iterable[str], before: str = "") -> Q:
    """A condition on rows with an organisation at `before`: it lies at one of the paths."""
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{before}path__startswith": path})
    return found


def works_at(paths: Iterable[str], on: date) -> MembershipQuerySet:
    """The memberships at these places on a day."""
    return Membership.objects.active(on).filter(below(paths, "organisation__"))
