"""How the codes of certificates are written, and read back from what people type. Pure."""

import unicodedata

# No letters or digits that are mistaken for each other when read aloud or typed.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"

LONGEST = 40


def read(typed: str) -> str:
    """The code meant by what was typed: spaces, dashes and capitals do not matter.

    What cannot be a code is the empty text, which no certificate has.
    """
    if len(typed) > 4 * LONGEST:
        return ""
    plain = unicodedata.normalize("NFKC", typed).lower()
    code = "".join(
        character
        for character in plain
        if not character.isspace() and unicodedata.category(character) not in {"Pd", "Cf"}
    )
    return code if len(code) <= LONGEST and set(code) <= set(ALPHABET) else ""


def spaced(code: str) -> str:
    """The code in groups of four, for reading aloud and typing: "abcd-efgh-…"."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
