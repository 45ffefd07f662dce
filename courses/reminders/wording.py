"""Ladders and messages in words: who is told when, what was sent, and why."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from courses.models import Enrolment, ProgrammeText
from courses.progress import programme_texts
from courses.reminders.models import Message, MessageLine, StepChoice
from courses.reminders.planning import OPTIONAL, Rung, Step
from courses.rules.models import Ground
from courses.rules.wording import why as why_asked

Kind = Message.Kind


def title(row: Enrolment, text: ProgrammeText | None) -> str:
    """What somebody is asked to do: the programme, or its refresher."""
    called = text.title if text else row.programme.code
    if not row.is_refresher:
        return called
    return gettext("Refresher: %(title)s") % {"title": f"\u2068{called}\u2069"}


def when(rung: Rung) -> str:
    """On which day a step comes."""
    days = abs(rung.days)
    if rung.days == 0:
        return gettext("On the day")
    if rung.step in (Step.TEAM, Step.SITE):
        words = ngettext(
            "From %(days)s day after the day on", "From %(days)s days after the day on", days
        )
    elif rung.days < 0:
        words = ngettext("%(days)s day before the day", "%(days)s days before the day", days)
    else:
        words = ngettext("%(days)s day after the day", "%(days)s days after the day", days)
    return words % {"days": days}


def whom(step: Step) -> str:
    """Who is told what at a step."""
    if step == Step.TEAM:
        return gettext(
            "The manager reads the name in a digest: name and status, at most once a week unless "
            "somebody new is in it."
        )
    if step == Step.SITE:
        return gettext(
            "The supplier administrator of the site reads the name in a digest, in the same way."
        )
    if step in OPTIONAL:
        return gettext("The person is reminded. Whoever does not want this can switch it off.")
    return gettext("The person is reminded.")


def state(message: Message) -> tuple[str, str]:
    """What became of a message: the kind of a status, and its words."""
    is_paper = message.channel == Message.Channel.PAPER
    if message.returned_at:
        return "attention", gettext("Came back")
    if message.dropped_at:
        return "plain", gettext("Not sent: there was nothing left to say")
    if message.delivered_at:
        return "done", gettext("Delivered")
    if message.sent_at:
        return "done", gettext("Printed") if is_paper else gettext("Sent")
    if is_paper:
        return "plain", gettext("Waits to be printed")
    return "plain", gettext("Waits to be sent")


def told(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """To the person: each message, at which steps, and what each was asked by."""
    found = list(messages)
    lines = MessageLine.objects.filter(message__in=found, message__kind__in=["reminder", "asked"])
    lines = lines.select_related("enrolment").order_by("day", "pk")
    rows: dict[int, list[MessageLine]] = {}
    for line in lines:
        rows.setdefault(line.message_id, []).append(line)
    about = [line for some in rows.values() for line in some]
    texts = programme_texts({line.enrolment.programme_id for line in about}, get_language() or "en")
    grounds = _grounds({line.enrolment_id for line in about})
    return [
        {
            "message": message,
            "state": dict(zip(("kind", "text"), state(message), strict=True)),
            "why": _why_digest(message),
            "lines": [
                {
                    "text": texts.get(line.enrolment.programme_id),
                    "why": _why(line),
                    "grounds": grounds.get(line.enrolment_id, []),
                }
                for line in rows.get(message.pk, [])
            ],
        }
        for message in found
    ]


def _grounds(enrolments: set[int]) -> dict[int, list[str]]:
    rows = Ground.objects.standing().filter(enrolment__in=enrolments).order_by("pk")
    found: dict[int, list[str]] = {}
    for row in rows.select_related("rule__organisation"):
        found.setdefault(row.enrolment_id, []).append(why_asked(row.rule))
    return found


def _why(line: MessageLine) -> str:
    if line.step == StepChoice.ASKED:
        return gettext("Because your manager asked us to remind you.")
    day = {"day": date_format(line.day, "DATE_FORMAT") if line.day else ""}
    if line.step in OPTIONAL:
        return gettext("Because the day was coming: %(day)s.") % day
    if line.step == Step.DAY:
        return gettext("Because the day had come: %(day)s.") % day
    return gettext("Because the day was over: %(day)s.") % day


def _why_digest(message: Message) -> str:
    if message.kind == Kind.TEAM:
        return gettext("Because people who report to you had not finished for a while.")
    if message.kind == Kind.SITE:
        return gettext("Because people at your sites had not finished for a while.")
    return ""
