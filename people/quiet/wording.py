"""What a decision about a place means, in words for the sustainability lead."""

from typing import Any

from django.utils.translation import gettext

from people.quiet.models import PlaceDecision

Kind = PlaceDecision.Kind


def country_done(kind: str) -> str:
    return {
        Kind.RESTRICT: gettext("The country is restricted."),
        Kind.OPEN: gettext("The country is open again."),
    }[Kind(kind)]


def asking_of_country(kind: str) -> dict[str, Any]:
    """The question about a country, what comes of it, and what the button says."""
    return _restrict_country() if kind == Kind.RESTRICT else _open_country()


def state(kind: str) -> str:
    return gettext("Paused") if kind == Kind.PAUSE else gettext("Restricted")


def done(kind: str) -> str:
    return {
        Kind.PAUSE: gettext("The place is paused. Nobody there is told."),
        Kind.RESUME: gettext("The place goes on. Nobody has less than 14 days from today."),
        Kind.RESTRICT: gettext("The place is restricted."),
        Kind.OPEN: gettext("The place is open again."),
    }[Kind(kind)]


def asking(kind: str) -> dict[str, Any]:
    """The question, what comes of it, and what the button says."""
    return {
        Kind.PAUSE: _pause,
        Kind.RESUME: _resume,
        Kind.RESTRICT: _restrict,
        Kind.OPEN: _open,
    }[Kind(kind)]()


def _pause() -> dict[str, Any]:
    return {
        "heading": gettext("Pause this place?"),
        "means": [
            gettext("Nothing new is asked of anybody there, and no date counts: nothing is due."),
            gettext("No reminder and no list of names goes out about the people there."),
            gettext("Everybody can go on learning. What has been learnt stays as it is."),
            gettext(
                "Nobody is told, and nobody is told why. The place, its managers and its "
                "administrators see what they would see if nothing were due."
            ),
            gettext("It holds for all that lies below, until you resume it. Key figures go on."),
        ],
        "label": gettext("Pause it"),
    }


def _resume() -> dict[str, Any]:
    return {
        "heading": gettext("Resume this place?"),
        "means": [
            gettext("People there are asked again, as the rules say."),
            gettext("Whatever is due sooner, nobody has less than 14 days from today."),
            gettext("If a place above it is paused, the quiet goes on here."),
        ],
        "label": gettext("Resume it"),
    }


def _restrict() -> dict[str, Any]:
    return {
        "heading": gettext("Restrict this place?"),
        "means": [
            gettext("For places where it is not safe: coercion by the state, war, banned unions."),
            gettext("Only managers and buyers are asked, and only for programmes made for them."),
            gettext("Nobody is recorded there as a worker, and open modules do not open there."),
            gettext(
                "What others there still have to do is taken back. What they have learnt stays."
            ),
            gettext("It holds for all that lies below. The place may be told of it."),
        ],
        "label": gettext("Restrict it"),
    }


def _restrict_country() -> dict[str, Any]:
    return {
        **_restrict(),
        "heading": gettext("Restrict a whole country?"),
        "means": [
            *_restrict()["means"][:-1],
            gettext(
                "It holds for every place of the company there, also for those made later. What "
                "lies below such a place in another country stays as it is."
            ),
            gettext(
                "A place that is later said to lie elsewhere stays restricted by itself, with all "
                "that lies below it."
            ),
        ],
    }


def _open_country() -> dict[str, Any]:
    return {
        **_open(),
        "heading": gettext("Open this country again?"),
        "means": [
            *_open()["means"][:-1],
            gettext("A place there that is restricted by itself stays so."),
        ],
    }


def _open() -> dict[str, Any]:
    return {
        "heading": gettext("Open this place again?"),
        "means": [
            gettext("Everybody there may be asked again, as the rules say, and may join."),
            gettext("Whatever is due sooner, nobody has less than 14 days from today."),
            gettext("If a place above it is restricted, the restriction goes on here."),
        ],
        "label": gettext("Open it again"),
    }
