"""Reminders: the ladders, one's own messages, slips, what became of mails, one's days."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Enrolment, Programme
from courses.progress import programme_texts
from courses.reminders import actions, calendar, reading, wording
from courses.reminders.forms import LadderForm, MailChoiceForm
from courses.reminders.ladders import ladders
from courses.reminders.models import MailChoice, Message
from people import access
from people.agreements import rules
from people.calendar import reporting_day
from people.models import Person, Power
from people.requests import PersonRequest

MOST_SHOWN = 100


def _programmes() -> Any:
    return Programme.objects.filter(withdrawn_at=None, is_open=False).order_by("code")


# --- the ladders ---------------------------------------------------------------------------


@never_cache
@require_safe
def reminder_list(request: PersonRequest) -> HttpResponse:
    """Every programme's ladder in words: who is told what, when."""
    rows = list(_programmes())
    found = ladders(row.pk for row in rows)
    texts = programme_texts((row.pk for row in rows), get_language() or "en")
    told = [
        {"programme": row, "text": texts.get(row.pk), "steps": _steps(found[row.pk])}
        for row in rows
    ]
    context = {
        "programmes": told,
        "may_change": access.holds_for_company(request.user, Power.CSO),
        "may_import": access.may_import(request.user),
    }
    return render(request, "reminders/ladder_list.html", context)


def _steps(ladder: Any) -> list[dict[str, Any]]:
    rungs = sorted(ladder, key=lambda rung: (rung.days, rung.step in ("team", "site")))
    return [
        {"rung": rung, "when": wording.when(rung), "whom": wording.whom(rung.step)}
        for rung in rungs
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ladder_change(request: PersonRequest, code: str) -> HttpResponse:
    """Set a programme's steps."""
    if not access.holds_for_company(request.user, Power.CSO):
        raise Http404
    programme = get_object_or_404(_programmes(), code=code)
    form = LadderForm(ladders([programme.pk])[programme.pk], request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_ladder(programme, form.rungs(), by=request.user)
        messages.success(request, _("Kept. It counts from the next message on."))
        return redirect("reminders")
    text = programme_texts([programme.pk], get_language() or "en").get(programme.pk)
    context = {"form": form, "programme": programme, "text": text}
    status = 422 if form.errors else 200
    return render(request, "reminders/ladder_change.html", context, status=status)


# --- one's own -----------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_messages(request: PersonRequest) -> HttpResponse:
    """What was sent to the reader and why, and what she can switch off."""
    person = request.user
    chosen = MailChoice.objects.filter(person=person).first() or MailChoice(person=person)
    has_digests = access.has_reports(person, reporting_day()) or access.holds(
        person, Power.SUPPLIER_ADMINISTRATOR
    )
    wishes = {"wants_early": chosen.wants_early, "wants_digests": chosen.wants_digests}
    form = MailChoiceForm(request.POST or None, initial=wishes, has_digests=has_digests)
    if request.method == "POST" and form.is_valid():
        actions.choose_mail(person, **wishes | form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("my-messages")
    rows = Message.objects.filter(person=person).order_by("-on")[:MOST_SHOWN]
    context = {
        "told": wording.told(rows),
        "form": form,
        "is_returned": reading.is_returned(person),
    }
    return render(request, "reminders/my_messages.html", context)


@never_cache
@require_safe
def my_days(request: PersonRequest) -> HttpResponse:
    """The reader's days as a file for a calendar."""
    file = calendar.days_of(request.user, timezone.now())
    return HttpResponse(
        file,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="learning.ics"'},
    )


# --- those who answer for others -----------------------------------------------------------


@require_POST
def team_remind(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Remind one of the reader's reports."""
    reports, _off = rules.with_status(access.reports_of(request.user, reporting_day()))
    row = get_object_or_404(Enrolment, uuid=uuid, person__in=reports.values("person"))
    try:
        message = actions.remind(row, by=request.user)
    except actions.RemindedToday:
        messages.info(request, _reminded_today(row.person))
    except actions.NothingToRemindOf:
        messages.info(request, _("There is nothing to remind of now."))
    else:
        messages.success(request, _on_its_way(message))
    return redirect("team")


def _reminded_today(person: Person) -> str:
    if Message.objects.waiting().filter(person=person).exists():
        return _("A reminder was written today already.")
    return _("A reminder went out today already.")


def _on_its_way(message: Message) -> str:
    if message.channel == Message.Channel.PAPER:
        return _("No mail reaches %(name)s. A slip waits under Slips to print.") % {
            "name": f"\u2068{message.person.full_name}\u2069"
        }
    return _("The reminder goes out at the next working hour.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def slip_list(request: PersonRequest) -> HttpResponse:
    """Slips for people whom no mail reaches, to be printed and handed over."""
    found = reading.slips(request.user, timezone.now())
    if request.method == "POST":
        wanted = set(request.POST.getlist("slip"))
        printed = [slip["message"] for slip in found if str(slip["message"].uuid) in wanted]
        actions.note_printed(printed)
        messages.success(request, _("Noted as handed over."))
        return redirect("slips")
    return render(request, "reminders/slips_print.html", {"slips": found})


@never_cache
@require_safe
def reminder_log(request: PersonRequest) -> HttpResponse:
    """How many messages wait, arrived and came back; and whose addresses failed."""
    counts = reading.counts(request.user)
    figures = [
        (_("Wait to be sent"), counts["waiting"]),
        (_("Sent"), counts["sent"]),
        (_("Delivered, as far as the provider says"), counts["delivered"]),
        (_("Came back"), counts["returned"]),
        (_("Slips that wait to be printed"), counts["unprinted"]),
        (_("Slips handed over"), counts["printed"]),
    ]
    context = {"figures": figures, "rows": reading.came_back(request.user)}
    return render(request, "reminders/log.html", context)


@require_POST
def reminder_again(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Send a message that came back once more, to the address that the person has now."""
    own = Message.objects.exclude(returned_at=None)
    own = own.filter(person__in=reading.staff(request.user).values("person"))
    message = get_object_or_404(own, uuid=uuid)
    try:
        actions.send_again(message)
    except actions.StillWaiting:
        messages.info(request, _("Another message waits for this person already."))
    else:
        messages.success(request, _("It goes out at the next working hour."))
    return redirect("reminder-log")
