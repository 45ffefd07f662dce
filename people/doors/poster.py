"""What is printed: QR codes, and the sentence on a poster in the languages of its readers."""

from dataclasses import dataclass

import segno
from django.conf import settings
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _

QUIET = 2


@dataclass(frozen=True)
class Tongue:
    """A language as its readers write it, with what a poster says in it."""

    code: str
    name: str
    direction: str
    sentence: str


def tongues(languages: list[str]) -> list[Tongue]:
    """The languages of a link that the pages still speak, in the order of the pages."""
    return [_tongue(code) for code, _name in settings.LANGUAGES if code in languages]


def _tongue(code: str) -> Tongue:
    info = get_language_info(code)
    with override(code):
        said = _("Learn about safe and fair work here. Point your phone's camera at the square.")
    return Tongue(code, info["name_local"], "rtl" if info["bidi"] else "ltr", said)


def host() -> str:
    """Our address as people type it, without what browsers add."""
    return settings.BASE_URL.split("://")[-1]


def qr(path: str) -> str:
    """The picture of an address of ours, as the source of an image."""
    return str(segno.make_qr(settings.BASE_URL + path).svg_data_uri(border=QUIET, dark="#1d2429"))
