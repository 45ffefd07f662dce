"""Answers that came when nobody was signed in: they wait in the session for their giver.

Whoever asks is told the same, whether anything waits or not. Little is kept, and only for an
attempt that is going on, so that nobody fills the sessions with what nobody has asked for.
"""

from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest

from assessments import forms
from assessments.models import Attempt

# In the session: fields by attempt.
WAITING = "answers waiting for sign-in"
# So often may answers to one attempt begin to wait, and in how many seconds.
LIMIT = 30
WINDOW = 3600


def keep(request: HttpRequest, uuid: UUID) -> None:
    """Let the answers to an open attempt wait. Nothing else that was sent is kept."""
    attempt = Attempt.objects.going_on().filter(uuid=uuid).only("draw").first()
    if attempt is None:
        return
    fields = forms.answers_in(request.POST, attempt.draw["items"])
    if fields and not _is_too_often(uuid):
        request.session[WAITING] = {str(uuid): fields}


def _is_too_often(uuid: UUID) -> bool:
    key = f"answers-waiting-{uuid}"
    cache.add(key, 0, timeout=WINDOW)
    try:
        return cache.incr(key) > LIMIT
    except ValueError:  # the cache dropped the key in between
        return False


def take_up(request: HttpRequest, uuid: UUID) -> dict[str, list[str]]:
    """The answers that have waited for this attempt; they wait no longer."""
    waiting: dict[str, list[str]] = request.session.get(WAITING, {}).get(str(uuid), {})
    if waiting:
        del request.session[WAITING]
    return waiting
