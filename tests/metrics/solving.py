"""What follows from known sums: exact algebra for whoever looks behind the figures."""

from collections.abc import Hashable, Mapping
from fractions import Fraction

Equation = Mapping[Hashable, int]


class Known:
    """The left sides of equations whose right sides are known, in echelon form."""

    def __init__(self) -> None:
        self.rows: dict[Hashable, dict[Hashable, Fraction]] = {}

    def learn(self, equation: Equation) -> None:
        rest = self._rest(equation)
        if rest:
            first = next(iter(rest))
            self.rows[first] = {at: number / rest[first] for at, number in rest.items()}

    def tells(self, equation: Equation) -> bool:
        """Whether the right side of an equation follows from what is known."""
        return not self._rest(equation)

    def _rest(self, equation: Equation) -> dict[Hashable, Fraction]:
        """What is left of an equation after taking away all that is known."""
        rest = {at: Fraction(number) for at, number in equation.items() if number}
        while pivots := [at for at in rest if at in self.rows]:
            pivot = pivots[0]
            factor = rest[pivot]
            for at, number in self.rows[pivot].items():
                rest[at] = rest.get(at, Fraction(0)) - factor * number
                if not rest[at]:
                    del rest[at]
        return rest
