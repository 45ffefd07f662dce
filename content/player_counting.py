"""Counting without persons: a first choice in a story, and an open module read to the end.

A page carries a random number. It is remembered for a day, so that the same page counts once; what
was chosen is not remembered with it, and neither is the reader.
"""

from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

from assessments.actions import UnknownChoice, count_dilemma_choice
from content.player import Practised
from people import throttle

DAY_SECONDS = 24 * 60 * 60


def is_first(page_uuid: str, what: str) -> bool:
    """Whether this page has not yet counted for this; a page without a number never counts."""
    try:
        number = UUID(page_uuid)
    except ValueError:
        return False
    return bool(caches["once"].add(f"counted:{number}:{what}", 1, DAY_SECONDS))


def is_plausible(request: HttpRequest, what: str) -> bool:
    """Whether so much can come from one address that a whole site may share; more is not counted.

    The limit is `settings.OPEN_COUNT_LIMIT` in `settings.OPEN_COUNT_WINDOW` seconds.
    """
    most, window = settings.OPEN_COUNT_LIMIT, settings.OPEN_COUNT_WINDOW
    return not throttle.seconds_to_wait(request, what, most=most, window=window)


def count_first_choice(practised: Practised, edition_id: int, page_uuid: str, role: str) -> None:
    """Count the first choice at a decision.

    An older translation may offer what the source edition no longer has: that is not counted.
    """
    if not practised.option or not is_first(page_uuid, practised.decision):
        return
    with suppress(UnknownChoice):
        count_dilemma_choice(edition_id, practised.decision, practised.option, role)
