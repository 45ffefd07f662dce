"""What may be done with sessions and second factors: the only place that writes them."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from lms.accounts.devices import family
from people.events import second_factor_reset
from people.models import Person

# The table wants an address. Where people are is not ours to know, so it is the unspecified one.
NO_ADDRESS = "::"


@transaction.atomic
def note_session(request: HttpRequest, user: Person) -> None:
    """Remember a new session, for the person's own list."""
    if not request.session.session_key:  # it was somebody else's a moment ago
        request.session.save()
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "ip": NO_ADDRESS,
            "user_agent": family(request.headers.get("User-Agent", "")),
        },
    )


def follow_session(before: str | None, after: str | None) -> None:
    """The session goes on under a new id."""
    UserSession.objects.filter(session_key=before).update(session_key=after)


def forget_session(request: HttpRequest, **facts: Any) -> None:
    """The session is being ended by its reader."""
    UserSession.objects.filter(session_key=request.session.session_key).delete()


def end_session(session: UserSession) -> None:
    """Sign out a browser somewhere: its cookie opens nothing any more."""
    session.end()


def end_other_sessions(person: Person, *, but: str | None) -> int:
    """Sign the person out everywhere, except for the session with that key. Returns how many."""
    others = UserSession.objects.filter(user=person).exclude(session_key=but)
    for session in others:
        end_session(session)
    return len(others)


def end_sessions(person: Person, but: str | None = None) -> None:
    """What opened them opens nothing any more."""
    end_other_sessions(person, but=but)


def end_sessions_after_password(request: HttpRequest, user: Person) -> None:
    """A new password ends whatever the old one had opened."""
    end_other_sessions(user, but=None)


def forget_ended_sessions() -> None:
    """Drop what is remembered of sessions that are over. May run twice."""
    standing = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=standing).delete()


@transaction.atomic
def reset_second_factor(person: Person, *, reason: str) -> None:
    """Take away a person's second factors and recovery codes, and sign her out everywhere.

    For who has lost them all: she signs in with her password, and is led to set up new ones.
    """
    Authenticator.objects.filter(user=person).delete()
    end_other_sessions(person, but=None)
    second_factor_reset.send(sender=Person, person=person, reason=reason)
