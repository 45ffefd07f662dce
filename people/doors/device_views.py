"""Sharing a device: opened and ended by who supervises, used by one after the other."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.calendar import reporting_day
from people.doors import access, device_actions, devices, lists, steps
from people.doors.forms import NumberForm, ShareForm
from people.doors.models import Door, SharedDevice
from people.requests import PersonRequest

ANY = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(ANY)
def shared(request: PersonRequest) -> HttpResponse:
    """The devices that groups use at the moment, and giving this one to a group."""
    today = reporting_day()
    sites = access.shareable(request.user, today).order_by("name", "pk")
    rows = access.devices(request.user, today).open(timezone.now())
    may_share = sites.exists()
    if not (may_share or rows.exists()):
        raise Http404
    form = ShareForm(sites, request.POST or None)
    if request.method == "POST" and form.is_valid():
        device, token = device_actions.open_device(form.cleaned_data["site"], by=request.user)
        get_adapter().logout(request)  # whoever opens it leaves nothing of her own there
        response = redirect("shared-start")
        devices.give(response, device, token)
        return response
    context = {
        "form": form,
        "may_share": may_share,
        "devices": rows.select_related("organisation", "opened_by").order_by("-opened_at")[:50],
    }
    return render(request, "doors/shared_list.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def shared_end(request: PersonRequest, uuid: UUID) -> HttpResponse:
    device = get_object_or_404(access.devices(request.user, reporting_day()), uuid=uuid)
    device_actions.end_device(device, by=request.user)
    messages.success(request, _("The device is no group's any more."))
    return redirect("shared")


@never_cache
@require_http_methods(ANY)
def start(request: HttpRequest) -> HttpResponse:
    """The first page of a group's device: one's name, if the site lists names, or one's number."""
    device: SharedDevice | None = request.shared_device  # type: ignore[attr-defined]
    if device is None:
        return render(request, "doors/shared_over.html", status=404)
    if request.user.is_authenticated:
        request.session.flush()  # the pause was too long, or she is done
        request.user = AnonymousUser()
    form = NumberForm(request.POST or None)
    steps.forget(request)  # what somebody began to say and left
    if request.method == "POST" and form.is_valid():
        steps.keep(request, number=form.cleaned_data["number"])
        return redirect("door-pictures")
    after = _uuid(request.GET.get("after"))
    page = lists.by_name(access.list_on_device(device, reporting_day()), after=after)
    context = {
        "site": device.organisation,
        "form": form,
        "people": page.rows,
        "next_href": f"?after={page.after}" if page.after else "",
        "is_continued": "after" in request.GET,
    }
    return render(request, "doors/shared_start.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def person(request: HttpRequest) -> HttpResponse:
    """A name of the list was touched."""
    device: SharedDevice | None = request.shared_device  # type: ignore[attr-defined]
    chosen = _uuid(request.POST.get("person"))
    if device is None or chosen is None:
        return redirect("shared-start")
    rows = access.list_on_device(device, reporting_day()).filter(person__uuid=chosen)
    door = Door.objects.filter(person__in=rows.values("person")).first()
    if door is None:
        return redirect("shared-start")
    steps.keep(request, number=door.number)
    return redirect("door-pictures")


@never_cache
@require_safe
def alive(request: PersonRequest) -> HttpResponse:
    """The reader still reads: answering is all that is needed."""
    return HttpResponse(status=204)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
