"""How often somebody may guess: at a person's pictures, at a site's people, from an address.

Everything is counted before it is compared, under what was typed, whether that is anybody's or
not. Who was right gets only her own counts back: nobody clears the way for guesses by signing in.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest

from people.doors.codes import SITE_DIGITS
from people.throttle import Allowance, forget, give_back, network, take

MINUTE, DAY = 60, 24 * 60 * 60
# Wrong ones at one number: five in a quarter of an hour, ten in a day.
AT_A_NUMBER = ((5, 15 * MINUTE), (10, DAY))
# Wrong ones at all numbers of a site, and from one network address: a whole site may share one.
AT_A_SITE = (10, 5 * MINUTE)
FROM_AN_ADDRESS = (10, 5 * MINUTE)


class TooManyGuesses(Exception):
    """Not compared at all. Holds the seconds until it may be tried again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} seconds")
        self.seconds = seconds


class Right:
    """Whether a guess was right; the one who compares says so."""

    def __init__(self) -> None:
        self.was_right = False

    def say(self, was_right: bool) -> None:
        self.was_right = was_right


def _at_number(number: str) -> list[Allowance]:
    return [Allowance("door-number", number, most, window) for most, window in AT_A_NUMBER]


def _from_address(request: HttpRequest, purpose: str) -> Allowance:
    return Allowance(purpose, network(request), *FROM_AN_ADDRESS)


@contextmanager
def at_number(request: HttpRequest, number: str) -> Iterator[Right]:
    """Around one comparison with what a number's owner knows. Raises TooManyGuesses."""
    site = Allowance("door-site", number[:SITE_DIGITS], *AT_A_SITE)
    # The address first: once it is refused, guesses at ever new numbers leave nothing in the cache.
    with _counted([_from_address(request, "door-address"), *_at_number(number), site]) as right:
        yield right


@contextmanager
def at_code(request: HttpRequest, purpose: str) -> Iterator[Right]:
    """Around one look for a join link or a card. Raises TooManyGuesses."""
    with _counted([_from_address(request, purpose)]) as right:
        yield right


@contextmanager
def _counted(allowances: list[Allowance]) -> Iterator[Right]:
    """Where one refuses, nothing was compared, and the others count nothing: who hammers at one
    number shuts out neither its site nor, for longer than need be, its owner."""
    for place, allowance in enumerate(allowances):
        if wait := take(allowance):
            for counted in allowances[:place]:
                give_back(counted)
            raise TooManyGuesses(wait)
    right = Right()
    yield right
    if right.was_right:
        for allowance in allowances:
            give_back(allowance)


def begin_anew(number: str) -> None:
    """An administrator has helped the owner of a number: what was guessed at it counts no more."""
    for allowance in _at_number(number):
        forget(allowance)
