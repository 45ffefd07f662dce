"""How figures are written: counting rule R23."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.display import one_decimal, percent

ROWS = json.loads((Path(__file__).parent / "examples" / "E8.json").read_text())["rounding"]


@pytest.mark.parametrize("row", ROWS)
def test_the_rounding_rows_of_example_e8(row):
    assert percent(row["num"], row["den"]) == row["display"]


def test_a_half_is_rounded_up_in_decimal_arithmetic():
    assert one_decimal(Decimal("0.15")) == "0.2"
    assert one_decimal(Decimal("0.05")) == "0.1"


@given(st.data(), st.integers(min_value=1, max_value=100_000))
def test_all_and_none_are_said_of_all_and_none_alone(data, people):
    covered = data.draw(st.integers(min_value=0, max_value=people))

    assert (percent(covered, people) == "100.0") == (covered == people)
    assert (percent(covered, people) == "0.0") == (covered == 0)
