"""What is wrong with a file, and where: facts without words. Pure, no Django.

The words are in people/imports/wording.py, so that a fault is told in its reader's language.
"""

from dataclasses import dataclass, field

# As much of a cell as is shown again; enough to find it, too little to fill a screen.
SHOWN = 60


@dataclass(frozen=True)
class Fault:
    """One thing wrong, or (a note) one thing to look at, as exactly as it is known where."""

    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    facts: dict[str, str | int] = field(default_factory=dict)
    is_note: bool = False


class Unreadable(Exception):
    """A file, or the rest of it, cannot be read. Carries the fault."""

    def __init__(self, code: str, *, row: int = 0, column: str = "", **facts: str | int) -> None:
        super().__init__(code)
        self.fault = Fault(code, row=row, column=column, facts=facts)


class Wrong(Exception):
    """A cell does not hold what its column asks for. Carries the fault's code and facts."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def shown(text: str) -> str:
    """A cell's text as it is shown again: short, and with nothing hidden in it."""
    plain = "".join(
        one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text[: SHOWN + 1]
    )
    return plain if len(text) <= SHOWN else f"{plain[:SHOWN]}…"
