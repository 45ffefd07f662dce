"""One's own days as a calendar: whole days, stable ids, and nobody else's name."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from icalendar import Calendar, Event

from courses.models import Enrolment
from courses.progress import programme_texts
from courses.reminders import wording
from courses.reminders.scheduling import asked, day_of
from people.models import Person


def days_of(person: Person, now: datetime) -> bytes:
    """What a person is asked to do by a day, as an iCalendar file in the reader's language."""
    rows = list(asked().filter(person=person).select_related("programme").order_by("asks_by"))
    calendar = Calendar()
    calendar.add("prodid", "-//Daylight//due days//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for event in _events(rows, now):
        calendar.add_component(event)
    file: bytes = calendar.to_ical()
    return file


def _events(rows: list[Enrolment], now: datetime) -> Iterable[Event]:
    texts = programme_texts({row.programme_id for row in rows}, get_language() or "en")
    host = urlsplit(settings.BASE_URL).hostname
    for row in rows:
        text = texts.get(row.programme_id)
        event = Event()
        event.add("uid", f"{row.uuid}@{host}")
        event.add("dtstamp", now)
        event.add("dtstart", day_of(row))
        event.add("dtend", day_of(row) + timedelta(days=1))
        event.add("summary", wording.title(row, text))
        event.add("url", f"{settings.BASE_URL}{reverse('programme', args=[row.programme.code])}")
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        yield event
