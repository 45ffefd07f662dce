"""The pictures that stand in for a password, and which rows of them are too easy.

Six of twelve in order, the same one more than once if one likes: 12 to the power of 6 are 2,985,984
rows, less some 4,000 that anybody would try first.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

LENGTH = 6
FEWEST_DIFFERENT = 3


class Picture(StrEnum):
    """Each is a drawing in lms/static/lms/pictures/. Their order is their place on the screen."""

    SUN = "sun"
    TREE = "tree"
    FISH = "fish"
    HOUSE = "house"
    BOAT = "boat"
    KEY = "key"
    CUP = "cup"
    FLOWER = "flower"
    BIRD = "bird"
    UMBRELLA = "umbrella"
    CLOCK = "clock"
    SCISSORS = "scissors"


NAMES: Mapping[Picture, Promise] = MappingProxyType(
    {
        Picture.SUN: pgettext_lazy("picture", "Sun"),
        Picture.TREE: pgettext_lazy("picture", "Tree"),
        Picture.FISH: pgettext_lazy("picture", "Fish"),
        Picture.HOUSE: pgettext_lazy("picture", "House"),
        Picture.BOAT: pgettext_lazy("picture", "Boat"),
        Picture.KEY: pgettext_lazy("picture", "Key"),
        Picture.CUP: pgettext_lazy("picture", "Cup"),
        Picture.FLOWER: pgettext_lazy("picture", "Flower"),
        Picture.BIRD: pgettext_lazy("picture", "Bird"),
        Picture.UMBRELLA: pgettext_lazy("picture", "Umbrella"),
        Picture.CLOCK: pgettext_lazy("picture", "Clock"),
        Picture.SCISSORS: pgettext_lazy("picture", "Scissors"),
    }
)

Picked = tuple[Picture, ...]


class TooEasy(Exception):
    """A row of pictures that anybody would try first."""


def read(text: str) -> Picked:
    """Pictures from "sun-tree-fish"; what is no picture, or beyond the sixth, is left out."""
    known = [Picture(word) for word in text[:200].split("-") if word in set(Picture)]
    return tuple(known[:LENGTH])


def written(picked: Sequence[Picture]) -> str:
    return "-".join(picked)


def refuse_easy(picked: Picked) -> None:
    """Raises TooEasy for fewer than three different ones, and for a straight row on the screen."""
    if len(set(picked)) < FEWEST_DIFFERENT:
        raise TooEasy("few")
    every = list(Picture)
    places = [every.index(one) for one in picked]
    steps = {(after - before) % len(every) for before, after in pairwise(places)}
    if len(steps) == 1:
        raise TooEasy("row")
