"""My sites: what is to be done at each of them, on a page that can be printed, and as a file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.team import Expiring, Status
from courses.views import MARK
from metrics import wording
from metrics.sites import Site, least, sites
from metrics.suppression import Audience, Reason
from metrics.views import titles_of_programmes
from people import countries
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.cards.wording import in_words
from people.freshness import fresh_authentication_required_for_file
from people.lines import csv_lines
from people.models import Power
from people.requests import PersonRequest
from people.spreadsheets import inert

ON_A_PAGE = 50
# In the order of the columns: what asks for something comes first.
STATUSES = [Status.OVERDUE, Status.DUE, Status.NOT_DUE, Status.COMPLETED]
COLUMNS = [*STATUSES, *Expiring]
# What the list can be narrowed to, by its name in the address.
GAPS: dict[str, tuple[Promise, Callable[[Site], bool]]] = {
    "overdue": (gettext_lazy("Somebody is overdue"), lambda one: one.has_overdue),
    "card": (gettext_lazy("The card is not valid"), lambda one: bool(one.faults)),
    "closed": (gettext_lazy("No open join link"), lambda one: one.may_let_in and not one.link),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what it does not know is not asked."""

    titles: dict[str, str]
    programme: str
    gap: str

    @property
    def query(self) -> dict[str, str]:
        said = {"programme": self.programme, "gap": self.gap}
        return {name: value for name, value in said.items() if value}

    def address(self, base: str = "", **more: object) -> str:
        query = self.query | more
        return f"{base}?{urlencode(query)}" if query else base

    def fields(self) -> list[dict[str, Any]]:
        programmes = [("", _("All programmes")), *self.titles.items()]
        gaps = [("", _("All")), *((name, str(words)) for name, (words, _is_so) in GAPS.items())]
        return [
            _field("programme", _("Programme"), programmes, self.programme),
            _field("gap", _("Which sites"), gaps, self.gap),
        ]


def _field(name: str, label: str, choices: list[tuple[str, str]], chosen: str) -> dict[str, Any]:
    options = [
        {"value": value, "label": words, "selected": value == chosen} for value, words in choices
    ]
    return {"name": name, "label": label, "options": options}


@never_cache
@require_safe
def site_list(request: PersonRequest) -> HttpResponse:
    """Every site of the reader's: those where something is to be done come first."""
    today, asked = reporting_day(), _asked(request)
    every = sites(request.user, today, asked.programme)
    page = Paginator(_narrowed(every, asked), ON_A_PAGE).get_page(request.GET.get("page"))
    off = {
        countries.names().get(one.place.country, one.place.country) for one in every if one.is_off
    }
    before = page.previous_page_number() if page.has_previous() else 0
    after = page.next_page_number() if page.has_next() else 0
    context = {
        "rows": [_row(one, asked) for one in page.object_list],
        "has_sites": bool(every),
        "today": today,
        "off": sorted(off),
        "fields": asked.fields(),
        "is_narrowed": bool(asked.query),
        "headings": [capfirst(status.label) for status in STATUSES],
        "days": [one.days for one in Expiring],
        "hidden_note": _hidden_note(every),
        "export_href": asked.address(reverse("sites-export")),
        "previous_href": asked.address(page=before) if before else "",
        "next_href": asked.address(page=after) if after else "",
    }
    return render(request, "metrics/site_list.html", context)


def _asked(request: HttpRequest) -> Asked:
    titles = titles_of_programmes()
    programme, gap = request.GET.get("programme", ""), request.GET.get("gap", "")
    return Asked(
        titles={code: title or code for code, title in titles.items()},
        programme=programme if programme in titles else "",
        gap=gap if gap in GAPS else "",
    )


def _narrowed(every: list[Site], asked: Asked) -> list[Site]:
    return [one for one in every if not asked.gap or GAPS[asked.gap][1](one)]


def _hidden_note(every: list[Site]) -> str:
    is_hidden = any(one.counts.reason is Reason.BELOW_K for one in every)
    return wording.hidden([least()]) if is_hidden else ""


def _row(site: Site, asked: Asked) -> dict[str, Any]:
    people = {"site": str(site.place.uuid)}
    if asked.programme:
        people["programme"] = asked.programme
    names = reverse("site-staff")
    return {
        "site": site,
        "names_href": f"{names}?{urlencode(people)}",
        "text": _instead_of_numbers(site),
        "cells": [
            {
                "heading": _heading(one),
                "number": wording.whole(site.counts.of(one) or 0),
                "href": f"{names}?{urlencode(people | {'status': one.value})}"
                if site.counts.of(one)
                else "",
                "is_gap": one is Status.OVERDUE and site.has_overdue,
            }
            for one in COLUMNS
        ],
        "why": in_words(site.faults[0]) if site.faults else "",
    }


def _heading(column: Status | Expiring) -> str:
    return str(capfirst(column.label))


def _instead_of_numbers(site: Site) -> str:
    """What stands where there is no number to tell; nothing, if there are some."""
    if site.is_off:
        return _("Not shown for now")
    if site.counts.reason is Reason.NO_POPULATION:
        return _("Nothing is asked of anybody")
    return wording.hidden_cell(site.counts.reason) if site.counts.reason else ""


@never_cache
@require_safe
@fresh_authentication_required_for_file
def export(request: PersonRequest) -> HttpResponse:
    """The list as a file: the same sites and numbers as on the screen, of all its pages."""
    today, asked = reporting_day(), _asked(request)
    found = _narrowed(sites(request.user, today, asked.programme), asked)
    audit.record(
        Verb.FIGURES_EXPORTED,
        by=request.user,
        about=request.user,
        of=request.user,
        acting_as=Power.SUPPLIER_ADMINISTRATOR,
        period=today.isoformat(),
        audience=Audience.INSIDE,
        format="csv",
        rows=len(found),
    )
    header = [
        _("Site"),
        *(_heading(one) for one in COLUMNS),
        *(_("Note"), _("Response card"), _("Why"), _("Join link open until")),
    ]
    return HttpResponse(
        MARK + "".join(csv_lines(header, _lines(found))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="sites-{today.isoformat()}.csv"'},
    )


def _lines(found: list[Site]) -> Iterator[list[str]]:
    for one in found:
        instead = _instead_of_numbers(one)
        numbers = [one.counts.of(column) for column in COLUMNS]
        card = (
            (_("not valid") if one.faults else pgettext("response card", "valid"))
            if one.has_card_page
            else ""
        )
        yield [
            inert(one.place.name),
            *("" if instead else str(number) for number in numbers),
            instead,
            card,
            in_words(one.faults[0]) if one.faults else "",
            one.link.expires_on.isoformat() if one.link else "",
        ]
