"""What the shipped fonts can print."""

import pytest
from fontTools.ttLib import TTFont

from certificates import glyphs
from tests.certificates.names import NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_the_list_can_be_printed(name):
    fonts = glyphs.fonts_for(name, "en")

    assert 1 <= len(fonts) <= 3
    assert glyphs.width(name, fonts) > 0


def test_a_character_in_no_font_is_named():
    with pytest.raises(glyphs.MissingGlyph, match=r"^U\+13A0 CHEROKEE LETTER A$"):
        glyphs.fonts_for("Sequoyah Ꭰ", "en")


def test_joiners_need_no_shape():
    assert glyphs.fonts_for("علی\u200cرضا", "fa") == glyphs.fonts_for("علیرضا", "fa")


def test_urdu_is_printed_in_nastaliq_and_arabic_is_not():
    assert glyphs.fonts_for("محمد", "ur") == [glyphs.NASTALIQ]
    assert glyphs.fonts_for("محمد", "ar") == [glyphs.ARABIC]


def test_a_wide_text_is_wider_than_a_narrow_one():
    fonts = glyphs.fonts_for("iW", "en")

    assert glyphs.width("WWWW", fonts) > 3 * glyphs.width("iiii", fonts)


def test_no_font_family_of_ours_can_be_taken_for_one_of_the_machine():
    for font in [*glyphs.FONTS, glyphs.NASTALIQ]:
        with TTFont(glyphs.path(font.regular), lazy=True) as file:
            assert file["name"].getDebugName(1) != font.family


def test_a_font_that_is_not_shipped_is_an_error():
    with pytest.raises(FileNotFoundError):
        glyphs.path("../settings/base.py")
