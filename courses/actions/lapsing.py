"""Whoever did not do a refresher in time takes the full path: a cycle that goes on, never an old
one."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from courses.actions.enrolments import complete_if_met, end_studies, require, take_turn
from courses.models import Completion, Enrolment, Study
from courses.paths import may_renew, modules_of
from courses.places import InCycles
from people.calendar import reporting_day

AT_ONCE = 500


def ask_in_full(on: date | None = None) -> int:
    """Ask for everything whom a refresher was asked of that no longer renews; return how many.

    Doing it again on the same day does nothing. A programme whose full path is empty waits. What
    was widened before it dies stays so.
    """
    day = on or reporting_day()
    rows = Enrolment.objects.open().filter(is_refresher=True, completion=None)
    rows = rows.filter(programme__is_open=False).select_related("programme", "person")
    last, count = 0, 0
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        count += sum(_widen_one(enrolment, day) for enrolment in _lapsed(some, day))
        last = some[-1].pk
    return count


def _lapsed(enrolments: Sequence[Enrolment], on: date) -> Iterator[Enrolment]:
    """Those of open refreshers that would not renew if they began on the day; two queries."""
    rows = Enrolment.objects.filter(pk__in=[enrolment.pk for enrolment in enrolments])
    held = Completion.objects.held_before_each(rows)
    for enrolment in enrolments:
        if not may_renew(enrolment.programme, held.get(enrolment.pk), on):
            yield enrolment


@transaction.atomic
def _widen_one(enrolment: Enrolment, on: date) -> bool:
    take_turn(enrolment.person)
    is_wider = bool(widen(Enrolment.objects.open().filter(pk=enrolment.pk), on))
    if is_wider:
        complete_if_met(enrolment, language=enrolment.person.language)
    return is_wider


def widen(rows: QuerySet[Enrolment], on: date) -> int:
    """Ask for the full path instead of the refresher, in those of some enrolments that have lapsed
    on a day; return how many. Completes nothing.

    Runs inside the caller's transaction, which holds the people. Asks the rows again once they are
    held: what was done or decided meanwhile stays as it is.
    """
    asked = rows.filter(is_refresher=True, completion=None)
    found = dict(asked.values_list("pk", "person"))
    if not found:
        return 0
    # First the studies, then the enrolments, as a lesson that ends holds them.
    studies = Study.objects.open().filter(person__in=found.values()).order_by("pk")
    list(studies.select_for_update(of=("self",)).values_list("pk"))
    held = Enrolment.objects.filter(pk__in=found).order_by("pk")
    list(held.select_for_update(of=("self",)).values_list("pk"))
    still = list(asked.filter(pk__in=found).select_related("programme", "person"))
    return sum(_ask_for_the_full_path(enrolment) for enrolment in _lapsed(still, on))


def _ask_for_the_full_path(enrolment: Enrolment) -> bool:
    """What is only for renewals is dropped, not deleted: it was asked for, and may have been begun.

    What she has begun in this cycle for another programme counts, as it does in a first one.
    """
    modules = modules_of(enrolment.programme)
    if not modules:
        return False
    renewals = enrolment.programme.places.filter(in_cycles=InCycles.RENEWALS).values("module")
    enrolment.requirements.filter(module__in=renewals).update(dropped_at=timezone.now())
    asked_before = set(enrolment.requirements.values_list("module", flat=True))
    new = [module for module in modules if module.pk not in asked_before]
    begun = Study.objects.open().filter(person=enrolment.person_id, module__in=new)
    end_studies(begun.filter(opened_at__lt=enrolment.enrolled_at))
    require(enrolment, new)
    enrolment.is_refresher = False
    enrolment.save(update_fields=["is_refresher"])
    return True
