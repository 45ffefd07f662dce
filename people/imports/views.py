"""Bringing people in from files: choose a file, look at what it would change, apply it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people import access
from people.freshness import fresh_authentication_required
from people.imports import actions, files, limits, pages
from people.imports.forms import UploadForm, too_large
from people.imports.models import ImportRun
from people.imports.tree import Reach
from people.models import Person
from people.requests import PersonRequest

State = ImportRun.State
RECENT = 10
# What a form adds to the file itself.
AROUND_THE_FILE = 64 * 1024


@csrf_exempt  # asked for one step further in: looking for the token reads the whole file
def import_list(request: PersonRequest) -> HttpResponse:
    """Choose a file; what was brought in lately."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > limits.MOST_BYTES + AROUND_THE_FILE:
        form = UploadForm(request.user)
        return _start(request, form, error=too_large(), status=413)
    return _import_list(request)


@csrf_protect
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def _import_list(request: PersonRequest) -> HttpResponse:
    if request.method != "POST":
        return _start(request, UploadForm(request.user))
    form = UploadForm(request.user, request.POST, request.FILES)
    if not form.is_valid():
        return _start(request, form, status=422)
    run = actions.upload(form.cleaned_data["file"], by=request.user)
    return redirect("import", run.uuid)


def _start(
    request: PersonRequest, form: UploadForm, *, error: str = "", status: int = 200
) -> HttpResponse:
    runs = ImportRun.objects.filter(by=request.user).exclude(state=State.DISCARDED)
    context = {
        "form": form,
        "error": error,
        "steps": pages.steps(0),
        "runs": [pages.summary(run) for run in runs.order_by("-uploaded_at")[:RECENT]],
        "shapes": access.shapeable(request.user).exists(),
        "columns": [row for row in files.described() if row[0] == "people"],
    }
    return render(request, "people/import_list.html", context, status=status)


@never_cache
@require_safe
def import_show(request: PersonRequest, run: UUID) -> HttpResponse:
    """Where an import stands, and what it would change or what is wrong with it."""
    found = _mine(request.user, run)
    context: dict[str, Any] = {"run": found, "steps": pages.steps(pages.STEPS[State(found.state)])}
    if found.state in {State.CHECKING, State.APPLYING}:
        context |= pages.how_far(found)
    elif found.state == State.FAULTY:
        context |= pages.faults(found, request.GET)
    elif found.state != State.DISCARDED:
        context |= pages.changes(found, request.GET)
    return render(request, "people/import_show.html", context)


@require_POST
@fresh_authentication_required
def import_apply(request: PersonRequest, run: UUID) -> HttpResponse:
    found = _mine(request.user, run)
    try:
        actions.confirm(found, request.POST.get("plan", ""))
    except actions.PlanHasChanged:
        messages.warning(request, _("What would change is not what it was. Look at it again."))
    return redirect("import", found.uuid)


@require_POST
def import_discard(request: PersonRequest, run: UUID) -> HttpResponse:
    actions.discard(_mine(request.user, run))
    messages.success(request, _("The file was deleted. Nothing was changed."))
    return redirect("imports")


@never_cache
@require_safe
def import_faults(request: PersonRequest, run: UUID) -> StreamingHttpResponse:
    """Everything wrong with a file, to go through it."""
    return _csv(files.faults(_mine(request.user, run)), "errors.csv")


@never_cache
@require_safe
def template(request: PersonRequest, name: str) -> HttpResponse | StreamingHttpResponse:
    """An empty file with our columns."""
    if name not in files.TEMPLATES:
        raise Http404
    table, _dot, kind = name.partition(".")
    if kind == "csv":
        return _csv(files.csv_template(table), name)
    response = HttpResponse(
        files.book_template(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@require_safe
def organisations(request: PersonRequest) -> StreamingHttpResponse:
    """The organisations within reach, with their codes."""
    reach = Reach.of(request.user)
    return _csv(files.organisations(reach.people | reach.organisations), "organisations.csv")


def _mine(person: Person, run: UUID) -> ImportRun:
    """A run of one's own, while one may import. Another's is as one that does not exist."""
    return get_object_or_404(ImportRun, by=person, uuid=run)


def _csv(lines: Any, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
