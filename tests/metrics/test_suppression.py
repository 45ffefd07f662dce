"""What is hidden where groups are small: the worked example, and what must hold for any groups."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import display
from metrics.suppression import (
    Audience,
    Cell,
    Family,
    Reason,
    apply,
    apply_alone,
    is_alike,
    threshold,
)

E8 = json.loads((Path(__file__).parent / "examples" / "E8.json").read_text())
SIZES = st.lists(st.integers(min_value=0, max_value=40), min_size=1, max_size=8)
MINIMUM = st.integers(min_value=5, max_value=20)


def cells_of(sizes: list[int]) -> list[Cell]:
    return [Cell(f"g{number}", people) for number, people in enumerate(sizes)]


@pytest.mark.parametrize(("name", "k"), [("k5", 5), ("k10", 10)])
def test_example_e8_hides_and_shows_what_it_should(name, k):
    cells = [Cell(cell["site"], cell["den"]) for cell in E8["cells"]]
    shares = {cell["site"]: (cell["num"], cell["den"]) for cell in E8["cells"]}
    expected = E8["expected"][name]

    judged = apply(cells, k)

    hidden = {cell.name: str(cell.reason) for cell in judged if cell.is_hidden}
    shown = {c.name: display.percent(*shares[c.name]) for c in judged if not c.is_hidden}
    assert hidden == expected["reasons"]
    assert shown | {"total": expected["shown"]["total"]} == expected["shown"]


def test_the_total_of_example_e8_is_shown():
    people = sum(cell["den"] for cell in E8["cells"])
    covered = sum(cell["num"] for cell in E8["cells"])

    assert not apply_alone(Cell("all", people), 10).is_hidden
    assert display.percent(covered, people) == E8["expected"]["k5"]["shown"]["total"]


@given(SIZES, MINIMUM)
def test_the_order_is_kept_and_no_size_is_changed(sizes, k):
    cells = cells_of(sizes)

    judged = apply(cells, k)

    assert [(c.name, c.people) for c in judged] == [(c.name, c.people) for c in cells]


@given(SIZES, MINIMUM)
def test_no_group_below_k_is_shown(sizes, k):
    judged = apply(cells_of(sizes), k)

    assert all(cell.is_hidden for cell in judged if 0 < cell.people < k)


@given(SIZES, MINIMUM)
def test_a_hidden_group_cannot_be_found_by_subtraction(sizes, k):
    """Total minus shown is about two groups and k people at least, or about everybody."""
    judged = apply(cells_of(sizes), k)

    hidden = [cell.people for cell in judged if cell.is_hidden]
    shown = [cell.people for cell in judged if not cell.is_hidden and cell.people]
    if hidden and shown:
        assert len(hidden) >= 2
        assert sum(hidden) >= k


@given(SIZES, MINIMUM)
def test_nothing_is_hidden_without_need(sizes, k):
    judged = apply(cells_of(sizes), k)

    if not any(0 < size < k for size in sizes):
        assert not any(cell.is_hidden for cell in judged)


@given(SIZES, MINIMUM, st.integers(min_value=0, max_value=20))
def test_raising_k_never_shows_more(sizes, k, more):
    hidden = {cell.name for cell in apply(cells_of(sizes), k) if cell.is_hidden}

    assert hidden <= {cell.name for cell in apply(cells_of(sizes), k + more) if cell.is_hidden}


@given(SIZES, MINIMUM, st.sets(st.integers(min_value=0, max_value=7)))
def test_what_a_related_figure_hides_is_hidden_here_too(sizes, k, numbers):
    also = {f"g{number}" for number in numbers}

    judged = apply(cells_of(sizes), k, also=also)

    assert all(cell.is_hidden for cell in judged if cell.name in also and cell.people)


def test_an_empty_group_says_so_and_is_not_hidden():
    judged = apply([Cell("a", 0), Cell("b", 9)], 5)

    assert [cell.reason for cell in judged] == [Reason.NO_POPULATION, Reason.SHOWN]
    assert apply_alone(Cell("all", 0), 5).reason is Reason.NO_POPULATION


def test_a_total_below_k_is_hidden():
    assert apply_alone(Cell("all", 4), 5).reason is Reason.BELOW_K
    assert apply_alone(Cell("all", 5), 5).reason is Reason.SHOWN


@pytest.mark.parametrize(
    ("family", "audience", "fine", "k"),
    [
        (Family.PARTICIPATION, Audience.INSIDE, True, 5),
        (Family.PARTICIPATION, Audience.OUTSIDE, False, 10),
        (Family.LEARNING, Audience.INSIDE, False, 5),
        (Family.LEARNING, Audience.INSIDE, True, 10),
        (Family.LEARNING, Audience.OUTSIDE, False, 10),
    ],
)
def test_thresholds_are_those_of_the_table(family, audience, fine, k):
    assert threshold(family, audience, fine=fine) == k


def test_a_customer_may_raise_k_and_never_lower_it():
    def for_customer(wish: int) -> int:
        return threshold(Family.PARTICIPATION, Audience.INSIDE, fine=False, raised_to=wish)

    assert (for_customer(3), for_customer(8)) == (5, 8)


@pytest.mark.parametrize(
    ("share", "people", "alike"),
    [
        (Decimal(1), 49, True),
        (Decimal(0), 12, True),
        (Decimal(1), 50, False),
        (Decimal("0.98"), 20, False),
        (Decimal(0), 0, False),
    ],
)
def test_sameness_is_where_a_share_would_say_something_of_everybody(share, people, alike):
    assert is_alike(Cell("a", people, share)) is alike
