"""What a person has to do and how far she is; for those who answer for others, where they stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses import due, renewing, team
from courses.campaigns.telling import running_for, thanks_for
from courses.decisions.access import seen_by
from courses.decisions.models import Proposal
from courses.decisions.wording import asked, told_to
from courses.equivalents.telling import met_elsewhere
from courses.progress import Assignment, assignments_of, programme_texts
from courses.quiet import not_due_among
from courses.reminders import reading
from courses.rules.wording import grounds_by_enrolment, grounds_of, listed
from courses.team import Expiring, Status, Wish
from people import access, countries
from people.agreements import rules
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.freshness import fresh_authentication_required_for_file
from people.lines import csv_lines
from people.models import AudienceRole, Membership, Organisation, Person
from people.requests import PersonRequest
from people.spreadsheets import inert

# Tells spreadsheets that a file is UTF-8.
MARK = "\ufeff"
# Of a list of people, on the screen and in the file.
COLUMNS = [
    gettext_lazy("Name"),
    gettext_lazy("Programme"),
    gettext_lazy("Status"),
    gettext_lazy("Due by"),
    gettext_lazy("Valid until"),
]
STATUS_KINDS = {
    Status.OVERDUE: "attention",
    Status.DUE: "plain",
    Status.NOT_DUE: "plain",
    Status.COMPLETED: "done",
}


@dataclass(frozen=True)
class Title:
    """A programme's code, and its title in the reader's language."""

    code: str
    text: str


@require_safe
def my_learning(request: PersonRequest) -> HttpResponse:
    """What is due first, what else is in progress, what is done."""
    today = reporting_day()
    found = assignments_of(request.user, get_language() or "en")
    to_do = sorted(
        (one for one in found if not one.is_done),
        key=lambda one: (one.asks_by or date.max, one.title),
    )
    done = [one for one in found if one.is_done]
    has = {one.enrolment.programme_id for one in found if not one.is_done or one.is_valid(today)}
    context = {
        "to_do": [_card(one, today) for one in to_do],
        "done": [_card(one, today) for one in done],
        "met": met_elsewhere(request.user, today, get_language() or "en", besides=has),
        "is_returned": reading.is_returned(request.user),
        "campaigns": running_for(request.user, get_language() or "en"),
        # Who has done nothing yet has nothing to be thanked for.
        "thanks": thanks_for(request.user, get_language() or "en") if done else [],
        "decided": told_to(request.user, today),
    }
    return render(request, "courses/learning_list.html", context)


@require_safe
def programme(request: PersonRequest, code: str) -> HttpResponse:
    """A programme that the person has: its modules in order, and the state of each."""
    found = assignments_of(request.user, get_language() or "en", programme=code)
    if not found:
        raise Http404
    grounds = grounds_of(found[0].enrolment)
    today, own = reporting_day(), found[0].enrolment
    context = {
        "card": _card(found[0], today),
        "grounds": grounds,
        "renewing": renewing.told(own, today),
        "decided": told_to(request.user, today, enrolment=own),
    }
    return render(request, "courses/programme_detail.html", context)


def _card(assignment: Assignment, today: date) -> dict[str, Any]:
    """An assignment with its sentences."""
    enrolment, day = assignment.enrolment, assignment.asks_by
    left = assignment.minutes_left
    return {
        "assignment": assignment,
        "enrolment": enrolment,
        "due": due.time_left(day, today),
        "is_overdue": day is not None and day < today,
        "why": _why(assignment),
        "duration": due.minutes_left(left) if assignment.is_begun else due.minutes(left),
        "progress": due.modules_done(assignment.modules_done, len(assignment.modules)),
        "total": len(assignment.modules),
        "next": assignment.next_module,
        "valid_until": assignment.valid_until(today),
        "is_valid": assignment.is_valid(today),
        "is_withdrawn": enrolment.programme.withdrawn_at is not None,
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
    context |= {"export_href": _file_address(context["wish"]), "may_remind": True}
    return render(request, "courses/team_list.html", context)


def _file_address(wish: Wish) -> str:
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in vars(wish).items() if value})
    return f"{reverse('team-export')}{'?' if query else ''}{query.urlencode()}"


@never_cache
@require_safe
@fresh_authentication_required_for_file
def team_export(request: PersonRequest) -> HttpResponse:
    """The list as a file: the same people, rows and columns as on the screen, of all its pages."""
    today = reporting_day()
    memberships, _unseen = rules.with_status(access.reports_of(request.user, today))
    titles, wish = _asked_for(request, memberships)
    rows = [
        [member.person.full_name, *cells]
        for member in team.everybody(memberships, today, wish)
        for cells in _cells([_standing(row, titles, today) for row in member.standings])
    ]
    audit.record(
        Verb.TEAM_EXPORTED,
        by=request.user,
        about=request.user,
        of=request.user,
        rows=len(rows),
        asked_programme=wish.programme or None,
        asked_status=wish.status or None,
    )
    inert_rows = [[inert(cell) for cell in row] for row in rows]
    return HttpResponse(
        MARK + "".join(csv_lines([str(one) for one in COLUMNS], inert_rows)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="team-{today.isoformat()}.csv"'},
    )


def _cells(standings: list[dict[str, Any]]) -> Iterator[list[str]]:
    """As the screen shows them: programme, status, day and last valid day, a row each."""
    for one in standings:
        status = listed(str(word) for word in (one["status"], one["expiring"]) if word)
        days = (one["due_on"], one["valid_until"])
        yield [one["title"], status, *(day.isoformat() if day else "" for day in days)]
    if not standings:
        yield ["", _("Nothing to do"), "", ""]


@never_cache
@require_safe
def team_person(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """One person as who answers for her sees her: what she has, why, and what may be proposed."""
    today = reporting_day()
    seen = seen_by(request.user).values("person")
    person = get_object_or_404(Person.objects.filter(pk__in=seen), uuid=uuid)
    rows = team.member(person, today).standings
    titles = programme_titles({row.programme_id: row.programme.code for row in rows})
    grounds = grounds_by_enrolment(rows)
    waiting = {row.enrolment_id: row for row in Proposal.objects.open().filter(enrolment__in=rows)}
    silent = not_due_among(rows) if waiting else set()
    context = {
        "person": person,
        "is_report": access.reports_of(request.user, today).filter(person=person).exists(),
        "standings": [
            _standing(row, titles, today)
            | {
                "enrolment": row,
                "grounds": grounds.get(row.pk, []),
                "waiting": asked(waiting[row.pk], has_day=row.pk not in silent)
                if row.pk in waiting
                else "",
                "may_propose": row.pk not in waiting and not hasattr(row, "completion"),
            }
            for row in rows
        ],
    }
    return render(request, "courses/team_person.html", context)


@require_safe
def site_staff_list(request: PersonRequest) -> HttpResponse:
    """The staff that a supplier administrator answers for: of all her sites, or of one."""
    today = reporting_day()
    # As the numbers of My sites count them: without test accounts (R24).
    staff, narrowed = access.staff_of(request.user, today).filter(person__is_test=False), {}
    places = Organisation.objects.filter(pk__in=staff.values("organisation"))
    chosen = _uuid(request.GET.get("site"))
    place = places.filter(uuid=chosen).first() if chosen else None
    if place:
        staff, narrowed = staff.filter(organisation=place), {"site": str(place.uuid)}
    context = _people(request, staff, today, **narrowed)
    names = [
        (str(uuid), name) for uuid, name in places.order_by("name").values_list("uuid", "name")
    ]
    sites = _field("site", _("Site"), [("", _("All my sites")), *names], narrowed.get("site", ""))
    context |= {"place": place, "fields": [sites, *context["fields"]]}
    return render(request, "courses/site_staff_list.html", context)


def _people(
    request: PersonRequest, memberships: QuerySet[Membership], today: date, **narrowed: str
) -> dict[str, Any]:
    """A page of these people; `narrowed` is what else the address chose them by."""
    memberships, off = rules.with_status(memberships)
    titles, wish = _asked_for(request, memberships)
    page = team.page_of(
        memberships,
        today,
        wish,
        after=_uuid(request.GET.get("after")),
        before=_uuid(request.GET.get("before")),
    )
    return {
        "off": [countries.names().get(code, code) for code in off],
        "rows": [
            {
                "name": member.person.full_name,
                "href": reverse("team-person", args=[member.person.uuid]),
                "standings": [
                    _standing(row, titles, today)
                    | {"uuid": row.uuid, "is_done": hasattr(row, "completion")}
                    for row in member.standings
                ],
            }
            for member in page.members
        ],
        "fields": _fields(titles, wish),
        "wish": wish,
        "columns": [str(title) for title in COLUMNS],
        "is_narrowed": bool(wish.programme or wish.status or narrowed),
        "previous_href": _address(wish, narrowed, before=page.before),
        "next_href": _address(wish, narrowed, after=page.after),
    }


def _asked_for(
    request: PersonRequest, memberships: QuerySet[Membership]
) -> tuple[dict[int, Title], Wish]:
    """The programmes of a list, and what the address narrows it to; what it does not know, not."""
    titles = programme_titles(dict(team.programmes_in(memberships)))
    codes = {title.code for title in titles.values()}
    statuses = {*Status.values, *Expiring.values}
    programme, status = request.GET.get("programme", ""), request.GET.get("status", "")
    return titles, Wish(
        programme=programme if programme in codes else "",
        status=status if status in statuses else "",
    )


def programme_titles(codes: dict[int, str]) -> dict[int, Title]:
    texts = programme_texts(codes, get_language() or "en")
    return {pk: Title(code, texts[pk].title if pk in texts else code) for pk, code in codes.items()}


def _standing(row: Any, titles: dict[int, Title], today: date) -> dict[str, Any]:
    status = Status(row.status)
    ends = team.expiring(row.valid_until, today)
    return {
        "title": titles[row.programme_id].text,
        "kind": STATUS_KINDS[status],
        "icon": "calendar" if status in {Status.DUE, Status.NOT_DUE} else "",
        "status": capfirst(status.label),
        # What was done and has run out was due long ago: no day says by when it is asked again.
        "due_on": row.asks_by
        if status in {Status.OVERDUE, Status.DUE} and not hasattr(row, "completion")
        else None,
        "valid_until": row.valid_until,
        "expiring": capfirst(ends.label) if ends else "",
    }


def _fields(titles: dict[int, Title], wish: Wish) -> list[dict[str, Any]]:
    named = sorted((title.text, title.code) for title in titles.values())
    programmes = [("", _("All programmes")), *((code, title) for title, code in named)]
    named_statuses = [(one.value, capfirst(one.label)) for one in [*Status, *Expiring]]
    statuses = [("", _("All")), *named_statuses]
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


def _address(wish: Wish, narrowed: dict[str, str], **place: UUID | None) -> str:
    """The address of another page of the same list; none if there is no such page."""
    if not any(place.values()):
        return ""
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in place.items()} | narrowed)
    query.update({name: value for name, value in vars(wish).items() if value})
    return f"?{query.urlencode()}"


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
