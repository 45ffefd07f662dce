"""Response cards: the sites with what is missing, one site's cards, and the tests of numbers."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people.calendar import reporting_day
from people.cards import actions
from people.cards.access import sites_of
from people.cards.forms import CardForm, TestForm
from people.cards.models import ResponseCard
from people.cards.states import card_faults, faults_of
from people.cards.wording import in_words, printed
from people.models import Organisation
from people.requests import PersonRequest

ON_A_PAGE = 50


@never_cache
@require_safe
def site_card_list(request: PersonRequest) -> HttpResponse:
    """Every site of the reader's: those where nothing may be assigned come first."""
    names = dict(sites_of(request.user).order_by("name", "pk").values_list("pk", "name"))
    found = faults_of(names, reporting_day())
    ordered = sorted(names, key=lambda pk: (not found[pk], names[pk]))
    page = Paginator(ordered, ON_A_PAGE).get_page(request.GET.get("page"))
    sites = Organisation.objects.in_bulk(list(page.object_list))
    rows = [
        {"site": sites[pk], "reasons": [in_words(fault) for fault in found[pk]]}
        for pk in page.object_list
    ]
    context = {
        "rows": rows,
        "previous_href": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_href": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "people/site_card_list.html", context)


@never_cache
@require_safe
def site_card_show(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """One site's state, and its card in each language."""
    site = _site(request, uuid)
    today = reporting_day()
    found = card_faults(site.pk, today)
    languages = [
        {
            "code": code,
            "name": name,
            "has_card": code in found,
            "reasons": [in_words(fault) for fault in found.get(code, [])],
        }
        for code, name in settings.LANGUAGES
    ]
    reasons = [in_words(fault) for fault in faults_of([site.pk], today)[site.pk]]
    context = {"site": site, "languages": languages, "reasons": reasons, "has_cards": bool(found)}
    return render(request, "people/site_card_show.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def site_card_write(request: PersonRequest, uuid: UUID, language: str) -> HttpResponse:
    """Fill in a card, or change it."""
    site, names = _site(request, uuid), dict(settings.LANGUAGES)
    if language not in names:
        raise Http404
    card = ResponseCard.objects.standing().filter(site=site, language=language).first()
    initial = {name: getattr(card, name) for name in CardForm.Meta.fields} if card else {}
    form = CardForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.keep_card(site, language, by=request.user, **form.cleaned_data)
        messages.success(request, _("The card is kept."))
        return redirect("site-card", uuid)
    context = {"site": site, "language": names[language], "form": form}
    status = 422 if form.errors else 200
    return render(request, "people/site_card_write.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def site_card_test(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Say how a call of one of the numbers went."""
    site = _site(request, uuid)
    cards = list(ResponseCard.objects.standing().filter(site=site).order_by("language"))
    form = TestForm(request.POST or None, cards=cards, initial={"tested_on": reporting_day()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.record_test(
            site,
            said["number"],
            tested_on=said["tested_on"],
            has_passed=said["result"] == "passed",
            by=request.user,
        )
        messages.success(request, _("The test is kept."))
        return redirect("site-card", uuid)
    status = 422 if form.errors else 200
    return render(
        request, "people/site_card_test.html", {"site": site, "form": form}, status=status
    )


@never_cache
@require_safe
def site_card_print(request: PersonRequest, uuid: UUID, language: str) -> HttpResponse:
    """A card as it hangs on the wall, in its own language; without what is for contacts alone."""
    site = _site(request, uuid)
    card = get_object_or_404(ResponseCard.objects.standing(), site=site, language=language)
    context = {
        "site": site,
        "card": card,
        "lines": printed(card),
        "is_valid": not card_faults(site.pk, reporting_day())[language],
        "is_right_to_left": get_language_info(language)["bidi"],
    }
    return render(request, "people/site_card_print.html", context)


def _site(request: PersonRequest, uuid: UUID) -> Organisation:
    return get_object_or_404(sites_of(request.user), uuid=uuid)
