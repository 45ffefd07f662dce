"""One's own data: reading it, taking it along, correcting it, asking to be erased; the notice."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.addresses import local
from lms.privacy import files
from lms.privacy.sections import SECTIONS, Section
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.freshness import fresh_authentication_required, fresh_authentication_required_for_file
from people.models import Grant, Organisation, Person
from people.privacy import actions
from people.privacy.access import place_of
from people.privacy.forms import CorrectionForm, OwnDataForm
from people.privacy.models import ErasureRequest
from people.requests import PersonRequest

SHOWN = 20
FILES = {"json": ("application/json", files.as_json), "html": ("text/html", files.as_html)}


@never_cache
@require_safe
def my_data(request: PersonRequest) -> HttpResponse:
    """Everything that is kept, in sections; of what is much, the newest."""
    asked = ErasureRequest.objects.filter(person=request.user).order_by("-asked_at", "-pk")
    refused = asked.exclude(decided_at=None).first()
    context = {
        "sections": [_told(section, request.user) for section in SECTIONS],
        "erasure": asked.open().first(),
        "refusal": refused if refused and refused.refusal else None,
        "contact": settings.PRIVACY_CONTACT,
    }
    return render(request, "privacy/my_data.html", context)


def _told(section: Section, person: Person) -> dict[str, Any]:
    rows = list(section.rows(person, SHOWN + 1))
    told = files.told(section, rows[:SHOWN])
    return told | {
        "key": section.key,
        "title": section.title,
        "sees": section.sees,
        "kept": section.kept(),
        "has_more": len(rows) > SHOWN,
    }


@never_cache
@require_safe
@fresh_authentication_required_for_file
def my_data_file(request: PersonRequest, kind: str) -> StreamingHttpResponse:
    """All of it as a file. Taking it is an event."""
    content_type, write = FILES[kind]
    audit.record(Verb.DATA_TAKEN, by=request.user, about=request.user, of=request.user, format=kind)
    return StreamingHttpResponse(
        _spoken(write(request.user)),
        content_type=f"{content_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="my-data.{kind}"'},
    )


def _spoken(parts: Iterator[str]) -> Iterator[str]:
    """The language of the request holds while the file is written, which is after it."""
    language = get_language() or settings.LANGUAGE_CODE
    return _in_language(parts, language)


def _in_language(parts: Iterator[str], language: str) -> Iterator[str]:
    while True:
        with override(language):
            part = next(parts, None)
        if part is None:
            return
        yield part


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def own_correct(request: PersonRequest) -> HttpResponse:
    """Change one's name as it is written, its Latin form, and the time zone."""
    form = OwnDataForm.of(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.correct_own(request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("my-data")
    status = 422 if form.errors else 200
    return render(request, "privacy/own_correct.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correction_ask(request: PersonRequest) -> HttpResponse:
    """Report what the employer has told wrongly."""
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_correction(request.user, **form.cleaned_data)
        except actions.NobodyAnswers:
            form.add_error(None, _("You belong to no organisation here that could answer."))
        else:
            messages.success(request, _("Your report is on its way. You see the answer here."))
            return redirect("my-data")
    if form.errors:
        status = 422
    return render(request, "privacy/correction_ask.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def erasure_ask(request: PersonRequest) -> HttpResponse:
    """Ask to be erased, or take that back."""
    if request.method == "POST" and request.POST.get("back"):
        actions.withdraw_erasure(request.user)
        messages.success(request, _("The request is taken back."))
        return redirect("my-data")
    context = {"has_power": Grant.objects.open().filter(person=request.user).exists()}
    if request.method == "POST":
        try:
            actions.ask_erasure(request.user)
        except actions.NobodyAnswers:
            context["nobody"] = True
            return render(request, "privacy/erasure_ask.html", context, status=409)
        messages.success(request, _("Your request is on its way. You see the answer here."))
        return redirect("my-data")
    return render(request, "privacy/erasure_ask.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: PersonRequest) -> HttpResponse:
    """What is kept, who sees it, and whom to ask, on one page, before the first lesson."""
    if request.method == "POST":
        actions.read_notice(request.user)
        return redirect(local(request, request.POST.get("next", "")))
    place = place_of(request.user)
    branch = place and (place.branch or place)
    supplier = branch if branch and branch.kind == Organisation.Kind.SUPPLIER else None
    context = {
        "next": local(request, request.GET.get("next", "")),
        "company": _company_above(place),
        "supplier": supplier,
        "contact": settings.PRIVACY_CONTACT,
    }
    return render(request, "privacy/notice_read.html", context)


def _company_above(place: Organisation | None) -> Organisation | None:
    return Organisation.objects.get(pk=int(place.path.split(".")[0])) if place else None
