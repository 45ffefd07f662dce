"""Who may give which power on, and over what. Pure.

Nobody gives more than they hold, nor outside of what they hold it over. A power is given over the
kinds of organisation that it is about, and the company's own powers to its own people alone: a
supplier's staff never write, lead or read the whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# What the holder of each power may give on. Values of people.models.Power.
GIVES: Mapping[str, frozenset[str]] = {
    "cso": frozenset({"cso", "hr", "author", "auditor", "supplier_administrator"}),
    "hr": frozenset({"hr"}),
    "supplier_administrator": frozenset({"supplier_administrator"}),
    "author": frozenset(),
    "auditor": frozenset(),
}
# The kinds of organisation that a power is given over. Values of Organisation.Kind.
OVER: Mapping[str, frozenset[str]] = {
    "cso": frozenset({"company"}),
    "hr": frozenset({"company", "unit"}),
    "supplier_administrator": frozenset({"supplier", "site"}),
    "author": frozenset({"company"}),
    "auditor": frozenset({"company"}),
}


@dataclass(frozen=True)
class Held:
    """A power that somebody holds over the organisation of a path, and all below it."""

    power: str
    path: str


@dataclass(frozen=True)
class Place:
    """An organisation in which a power is to be given: its kind and its path."""

    kind: str
    path: str


def may_give(held: Iterable[Held], power: str, place: Place) -> bool:
    """Whether who holds these powers may give that one there, and end it."""
    return place.kind in OVER[power] and any(
        power in GIVES[one.power] and place.path.startswith(one.path) for one in held
    )


def fits(power: str, place: Place, *, works_at: str, is_own_workforce: bool) -> bool:
    """Whether somebody who works at the organisation of a path may hold a power in that place."""
    is_companys = "company" in OVER[power]
    return works_at.startswith(place.path) and (is_own_workforce or not is_companys)
