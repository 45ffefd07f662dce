"""Compile the message catalogues with Babel: no gettext is needed to run Daylight."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile locales/*/LC_MESSAGES/*.po where they have changed."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for words in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                compiled = words.with_suffix(".mo")
                if not compiled.exists() or compiled.stat().st_mtime < words.stat().st_mtime:
                    _compile(words, compiled)


def _compile(words: Path, compiled: Path) -> None:
    with words.open("rb") as source:
        catalogue = read_po(source, locale=None)
    unfinished = compiled.with_suffix(".new")
    with unfinished.open("wb") as target:
        write_mo(target, catalogue)
    unfinished.replace(compiled)
