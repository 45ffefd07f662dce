"""What a message says, in its reader's language: made when it is sent, never kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from courses import due
from courses.models import Enrolment
from courses.progress import programme_texts
from courses.reminders import wording
from courses.reminders.digests import still_named
from courses.reminders.models import Message
from courses.reminders.scheduling import asked, day_of
from courses.team import Status

# What else is to come within these days is told along with what is due.
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Item:
    """A programme and how it stands; in a digest, whose it is as well."""

    title: str
    language: str
    direction: str
    said: str
    name: str = ""


@dataclass(frozen=True)
class Letter:
    """The words of a message, and how to lay them out."""

    language: str
    direction: str
    subject: str
    greeting: str
    lead: str
    items: Sequence[Item]
    note: str
    action: str
    href: str
    why: str
    why_href: str

    def text(self) -> str:
        return self._rendered("reminders/mail.txt")

    def html(self) -> str:
        return self._rendered("reminders/mail.html")

    def _rendered(self, template: str) -> str:
        with translation.override(self.language):
            return render_to_string(template, {"letter": self, "site_name": settings.SITE_NAME})


def spoken(language: str) -> str:
    """The interface's language for a person: hers where there are words in it, else the usual."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def direction(language: str) -> str:
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


def letter_of(message: Message, today: date) -> Letter | None:
    """What there is to say on a day; nothing if it has all been done meanwhile."""
    with translation.override(spoken(message.person.language)):
        if message.kind in (Message.Kind.TEAM, Message.Kind.SITE):
            return _digest(message)
        return _reminder(message, today)


def open_items(message: Message, today: date) -> list[Item]:
    """The reader's own programmes that a reminder tells of; none if it has nothing to say."""
    rows = list(
        asked()
        .filter(person=message.person)
        .select_related("programme")
        .order_by("asks_by", "programme__code")
    )
    about = set(message.lines.values_list("enrolment", flat=True))
    if not any(row.pk in about for row in rows):
        return []
    told = [row for row in rows if row.pk in about or day_of(row) <= today + SOON]
    return list(_items(told, today))


def _items(rows: Sequence[Enrolment], today: date | None) -> Iterable[Item]:
    """With the time left on a day; without a day, each person's name and status."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    texts = programme_texts({row.programme_id for row in rows}, language)
    late = capfirst(str(Status.OVERDUE.label))
    for row in rows:
        text = texts.get(row.programme_id)
        spoken_in = text.language if text else language
        yield Item(
            title=wording.title(row, text),
            language=spoken_in,
            direction=direction(spoken_in),
            said=due.time_left(day_of(row), today) if today else late,
            name="" if today else row.person.full_name,
        )


def _reminder(message: Message, today: date) -> Letter | None:
    items = open_items(message, today)
    if not items:
        return None
    return _letter(
        message,
        items,
        subject=_("Your learning: dates to know"),
        lead=_("This is where your learning stands."),
        note=_(
            "You do this in paid working time. If you need more time, or help with a lesson, "
            "tell the people you work for: asking has no drawback."
        ),
        action=_("Go to My learning"),
        href=reverse("my-learning"),
    )


def _digest(message: Message) -> Letter | None:
    items = list(_items(still_named(message, message.person), None))
    if not items:
        return None
    is_team = message.kind == Message.Kind.TEAM
    return _letter(
        message,
        items,
        subject=_("Your team's learning") if is_team else _("Learning at your sites"),
        lead=_(
            "These people have not finished yet. A quiet hour in paid working time is often "
            "what is missing."
        ),
        note=_("You see names and status only. Scores and answers are nobody's but theirs."),
        action=_("Go to My team") if is_team else _("Go to My sites"),
        href=reverse("team" if is_team else "site-staff"),
    )


def _letter(message: Message, items: Sequence[Item], *, href: str, **words: Any) -> Letter:
    language = translation.get_language() or settings.LANGUAGE_CODE
    name = f"\u2068{message.person.full_name}\u2069"
    return Letter(
        language=language,
        direction=direction(language),
        greeting=_("Hello %(name)s,") % {"name": name},
        items=items,
        href=f"{settings.BASE_URL}{href}",
        why=_("Why you get this, and what you can switch off"),
        why_href=f"{settings.BASE_URL}{reverse('my-messages')}",
        **words,
    )
