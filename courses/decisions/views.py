"""Proposing something about a person of one's own, and answering what another proposed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions import NothingRecorded
from courses.decisions import access, actions, wording
from courses.decisions.forms import (
    AnswerForm,
    EarlierLearningForm,
    MoreTimeForm,
    ProposalForm,
    RecordForm,
)
from courses.decisions.models import Proposal
from courses.models import Enrolment, Programme
from courses.progress import programme_texts
from courses.quiet import asked_by, with_asked_by
from people import access as people_access
from people.calendar import reporting_day
from people.freshness import fresh_authentication_required
from people.models import Power
from people.requests import PersonRequest

A_PAGE = 50
Kind = Proposal.Kind


def _headings() -> dict[Kind, str]:
    return {
        Kind.EXTEND: _("Propose more time"),
        Kind.EXEMPT: _("Propose a release"),
        Kind.WITHDRAW: _("Propose to take it back"),
        Kind.COUNT: _("Propose to count it as done"),
        Kind.RECOGNISE: _("Record earlier learning"),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: PersonRequest, uuid: UUID, kind: str) -> HttpResponse:
    """One proposal about one programme of one person."""
    rows = with_asked_by(access.proposable(request.user)).select_related("person", "programme")
    row = get_object_or_404(rows, uuid=uuid)
    back = _back_to(request, row)
    form = _form(request, row, Kind(kind))
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose(row, kind, by=request.user, **form.cleaned_data)
        except actions.Lapsed:
            messages.info(request, _("This is done, or not asked any more: nothing to decide."))
        except NothingRecorded:
            messages.info(request, _("Nothing is recorded of workers at a restricted place."))
        except actions.AlreadyProposed:
            messages.info(request, _("A proposal about this already waits for an answer."))
        except actions.NoLaterDay:
            messages.info(request, _no_later_day(row))
        except (actions.LaterRecorded, actions.RunOutAlready) as refused:
            form.add_error("completed_on", _why_not(refused))
            return _asked(request, form, row, kind, back)
        else:
            messages.success(
                request, _("Proposed. It counts once a second person has confirmed it.")
            )
        return redirect(back)
    return _asked(request, form, row, kind, back)


def _no_later_day(row: Enrolment) -> str:
    """Why there is no day that counts stays untold: it may be a pause, which only the lead sees."""
    if asked_by(row) is None:
        return _("There is no date to move.")
    return _("The person has that much time already.")


def _why_not(refused: Exception) -> str:
    if isinstance(refused, actions.RunOutAlready):
        return _("What was learnt on this day has run out since: it has to be done again.")
    return _("A later completion is on record already; nothing is put before it.")


def _asked(
    request: PersonRequest, form: ProposalForm, row: Enrolment, kind: str, back: str
) -> HttpResponse:
    texts = programme_texts([row.programme_id], get_language() or "en")
    text = texts.get(row.programme_id)
    context = {
        "form": form,
        "heading": _headings()[Kind(kind)],
        "row": row,
        "title": text.title if text else row.programme.code,
        "means": wording.means(kind),
        "back": back,
    }
    status = 422 if form.errors else 200
    return render(request, "courses/decision_propose.html", context, status=status)


def _form(request: HttpRequest, row: Any, kind: Kind) -> ProposalForm:
    data = request.POST if request.method == "POST" else None
    if kind is Kind.EXTEND:
        return MoreTimeForm(data, stands=row.asks_by, today=reporting_day())
    if kind is Kind.RECOGNISE:
        return EarlierLearningForm(data, today=reporting_day())
    return ProposalForm(data)


def _back_to(request: PersonRequest, row: Enrolment) -> str:
    """The person's page, for who sees her there; else the list of one's own proposals."""
    if access.seen_by(request.user).filter(person=row.person_id).exists():
        return reverse("team-person", args=[row.person.uuid])
    return reverse("decisions-mine")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: PersonRequest) -> HttpResponse:
    """Earlier learning of somebody whose status one does not see: the answer is always the same."""
    data = request.POST if request.method == "POST" else None
    form = RecordForm(data, today=reporting_day(), programmes=_programmes())
    if form.is_valid():
        actions.propose_unseen(by=request.user, **form.cleaned_data)
        messages.success(
            request,
            _("Noted. If this person has the programme to do, it waits for a second person."),
        )
        return redirect("decisions")
    status = 422 if form.errors else 200
    return render(request, "courses/decision_record.html", {"form": form}, status=status)


def _programmes() -> list[tuple[str, str]]:
    """Every programme that is asked of people, whoever has it to do: code and title."""
    rows = Programme.objects.filter(is_open=False, withdrawn_at=None).order_by("code")
    codes = dict(rows.values_list("pk", "code"))
    texts = programme_texts(codes, get_language() or "en")
    return [(code, texts[pk].title if pk in texts else code) for pk, code in codes.items()]


@never_cache
@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """What became of what one has proposed, the newest first."""
    rows = access.told_of(request.user).order_by("-proposed_at", "-pk")[:A_PAGE]
    manages = people_access.has_reports(request.user, reporting_day())
    context = {"rows": _told(list(rows)), "manages": manages}
    return render(request, "courses/decisions_mine.html", context)


def _told(rows: list[Proposal]) -> list[dict[str, Any]]:
    titles = wording.titles_of(rows)
    return [
        {
            "proposal": row,
            "name": row.enrolment.person.full_name,
            "title": titles[row.enrolment.programme_id],
            "asked": wording.asked(row),
            "outcome": wording.outcome(row),
        }
        for row in rows
    ]


@never_cache
@require_POST
def take_back(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Let go of a proposal that nobody has answered."""
    row = get_object_or_404(access.proposed_by(request.user), uuid=uuid)
    try:
        actions.take_back(row, by=request.user)
    except actions.AlreadyAnswered:
        messages.info(request, _("Somebody has answered it meanwhile."))
    else:
        messages.success(request, _("The proposal is taken back. Everything stays as it is."))
    return redirect("decisions-mine")


@never_cache
@require_safe
def to_confirm(request: PersonRequest) -> HttpResponse:
    """What others propose about people one has a say about, the oldest first."""
    rows = list(_open(request).order_by("proposed_at", "pk")[: A_PAGE + 1])
    context = {
        "rows": _told(rows[:A_PAGE]),
        "is_more": len(rows) > A_PAGE,
        "may_record": people_access.holds(request.user, Power.PEOPLE_ADMINISTRATOR),
    }
    return render(request, "courses/decisions_to_confirm.html", context)


def _open(request: PersonRequest) -> Any:
    return access.answerable(request.user).open().exclude(enrolment__person=request.user)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def answer(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """One proposal, and the second person's word."""
    row = get_object_or_404(access.answerable(request.user), uuid=uuid)
    if request.method != "POST" and not _open(request).filter(pk=row.pk).exists():
        return _settled(request)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _answer(request, row, form.cleaned_data["answer"])
    told = _told([row])[0]
    context = told | {"means": wording.means(row.kind), "stands": asked_by(row.enrolment)}
    status = 422 if form.errors else 200
    return render(request, "courses/decision_answer.html", context, status=status)


def _answer(request: PersonRequest, row: Proposal, said: str) -> HttpResponse:
    does = actions.confirm if said == "confirm" else actions.refuse
    try:
        does(row, by=request.user)
    except (actions.AlreadyAnswered, actions.Lapsed):
        return _settled(request)
    except actions.NotYours:
        messages.info(request, _("Somebody else has to answer this one."))
        return redirect("decisions")
    except (
        actions.NoSayAnyMore,
        actions.NoLaterDay,
        actions.LaterRecorded,
        actions.RunOutAlready,
        NothingRecorded,
    ):
        messages.info(
            request,
            _("This cannot be confirmed any more, since things have changed. You can refuse it."),
        )
        return redirect("decision-answer", row.uuid)
    if said == "confirm":
        messages.success(request, _("Confirmed. It counts from now on, and the person sees it."))
    else:
        messages.success(request, _("Refused. Everything stays as it is."))
    return redirect("decisions")


def _settled(request: PersonRequest) -> HttpResponse:
    """A second click, another window, or the person was quicker."""
    messages.info(request, _("There is nothing left to decide here: it is settled already."))
    return redirect("decisions")
