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
from django.utils import translation
from django.utils.dates import WEEKDAYS_ABBR
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content import player
from content.player_counting import count_first_choice, is_first, is_plausible
from content.player_lesson import captions_of, is_fetched, place_in
from content.player_practice import UnknownChoice
from content.views import open_shell as shell
from courses import actions
from courses.models import Edition, Module
from courses.progress import faces
from courses.reading import Reading, Shown, reading
from people.calendar import reporting_day
from people.models import AudienceRole, Organisation
from people.quiet.finding import limits


def _told(code: str, language: str) -> tuple[Module, Edition, Reading]:
    """An open module, its newest edition, and how it reads in a language."""
    shell.expect_spoken(language)
    module = get_object_or_404(Module, code=code, is_open=True)
    editions = module.editions.filter(language=module.source_language).newest_first()
    edition = editions.defer("document").first()
    if edition is None:
        raise Http404
    return module, edition, reading(edition.pk, language)


def _words(told: Reading, language: str) -> dict[str, Any]:
    return {
        "words": told.words,
        "words_language": told.words["language"],
        "is_missing": told.words["language"] != language,
        "is_unreviewed": told.is_unreviewed,
    }


# --- the pages -----------------------------------------------------------------------------


@shell.slim
@require_safe
def choose_language(request: HttpRequest, site: UUID | None = None) -> HttpResponse:
    shell.site_at(site)
    language = translation.get_language() or "en"
    context = shell.frame("open-modules", site, language)
    if not context["tongues"]:
        raise Http404
    return shell.page("content/open_language_choose.html", language, context)


@shell.slim
@require_safe
def modules(request: HttpRequest, language: str, site: UUID | None = None) -> HttpResponse:
    """The only open module's opening, or a list where there are several."""
    shell.site_at(site)
    shell.expect_spoken(language)
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
            "href": shell.address("open-module", site, language=language, code=code),
            "lang": face.language,
        }
        for code, face in told
    ]
    context = {"items": items, **shell.frame("open-modules", site, language)}
    return shell.page("content/open_module_list.html", language, context)


@shell.slim
@require_safe
def module(
    request: HttpRequest, language: str, code: str, site: UUID | None = None
) -> HttpResponse:
    """The opening: what this is, start, close."""
    shell.site_at(site)
    _, _, told = _told(code, language)
    first = told.source["lessons"][0]["key"]
    context = {
        "start_href": shell.address("open-lesson", site, language=language, code=code, key=first),
        "minutes": told.source["minutes"],
        **_words(told, language),
        **shell.frame("open-module", site, language, code=code),
    }
    return shell.page("content/open_module_detail.html", language, context)


@shell.slim
@require_safe
def lesson(
    request: HttpRequest, language: str, code: str, key: str, site: UUID | None = None
) -> HttpResponse:
    shell.site_at(site)
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
        "practice_href": shell.address("open-practice", site, **here, key=key),
        "next_href": (
            shell.address("open-lesson", site, **here, key=place.next)
            if place.next
            else shell.address("open-last", site, **here)
        ),
        "previous_href": (
            shell.address("open-lesson", site, **here, key=place.previous)
            if place.previous
            else shell.address("open-module", site, **here)
        ),
        **_words(told, language),
        **shell.frame("open-lesson", site, language, code=code, key=key),
    }
    return shell.page("content/open_lesson_detail.html", language, context, status=status)


@shell.slim
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def practice(
    request: HttpRequest, language: str, code: str, key: str, site: UUID | None = None
) -> HttpResponse:
    """Answer a check or decide in a story: shown at once, kept nowhere."""
    organisation = shell.site_at(site)
    if request.method != "POST":
        back = redirect(shell.address("open-lesson", site, language=language, code=code, key=key))
        return shell.traceless(back, language)
    _, edition, told = _told(code, language)
    shown = _shown(told, key)
    page_uuid = request.POST.get("page", "")
    with translation.override(language):
        try:
            practised = player.practise(shown, request.POST, is_open=True)
        except UnknownChoice as error:
            raise Http404 from error
        blocks = player.blocks_of(shown, is_open=True) | {practised.block: practised.html}
    if _counts(organisation) and is_plausible(request, "open-practice"):
        count_first_choice(practised, edition.pk, page_uuid, AudienceRole.WORKER)
    if is_fetched(request):
        return shell.traceless(HttpResponse(practised.html, status=practised.status), language)
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


@shell.slim
@require_safe
def captions(
    request: HttpRequest,
    language: str,
    code: str,
    key: str,
    block: str,
    site: UUID | None = None,
) -> HttpResponse:
    shell.site_at(site)
    _, _, told = _told(code, language)
    return shell.traceless(captions_of(_shown(told, key), block), language)


@shell.slim
@require_safe
def last(request: HttpRequest, language: str, code: str, site: UUID | None = None) -> HttpResponse:
    """The end: a button that counts one, for those who want to press it."""
    shell.site_at(site)
    _, _, told = _told(code, language)
    here = {"language": language, "code": code}
    context = {
        "page_uuid": uuid.uuid4(),
        "finished_href": shell.address("open-finished", site, **here),
        "again_href": shell.address("open-module", site, **here),
        **_words(told, language),
        **shell.frame("open-last", site, language, code=code),
    }
    return shell.page("content/open_module_last.html", language, context)


@shell.slim
@csrf_exempt
@require_POST
def finished(
    request: HttpRequest, language: str, code: str, site: UUID | None = None
) -> HttpResponse:
    """Add one to the week's number, once a page. Nothing of the reader is taken in."""
    organisation = shell.site_at(site)
    unit, _, told = _told(code, language)
    page_uuid = request.POST.get("page", "")
    is_counted = _counts(organisation) and is_plausible(request, "open-finished")
    if is_counted and is_first(page_uuid, code):
        actions.count_open_use(unit, organisation=organisation, language=told.language)
    thanks_href = shell.address("open-thanks", site, language=language, code=code)
    return shell.traceless(redirect(thanks_href), language)


def _counts(site: Organisation | None) -> bool:
    """Where quiet is kept nothing is counted; whoever reads sees no difference (rule S-09)."""
    return site is None or not limits().is_paused(site.path)


@shell.slim
@require_safe
def thanks(
    request: HttpRequest, language: str, code: str, site: UUID | None = None
) -> HttpResponse:
    shell.site_at(site)
    _told(code, language)
    context = shell.frame("open-thanks", site, language, code=code)
    return shell.page("content/open_module_thanks.html", language, context)


@shell.slim
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """Where "Close this" leads: a calendar of the month, as any phone might show."""
    today = reporting_day()
    context = {
        "today": today,
        "weekdays": [WEEKDAYS_ABBR[number] for number in range(7)],
        "weeks": calendar.monthcalendar(today.year, today.month),
    }
    return shell.page("content/open_month.html", translation.get_language() or "en", context)
