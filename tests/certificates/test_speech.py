"""A page says its exact words."""

import re

from certificates import pdf
from tests.certificates import printed
from tests.certificates.test_pdf import ARABIC, BURMESE, certificate


def test_shaped_text_is_read_back_letter_by_letter():
    assert ("my", "ဒေါ်ခင်မြတ်နိုး") in printed.words(pdf.draw(certificate("ဒေါ်ခင်မြတ်နိုး", **BURMESE)))
    assert ("ar", "فاطمة الزهراء") in printed.words(
        pdf.draw(certificate("فاطمة الزهراء", **ARABIC))
    )


def test_every_glyph_stands_for_some_character():
    maps = printed.characters_of_glyphs(pdf.draw(certificate("فاطمة الزهراء", **ARABIC)))

    assert re.search(r"<[0-9a-f]{4}> <[0-9a-f]+>", maps)
    assert "<>" not in maps
