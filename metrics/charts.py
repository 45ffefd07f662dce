"""Bar charts as numbers for a template: what is drawn comes from the report's rows alone. Pure.

A chart is drawn on a sheet of fixed width, names above bars, so that it can be read on a phone.
In right-to-left languages the bars begin at the right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 300
LINE = 64
NAME_Y = 16
BAR_Y = 24
BAR = 10
TEXT_Y = 51

# More bars than this are no picture any longer: the table says it better.
MOST_BARS = 24


@dataclass(frozen=True)
class Bar:
    """One bar: where it begins and how long it is; a hidden one is an empty outline."""

    name: str
    text: str
    is_hidden: bool
    x: str
    width: str
    name_y: int
    bar_y: int
    text_y: int


@dataclass(frozen=True)
class Chart:
    """A chart with its title and the sentence that says what it shows."""

    key: str
    title: str
    summary: str
    bars: Sequence[Bar]
    width: int
    height: int
    start_x: int
    bar_height: int = BAR


def chart(
    key: str,
    title: str,
    summary: str,
    points: Sequence[tuple[str, str, Decimal | None]],
    *,
    right_to_left: bool,
) -> Chart:
    """A chart of (name, text, share from 0 to 100); a share of None is a hidden one."""
    bars = []
    for number, (name, text, share) in enumerate(points):
        length = Decimal(WIDTH) * (share if share is not None else 100) / 100
        x = Decimal(WIDTH) - length if right_to_left else Decimal(0)
        bars.append(
            Bar(
                name=name,
                text=text,
                is_hidden=share is None,
                x=f"{x:.1f}",
                width=f"{length:.1f}",
                name_y=number * LINE + NAME_Y,
                bar_y=number * LINE + BAR_Y,
                text_y=number * LINE + TEXT_Y,
            )
        )
    start_x = WIDTH if right_to_left else 0
    return Chart(key, title, summary, bars, WIDTH, len(bars) * LINE, start_x)
