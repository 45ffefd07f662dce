"""How answers are judged. Pure: the same items and answers give the same result, always.

An item is a part of an edition's document (courses/document.py). An answer is a list of option keys
(chosen, or in the order given), or for matching {left key: right key}. An empty answer is none.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

Item = dict[str, Any]
Answer = list[str] | dict[str, str]

FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Given:
    """An answer as a page sends it, with the revision of the answer it had seen (0: none)."""

    item_key: str
    answer: Any
    revision: int


class NothingCounts(Exception):
    """Every item of a quiz is voided: there is nothing to grade."""


class Fault(StrEnum):
    """Why an answer is none that could have been given on the page."""

    WRONG_TYPE = "wrong_type"
    EMPTY = "empty"
    UNKNOWN_OPTION = "unknown_option"
    ONE_ONLY = "one_only"
    WRONG_COUNT = "wrong_count"
    NOT_A_PERMUTATION = "not_a_permutation"


@dataclass(frozen=True)
class Result:
    """A graded quiz. `rights` says of each item that counts whether it was answered right."""

    rights: dict[str, bool]
    score: Decimal
    critical_missed: int
    passed: bool


def grade(
    items: Sequence[Item],
    answers: Mapping[str, Any],
    *,
    pass_mark: int,
    voided: Collection[str] = (),
) -> Result:
    """Judge answers (by item key). What is not answered is wrong; what is voided does not count.

    Passed means: the pass mark is reached, and no critical item is missed.
    Raises NothingCounts if there is no item left.
    """
    counting = [item for item in items if item["key"] not in voided]
    if not counting:
        raise NothingCounts
    rights = {item["key"]: is_right(item, answers.get(item["key"])) for item in counting}
    right = sum(rights.values())
    critical_missed = sum(item["critical"] and not rights[item["key"]] for item in counting)
    # Compared before rounding: 79.99996 is not 80.
    reached = right * 100 >= pass_mark * len(counting)
    score = (Decimal(right) * 100 / len(counting)).quantize(FOUR_PLACES, ROUND_HALF_UP)
    return Result(rights, score, critical_missed, reached and not critical_missed)


def is_right(item: Item, answer: Any) -> bool:
    """Whether an answer is wholly right: all that is right and no more, every place, every pair."""
    if answer_fault(item, answer):
        return False
    if item["kind"] == "matching":
        return all(left == right for left, right in answer.items())
    if item["kind"] == "ordering":
        return bool(answer == option_keys(item))
    return set(answer) == {option["key"] for option in item["options"] if option["right"]}


def answer_fault(item: Item, answer: Any) -> Fault | None:
    """What is wrong with the shape of an answer, or None; never whether it is right."""
    if item["kind"] == "matching":
        return _pairs_fault(option_keys(item), answer)
    return _choice_fault(item["kind"], option_keys(item), answer)


def option_keys(item: Item) -> list[str]:
    """The keys that an answer to the item may name, in the author's order."""
    return [part["key"] for part in item["pairs" if item["kind"] == "matching" else "options"]]


def _choice_fault(kind: str, keys: list[str], answer: Any) -> Fault | None:
    if not isinstance(answer, list) or not all(isinstance(key, str) for key in answer):
        return Fault.WRONG_TYPE
    if not answer:
        return Fault.EMPTY
    if not set(answer) <= set(keys):
        return Fault.UNKNOWN_OPTION
    if kind == "ordering":
        return _order_fault(keys, answer)
    if kind == "multiple":
        return Fault.WRONG_COUNT if len(set(answer)) < len(answer) else None
    return Fault.ONE_ONLY if len(answer) > 1 else None


def _order_fault(keys: list[str], answer: list[str]) -> Fault | None:
    if len(answer) != len(keys):
        return Fault.WRONG_COUNT
    return Fault.NOT_A_PERMUTATION if set(answer) != set(keys) else None


def _pairs_fault(keys: list[str], answer: Any) -> Fault | None:
    if not isinstance(answer, dict) or not all(
        isinstance(side, str) for pair in answer.items() for side in pair
    ):
        return Fault.WRONG_TYPE
    if not answer:
        return Fault.EMPTY
    if not {*answer, *answer.values()} <= set(keys):
        return Fault.UNKNOWN_OPTION
    if len(answer) != len(keys):
        return Fault.WRONG_COUNT
    return Fault.NOT_A_PERMUTATION if len(set(answer.values())) < len(answer) else None
