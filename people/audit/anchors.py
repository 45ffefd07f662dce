"""The newest end of each chain, kept where the database does not reach: lines of JSON in a file.

Whoever changes the database cannot change what was written down elsewhere before: an end that was
cut off, or a chain that was written anew, no longer agrees with its anchors.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from django.utils import timezone

from people.audit.chain import Mark, canonical
from people.audit.models import AuditChain


class NotAnAnchor(Exception):
    """A line of a file of JSON that says no anchor; its number is the argument."""


@dataclass(frozen=True)
class Anchor:
    """That a chain's newest event had this number and this digest at a moment."""

    chain: str
    number: int
    digest: str
    at: str

    @property
    def mark(self) -> Mark:
        return Mark(self.number, self.digest)


def heads() -> list[Anchor]:
    """The newest end of every chain, now."""
    now = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    chains = AuditChain.objects.filter(number__gt=0).order_by("pk")
    return [Anchor(str(one.uuid), one.number, one.digest, now) for one in chains]


def lines(anchors: list[Anchor]) -> str:
    """Anchors as text, a line each."""
    return "".join(f"{canonical(asdict(anchor))}\n" for anchor in anchors)


def append(file: Path, anchors: list[Anchor]) -> None:
    """Add anchors to a file, and do not come back before they are on the disk."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as target:
        target.write(lines(anchors))
        target.flush()
        os.fsync(target.fileno())


def read(file: Path) -> Iterator[Anchor]:
    """The anchors of a file, which may be a saved mail: only lines of JSON matter.

    Raises NotAnAnchor and OSError.
    """
    with file.open("rb") as source:
        for number, line in enumerate(source, 1):
            if line.startswith(b"{"):
                yield _parsed(line, number)


def _parsed(line: bytes, number: int) -> Anchor:
    try:
        said = json.loads(line)
        anchor = Anchor(**said)
        date.fromisoformat(str(anchor.at)[:10])
    except (ValueError, TypeError) as error:
        raise NotAnAnchor(number) from error
    texts = (anchor.chain, anchor.digest, anchor.at)
    if type(anchor.number) is not int or not all(isinstance(text, str) for text in texts):
        raise NotAnAnchor(number)
    return anchor
