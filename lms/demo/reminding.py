"""The demo's reminders: what was due on the last working day, and a site with a week of its own."""

from datetime import datetime, time, timedelta

from courses.reminders import sending_actions
from people.hours import actions
from people.hours.clock import Hours
from people.models import Organisation, Person

SITE = "SAVAR"
FROM_SUNDAY = Hours(frozenset({7, 1, 2, 3, 4}), time(9), time(17))
FRIDAY, HOUR = 5, 10


def remind(administrator: Person, now: datetime) -> None:
    """Write down what people were to be told lately; the worker sends it at the next hour."""
    actions.set_hours(Organisation.objects.get(code=SITE), FROM_SUNDAY, by=administrator)
    sending_actions.write_due(_working_hour(now))


def _working_hour(now: datetime) -> datetime:
    """Ten o'clock on the last day that people work everywhere, in UTC."""
    found = now.replace(hour=HOUR, minute=0)
    if found > now:
        found -= timedelta(days=1)
    while found.isoweekday() >= FRIDAY:
        found -= timedelta(days=1)
    return found
