"""The sustainability lead's overview, and the same figures as files."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.models import Programme
from courses.progress import programme_texts
from metrics import exports, periods, wording
from metrics.forms import ExportQuestion, OverviewQuestion
from metrics.kept import told
from metrics.open_use import Sessions, sessions
from metrics.overview import MOST_LINES, Overview
from metrics.periods import Period
from metrics.suppression import Audience, Cell
from people import access
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.freshness import fresh_authentication_required_for_file
from people.models import Organisation, Power
from people.requests import PersonRequest, chosen_company


@never_cache
@require_safe
def overview(request: PersonRequest) -> HttpResponse:
    """How far the programmes have reached and what people learn: gaps first."""
    companies = access.companies_of(request.user, Power.CSO)
    company = chosen_company(request, companies)
    titles = titles_of_programmes()
    today = reporting_day()
    question = OverviewQuestion(request.GET, today=today, programmes=list(titles))
    if not question.is_valid():
        return refused(request, question.messages())

    period: Period = question.cleaned_data["period"]
    kept = told(company, period, Audience.INSIDE)
    found = Overview(kept.entries)
    open_use = sessions(company, period, raised_to=settings.GROUP_MINIMUM)
    headlines = found.headlines(titles)
    chosen = question.cleaned_data["programme"] or (headlines[0].code if headlines else "")
    hours, reached = found.hours()
    context = {
        "period": period,
        "period_name": wording.period_name(period.name),
        "is_month": periods.is_month(period),
        "as_of": wording.day(period.as_of),
        "counted_at": kept.at,
        "company": company,
        "own": f"&company={company.uuid}" if len(companies) > 1 else "",
        "fields": [
            *company_fields(company, companies),
            *period_and_programme(period, chosen, titles, periods.choices(today)),
        ],
        "headlines": headlines,
        "headlines_note": found.headlines_note(),
        "hours": hours,
        "reached": reached,
        "chosen": chosen,
        "chosen_title": titles.get(chosen, ""),
        "sections": found.sections(chosen) if chosen else [],
        "open_use": _open_use(open_use),
    }
    return render(request, "metrics/overview_detail.html", context)


@never_cache
@require_safe
@fresh_authentication_required_for_file
def export(request: PersonRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Every key figure of a period as a file. Who took what is audited, without any figure."""
    company = chosen_company(request, access.companies_of(request.user, Power.CSO))
    question = ExportQuestion(request.GET, today=reporting_day())
    if not question.is_valid():
        return refused(request, question.messages())

    period, audience = question.cleaned_data["period"], question.cleaned_data["for"]
    kept = told(company, period, audience)
    rows = [entry.row for entry in kept.entries]
    audit.record(
        Verb.FIGURES_EXPORTED,
        by=request.user,
        about=company,
        of=company,
        acting_as=Power.CSO,
        period=period.name,
        audience=audience,
        format=kind,
        rows=len(rows),
    )
    if kind == "csv":
        parts, content_type = exports.csv_lines(rows), "text/csv; charset=utf-8"
    else:
        parts = exports.json_parts(rows, period, audience, counted_at=kept.at)
        content_type = "application/json"
    return StreamingHttpResponse(
        parts,
        content_type=content_type,
        headers={
            "Last-Modified": http_date(kept.at.timestamp()),
            "Content-Disposition": (
                f'attachment; filename="daylight-{period.name}-{audience}.{kind}"'
            ),
        },
    )


def refused(request: HttpRequest, messages: list[str]) -> HttpResponse:
    return render(request, "metrics/question_refused.html", {"problems": messages}, status=400)


def titles_of_programmes() -> dict[str, str]:
    """The programmes that are not open, by code, with their titles in the reader's language."""
    programmes = list(Programme.objects.filter(is_open=False, withdrawn_at=None).order_by("code"))
    texts = programme_texts([programme.pk for programme in programmes], get_language() or "en")
    return {
        programme.code: texts[programme.pk].title if programme.pk in texts else ""
        for programme in programmes
    }


def company_fields(chosen: Organisation, companies: list[Organisation]) -> list[dict[str, Any]]:
    """The choice of a company, for who leads more than one: their figures are never mixed."""
    if len(companies) < 2:
        return []
    options = [
        {"value": str(one.uuid), "label": one.name, "selected": one == chosen} for one in companies
    ]
    return [{"name": "company", "label": _("Company"), "options": options}]


def period_and_programme(
    period: Period, chosen: str, titles: dict[str, str], names: list[str]
) -> list[dict[str, Any]]:
    """The two choices of the filter bar; a period from an address is offered as well."""
    offered = names if period.name in names else [period.name, *names]
    return [
        {
            "name": "period",
            "label": _("Period"),
            "options": [
                {"value": n, "label": wording.period_name(n), "selected": n == period.name}
                for n in offered
            ],
        },
        {
            "name": "programme",
            "label": _("Programme"),
            "options": [
                {"value": code, "label": f"{code} · {title}", "selected": code == chosen}
                for code, title in titles.items()
            ],
        },
    ]


def _open_use(found: Sessions) -> dict[str, Any]:
    """Counts of open modules for the template: a chart of weeks, and three short tables."""
    small = wording.hidden_cell("")
    most = max((week.people for week in found.weeks if not week.reason), default=1)

    def lines(cells: list[Cell], names: Any) -> list[dict[str, Any]]:
        return [
            {
                "label": names(cell.name),
                "hidden": bool(cell.reason),
                "text": small if cell.reason else wording.whole(cell.people),
                "percent": 0 if cell.reason else round(Decimal(100) * cell.people / most),
            }
            for cell in cells
        ]

    total = lines([found.total], str)[0]
    summary = _("%(sessions)s sessions in this quarter.") % {"sessions": total["text"]}
    return {
        "is_empty": found.is_empty,
        "quarter": wording.period_name(found.quarter),
        "summary": wording.hidden([found.k]) if total["hidden"] else summary,
        "weeks": lines(found.weeks, wording.week),
        "tables": [
            (heading, found_lines, len(found_lines) > MOST_LINES)
            for heading, found_lines in [
                (_("By country"), lines(found.countries, _country)),
                (_("By language"), lines(found.languages, wording.language)),
                (_("By site"), lines(found.sites, str)),
            ]
        ],
    }


def _country(code: str) -> str:
    return wording.country(code) if code else _("Not stated")
