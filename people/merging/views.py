"""Likely duplicates: the list, two people side by side, merging them, and undoing it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.freshness import fresh_authentication_required
from people.merging import actions, reading, wording
from people.merging.faults import CannotMerge, CannotUndo
from people.merging.forms import MergeForm
from people.merging.models import LikelyDuplicate, Merge
from people.requests import PersonRequest


@never_cache
@require_safe
def duplicate_list(request: PersonRequest) -> HttpResponse:
    """Who may be in the record twice, and what was merged lately."""
    page = reading.page_of(request.user, _uuid(request.GET.get("after")))
    context = {
        "pairs": [{"pair": pair, "shared": wording.shared(pair)} for pair in page.pairs],
        "is_continued": bool(request.GET.get("after")),
        "next_href": f"?after={page.after}" if page.after else "",
        "merges": reading.merges(request.user)[: reading.MOST_MERGES],
    }
    return render(request, "people/duplicate_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def duplicate_show(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Two people side by side, what would happen, and merging them."""
    pair = _pair(request, uuid)
    form = MergeForm(request.POST or None)
    obstacle = actions.obstacle(pair.older, pair.younger, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.merge(pair.older, pair.younger, by=request.user)
        except CannotMerge as error:
            obstacle = error.reason
        else:
            messages.success(request, _("The two are one now. You can undo it here."))
            return redirect("merge", made.uuid)
    context = {
        "pair": pair,
        "shared": wording.shared(pair),
        "people": [wording.facts(pair.older), wording.facts(pair.younger)],
        "consequences": wording.consequences(pair.older, pair.younger),
        "form": form,
        "obstacle": wording.obstacle(obstacle) if obstacle else "",
    }
    status = 422 if form.errors else 409 if obstacle and request.method == "POST" else 200
    return render(request, "people/duplicate_show.html", context, status=status)


@require_POST
def duplicate_apart(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Say that the two are two: they are not proposed again."""
    actions.keep_apart(_pair(request, uuid), by=request.user)
    messages.success(request, _("They stay two people, and are not proposed again."))
    return redirect("duplicates")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def merge_show(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """What was merged, and undoing it."""
    made = get_object_or_404(reading.merges(request.user), uuid=uuid)
    if request.method != "POST":
        return _merge_page(request, made)
    try:
        actions.undo(made, by=request.user)
    except CannotUndo as error:
        return _merge_page(request, made, obstacle=wording.obstacle(error.reason))
    messages.success(request, _("They are two people again, each with what was theirs."))
    return redirect("duplicates")


def _merge_page(request: PersonRequest, made: Merge, *, obstacle: str = "") -> HttpResponse:
    context = {"merge": made, "obstacle": obstacle}
    return render(request, "people/merge_show.html", context, status=409 if obstacle else 200)


def _pair(request: PersonRequest, uuid: UUID) -> LikelyDuplicate:
    try:
        return reading.pair_of(request.user, uuid)
    except LikelyDuplicate.DoesNotExist as error:
        raise Http404 from error


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
