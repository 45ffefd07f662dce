"""In which order an attempt shows its questions and their options: drawn once, and then kept."""

from collections.abc import Callable, Sequence
from random import SystemRandom
from typing import Any

from assessments.grading import Item, option_keys

Draw = dict[str, Any]
Shuffle = Callable[[list[str]], None]


_secure = SystemRandom()


def draw(items: Sequence[Item], *, shuffle: Shuffle = _secure.shuffle) -> Draw:
    """Draw the order of the items, and of each item's options: in matching, of the right sides."""
    keys = [item["key"] for item in items]
    shuffle(keys)
    return {"items": keys, "options": {item["key"]: _options(item, shuffle) for item in items}}


def _options(item: Item, shuffle: Shuffle) -> list[str]:
    keys = option_keys(item)
    if item["kind"] == "ordering":
        return _mixed(keys, shuffle)
    if item.get("fixed_order"):
        return keys
    shuffle(keys)
    return keys


def _mixed(solved: list[str], shuffle: Shuffle) -> list[str]:
    """Never as solved; but of two, where "never as solved" would give the answer away."""
    keys = list(solved)
    shuffle(keys)
    while keys == solved and len(solved) > 2:
        shuffle(keys)
    return keys
