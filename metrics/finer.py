"""Groups that cut across places: which tiers and risk bands may be told beside all else. Pure.

Organisations and countries are judged first, as everywhere (metrics/judgement.py), and stay as they
are. A tier or a band may then be told only as long as nothing hidden, and no group of fewer than k
people, follows from all that is told together; where it would, the smallest tier or band is hidden
too, again and again. What follows is found by exact algebra over the smallest places.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from metrics import suppression
from metrics.suppression import Cell

Vector = dict[str, Fraction]


@dataclass(frozen=True)
class Told:
    """One cell with the smallest places it is made of."""

    cell: Cell
    places: frozenset[str]


def apply_finer(
    dimensions: Sequence[Sequence[Told]],
    others: Iterable[Told],
    people: Mapping[str, int],
    k: int,
) -> list[list[Cell]]:
    """Judge the cells of each of the `dimensions`, beside `others` that have been judged.

    `people` tells how many there are in each of the smallest places.
    """
    others = list(others)
    told = Span(people, (each.places for each in others if not each.cell.is_withheld))
    secrets = [each.places for each in others if each.cell.is_withheld]
    # What the others give away already is no reason to hide anything more.
    known = {places for places in secrets if told.tells(places)} | told.small(k)
    hidden: list[set[str]] = [set() for _ in dimensions]
    while True:
        judged = [
            suppression.apply([each.cell for each in cells], k, also=also)
            for cells, also in zip(dimensions, hidden, strict=True)
        ]
        shown = [
            (cell, number, each.places)
            for number, cells in enumerate(dimensions)
            for each, cell in zip(cells, judged[number], strict=True)
            if not cell.is_hidden and cell.people
        ]
        kept = [
            each.places
            for number, cells in enumerate(dimensions)
            for each, cell in zip(cells, judged[number], strict=True)
            if cell.is_hidden
        ]
        if not shown or not told.with_(places for *_, places in shown).gives_away(
            [*secrets, *kept], known, k
        ):
            return judged
        smallest, number, _places = min(shown, key=lambda one: (one[0].people, one[0].name))
        hidden[number] |= {cell.name for cell in judged[number] if cell.is_hidden}
        hidden[number].add(smallest.name)


class Span:
    """All sums over places that follow from those told, in echelon form: the smallest places last.

    A sum over small places alone is then found among the last rows.
    """

    def __init__(self, people: Mapping[str, int], told: Iterable[Collection[str]]) -> None:
        self.people = people
        self.rows: dict[str, Vector] = {}
        for places in told:
            self._learn(places)

    def with_(self, told: Iterable[Collection[str]]) -> "Span":
        more = Span(self.people, ())
        more.rows = dict(self.rows)
        for places in told:
            more._learn(places)
        return more

    def tells(self, places: Collection[str]) -> bool:
        return bool(places) and not self._rest(places)

    def small(self, k: int) -> set[frozenset[str]]:
        """The groups of fewer than k people whose sum is told."""
        found = (
            frozenset({first, *self._taken_from(row, first)}) for first, row in self.rows.items()
        )
        return {group for group in found if sum(self.people[place] for place in group) < k}

    def _taken_from(self, row: Vector, first: str) -> Vector:
        return self._reduced({place: number for place, number in row.items() if place != first})

    def gives_away(
        self,
        secrets: Iterable[frozenset[str]],
        known: Collection[frozenset[str]],
        k: int,
    ) -> bool:
        if self.small(k) - set(known):
            return True
        return any(places not in known and self.tells(places) for places in secrets)

    def _learn(self, places: Collection[str]) -> None:
        rest = self._rest(places)
        if rest:
            first = max(rest, key=self._size)
            self.rows[first] = {place: number / rest[first] for place, number in rest.items()}

    def _rest(self, places: Collection[str]) -> Vector:
        return self._reduced({place: Fraction(1) for place in places if self.people.get(place)})

    def _reduced(self, rest: Vector) -> Vector:
        """What is left of a sum after taking away all that is told, the largest place first."""
        while pivots := [place for place in rest if place in self.rows]:
            pivot = max(pivots, key=self._size)
            factor = rest[pivot]
            for place, number in self.rows[pivot].items():
                rest[place] = rest.get(place, Fraction(0)) - factor * number
                if not rest[place]:
                    del rest[place]
        return rest

    def _size(self, place: str) -> tuple[int, str]:
        return self.people[place], place
