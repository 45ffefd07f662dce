"""The worked example E7 (renewals early, late, on a leap day) through the engine, day by day."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from courses import actions as courses
from courses.models import Completion, Enrolment
from courses.rules import engine
from people.models import AudienceRole, Membership
from tests.factories import MembershipFactory, OrganisationFactory, RuleFactory, finish

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2024, 2, 1), date(2026, 12, 31)
FIRST_DONE = {
    "h1": date(2024, 3, 31),
    "h2": date(2024, 3, 31),
    "h3": date(2024, 5, 31),
    "h4": date(2024, 7, 15),
    "h5": date(2024, 8, 31),
    "h6": date(2024, 9, 30),
    "h7": date(2024, 10, 1),
    "h8": date(2024, 2, 29),
    "h9": date(2024, 9, 1),
}
RENEWED = {
    "h1": date(2026, 2, 20),
    "h2": date(2025, 12, 15),
    "h3": date(2026, 6, 2),
    "h8": date(2026, 2, 28),
}


@pytest.fixture
def holders() -> dict[str, Membership]:
    company = OrganisationFactory()
    RuleFactory(organisation=company, begins_on=FIRST)
    return {
        name: MembershipFactory(organisation=company, started_on=date(2024, 1, 8))
        for name in FIRST_DONE
    }


def test_two_years_of_renewals_come_out_as_the_worked_example_says(holders):
    for today in days():
        deeds = happens(today, holders)
        with time_machine.travel(datetime.combine(today, time(10), UTC), tick=False):
            engine.run()
            for deed in deeds:
                deed()

    def expires(name: str) -> date:
        rows = Completion.objects.filter(enrolment__person=holders[name].person)
        return rows.latest("enrolment__cycle").expires_on

    def later_cycles(name: str) -> list[tuple[int, date, date | None]]:
        rows = Enrolment.objects.filter(person=holders[name].person, cycle__gt=1)
        return list(rows.order_by("cycle").values_list("cycle", "assigned_on", "due_on"))

    assert expires("h1") == date(2028, 3, 31)
    assert expires("h2") == date(2027, 12, 15)
    assert expires("h3") == date(2028, 6, 2)
    assert expires("h8") == date(2028, 2, 28)
    # Who is late is asked in the window and not again; who changed her role is not asked at all;
    # who left was asked before; what was revoked is asked for as anew.
    assert later_cycles("h3") == [(2, date(2026, 4, 1), date(2026, 5, 31))]
    assert later_cycles("h4") == [(2, date(2026, 5, 16), date(2026, 7, 15))]
    assert later_cycles("h5") == []
    assert later_cycles("h6") == [(2, date(2026, 8, 1), date(2026, 9, 30))]
    assert later_cycles("h7") == [(2, date(2026, 2, 2), date(2026, 3, 4))]


def days() -> Iterator[date]:
    day = FIRST
    while day <= LAST:
        yield day
        day += timedelta(days=1)


def happens(today: date, holders: dict[str, Membership]) -> list[Callable[[], object]]:
    """What people do on a day of the example."""
    deeds: list[Callable[[], object]] = []
    for name, membership in holders.items():
        if FIRST_DONE[name] == today or RENEWED.get(name) == today:
            deeds.append(lambda own=membership: learn(own))
    if today == date(2026, 7, 1):
        Membership.objects.filter(pk=holders["h4"].pk).update(last_day=today)
    if today == date(2026, 5, 1):
        held = holders["h5"].roles.filter(role=AudienceRole.PROCUREMENT)
        held.update(ended_on=today - timedelta(days=1))
    if today == date(2026, 2, 1):
        theirs = Completion.objects.filter(enrolment__person=holders["h7"].person)
        deeds.append(lambda: theirs.update(revoked_on=today))
    return deeds


def learn(membership: Membership) -> None:
    """Do the programme's newest cycle; who is earlier than the engine asks for it herself."""
    newest = Enrolment.objects.filter(person=membership.person).latest("cycle")
    if hasattr(newest, "completion"):
        newest = courses.enrol(membership.person, newest.programme, cycle=newest.cycle + 1)
    module = newest.programme.places.get().module
    finish(courses.open_study(membership.person, module))
