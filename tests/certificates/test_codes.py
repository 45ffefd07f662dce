"""How codes are written and read back."""

import pytest

from certificates import codes
from certificates.models import new_code, new_name_code


def test_a_new_code_has_more_than_128_bits_and_no_letter_that_is_misread():
    code = new_code()

    assert len(codes.ALPHABET) ** len(code) > 2**128
    assert len(codes.ALPHABET) ** len(new_name_code()) > 2**59
    assert set(code) <= set(codes.ALPHABET)
    assert not set("01ilo") & set(codes.ALPHABET)


def test_codes_do_not_repeat():
    assert len({new_code() for _ in range(1_000)}) == 1_000


@pytest.mark.parametrize(
    "typed",
    [
        "k7f2mqxwz4h9",
        "K7F2-MQXW-Z4H9",
        " k7f2 mqxw z4h9\n",
        "k7f2–mqxw—z4h9",
        "k7f2\u200bmqxw\u00a0z4h9",
        "ｋ７ｆ２ｍｑｘｗｚ４ｈ９",
    ],
)
def test_spaces_dashes_and_capitals_do_not_matter(typed):
    assert codes.read(typed) == "k7f2mqxwz4h9"


@pytest.mark.parametrize(
    "typed", ["", "k7f2/mqxw", "k7f2\x00", "i0l1o", "é" * 27, "a" * 41, "a" * 9_999]
)
def test_what_cannot_be_a_code_is_empty(typed):
    assert codes.read(typed) == ""


def test_a_code_is_written_in_groups_and_read_back():
    code = new_code()

    assert codes.spaced(code).count("-") == 6
    assert codes.read(codes.spaced(code)) == code
