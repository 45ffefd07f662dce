"""Finds what is left in Latin letters where everything should be said in another script."""

import re

# What stands in a mail as it is: addresses, and the house's own name.
OWN = re.compile(r"https?://\S+|\bDaylight\b")


def latin_words(said: str) -> list[str]:
    """The words in Latin letters of a text or of a page's HTML, between its tags."""
    return re.findall(r"[A-Za-z]+", OWN.sub("", re.sub(r"<[^>]+>", " ", said)))
