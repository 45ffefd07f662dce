"""Verify a file taken from Daylight's audit log, with nothing but Python 3.9 or newer.

    python3 verify_export.py audit.csv [--anchors anchors.jsonl] [--part]

Says what is wrong at the first event that is not what it should be, and ends with status 1; with
status 0 if all is well. `--part` is for a file that was narrowed by days, by verb or otherwise:
it may begin late and have gaps. A log whose beginning was deleted, because it was old, says so in
an event of its own, and is verified from there on. Read auditing.md for what is proved, and what
is not.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    Anchor = tuple[str, int, str, str]

TEXTS = ["chain", "at", "actor", "acting_as", "verb", "kind", "about", "request", "previous"]
NONE = {"number": "0", "digest": "0" * 64, "chain": ""}
# The verb of an event that tells of a beginning that was deleted; how long events are kept; how far
# days may differ between time zones and clocks.
DELETED, KEPT, SLACK = "beginning-deleted", timedelta(days=731), timedelta(days=2)


class Wrong(Exception):
    """What is wrong, in words."""


def digest(row: dict[str, str]) -> str:
    """SHA-256 of the event as JSON: UTF-8, sorted keys, no spaces, without its own digest."""
    event: dict[str, object] = {name: row[name] for name in TEXTS}
    event.update(number=int(row["number"]), facts=json.loads(row["facts"]))
    text = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def check(row: dict[str, str], before: dict[str, str], is_part: bool) -> None:
    """Whether an event is sound, and follows the one before it. Raises Wrong."""
    number, last = int(row["number"]), int(before["number"])
    if before["chain"] not in ("", row["chain"]):
        raise Wrong(f"event {number} is of another company's chain")
    if number <= last or (number > last + 1 and not is_part):
        raise Wrong(f"event {last + 1} is missing, or events are out of order")
    if digest(row) != row["digest"]:
        raise Wrong(f"event {number} is not what its digest says")
    if number == last + 1 and row["previous"] != before["digest"]:
        raise Wrong(f"event {number} does not follow the event before it")


def beginning(rows: Iterable[dict[str, str]], anchors: list[Anchor]) -> dict[str, str]:
    """The last event before the first one of a whole log, as far as it is known. Raises Wrong."""
    told: dict[str, str] = {}
    following = date.today().isoformat()
    for row in rows:
        if row["verb"] == DELETED:
            told, following = row, date.today().isoformat()
        elif told and int(row["number"]) == int(told["number"]) + 1:
            following = row["at"][:10]
    if not told:
        return dict(NONE)
    facts = json.loads(told["facts"])
    last = {"number": facts["up_to"], "digest": facts["digest"], "chain": told["chain"]}
    before, at = date.fromisoformat(facts["before"]), date.fromisoformat(told["at"][:10])
    if before > at - KEPT + SLACK:
        raise Wrong(f"event {told['number']} tells of a deletion before its time")
    check_anchors(told, last, before, anchors)
    if at - SLACK > date.fromisoformat(following):
        raise Wrong(f"event {told['number']} tells of a day that had not come")
    return last


def check_anchors(
    told: dict[str, str], last: dict[str, str], before: date, anchors: list[Anchor]
) -> None:
    """Whether what anchors knew, and did not know yet, agrees with a deletion. Raises Wrong."""
    known = dict.fromkeys((at for _chain, _number, _said, at in anchors), 0)
    up_to, number_told = int(last["number"]), int(told["number"])
    for chain, number, said, at in anchors:
        if chain != last["chain"]:
            continue
        known[at] = max(known[at], number)
        if number == up_to and said != last["digest"]:
            raise Wrong(f"event {number}, which was deleted, is not what an anchor says")
    for at, number in sorted(known.items()):
        day = date.fromisoformat(at[:10])
        if number < up_to and day >= before + SLACK:
            raise Wrong(f"event {number + 1} was deleted before its time: see the anchor of {day}")
        if number >= number_told and date.fromisoformat(told["at"][:10]) - SLACK > day:
            raise Wrong(f"event {number_told} tells of a day that had not come")


def verify(
    rows: Iterable[dict[str, str]], anchors: list[Anchor], last: dict[str, str], is_part: bool
) -> str:
    """Go through all after the `last` event that is gone; say what was found. Raises Wrong."""
    known = {(chain, number): said for chain, number, said, _at in anchors}
    count, row = 0, last
    for following in rows:
        check(following, row, is_part)
        count, row = count + 1, following
        if known.get((row["chain"], int(row["number"])), row["digest"]) != row["digest"]:
            raise Wrong(f"event {row['number']} is not what an anchor says")
    if not count:
        raise Wrong("the file holds no event")
    later = [number for chain, number, *_ in anchors if chain == row["chain"]]
    if not is_part and max(later, default=0) > int(row["number"]):
        raise Wrong(f"all after event {row['number']} is missing: an anchor knows {max(later)}")
    return f"{count} events hold. The newest is {row['number']}, with digest {row['digest']}"


def read_anchors(file: str) -> list[Anchor]:
    """Chain, number, digest and moment of each; lines that are no JSON (of a mail) are skipped."""
    with Path(file).open(encoding="utf-8") as source:
        lines = [json.loads(line) for line in source if line[:1] == "{"]
    return [(line["chain"], int(line["number"]), line["digest"], line["at"]) for line in lines]


def main() -> int:
    parser = argparse.ArgumentParser(description="Verify a file of Daylight's audit log.")
    parser.add_argument("file")
    parser.add_argument("--anchors")
    parser.add_argument("--part", action="store_true")
    asked = parser.parse_args()
    try:
        anchors = read_anchors(asked.anchors) if asked.anchors else []
        with Path(asked.file).open(encoding="utf-8", newline="") as source:
            last = NONE if asked.part else beginning(csv.DictReader(source), anchors)
            source.seek(0)
            found = verify(csv.DictReader(source), anchors, last, asked.part)
    except Wrong as wrong:
        sys.stdout.write(f"WRONG: {wrong}\n")
        return 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.stdout.write(f"WRONG: a file cannot be read as it should be ({error})\n")
        return 1
    sys.stdout.write(f"{found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
