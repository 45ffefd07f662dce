"""When mail may be sent to people at one's organisations: the list, and setting one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people import access
from people.hours import actions
from people.hours.clock import Hours
from people.hours.finding import hours_at, spoken_for
from people.hours.forms import HoursForm
from people.models import Organisation
from people.requests import PersonRequest

MOST_SHOWN = 200


def in_words(hours: Hours) -> dict[str, str]:
    days = [str(WEEKDAYS_ABBR[day - 1]) for day in sorted(hours.days)]
    times = {"begins": time_format(hours.begins), "ends": time_format(hours.ends)}
    return {
        "days": _(", ").join(days),
        "times": _("from %(begins)s to %(ends)s") % times,
    }


@never_cache
@require_safe
def hours_list(request: PersonRequest) -> HttpResponse:
    """The reader's organisations, the hours that count there, and whose they are."""
    asked = request.GET.get("q", "").strip()[:200]
    found = access.importable(request.user)
    if asked:
        found = found.filter(name__icontains=asked)
    said = spoken_for()
    rows = [
        {"place": place, "is_own": place.pk in said, **in_words(hours_at(place.path, said))}
        for place in found.order_by("name", "pk")[:MOST_SHOWN]
    ]
    return render(request, "people/hours_list.html", {"rows": rows, "asked": asked})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hours_set(request: PersonRequest, uuid: UUID) -> HttpResponse:
    place = get_object_or_404(access.importable(request.user), uuid=uuid)
    form = HoursForm(request.POST or None, initial=_initial(place))
    if request.method == "POST" and form.is_valid():
        actions.set_hours(place, form.hours, by=request.user)
        messages.success(request, _("Kept. It counts from the next message on."))
        return redirect("hours")
    context = {"place": place, "form": form}
    return render(request, "people/hours_set.html", context, status=422 if form.errors else 200)


def _initial(place: Organisation) -> dict[str, Any]:
    said = spoken_for()
    hours = hours_at(place.path, said)
    return {
        "inherits": place.pk not in said,
        "days": sorted(hours.days),
        "begins": hours.begins,
        "ends": hours.ends,
    }
