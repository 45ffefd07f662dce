"""Two languages that nobody speaks, to see what is not translatable, too long, or not mirrored.

`en_XA` is English with accents and 40 per cent longer; `ar_XB` is English that runs from right to
left. Both are made from the English catalogue; neither is ever offered to people.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand

ACCENTS = str.maketrans(
    "AaCcDdEeGgHhIiKkLlNnOoRrSsTtUuWwYyZz", "ÅåÇçĎďÉéĜĝĤĥÎîĶķĻļÑñÖöŔŕŠšŢţÛûŴŵÝýŽž"
)
# What must stay as it is: placeholders, tags, entities.
FIXED = re.compile(r"(%\(\w+\)[a-z]|%%|\{\w*\}|<[^>]+>|&\w+;)")
# Right-to-left embedding, and the pop that ends it.
EMBED, POP = "\u202b", "\u202c"
LONGER = 0.4


class Command(BaseCommand):
    help = "Make locales/en_XA and locales/ar_XB from locales/en."

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.LOCALE_PATHS[0])
        with (folder / "en" / "LC_MESSAGES" / "django.po").open("rb") as source:
            english = read_po(source, locale="en")
        for name, change in {"en_XA": accented, "ar_XB": mirrored}.items():
            target = folder / name / "LC_MESSAGES" / "django.po"
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                write_po(file, _changed(english, change), width=100)


def accented(text: str) -> str:
    """The text with accents, in brackets, and longer by 40 per cent."""
    parts = FIXED.split(text)
    strange = "".join(
        part if place % 2 else part.translate(ACCENTS) for place, part in enumerate(parts)
    )
    return f"[{strange}{'·' * round(len(text) * LONGER)}]" if text.strip() else text


def mirrored(text: str) -> str:
    """The text run from right to left, word by word, its placeholders untouched."""
    parts = FIXED.split(text)
    return "".join(
        part if place % 2 or not part.strip() else f"{EMBED}{part}{POP}"
        for place, part in enumerate(parts)
    )


def _changed(english: Catalog, change: Callable[[str], str]) -> Catalog:
    """The catalogue with every message changed; both plural forms, as English has two."""
    changed = Catalog(locale="en", header_comment="# Made by `manage.py pseudolocales`.")
    for message in english:
        if not message.id:
            continue
        strings: str | tuple[str, ...]
        if isinstance(message.id, tuple | list):
            strings = tuple(change(form) for form in message.id)
        else:
            strings = change(message.id)
        changed.add(message.id, strings, context=message.context, flags=message.flags - {"fuzzy"})
    return changed
