"""Names of all scripts are kept as written; what is not a name is refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.names import LONGEST, NameNotPrintable, clean_name, letters
from tests.factories import NAMES

LETTERS = st.characters(categories=["L", "M", "N", "P", "Zs"])


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stays_as_it_is(name):
    assert clean_name(name) == unicodedata.normalize("NFC", name)


@given(st.text(LETTERS, max_size=80))
def test_cleaning_twice_is_cleaning_once(text):
    assert clean_name(clean_name(text)) == clean_name(text)


@given(st.text(LETTERS, max_size=80))
def test_cleaning_loses_nothing_but_spaces(text):
    composed = unicodedata.normalize("NFC", text)

    assert "".join(clean_name(text).split()) == "".join(composed.split())


@given(st.text(LETTERS, max_size=20), st.characters(categories=["Cc", "Co", "Zl", "Zp"]))
def test_a_control_character_is_refused_wherever_it_stands(text, character):
    with pytest.raises(NameNotPrintable):
        clean_name(text + character + text)


@pytest.mark.parametrize("override", ["\u202e", "\u2066", "\u200e", "\ufeff"])
def test_marks_that_turn_or_hide_text_are_refused(override):
    with pytest.raises(NameNotPrintable):
        clean_name(f"Amina{override}")


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
def test_joiners_inside_words_are_part_of_the_name(joiner):
    assert joiner in clean_name(f"नाम{joiner}न")


def test_two_ways_to_write_the_same_letter_are_one_name():
    assert clean_name("Nguye\u0302\u0303n") == clean_name("Nguyễn")


def test_marks_do_not_make_a_name_too_long():
    longest = "မြ" * LONGEST

    assert letters(longest) == LONGEST
    assert clean_name(longest)
    with pytest.raises(NameNotPrintable, match="too long"):
        clean_name(longest + "မ")
