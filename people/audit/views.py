"""The auditor's screen: what was done, by whom, and the same as a file. Only to read."""

from typing import Any

from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from people.access import companies_of
from people.audit import actions as audit
from people.audit.forms import AuditQuestion
from people.audit.models import AuditChain, AuditEvent
from people.audit.reading import Page, csv_lines, events_of, page_of
from people.audit.verbs import Kind, Verb
from people.freshness import fresh_authentication_required_for_file
from people.models import Organisation, Power
from people.requests import PersonRequest, chosen_company

VERBS, KINDS, POWERS = dict(Verb.choices), dict(Kind.choices), dict(Power.choices)


@never_cache
@require_safe
def audit_log(request: PersonRequest) -> HttpResponse:
    """What was done in the company, newest first; narrowed by what, about what, whom and when."""
    companies = companies_of(request.user, Power.AUDITOR)
    company = chosen_company(request, companies)
    question = AuditQuestion(request.GET, companies=companies)
    chain = _chain(company)
    own = {"company": str(company.uuid)} if len(companies) > 1 else {}
    context: dict[str, Any] = {"form": question, "company": company, "chain": chain}
    context |= {"reset_href": _query(own) or request.path}
    if not question.is_valid():
        return render(request, "people/audit_list.html", context | {"is_wrong": True}, status=400)

    wish = question.wish
    places = {name: _number(request.GET.get(name)) for name in ("before", "after")}
    page = page_of(events_of(chain, wish), **places)
    context |= _addresses(own | wish.asked, page)
    context |= {"rows": [_row(event, own) for event in page.events]}
    context |= {"is_narrowed": bool(wish.asked)}
    return render(request, "people/audit_list.html", context)


@never_cache
@require_safe
@fresh_authentication_required_for_file
def export(request: PersonRequest) -> HttpResponse | StreamingHttpResponse:
    """The same events as a file that proves itself. Taking it is an event, which comes after."""
    companies = companies_of(request.user, Power.AUDITOR)
    company = chosen_company(request, companies)
    question = AuditQuestion(request.GET, companies=companies)
    chain = _chain(company)
    if not question.is_valid():  # told where it can be mended
        return redirect(f"{reverse('audit')}?{request.GET.urlencode()}")

    wish = question.wish
    events = events_of(chain, wish)
    audit.record(
        Verb.AUDIT_EXPORTED,
        by=request.user,
        about=company,
        of=company,
        acting_as=Power.AUDITOR,
        rows=events.count(),
        up_to=chain.number,
        **{f"asked_{name}": value for name, value in wish.asked.items()},
    )
    return StreamingHttpResponse(
        csv_lines(chain, events),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="audit-{company.uuid}.csv"'},
    )


def _chain(company: Organisation) -> AuditChain:
    """The company's chain; one without events until something happens."""
    found = AuditChain.objects.filter(company=company).first()
    return found or AuditChain(uuid=company.uuid, company=company)


def _row(event: AuditEvent, own: dict[str, str]) -> dict[str, Any]:
    """An event with its words; what has no word here is told as the code it is."""
    return {
        "event": event,
        "at": event.at.strftime("%Y-%m-%d %H:%M:%S"),
        "verb": capfirst(str(VERBS.get(event.verb, event.verb))),
        "kind": capfirst(str(KINDS.get(event.kind, event.kind))),
        "actor_href": _query(own | {"actor": str(event.actor)}),
        "acting_as": POWERS.get(event.acting_as, event.acting_as),
        "facts": [
            (name, _said(value)) for name, value in sorted(event.facts.items()) if value is not None
        ],
    }


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value)


def _addresses(kept: dict[str, str], page: Page) -> dict[str, str]:
    """Where this list goes on, and what to ask for the same events as a file."""
    return {
        "previous_href": _query(kept, after=page.newer) if page.newer else "",
        "next_href": _query(kept, before=page.older) if page.older else "",
        "file_query": _query(kept),
    }


def _query(kept: dict[str, str], **place: int | None) -> str:
    query = QueryDict(mutable=True)
    query.update({name: str(number) for name, number in place.items()})
    query.update(kept)
    return f"?{query.urlencode()}" if query else ""


def _number(text: str | None) -> int | None:
    """The number of an event; none for whatever else an address may hold."""
    is_number = bool(text) and len(text or "") < 19 and (text or "").isascii()
    return int(text or "") if is_number and (text or "").isdigit() else None
