"""Whoever did not do a refresher in time takes the full path: a cycle that goes on, never an old
one."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from courses.actions.enrolments import (
    close_studies,
    complete_if_met,
    require,
    take_turn,
)
from courses.models import Completion, Enrolment
from courses.paths import may_renew, modules_of
from people.calendar import reporting_day


def ask_in_full(on: date | None = None) -> int:
    """Ask for everything whom a refresher was asked of that no longer renews; return how many.

    Doing it again on the same day does nothing. A programme whose full path is empty waits.
    """
    day = on or reporting_day()
    return sum(_widen(pk, day) for pk in list(_lapsed(day)))


def _lapsed(on: date) -> Iterator[int]:
    rows = Enrolment.objects.open().filter(is_refresher=True, completion=None)
    limited = rows.exclude(programme__lapses_after_days=None).filter(programme__is_open=False)
    for enrolment in limited.select_related("programme").order_by("pk"):
        if _has_lapsed(enrolment, on):
            yield enrolment.pk


def _has_lapsed(enrolment: Enrolment, on: date) -> bool:
    own = enrolment.person_id, enrolment.programme_id, enrolment.cycle
    return not may_renew(enrolment.programme, Completion.objects.held_before(*own), on)


@transaction.atomic
def _widen(pk: int, on: date) -> bool:
    """Ask for the full path instead of the refresher, unless it was done or decided meanwhile."""
    take_turn(Enrolment.objects.select_related("person").get(pk=pk).person)
    asked = Enrolment.objects.open().filter(pk=pk, is_refresher=True, completion=None)
    enrolment = asked.select_for_update(of=("self",)).first()
    if enrolment is None:
        return False
    modules = modules_of(enrolment.programme)
    if not modules:
        return False
    enrolment.requirements.exclude(module__in=modules).delete()
    asked_before = set(enrolment.requirements.values_list("module", flat=True))
    new = [module for module in modules if module.pk not in asked_before]
    close_studies(enrolment, new)
    require(enrolment, new)
    enrolment.is_refresher = False
    enrolment.save(update_fields=["is_refresher"])
    complete_if_met(enrolment, language=enrolment.person.language)
    return True
