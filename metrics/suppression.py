"""Which figures may be shown where groups are small. One function for every outlet. Pure.

Rules S-23 to S-28: a cell of fewer than k people is hidden; if that would let a hidden cell be
found by subtraction from its parent, the next smallest siblings are hidden too, until at least two
are hidden and their people together reach k. A customer may raise k, never lower it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum


class Family(StrEnum):
    """What kind of figure it is: the thresholds differ."""

    PARTICIPATION = "P"
    LEARNING = "L"


class Audience(StrEnum):
    """For whom the figure is: people inside the company, or anybody outside."""

    INSIDE = "inside"
    OUTSIDE = "outside"


class Reason(StrEnum):
    SHOWN = ""
    BELOW_K = "below_k"
    COMPLEMENTARY = "complementary"
    HOMOGENEOUS = "homogeneous"
    NO_POPULATION = "no_population"


MINIMUM = 5
STRICT_MINIMUM = 10

# From this many people on, "all" or "none" no longer gives away everybody in a group.
HOMOGENEOUS_BELOW = 50


@dataclass(frozen=True)
class Cell:
    """A figure of one group: how many people it is about, and whether it may be shown.

    `people` is the denominator; `share` the figure as a share from 0 to 1 where it is one.
    """

    name: str
    people: int
    share: Decimal | None = None
    reason: Reason = Reason.SHOWN

    @property
    def is_hidden(self) -> bool:
        return self.reason in {Reason.BELOW_K, Reason.COMPLEMENTARY}

    @property
    def is_withheld(self) -> bool:
        """Whether its numbers are not told; of a homogeneous one a bound is."""
        return self.is_hidden or self.reason is Reason.HOMOGENEOUS


def threshold(family: Family, audience: Audience, *, fine: bool, raised_to: int = 0) -> int:
    """The smallest group that may be shown.

    `fine` is true for a site, team or supplier, where learning figures need more people than for a
    programme, role or language. `raised_to` is the customer's own wish; a lower one is ignored.
    """
    strict = audience is Audience.OUTSIDE or (family is Family.LEARNING and fine)
    return max(STRICT_MINIMUM if strict else MINIMUM, raised_to)


def apply(cells: Sequence[Cell], k: int, *, also: Collection[str] = ()) -> list[Cell]:
    """Hide what must be hidden among the cells of one parent; the order is kept.

    `also` names cells to hide whatever their size, because a related figure hides them. Empty
    groups are not hidden: they say `no_population`. The parent is judged by `apply_alone`.
    """
    hidden = {cell.name: Reason.BELOW_K for cell in cells if 0 < cell.people < k}
    for cell in cells:
        if cell.name in also and cell.people >= k:
            hidden[cell.name] = Reason.COMPLEMENTARY
    if hidden:
        _hide_complement(cells, hidden, k)
    return [_judged(cell, hidden) for cell in cells]


def apply_alone(cell: Cell, k: int) -> Cell:
    """Hide a figure that has no siblings, such as a total, if it is about too few people."""
    if cell.people == 0:
        return replace(cell, reason=Reason.NO_POPULATION)
    return replace(cell, reason=Reason.BELOW_K) if cell.people < k else cell


def is_alike(cell: Cell) -> bool:
    """Whether a learning figure would say something of everybody in a group (rule S-26)."""
    return cell.share in {0, 1} and 0 < cell.people < HOMOGENEOUS_BELOW


def _hide_complement(cells: Sequence[Cell], hidden: dict[str, Reason], k: int) -> None:
    shown = (cell for cell in cells if cell.people >= k and cell.name not in hidden)
    by_size = sorted(shown, key=lambda cell: (cell.people, cell.name))
    people = {cell.name: cell.people for cell in cells}
    while by_size and (len(hidden) < 2 or sum(people[name] for name in hidden) < k):
        hidden[by_size.pop(0).name] = Reason.COMPLEMENTARY


def _judged(cell: Cell, hidden: dict[str, Reason]) -> Cell:
    if cell.people == 0:
        return replace(cell, reason=Reason.NO_POPULATION)
    return replace(cell, reason=hidden.get(cell.name, Reason.SHOWN))
