"""Draws a certificate's PDF: tagged, two pages, the same bytes for the same certificate.

Nothing is fetched from the network or from the file system: the page may use only what `Assets`
holds, and what a person typed is always text. Imported by the worker only.
"""

import io
import threading
from collections.abc import Sequence
from datetime import date
from functools import cache, partial
from pathlib import Path

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from certificates import codes, days, glyphs, speech, wording
from certificates.glyphs import Font
from certificates.models import Certificate
from certificates.wording import Said, direction, in_each, said

# The line for the name and the titles: A4 across, less the frame and the air around it.
LINE = 640
NAME_SIZES = (16, 42)
LATIN_NAME_SIZES = (12, 20)
TITLE_SIZES = (13, 22)

# Fontconfig and the fonts loaded into it are shared by all that this process draws.
_press = threading.Lock()


class AssetRefused(Exception):
    """The page asked for something that is not one of our own assets, or that is missing."""


class Assets(URLFetcher):
    """Hands out our own fonts and pictures by `asset:` addresses, and refuses everything else."""

    def __init__(self, pictures: dict[str, bytes]) -> None:
        super().__init__(allowed_protocols=())
        self._pictures = pictures

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Refusing is fatal: a certificate without one of its parts is not drawn at all."""
        scheme, _, name = url.partition(":")
        try:
            if scheme != "asset":
                raise KeyError(url)
            if name in self._pictures:
                content, kind = self._pictures[name], "image/svg+xml"
            else:
                content, kind = _font_files()[name].read_bytes(), "font/woff2"
        except (KeyError, OSError) as error:
            raise FatalURLFetchingError(f"refused: {url[:200]}") from error
        return URLFetcherResponse(url, content, {"Content-Type": kind})


@cache
def _font_files() -> dict[str, Path]:
    files = {
        file for font in [*glyphs.FONTS, glyphs.NASTALIQ] for file in (font.regular, font.strong)
    }
    return {file: glyphs.path(file) for file in files}


@cache
def static_file(name: str) -> bytes:
    found = finders.find(f"lms/{name}")
    if found is None:
        raise AssetRefused(f"missing: {name}")
    return Path(found).read_bytes()


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _stylesheet() -> CSS:
    return CSS(string=static_file("certificate.css").decode(), url_fetcher=Assets({}))


@cache
def _load(font: Font) -> None:
    """Make a font known to this process. It stays known: decompressing it takes the time."""
    faces = "".join(
        f'@font-face{{font-family:"{font.family}";font-weight:{weight};src:url(asset:{file})}}'
        for weight, file in ((400, font.regular), (600, font.strong))
    )
    CSS(string=faces, font_config=_fonts(), url_fetcher=Assets({}))


def draw(certificate: Certificate) -> bytes:
    """The certificate as a PDF/UA file. Raises MissingGlyph, AssetRefused."""
    context = _context(certificate)
    html = render_to_string("certificates/certificate_print.html", context)
    fonts = glyphs.fonts_for(_all_text(certificate, context), certificate.languages[0])
    assets = Assets({"qr.svg": _qr(certificate), "certificate.svg": static_file("certificate.svg")})
    return press(html, fonts, [_stylesheet(), _sizes(certificate, fonts)], assets)


def press(html: str, fonts: list[Font], sheets: Sequence[CSS | str], assets: Assets) -> bytes:
    """A page as a tagged PDF, drawn with our own fonts alone. Raises AssetRefused."""
    with _press:
        try:
            for font in fonts:
                _load(font)
            made = [
                CSS(string=sheet, url_fetcher=assets) if isinstance(sheet, str) else sheet
                for sheet in sheets
            ]
            pdf: bytes = HTML(string=html, url_fetcher=assets).write_pdf(
                stylesheets=made,
                font_config=_fonts(),
                pdf_variant="pdf/ua-1",
                finisher=speech.finish,
            )
        except FatalURLFetchingError as refusal:
            raise AssetRefused(str(refusal)) from refusal
    return pdf


def verification_address(certificate: Certificate) -> str:
    return settings.BASE_URL + reverse("verify-certificate", args=[certificate.code])


def _qr(certificate: Certificate) -> bytes:
    """The address and the code, and nothing else."""
    picture = io.BytesIO()
    segno.make(verification_address(certificate), error="m", micro=False).save(
        picture, kind="svg", border=0, dark="#1d2429", xmldecl=False
    )
    return picture.getvalue()


def _context(certificate: Certificate) -> dict[str, object]:
    languages = certificate.languages
    say = partial(in_each, languages)
    day = partial(_day, languages)
    return {
        "language": languages[0],
        "direction": direction(languages[0]),
        "certificate": certificate,
        "titles": say(wording.title),
        "awarded_to": say(wording.awarded_to),
        "for_programme": say(wording.for_programme),
        "programmes": _told(certificate, "programme"),
        "issuers": _told(certificate, "issuer"),
        "issued_by": say(wording.issued_by),
        "evidence": say(partial(wording.evidence_note, certificate.evidence)),
        "condition": say(wording.in_role) if certificate.ends_with_role else [],
        "facts": [
            (say(wording.completed), day(certificate.issued_on)),
            (say(wording.valid_until), day(certificate.expires_on)),
        ],
        "check": say(wording.check),
        "qr_alternative": say(wording.qr_alternative)[0],
        "about": say(wording.about),
        "back": [say(phrase) for phrase in wording.back()],
        "address": verification_address(certificate),
        "entry": settings.BASE_URL.split("://")[-1] + reverse("verify"),
        "code": codes.spaced(certificate.code),
    }


def _told(certificate: Certificate, part: str) -> list[Said]:
    """Frozen words in each language, none twice."""
    texts: dict[str, Said] = {}
    for language in certificate.languages:
        text = certificate.wording[language][part]
        texts[text] = said(language, text)
    return list(texts.values())


def _day(languages: list[str], day: date | None) -> list[Said]:
    if day is None:
        return []
    words = {days.in_words(day, language): language for language in reversed(languages)}
    return [said(language, text) for text, language in reversed(words.items())]


def _all_text(certificate: Certificate, context: dict[str, object]) -> str:
    """Everything that is printed: each character must have a shape."""
    texts = [certificate.holder_name, certificate.holder_latin_name]
    texts += [str(context["entry"]), str(context["code"])]
    waiting: list[object] = list(context.values())
    while waiting:
        part = waiting.pop()
        if isinstance(part, Said):
            texts.append(part.text)
        elif isinstance(part, list | tuple):
            waiting += part
    return " ".join(texts)


def _sizes(certificate: Certificate, fonts: list[Font]) -> str:
    """Type sizes that let the name and the titles stand on one line each, while they can."""
    families = ",".join(f'"{font.family}"' for font in fonts)
    titles = certificate.words(certificate.languages[0])
    name = _size(certificate.holder_name, fonts, NAME_SIZES)
    latin = _size(certificate.holder_latin_name, fonts, LATIN_NAME_SIZES)
    title = _size(titles["programme"], fonts, TITLE_SIZES)
    return (
        f"html{{font-family:{families}}}.name{{font-size:{name}pt}}"
        f".latin{{font-size:{latin}pt}}.programme{{font-size:{title}pt}}"
    )


def _size(text: str, fonts: list[Font], sizes: tuple[int, int]) -> float:
    smallest, largest = sizes
    return max(smallest, min(largest, round(LINE / (glyphs.width(text, fonts) or 1), 1)))
