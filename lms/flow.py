"""What follows what. The only page on which events are connected."""

from collections.abc import Callable
from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_used
from anymail.signals import tracking as mail_tracked
from celery import Task
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import Signal

from assessments import actions as assessments
from certificates import actions as certificates
from certificates import tasks as certificate_tasks
from certificates.events import certificate_issued
from content import actions as content
from courses import actions as courses
from courses import tasks as course_tasks
from courses.events import (
    counted_elsewhere,
    equivalent_made,
    message_written,
    programme_completed,
    rule_changed,
)
from lms import card_mails, mail_events, merging, outbox, sign_ins, tasks
from lms.accounts import actions as accounts
from lms.accounts import adapters, second_factor
from lms.privacy import actions as privacy
from lms.privacy import mails
from people import freshness
from people import tasks as people_tasks
from people.doors import actions as doors
from people.events import (
    correction_answered,
    door_changed,
    erasure_decided,
    identity_linked,
    import_applied,
    import_confirmed,
    import_uploaded,
    merge_undone,
    number_failed,
    person_being_erased,
    person_joined_by_link,
    persons_merged,
    place_released,
    place_restricted,
    power_ended,
    power_granted,
    second_factor_reset,
    site_made_ready,
)
from people.sign_on import actions as sign_on


def connect() -> None:
    """Called once, when Django is ready."""
    _connect_learning()
    _connect_people()
    _connect_signing_in()


def _connect_learning() -> None:
    when(programme_completed, then=certificates.issue)
    when(programme_completed, then=courses.count_elsewhere)
    when(counted_elsewhere, later=course_tasks.apply_rules_to_holder)
    when(rule_changed, later=course_tasks.apply_rule)
    when(equivalent_made, later=course_tasks.apply_rules_below)
    when(certificate_issued, later=certificate_tasks.draw)
    when(message_written, later=course_tasks.send_message)
    when(site_made_ready, later=course_tasks.apply_rules_at)
    when(place_restricted, later=course_tasks.apply_rules_where)
    when(place_released, then=courses.give_time_at)
    when(place_released, later=course_tasks.apply_rules_where)
    when(person_joined_by_link, then=courses.apply_rules_to)


def _connect_people() -> None:
    when(import_uploaded, later=people_tasks.check_import)
    when(import_confirmed, later=people_tasks.apply_import)
    when(import_applied, later=tasks.refresh_statistics)
    when(import_applied, later=people_tasks.find_duplicates)
    when(import_applied, later=course_tasks.apply_rules_after_import)
    # In this order: what is in the way is settled, then everything moves, then the rest follows.
    when(persons_merged, then=courses.settle_duplicates)
    when(persons_merged, then=merging.move_everything)
    when(persons_merged, then=merging.follow)
    when(merge_undone, then=courses.refuse_to_part)
    when(merge_undone, then=assessments.refuse_to_part)
    when(merge_undone, then=merging.follow_back)
    when(power_granted, then=content.admit_author)
    when(power_granted, then=lambda grant: doors.shut_for(grant.person))
    when(power_granted, then=lambda grant: sign_on.let_go_of_numbers(grant.person))
    when(power_ended, then=content.dismiss_author)
    when(door_changed, then=accounts.end_sessions)
    when(person_being_erased, then=privacy.erase_everywhere)
    when(erasure_decided, then=mails.tell_of_erasure)
    when(correction_answered, then=mails.tell_of_correction)
    when(number_failed, then=card_mails.tell_of_failed_number)
    when(identity_linked, then=adapters.tell_of_link)
    when(mail_tracked, then=mail_events.note)


def _connect_signing_in() -> None:
    """Django's and allauth's own events, for the most part."""
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
    when(second_factor_reset, then=adapters.tell_of_reset)
    when(second_factor_reset, then=sign_ins.second_factor_reset)


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
