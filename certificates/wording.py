"""What the printed certificate says besides its frozen words, in each of its languages."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language_info, gettext

from courses.models import Completion


@dataclass(frozen=True)
class Said:
    """A text with the language it is in and the way it runs."""

    language: str
    direction: str
    text: str


def said(language: str, text: str) -> Said:
    return Said(language, direction(language), text)


def direction(language: str) -> str:
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


def in_each(languages: list[str], phrase: Callable[[], str]) -> list[Said]:
    """A phrase of ours in each language that we speak, or else in the company's; none twice.

    What is not translated yet is the company's words, and is marked as such.
    """
    spoken = {code for code, _ in settings.LANGUAGES}
    codes = [code if code in spoken else settings.LANGUAGE_CODE for code in languages]
    phrases: dict[str, Said] = {}
    for code in codes:
        with translation.override(code):
            text = phrase()
        phrases[text] = said(code, text)
    return list(phrases.values())


def title() -> str:
    return gettext("Certificate of completion")


def awarded_to() -> str:
    return gettext("Awarded to")


def for_programme() -> str:
    return gettext("Training programme")


def completed() -> str:
    return gettext("Completed on")


def valid_until() -> str:
    return gettext("Valid until")


def in_role() -> str:
    """What a certificate says that ends with its holder's role."""
    return gettext("It counts while the person named does this work.")


def issued_by() -> str:
    return gettext("Issued by")


def check() -> str:
    return gettext("Check this certificate")


def qr_alternative() -> str:
    return gettext("QR code: the address at which this certificate is checked")


def about() -> str:
    return gettext("What this certificate says, and what it does not say")


def back() -> list[Callable[[], str]]:
    """The plain words on the second page, a paragraph each."""
    return [_one_person, _no_proof, _no_condition, _how_to_check, _name_is_private]


def _one_person() -> str:
    return gettext("It says that one person completed a training programme on the day it names.")


def _no_proof() -> str:
    return gettext(
        "It is no proof that a site, a product or a company is free of forced labour. "
        "It says nothing about how people are treated anywhere."
    )


def _no_condition() -> str:
    return gettext(
        "It is not a condition for pay, housing or hiring. "
        "It belongs to the person it names: "
        "nobody else may keep it or ask for it in exchange for work."
    )


def _how_to_check() -> str:
    return gettext(
        "To check it, open the address on the first page. The page says whether it is valid, "
        "expired or withdrawn, the programme, the dates and who issued it."
    )


def _name_is_private() -> str:
    return gettext(
        "The check shows the name only with a second code. "
        "The person it names has that code and decides who gets it."
    )


def evidence_note(evidence: str) -> str:
    """How the completion came about, where it was not by doing the course online; else empty."""
    notes = {
        Completion.Evidence.IN_PERSON: gettext("Completed in person"),
        Completion.Evidence.BLENDED: gettext("Completed partly online and partly in person"),
        Completion.Evidence.RECOGNISED: gettext("Recognised from earlier learning"),
        Completion.Evidence.WAIVED: gettext(
            "Waived: counted as completed by decision, without doing the programme"
        ),
    }
    return notes.get(Completion.Evidence(evidence), "") if evidence else ""
