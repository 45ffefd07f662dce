"""What follows what. The only page on which events are connected."""

from collections.abc import Callable
from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_used
from celery import Task
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import Signal

from certificates import actions as certificates
from certificates import tasks as certificate_tasks
from certificates.events import certificate_issued
from content import actions as content
from courses.events import programme_completed
from lms import outbox, sign_ins
from lms.accounts import actions as accounts
from lms.accounts import adapters, second_factor
from people import freshness
from people import tasks as people_tasks
from people.events import (
    identity_linked,
    import_confirmed,
    import_uploaded,
    power_ended,
    power_granted,
    second_factor_reset,
)


def connect() -> None:
    """Called once, when Django is ready."""
    when(programme_completed, then=certificates.issue)
    when(certificate_issued, later=certificate_tasks.draw)
    when(import_uploaded, later=people_tasks.check_import)
    when(import_confirmed, later=people_tasks.apply_import)
    when(power_granted, then=content.admit_author)
    when(power_ended, then=content.dismiss_author)
    when(second_factor_reset, then=adapters.tell_of_reset)
    when(second_factor_reset, then=sign_ins.second_factor_reset)
    when(identity_linked, then=adapters.tell_of_link)
    # Django's and allauth's own events of signing in.
    when(user_logged_in, then=freshness.note_signing_in)
    when(user_logged_in, then=accounts.note_session)
    when(user_logged_in, then=sign_ins.signed_in)
    when(user_logged_out, then=accounts.forget_session)
    when(user_logged_out, then=sign_ins.signed_out)
    when(user_login_failed, then=sign_ins.failed)
    when(password_set, then=sign_ins.password_changed)
    when(password_changed, then=accounts.end_sessions_after_password)
    when(password_changed, then=sign_ins.password_changed)
    when(password_reset, then=accounts.end_sessions_after_password)
    when(password_reset, then=sign_ins.password_reset)
    when(authenticator_added, then=second_factor.note_added)
    when(authenticator_added, then=sign_ins.second_factor_added)
    when(authenticator_removed, then=sign_ins.second_factor_removed)
    when(authenticator_used, then=second_factor.note_shown)


def when(
    event: Signal, *, then: Callable[..., object] | None = None, later: Task | None = None
) -> None:
    """Say what an event brings about.

    `then` runs in the event's own transaction, with its facts: both happen or neither.
    `later` is a task that gets the facts' ids, from an outbox row of the same transaction.
    """

    def receiver(sender: object, signal: Signal, **facts: Any) -> None:
        if then:
            then(**facts)
        if later:
            outbox.put(later, **{f"{name}_id": fact.pk for name, fact in facts.items()})

    event.connect(receiver, weak=False)
