"""Open modules: read without a name, a cookie, or a line in a log. What is counted is a number.

The pages are drawn without the request, so that nothing on them can come from a session. Their
forms carry no token: they change nothing that belongs to anybody, and a token would need a cookie.
"""

import calendar
import uuid
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.dates import WEEKDAYS_ABBR
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content import player
from content.player_counting import count_first_choice, is_first
from content.player_lesson import captions_of, is_fetched, place_in
from content.player_practice import UnknownChoice
from content.templatetags.player import direction
from courses import actions
from courses.models import Edition, Module
from courses.progress import faces
from courses.reading import Reading, Shown, reading
from people.calendar import reporting_day
from people.models import AudienceRole, Organisation


def _page(
    template: str, language: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page that no cache keeps and that tells no other page where the reader came from."""
    with translation.override(language):
        told = {
            "current_language": language,
            "text_direction": direction(language),
            **context,
        }
        response = HttpResponse(render_to_string(template, told), status=status)
    return _traceless(response, language)


def _traceless(response: HttpResponse, language: str) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["Content-Language"] = language
    return response


# --- where: a site, a module, a language ---------------------------------------------------


def _site(code: UUID | None) -> Organisation | None:
    """The site of the address. Where it is not safe there is no open module (rule S-50)."""
    if code is None:
        return None
    site = get_object_or_404(Organisation.objects.active(reporting_day()), uuid=code)
    above = [int(pk) for pk in site.path.rstrip(".").split(".")]
    if Organisation.objects.filter(pk__in=above, state=Organisation.State.RESTRICTED).exists():
        raise Http404
    return site


def _address(name: str, site: UUID | None, **parts: str) -> str:
    return reverse(name, kwargs=parts | ({"site": site} if site else {}))


def _tongues(name: str, site: UUID | None, current: str = "", **parts: str) -> list[dict[str, Any]]:
    """The languages that open modules speak, each by its own name, with this page's address."""
    spoken = (
        Edition.objects.filter(module__is_open=True)
        .order_by("language")
        .values_list("language", flat=True)
    )
    return [
        {
            "code": code,
            "name": _own_name(code),
            "direction": direction(code),
            "href": _address(name, site, language=code, **parts),
            "is_current": code == current,
        }
        for code in dict.fromkeys(spoken)
    ]


def _own_name(code: str) -> str:
    try:
        return str(translation.get_language_info(code)["name_local"])
    except KeyError:
        return code


def _told(code: str, language: str) -> tuple[Module, Edition, Reading]:
    """An open module, its newest edition, and how it reads in a language."""
    module = get_object_or_404(Module, code=code, is_open=True)
    editions = module.editions.filter(language=module.source_language).newest_first()
    edition = editions.defer("document").first()
    if edition is None:
        raise Http404
    return module, edition, reading(edition, language)


def _frame(name: str, site: UUID | None, language: str, **parts: str) -> dict[str, Any]:
    """What every page of a module has: the languages, and the way out."""
    return {
        "tongues": _tongues(name, site, language, **parts),
        "close_href": reverse("open-month"),
    }


def _words(told: Reading, language: str) -> dict[str, Any]:
    return {
        "words": told.words,
        "words_language": told.words["language"],
        "is_missing": told.words["language"] != language,
        "is_unreviewed": told.is_translated and told.review == Edition.Review.UNREVIEWED,
    }


# --- the pages -----------------------------------------------------------------------------


@require_GET
def choose_language(request: HttpRequest, site: UUID | None = None) -> HttpResponse:
    _site(site)
    tongues = _tongues("open-modules", site)
    if not tongues:
        raise Http404
    language = translation.get_language() or "en"
    context = {"tongues": tongues, "close_href": reverse("open-month")}
    return _page("content/open_language_choose.html", language, context)


@require_GET
def modules(request: HttpRequest, language: str, site: UUID | None = None) -> HttpResponse:
    """The only open module's opening, or a list where there are several."""
    _site(site)
    units = list(Module.objects.filter(is_open=True).order_by("code"))
    named = faces(units, language)
    told = [(unit.code, named[unit.pk]) for unit in units if unit.pk in named]
    if not told:
        raise Http404
    if len(told) == 1:
        return module(request, language, told[0][0], site)
    items = [
        {
            "title": face.title,
            "text": face.summary,
            "href": _address("open-module", site, language=language, code=code),
            "lang": face.language,
        }
        for code, face in told
    ]
    context = {"items": items, **_frame("open-modules", site, language)}
    return _page("content/open_module_list.html", language, context)


@require_GET
def module(
    request: HttpRequest, language: str, code: str, site: UUID | None = None
) -> HttpResponse:
    """The opening: what this is, start, close."""
    _site(site)
    _, _, told = _told(code, language)
    first = told.source["lessons"][0]["key"]
    context = {
        "start_href": _address("open-lesson", site, language=language, code=code, key=first),
        "minutes": told.source["minutes"],
        **_words(told, language),
        **_frame("open-module", site, language, code=code),
    }
    return _page("content/open_module_detail.html", language, context)


@require_GET
def lesson(
    request: HttpRequest, language: str, code: str, key: str, site: UUID | None = None
) -> HttpResponse:
    _site(site)
    _, _, told = _told(code, language)
    shown = _shown(told, key)
    with translation.override(language):
        blocks = player.blocks_of(shown, is_open=True)
    return _lesson_page(told, shown, blocks, language=language, code=code, site=site)


def _shown(told: Reading, key: str) -> Shown:
    shown = told.lesson(key)
    if shown is None:
        raise Http404
    return shown


def _lesson_page(
    told: Reading,
    shown: Shown,
    blocks: player.Blocks,
    *,
    language: str,
    code: str,
    site: UUID | None,
    page_uuid: str = "",
    status: int = 200,
) -> HttpResponse:
    key = shown.part["key"]
    place = place_in(told, key)
    here = {"language": language, "code": code}
    context = {
        "shown": shown,
        "blocks": blocks.values(),
        "place": place,
        "page_uuid": page_uuid or uuid.uuid4(),
        "practice_href": _address("open-practice", site, **here, key=key),
        "next_href": (
            _address("open-lesson", site, **here, key=place.next)
            if place.next
            else _address("open-last", site, **here)
        ),
        "previous_href": (
            _address("open-lesson", site, **here, key=place.previous)
            if place.previous
            else _address("open-module", site, **here)
        ),
        **_words(told, language),
        **_frame("open-lesson", site, language, code=code, key=key),
    }
    return _page("content/open_lesson_detail.html", language, context, status=status)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def practice(
    request: HttpRequest, language: str, code: str, key: str, site: UUID | None = None
) -> HttpResponse:
    """Answer a check or decide in a story: shown at once, kept nowhere."""
    organisation = _site(site)
    if request.method == "GET":
        back = redirect(_address("open-lesson", site, language=language, code=code, key=key))
        return _traceless(back, language)
    _, edition, told = _told(code, language)
    shown = _shown(told, key)
    page_uuid = request.POST.get("page", "")
    with translation.override(language):
        try:
            practised = player.practise(shown, request.POST, is_open=True)
        except UnknownChoice as error:
            raise Http404 from error
        blocks = player.blocks_of(shown, is_open=True) | {practised.block: practised.html}
    if _counts(organisation):
        count_first_choice(practised, edition, page_uuid, AudienceRole.WORKER)
    if is_fetched(request):
        return _traceless(HttpResponse(practised.html, status=practised.status), language)
    return _lesson_page(
        told,
        shown,
        blocks,
        language=language,
        code=code,
        site=site,
        page_uuid=page_uuid,
        status=practised.status,
    )


@require_GET
def captions(
    request: HttpRequest,
    language: str,
    code: str,
    key: str,
    block: str,
    site: UUID | None = None,
) -> HttpResponse:
    _site(site)
    _, _, told = _told(code, language)
    return _traceless(captions_of(_shown(told, key), block), language)


@require_GET
def last(request: HttpRequest, language: str, code: str, site: UUID | None = None) -> HttpResponse:
    """The end: a button that counts one, for those who want to press it."""
    _site(site)
    _, _, told = _told(code, language)
    here = {"language": language, "code": code}
    context = {
        "page_uuid": uuid.uuid4(),
        "finished_href": _address("open-finished", site, **here),
        "again_href": _address("open-module", site, **here),
        **_words(told, language),
        **_frame("open-last", site, language, code=code),
    }
    return _page("content/open_module_last.html", language, context)


@csrf_exempt
@require_POST
def finished(
    request: HttpRequest, language: str, code: str, site: UUID | None = None
) -> HttpResponse:
    """Add one to the week's number, once a page. Nothing of the reader is taken in."""
    organisation = _site(site)
    unit, _, told = _told(code, language)
    if _counts(organisation) and is_first(request.POST.get("page", ""), code):
        actions.count_open_use(unit, organisation=organisation, language=told.language)
    thanks_href = _address("open-thanks", site, language=language, code=code)
    return _traceless(redirect(thanks_href), language)


def _counts(site: Organisation | None) -> bool:
    return site is None or site.state == Organisation.State.ACTIVE


@require_GET
def thanks(
    request: HttpRequest, language: str, code: str, site: UUID | None = None
) -> HttpResponse:
    _site(site)
    _told(code, language)
    context = _frame("open-thanks", site, language, code=code)
    return _page("content/open_module_thanks.html", language, context)


@require_GET
def month(request: HttpRequest) -> HttpResponse:
    """Where "Close this" leads: a calendar of the month, as any phone might show."""
    today = reporting_day()
    context = {
        "today": today,
        "weekdays": [WEEKDAYS_ABBR[number] for number in range(7)],
        "weeks": calendar.monthcalendar(today.year, today.month),
    }
    return _page("content/open_month.html", translation.get_language() or "en", context)
