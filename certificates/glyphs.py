"""Which characters the shipped fonts can print, and how wide they are."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont


class MissingGlyph(Exception):
    """None of the shipped fonts can print a character, so nothing is printed."""

    def __init__(self, character: str) -> None:
        self.character = character
        name = unicodedata.name(character, "(no name)")
        super().__init__(f"U+{ord(character):04X} {name}")


@dataclass(frozen=True)
class Font:
    """One script's font, under a family name that no font of the machine has."""

    family: str
    regular: str
    strong: str


def _pair(family: str, stem: str) -> Font:
    return Font(f"Daylight {family}", f"{stem}-400.woff2", f"{stem}-600.woff2")


ARABIC = _pair("Arabic", "noto-sans-arabic")
NASTALIQ = Font("Daylight Nastaliq", "noto-nastaliq-urdu-400.woff2", "noto-nastaliq-urdu-400.woff2")

# The first that has a character prints it.
FONTS = [
    _pair("Latin", "noto-sans-latin"),
    _pair("Latin Extended", "noto-sans-latin-ext"),
    _pair("Vietnamese", "noto-sans-vietnamese"),
    _pair("Cyrillic", "noto-sans-cyrillic"),
    ARABIC,
    _pair("Devanagari", "noto-sans-devanagari"),
    _pair("Bengali", "noto-sans-bengali"),
    _pair("Tamil", "noto-sans-tamil"),
    _pair("Myanmar", "noto-sans-myanmar"),
    _pair("Khmer", "noto-sans-khmer"),
    _pair("Thai", "noto-sans-thai"),
    Font("Daylight Chinese", "noto-sans-sc-400.woff2", "noto-sans-sc-400.woff2"),
    Font("Daylight Korean", "noto-sans-kr-400.woff2", "noto-sans-kr-400.woff2"),
]

# Urdu is read in Nastaliq.
IN_PLACE_OF_ARABIC = {"ur": NASTALIQ}

# Shape their neighbours or allow a break, and need no shape of their own.
SHAPELESS = {"\u200b", "\u200c", "\u200d", "\u2060"}


@dataclass(frozen=True)
class Face:
    """What is known of a font file: each character's width in ems."""

    widths: dict[int, float]


@cache
def face(file: str) -> Face:
    with TTFont(path(file), lazy=True) as font:
        em = font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        names = font.getBestCmap().items()
        return Face({code: metrics[name][0] / em for code, name in names if code > 0x1F})


def path(file: str) -> Path:
    """Where one of our font files lies. Raises FileNotFoundError."""
    found = finders.find(f"lms/fonts/{file}")
    if found is None:
        raise FileNotFoundError(file)
    return Path(found)


def fonts_for(text: str, language: str) -> list[Font]:
    """The fonts that print a text, the first of them first. Raises MissingGlyph."""
    own = IN_PLACE_OF_ARABIC.get(language, ARABIC)
    order = [own if font is ARABIC else font for font in FONTS]
    needed = {_font(character, order) for character in sorted(set(text)) if _has_shape(character)}
    return [font for font in order if font in needed]


def width(text: str, fonts: list[Font]) -> float:
    """How wide a text is at most, in ems of the strong face. Joined letters are narrower."""
    return sum(
        face(_font(character, fonts).strong).widths[ord(character)]
        for character in text
        if _has_shape(character)
    )


def _has_shape(character: str) -> bool:
    return character not in SHAPELESS and not (character.isspace() and character != " ")


def _font(character: str, order: list[Font]) -> Font:
    code = ord(character)
    for font in order:
        if code in face(font.regular).widths and code in face(font.strong).widths:
            return font
    raise MissingGlyph(character)
