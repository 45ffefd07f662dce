"""What follows for what people have to do when quiet at a place ends."""

from django.db import transaction

from courses.dates import SHORTEST_WINDOW
from courses.models import Enrolment
from people.calendar import reporting_day
from people.quiet.finding import concerned
from people.quiet.models import PlaceDecision


@transaction.atomic
def give_time_at(decision: PlaceDecision) -> None:
    """Let nobody where it was resumed or opened have less than 14 days (rule R7).

    The due day stays, and figures keep to it (rule R9). Twice on a day is once.
    """
    today = reporting_day()
    soonest = today + SHORTEST_WINDOW
    people = concerned(decision).active(today).values("person")
    open_ones = Enrolment.objects.open().filter(person__in=people, completion=None)
    late = open_ones.filter(due_on__lt=soonest).exclude(extended_to__gte=soonest)
    # Held in one order, so that the engine and two such runs wait for one another.
    held = late.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)
    Enrolment.objects.filter(pk__in=list(held)).update(extended_to=soonest)
