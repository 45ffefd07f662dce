"""How figures are written: one decimal, half up; 100 only if all, 0 only if none. Pure.

Counting rule R23: decimal arithmetic, never computed from rounded values.
"""

from decimal import ROUND_HALF_UP, Decimal

TENTH = Decimal("0.1")


def percent(numerator: Decimal | int, denominator: int) -> str | None:
    """A share as a percentage for people: "54.5", ">99.9", "<0.1", or None without a population."""
    if denominator == 0:
        return None
    if numerator == denominator:
        return "100.0"
    if numerator == 0:
        return "0.0"
    shown = one_decimal(100 * Decimal(numerator) / Decimal(denominator))
    if shown == "100.0":
        return ">99.9"
    return "<0.1" if shown == "0.0" else shown


def one_decimal(value: Decimal) -> str:
    """A decimal rounded half up to one place: 0.15 becomes "0.2"."""
    return str(value.quantize(TENTH, rounding=ROUND_HALF_UP))
