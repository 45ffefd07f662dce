"""What spreadsheets do with text, and how to keep them from it. Pure, no Django."""

# What a spreadsheet takes for the beginning of a formula, also in full-width letters.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe in front where one would."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
