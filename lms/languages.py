"""Which languages the interface speaks, and how each is written."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language_info


@dataclass(frozen=True)
class Language:
    """A language as people pick it: code, its own name, writing direction."""

    code: str
    name: str
    direction: str


def language(code: str) -> Language:
    """A language by its code, pseudo-locales such as `ar-xb` included."""
    info = get_language_info(code)
    return Language(code, info["name_local"], "rtl" if info["bidi"] else "ltr")


def interface_languages() -> list[Language]:
    return [language(code) for code, _ in settings.LANGUAGES]


def of_address(path: str) -> str | None:
    """The language that an address begins with (/ar/…), if it does. Only the whole first part is
    one: /my-data/ is no Burmese."""
    first = path.removeprefix("/").partition("/")[0]
    return first if first in {known for known, _ in settings.LANGUAGES} else None


def spoken(code: str | None) -> str:
    """The interface language for a wished one: the same where we speak it, else the default."""
    known = {known for known, _ in settings.LANGUAGES}
    return code if code in known else settings.LANGUAGE_CODE
