"""The arithmetic of a chain of events: the form that is sealed, the seal, and walking along.

Whoever wants to verify an export with other means finds the same in docs/guides/auditing.md.
"""

import json
import re
from dataclasses import dataclass
from hashlib import sha256

# An id or a code: no space, no @, no letter beyond ASCII. Names and addresses do not fit.
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,79}|")

Fact = str | int | bool | None | list[str] | list[int]


class NotACode(Exception):
    """A fact that is neither an id nor a code, nor a number: it could be something personal."""


@dataclass(frozen=True)
class Event:
    """What is sealed. The order of the fields is the order of the columns of an export."""

    chain: str  # uuid of the company; of the installation, zeros
    number: int  # 1, 2, 3 …
    at: str  # 2026-11-26T09:30:00.000000Z
    actor: str  # uuid of a person, or nothing
    acting_as: str  # the power or the way in, if known
    verb: str
    kind: str  # what sort of thing it was done to, or nothing
    about: str  # its uuid, or nothing
    facts: dict[str, Fact]
    request: str
    previous: str  # the seal of the event before


@dataclass(frozen=True)
class Mark:
    """A place in a chain: the number of an event, and its seal."""

    number: int
    digest: str


START = Mark(0, "0" * 64)


class Broken(Exception):
    """The chain does not hold at this number."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(f"event {number}: {reason}")
        self.number = number
        self.reason = reason


CHANGED = "it is not what its digest says"
MISSING = "it is missing"
OUT_OF_PLACE = "it stands where another number should"
UNLINKED = "it does not follow the event before it"


def canonical(value: object) -> str:
    """The one way to write a value down: JSON in UTF-8, sorted keys, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal(event: Event) -> str:
    """The digest of an event, and through `previous` of all before it."""
    return sha256(canonical(vars(event)).encode()).hexdigest()


def refuse_words(facts: dict[str, Fact]) -> None:
    """Let nothing but ids, codes and numbers through. Raises NotACode with the fact's name."""
    for name, value in facts.items():
        for each in value if isinstance(value, list) else [value]:
            is_plain = each is None or isinstance(each, int)
            if not is_plain and not (isinstance(each, str) and CODE.fullmatch(each)):
                raise NotACode(name)


class Walk:
    """One way along a chain. It remembers a mark only, so a chain may be of any length.

    It begins `after` a mark: the start, or the last event of a beginning that is kept elsewhere.
    """

    def __init__(self, after: Mark = START) -> None:
        self.reached = after

    def step(self, event: Event, digest: str) -> None:
        """Go on to the next event, which says that `digest` is its seal. Raises Broken."""
        expected = self.reached.number + 1
        if event.number > expected:
            raise Broken(expected, MISSING)
        if event.number < expected:
            raise Broken(event.number, OUT_OF_PLACE)
        if seal(event) != digest:
            raise Broken(expected, CHANGED)
        if event.previous != self.reached.digest:
            raise Broken(expected, UNLINKED)
        self.reached = Mark(expected, digest)
