"""The sustainability lead's coverage page: who is not trained; and the same as a file to keep."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.models import Programme
from metrics import exports, periods, wording
from metrics.coverage_page import MOST_FOLDED, WAYS, Page
from metrics.forms import CoverageQuestion
from metrics.kept import Told, covered
from metrics.kpis.counted import Dimension
from metrics.periods import Period
from metrics.suppression import Audience
from metrics.views import company_fields, period_and_programme, refused, titles_of_programmes
from people import access
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.freshness import fresh_authentication_required_for_file
from people.models import Organisation, Power
from people.requests import PersonRequest, chosen_company


@dataclass(frozen=True)
class Answer:
    """What was asked, and what was counted for it."""

    companies: list[Organisation]
    company: Organisation
    titles: dict[str, str]
    period: Period
    code: str
    by: Dimension
    kept: Told

    @property
    def page(self) -> Page:
        return Page(self.kept.entries, self.by)

    def context(self, most: int | None = None) -> dict[str, Any]:
        """For a template: all lines, or at most so many of each list."""
        page = Page(self.kept.entries, self.by, most)
        return {
            "company": self.company,
            "period": self.period,
            "period_name": wording.period_name(self.period.name),
            "as_of": wording.day(self.period.as_of),
            "counted_at": self.kept.at,
            "code": self.code,
            "title": self.titles[self.code],
            "by": self.by,
            "way": WAYS[self.by],
            "parts": page.people(),
            "suppliers": page.suppliers(),
            "suppliers_way": page.suppliers_way(),
        }


@never_cache
@require_safe
def coverage(request: PersonRequest) -> HttpResponse:
    """Who is not trained, gaps first; and which suppliers are."""
    found = _answer(request)
    if isinstance(found, HttpResponse):
        return found
    if found is None:
        return render(request, "metrics/coverage_empty.html")
    names = periods.choices(reporting_day())
    by = {
        "name": "by",
        "label": _("Broken down by"),
        "options": [
            {"value": way, "label": name, "selected": way is found.by} for way, name in WAYS.items()
        ],
    }
    chosen = period_and_programme(found.period, found.code, found.titles, names)
    context = found.context(MOST_FOLDED) | {
        "fields": [*company_fields(found.company, found.companies), *reversed(chosen), by],
        "own": f"&company={found.company.uuid}" if len(found.companies) > 1 else "",
    }
    return render(request, "metrics/coverage_detail.html", context)


@never_cache
@require_safe
@fresh_authentication_required_for_file
def export(request: PersonRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The page as CSV or PDF. Who took what is audited, without any figure."""
    found = _answer(request)
    if isinstance(found, HttpResponse):
        return found
    if found is None:
        raise Http404
    rows = [entry.row for entry in found.page.rows()]
    name = f"daylight-coverage-{found.code}-{found.by}-{found.period.name}.{kind}"
    headers = {
        "Last-Modified": http_date(found.kept.at.timestamp()),
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    if kind == "csv":
        response: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(
            exports.csv_lines(rows), content_type="text/csv; charset=utf-8", headers=headers
        )
    else:
        # The drawing engine weighs 40 MB: only a process that is asked for a PDF loads it.
        from metrics import pdf

        content = pdf.draw(found.context())
        response = HttpResponse(content, content_type="application/pdf", headers=headers)
    audit.record(
        Verb.FIGURES_EXPORTED,
        by=request.user,
        about=found.company,
        of=found.company,
        acting_as=Power.CSO,
        period=found.period.name,
        audience=Audience.INSIDE,
        format=kind,
        rows=len(rows),
    )
    return response


def _answer(request: PersonRequest) -> Answer | HttpResponse | None:
    """The question and what was counted for it; a refusal; or None where there is no programme."""
    companies = access.companies_of(request.user, Power.CSO)
    company = chosen_company(request, companies)
    titles = titles_of_programmes()
    question = CoverageQuestion(request.GET, today=reporting_day(), programmes=list(titles))
    if not question.is_valid():
        return refused(request, question.messages())
    if not titles:
        return None
    asked = question.cleaned_data
    code = asked["programme"] or next(iter(titles))
    kept = covered(company, Programme.objects.get(code=code), asked["period"])
    return Answer(companies, company, titles, asked["period"], code, asked["by"], kept)
