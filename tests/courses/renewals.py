"""A programme whose renewal is a refresher, and somebody who has done it once."""

from datetime import date

from courses.models import Completion
from courses.places import InCycles
from tests.factories import EditionFactory, EnrolmentFactory, ProgrammeFactory

BEGAN = date(2026, 3, 3)
ENDED = date(2028, 3, 20)


def programme_with_refresher():
    """Always A, the first time B too, at a renewal R."""
    made = ProgrammeFactory(modules=[EditionFactory().module for _ in range(3)])
    places = list(made.places.order_by("order"))
    for place, in_cycles in zip(places, InCycles, strict=True):
        place.in_cycles = in_cycles
        place.save()
    return made


def held(programme, **changes):
    """Somebody who has done the first cycle, valid until ENDED."""
    enrolment = EnrolmentFactory(programme=programme, assigned_on=BEGAN, completed=True)
    facts = {"completed_on": date(2026, 3, 20), "expires_on": ENDED, **changes}
    Completion.objects.filter(enrolment=enrolment).update(**facts)
    return enrolment


def asked(enrolment):
    return {row.module for row in enrolment.requirements.standing()}
