"""Draws the coverage page as a PDF: tagged, with its title and language, from our own fonts alone.

Imported only by who is asked for one: the drawing engine is large.
"""

import re
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import get_language, get_language_bidi

from certificates import glyphs
from certificates.glyphs import Font, MissingGlyph
from certificates.pdf import Assets, press, static_file

# What stands for a character that none of our fonts can print.
UNKNOWN = "?"


def draw(context: dict[str, Any]) -> bytes:
    """The page of a context of metrics.coverage_views as a PDF/UA file."""
    language = get_language() or "en"
    direction = "rtl" if get_language_bidi() else "ltr"
    drawn = render_to_string(
        "metrics/coverage_print.html", context | {"language": language, "direction": direction}
    )
    html, fonts = _printable(drawn, language)
    families = ",".join(f'"{font.family}"' for font in fonts)
    sheets = [static_file("coverage.css").decode(), f"html{{font-family:{families}}}"]
    return press(html, fonts, sheets, Assets({}))


def _printable(html: str, language: str) -> tuple[str, list[Font]]:
    """The page and its fonts; what an organisation's name holds and cannot be printed is marked."""
    while True:
        text = re.sub(r"&[#\w]+;", " ", strip_tags(html)) + "&'\"<>" + UNKNOWN
        try:
            return html, glyphs.fonts_for(text, language)
        except MissingGlyph as missing:
            html = html.replace(missing.character, UNKNOWN)
