"""What the learner's lesson and the open module's have in common: place, captions, fetching."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from courses import document as documents
from courses.reading import Reading, Shown


@dataclass(frozen=True)
class Place:
    """Where a lesson stands among the others, counted from 1."""

    number: int
    of: int
    previous: str | None
    next: str | None


def place_in(told: Reading, key: str) -> Place:
    keys = documents.lesson_keys(told.source)
    index = keys.index(key)
    return Place(
        number=index + 1,
        of=len(keys),
        previous=keys[index - 1] if index else None,
        next=keys[index + 1] if index + 1 < len(keys) else None,
    )


def is_fetched(request: HttpRequest) -> bool:
    """Whether the page's script asks for one block instead of the page."""
    return request.headers.get("X-Requested-With") == "fetch"


def captions_of(shown: Shown, block: str) -> HttpResponse:
    for part in shown.part["blocks"]:
        if part["key"] == block and part["kind"] == "video" and part["captions"]:
            return HttpResponse(part["captions"], content_type="text/vtt; charset=utf-8")
    raise Http404
