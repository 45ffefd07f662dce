"""What a person has to do and how far she is; for those who answer for others, where they stand."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses import due, team
from courses.campaigns.telling import running_for, thanks_for
from courses.progress import Assignment, assignments_of, programme_texts
from courses.reminders import reading
from courses.rules.wording import grounds_of
from courses.team import Status, Wish
from people import access, countries
from people.agreements import rules
from people.calendar import reporting_day
from people.models import AudienceRole, Membership
from people.requests import PersonRequest

STATUS_KINDS = {
    Status.OVERDUE: "attention",
    Status.DUE: "plain",
    Status.NOT_DUE: "plain",
    Status.COMPLETED: "done",
}


@require_safe
def my_learning(request: PersonRequest) -> HttpResponse:
    """What is due first, what else is in progress, what is done."""
    today = reporting_day()
    found = assignments_of(request.user, get_language() or "en")
    to_do = sorted(
        (one for one in found if not one.is_done),
        key=lambda one: (one.enrolment.due_on or date.max, one.title),
    )
    done = [one for one in found if one.is_done]
    context = {
        "to_do": [_card(one, today) for one in to_do],
        "done": [_card(one, today) for one in done],
        "is_returned": reading.is_returned(request.user),
        "campaigns": running_for(request.user, get_language() or "en"),
        "thanks": thanks_for(request.user, get_language() or "en"),
    }
    return render(request, "courses/learning_list.html", context)


@require_safe
def programme(request: PersonRequest, code: str) -> HttpResponse:
    """A programme that the person has: its modules in order, and the state of each."""
    found = assignments_of(request.user, get_language() or "en", programme=code)
    if not found:
        raise Http404
    grounds = grounds_of(found[0].enrolment)
    context = {"card": _card(found[0], reporting_day()), "grounds": grounds}
    return render(request, "courses/programme_detail.html", context)


def _card(assignment: Assignment, today: date) -> dict[str, Any]:
    """An assignment with its sentences."""
    enrolment = assignment.enrolment
    left = assignment.minutes_left
    return {
        "assignment": assignment,
        "enrolment": enrolment,
        "due": due.time_left(enrolment.due_on, today),
        "is_overdue": enrolment.due_on is not None and enrolment.due_on < today,
        "why": _why(assignment),
        "duration": due.minutes_left(left) if assignment.is_begun else due.minutes(left),
        "progress": due.modules_done(assignment.modules_done, len(assignment.modules)),
        "total": len(assignment.modules),
        "next": assignment.next_module,
    }


def _why(assignment: Assignment) -> str:
    labels = dict(AudienceRole.choices)
    roles = [
        str(labels[role])
        for role in assignment.enrolment.programme.audience_roles
        if role in labels
    ]
    if not roles:
        return ""
    return _("You have this because of your work: %(roles)s.") % {"roles": ", ".join(roles)}


# --- those who answer for others -----------------------------------------------------------


@require_safe
def team_list(request: PersonRequest) -> HttpResponse:
    """A manager's direct reports."""
    today = reporting_day()
    context = _people(request, access.reports_of(request.user, today), today)
    return render(request, "courses/team_list.html", context)


@require_safe
def site_staff_list(request: PersonRequest) -> HttpResponse:
    """The staff that a supplier administrator answers for."""
    today = reporting_day()
    context = _people(request, access.staff_of(request.user, today), today)
    return render(request, "courses/site_staff_list.html", context)


def _people(
    request: PersonRequest, memberships: QuerySet[Membership], today: date
) -> dict[str, Any]:
    asked = request.GET
    memberships, off = rules.with_status(memberships)
    choices = dict(team.programmes_in(memberships))
    texts = programme_texts(choices, get_language() or "en")
    titles = {pk: texts[pk].title if pk in texts else code for pk, code in choices.items()}
    wish = Wish(
        programme=asked.get("programme", "") if asked.get("programme") in choices.values() else "",
        status=asked.get("status", "") if asked.get("status") in Status.values else "",
    )
    page = team.page_of(
        memberships, today, wish, after=_uuid(asked.get("after")), before=_uuid(asked.get("before"))
    )
    return {
        "off": [countries.names().get(code, code) for code in off],
        "rows": [
            {
                "name": member.person.full_name,
                "standings": [_standing(row, titles) for row in member.standings],
            }
            for member in page.members
        ],
        "fields": _fields(choices, titles, wish),
        "is_narrowed": bool(wish.programme or wish.status),
        "previous_href": _address(wish, before=page.before),
        "next_href": _address(wish, after=page.after),
    }


def _standing(row: Any, titles: dict[int, str]) -> dict[str, Any]:
    status = Status(row.status)
    return {
        "title": titles.get(row.programme_id, row.programme.code),
        "kind": STATUS_KINDS[status],
        "icon": "calendar" if status in {Status.DUE, Status.NOT_DUE} else "",
        "status": capfirst(status.label),
        "due_on": row.due_on if status in {Status.OVERDUE, Status.DUE} else None,
    }


def _fields(choices: dict[int, str], titles: dict[int, str], wish: Wish) -> list[dict[str, Any]]:
    named = sorted((titles[pk], code) for pk, code in choices.items())
    programmes = [("", _("All programmes")), *((code, title) for title, code in named)]
    statuses = [("", _("All")), *((status.value, capfirst(status.label)) for status in Status)]
    return [
        _field("programme", _("Programme"), programmes, wish.programme),
        _field("status", _("Status"), statuses, wish.status),
    ]


def _field(name: str, label: str, options: list[tuple[str, Any]], chosen: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "options": [
            {"value": value, "label": words, "selected": value == chosen}
            for value, words in options
        ],
    }


def _address(wish: Wish, **place: UUID | None) -> str:
    """The address of another page of the same list; none if there is no such page."""
    if not any(place.values()):
        return ""
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in place.items()})
    query.update({name: value for name, value in vars(wish).items() if value})
    return f"?{query.urlencode()}"


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
