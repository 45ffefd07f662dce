"""Decisions in words: to the person, to who proposed them and to who answers."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from courses.decisions.models import Proposal
from courses.models import Enrolment
from courses.progress import programme_texts
from courses.quiet import not_due_among
from people.models import Person

# For how long a person is told what was decided.
TOLD_FOR = timedelta(days=60)

Kind, Outcome = Proposal.Kind, Proposal.Outcome


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def titles_of(proposals: Iterable[Proposal]) -> dict[int, str]:
    """The titles of their programmes by id, in the reader's language."""
    codes = {row.enrolment.programme_id: row.enrolment.programme.code for row in proposals}
    texts = programme_texts(codes, get_language() or "en")
    return {pk: texts[pk].title if pk in texts else code for pk, code in codes.items()}


def told_to(
    person: Person, today: date, *, enrolment: Enrolment | None = None
) -> list[dict[str, str]]:
    """To the person: what two people have decided for her lately. The reason is in her own data.

    More time is not told while no day counts (S-09).
    """
    rows = (
        Proposal.objects.confirmed()
        .filter(enrolment__person=person, answered_at__date__gte=today - TOLD_FOR)
        .select_related("enrolment__programme")
        .order_by("-answered_at", "-pk")
    )
    found = list(rows.filter(enrolment=enrolment) if enrolment else rows)
    more_time = [row for row in found if row.kind == Kind.EXTEND]
    if more_time:
        silent = not_due_among(row.enrolment for row in more_time)
        found = [row for row in found if row not in more_time or row.enrolment_id not in silent]
    titles = titles_of(found) if found else {}
    return [
        {"title": titles[row.enrolment.programme_id], "text": to_the_person(row.kind, row.until)}
        for row in found
    ]


def to_the_person(kind: str, until: date | None) -> str:
    return {
        Kind.EXTEND: gettext("You have more time: until %(day)s.") % {"day": _day(until)},
        Kind.EXEMPT: gettext("You do not have to do this. You are released from it."),
        Kind.WITHDRAW: gettext("You do not have to do this. It was taken back."),
        Kind.COUNT: gettext("This counts as done. You have nothing left to do for it."),
        Kind.RECOGNISE: gettext(
            "What you learnt before counts. You have nothing left to do for it."
        ),
    }[Kind(kind)]


def asked(row: Proposal, *, has_day: bool = True) -> str:
    """What is proposed, for who answers it and for who proposed it; `has_day`: a day counts now."""
    if row.kind == Kind.EXTEND and not has_day:
        return gettext("More time")
    return {
        Kind.EXTEND: gettext("More time, until %(day)s") % {"day": _day(row.until)},
        Kind.EXEMPT: gettext("Release from it"),
        Kind.WITHDRAW: gettext("Take it back"),
        Kind.COUNT: gettext("Count as done"),
        Kind.RECOGNISE: gettext("Learnt before, on %(day)s") % {"day": _day(row.completed_on)},
    }[Kind(row.kind)]


def means(kind: str) -> str:
    """What comes of it, if it is confirmed."""
    return {
        Kind.EXTEND: gettext(
            "The person and the team see the new day, and reminders go by it. Key figures keep to "
            "the first day."
        ),
        Kind.EXEMPT: gettext(
            "The person is not asked any more, and is counted as released in the key figures."
        ),
        Kind.WITHDRAW: gettext(
            "For an enrolment that was a mistake. The person is not asked any more."
        ),
        Kind.COUNT: gettext(
            "For who need not do it although there is no evidence to record. It is a completion, "
            "marked everywhere as decided by two people."
        ),
        Kind.RECOGNISE: gettext(
            "For who has learnt it elsewhere, with evidence. It is a completion from the day that "
            "the evidence names, and it is marked everywhere as earlier learning."
        ),
    }[Kind(kind)]


def outcome(row: Proposal) -> dict[str, Any]:
    """What became of a proposal: a kind of status, and words."""
    enrolment = row.enrolment
    if row.outcome:
        return {
            Outcome.CONFIRMED: {"kind": "done", "text": gettext("Confirmed")},
            Outcome.REFUSED: {"kind": "attention", "text": gettext("Refused")},
            Outcome.TAKEN_BACK: {"kind": "plain", "text": gettext("Taken back")},
        }[Outcome(row.outcome)]
    if hasattr(enrolment, "completion"):
        return {"kind": "plain", "text": gettext("No longer needed: it is completed")}
    if enrolment.withdrawn_at or enrolment.exempted_at:
        return {"kind": "plain", "text": gettext("No longer needed: it is not asked any more")}
    return {"kind": "plain", "text": gettext("Waits for a second person"), "is_open": True}
