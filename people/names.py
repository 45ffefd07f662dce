"""What a person's name may hold. Pure text, no Django. Rules: languages.md section 7."""

import unicodedata

LONGEST = 150

# Invisible joiners that several scripts need inside words.
JOINERS = {"\u200c", "\u200d"}


class NameNotPrintable(Exception):
    """A name holds a character that cannot stand in a name."""


def clean_name(text: str) -> str:
    """Return the name in NFC with outer and doubled spaces removed, otherwise as written.

    Raises NameNotPrintable for control and formatting characters (line breaks, bidi overrides),
    unassigned characters, and names longer than 150 characters with their marks set aside.
    """
    for character in text:
        category = unicodedata.category(character)
        if category.startswith("C") and character not in JOINERS:
            raise NameNotPrintable(f"U+{ord(character):04X}")
        if category in {"Zl", "Zp"}:
            raise NameNotPrintable(f"U+{ord(character):04X}")
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if letters(name) > LONGEST:
        raise NameNotPrintable("too long")
    return name


def letters(text: str) -> int:
    """How many characters the text has, marks and joiners set aside."""
    return sum(
        1
        for character in text
        if not unicodedata.category(character).startswith("M") and character not in JOINERS
    )
