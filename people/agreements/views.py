"""Where works agreements are needed, and what was answered for each country."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people import access, countries
from people.agreements import actions
from people.agreements.forms import AnswerForm
from people.agreements.models import Agreement
from people.agreements.rules import COUNTRIES, is_off
from people.freshness import fresh_authentication_required
from people.models import Organisation
from people.requests import PersonRequest, chosen_company

Kind = Agreement.Kind


@never_cache
@require_safe
def agreement_list(request: PersonRequest) -> HttpResponse:
    """Every country where the company has people, or has answered for: on or off, and why."""
    company, own = _company(request)
    names = countries.names()
    if asked := request.GET.get("country", ""):
        if asked not in names:
            raise Http404
        return redirect(reverse("agreement-answer", args=[asked]) + own)
    answers = {row.country: row for row in Agreement.objects.open().filter(company=company)}
    places = Organisation.objects.under(company).values_list("country", flat=True)
    shown = set(places.order_by().distinct()) | set(answers)
    rows = [
        {
            "name": names.get(code, code),
            "answer": answers.get(code),
            "is_off": is_off(company, code),
            "is_listed": code in COUNTRIES,
            "href": reverse("agreement-answer", args=[code]) + own,
        }
        for code in sorted(shown, key=lambda code: names.get(code, code))
    ]
    others = [(code, name) for code, name in names.items() if code not in shown]
    context = {
        "company": company,
        "rows": rows,
        "others": sorted(others, key=lambda pair: pair[1]),
        "own": own,
        "own_company": company.uuid if own else "",
    }
    return render(request, "people/agreement_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_authentication_required
def agreement_answer(request: PersonRequest, country: str) -> HttpResponse:
    """Say what stands in a country."""
    company, own = _company(request)
    names = countries.names()
    if country not in names:
        raise Http404
    row = Agreement.objects.open().filter(company=company, country=country).first()
    form = AnswerForm(request.POST or None, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        actions.answer(company, country, by=request.user, **form.cleaned_data)
        messages.success(request, _("Kept. It counts from now on."))
        return redirect(reverse("agreements") + own)
    context = {
        "company": company,
        "country": names[country],
        "is_listed": country in COUNTRIES,
        "form": form,
        "back": reverse("agreements") + own,
    }
    return render(
        request, "people/agreement_answer.html", context, status=422 if form.errors else 200
    )


def _company(request: PersonRequest) -> tuple[Organisation, str]:
    """The company that is asked about, and the query that names it if there are several."""
    companies = access.companies_of(request.user, *actions.ANSWER)
    company = chosen_company(request, companies)
    named = {"company": str(company.uuid)} if len(companies) > 1 else {}
    return company, f"?{urlencode(named)}" if named else ""


def _initial(row: Agreement | None) -> dict[str, Any]:
    return {"kind": row.kind, "words": row.words, "agreed_on": row.agreed_on} if row else {}
