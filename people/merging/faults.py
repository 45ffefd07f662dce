"""Why two people are not merged, or not parted again; nothing has happened then."""

from enum import StrEnum


class Reason(StrEnum):
    """What is in the way. people/merging/wording.py says it to people."""

    SAME_ROW = "same_row"
    MERGED_ALREADY = "merged_already"
    OUT_OF_REACH = "out_of_reach"
    TWO_EMPLOYERS = "two_employers"
    POWER = "power"
    ANSWERS_FOR = "answers_for"
    ERASED = "erased"
    CONFLICT = "conflict"
    MERGED_SINCE = "merged_since"
    CHANGED_SINCE = "changed_since"
    LEARNT_SINCE = "learnt_since"


class CannotMerge(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class CannotUndo(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
