"""Completions from before, brought in: all of a file or nothing."""

from collections.abc import Sequence

from django.db import transaction

from courses.actions.enrolments import EnrolmentWithdrawn, enrol, recognise, take_turn
from courses.history.planning import Earlier, comes_too_late, is_decided, is_taken_back
from courses.models import NO_RULE, Enrolment, Programme
from people.audit import actions as audit
from people.calendar import reporting_day
from people.models import Person


class RecordChanged(Exception):
    """Meanwhile somebody has it to do, and what was done before has run out."""


REASON = "brought in from a list of earlier completions"


@transaction.atomic
@audit.at_the_end()
def bring_in(earlier: Sequence[Earlier], *, by: Person, confirmed_by: Person) -> int:
    """Recognise each as learnt elsewhere, and return how many; what a plan found, in its order.

    Whoever has the programme to do has done it by this, and so has whom the rules had asked and ask
    no more; who has not gets a cycle of its own, which nobody asked for. Raises RecordChanged and
    what `recognise` raises, and nothing is kept then.
    """
    programmes = Programme.objects.in_bulk()
    people = Person.objects.in_bulk({one.person for one in earlier})
    for one in earlier:
        recognise(
            _cycle(people[one.person], programmes[one.programme], one),
            completed_on=one.completed_on,
            reference=one.reference,
            by=by,
            confirmed_by=confirmed_by,
            reason=REASON,
        )
    return len(earlier)


def _cycle(person: Person, programme: Programme, earlier: Earlier) -> Enrolment:
    """The cycle that it completes: the one that waits, or a new one."""
    take_turn(person)  # the rules may be about to ask, or to ask no more
    own = Enrolment.objects.filter(person=person, programme=programme, duplicate_of=None)
    latest = own.select_related("programme", "completion").order_by("-cycle").first()
    if latest and is_decided(latest):
        raise EnrolmentWithdrawn(str(latest.uuid))
    if comes_too_late(latest, earlier.completed_on, reporting_day()):
        raise RecordChanged(str(person.uuid))
    if latest and is_taken_back(latest):
        _bring_back(latest)
    if latest and not hasattr(latest, "completion"):
        return latest
    return enrol(
        person,
        programme,
        cycle=latest.cycle + 1 if latest else 1,
        assigned_on=earlier.completed_on,
        is_mandatory=False,
        is_done_before=True,
    )


def _bring_back(taken: Enrolment) -> None:
    """Undo that the rules took it back; nobody asks for it, or by a day, for all that."""
    Enrolment.objects.filter(pk=taken.pk, reason=NO_RULE, decided_by=None).update(
        withdrawn_at=None,
        reason="",
        due_on=None,
        extended_to=None,
        moved_to=None,
        is_mandatory=False,
    )
