"""A module as a learner does it: begin, read lesson by lesson, practise, go on to the questions."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.gate import gate
from content import player
from content.player_counting import count_first_choice
from content.player_lesson import Place, captions_of, is_fetched, place_in
from content.player_practice import UnknownChoice
from courses import actions
from courses.models import Module, Requirement, Study
from courses.progress import Progress, lessons_done, progress_of
from courses.quiet import may_learn
from courses.reading import Reading, Shown, reading
from courses.roles import audience_role_in
from people.calendar import reporting_day
from people.requests import PersonRequest


def _language() -> str:
    return get_language() or "en"


# --- the module ----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def module(request: PersonRequest, code: str) -> HttpResponse:
    """What the module is about; the button opens a study of it, if the person is asked to do it."""
    unit = get_object_or_404(Module, code=code)
    asked = Requirement.objects.of(request.user).filter(module=unit)
    if request.method == "POST":
        if not asked.open().exists():
            raise Http404
        try:
            study = actions.open_study(request.user, unit)
        except actions.ModuleNotPublished as error:
            raise Http404 from error
        except actions.NothingRecorded:
            _tell_closed(request)
            return redirect("module", code)
        return redirect("study", study.uuid)
    if not asked.exists():
        raise Http404
    return render(request, "content/module_detail.html", _module_context(request, unit, asked))


def _tell_closed(request: PersonRequest) -> None:
    messages.info(request, _("This part of your learning is closed. What you did is kept."))


def _module_context(request: PersonRequest, unit: Module, asked: Any) -> dict[str, Any]:
    study = Study.objects.of(request.user).open().filter(module=unit).first()
    told = reading(study.edition_id if study else _newest(unit), _language())
    return {
        "module": unit,
        "study": study,
        "can_start": asked.open().exists(),
        "source": told.source,
        **_words(told),
    }


def _newest(unit: Module) -> int:
    editions = unit.editions.filter(language=unit.source_language).newest_first()
    edition_id = editions.values_list("pk", flat=True).first()
    if edition_id is None:
        raise Http404
    return edition_id


def _words(told: Reading) -> dict[str, Any]:
    """A module's own words, their language, and what is to be told about them."""
    return {
        "words": told.words,
        "words_language": told.words["language"],
        "is_missing": told.words["language"] != _language(),
        "is_unreviewed": told.is_unreviewed,
    }


# --- a study -------------------------------------------------------------------------------


@require_safe
def study(request: PersonRequest, study_uuid: UUID) -> HttpResponse:
    """The lessons with what is done, and the way to the questions."""
    own = _own(request, study_uuid)
    told = reading(own.edition_id, _language())
    done = lessons_done(own)
    progress = _progress(own, told, done)
    lessons = [
        {"part": part, "shown": told.lesson(part["key"]), "is_done": part["key"] in done}
        for part in told.source["lessons"]
    ]
    context = {
        "study": own,
        "lessons": lessons,
        "progress": progress,
        "gate": gate(own) if _waits_for_quiz(own, progress) else None,
        "source": told.source,
        **_words(told),
    }
    return render(request, "content/study_detail.html", context)


def _waits_for_quiz(own: Study, progress: Progress) -> bool:
    """Whether only the questions are left to do."""
    asks = progress.has_quiz and not progress.quiz_passed
    return asks and progress.lessons_are_done and own.closed_at is None


def _own(request: PersonRequest, study_uuid: UUID) -> Study:
    """The person's own study; another's is not found."""
    return get_object_or_404(Study.objects.of(request.user), uuid=study_uuid)


def _progress(own: Study, told: Reading, done: set[str]) -> Progress:
    return progress_of(told.source, done, quiz_passed=own.quiz_passed_at is not None)


# --- a lesson ------------------------------------------------------------------------------


@require_safe
def lesson(request: PersonRequest, study_uuid: UUID, key: str) -> HttpResponse:
    own = _own(request, study_uuid)
    told = reading(own.edition_id, _language())
    shown = _shown(told, key)
    return _lesson_page(request, own, told, shown, player.blocks_of(shown))


def _shown(told: Reading, key: str) -> Shown:
    shown = told.lesson(key)
    if shown is None:
        raise Http404
    return shown


def _lesson_page(
    request: PersonRequest,
    own: Study,
    told: Reading,
    shown: Shown,
    blocks: player.Blocks,
    *,
    page_uuid: str = "",
    status: int = 200,
) -> HttpResponse:
    key = shown.part["key"]
    done = lessons_done(own)
    with_this = _progress(own, told, {*done, key})
    place = place_in(told, key)
    context = {
        "study": own,
        "shown": shown,
        "blocks": blocks.values(),
        "place": place,
        "is_done": key in done or own.closed_at is not None,
        "leads_to_quiz": not place.next and _waits_for_quiz(own, with_this),
        "progress": _progress(own, told, done),
        "page_uuid": page_uuid or uuid.uuid4(),
        **_words(told),
    }
    return render(request, "content/lesson_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_practice(request: PersonRequest, study_uuid: UUID, key: str) -> HttpResponse:
    """Answer a check or decide in a story: shown at once, kept nowhere."""
    if request.method != "POST":  # gone back to, or come to after changing the language
        return redirect("lesson", study_uuid, key)
    own = _own(request, study_uuid)
    told = reading(own.edition_id, _language())
    shown = _shown(told, key)
    try:
        practised = player.practise(shown, request.POST)
    except UnknownChoice as error:
        raise Http404 from error
    page_uuid = request.POST.get("page", "")
    if practised.option and not own.closed_at and may_learn(own.person_id, own.module_id):
        role = audience_role_in(own, reporting_day())
        count_first_choice(practised, own.edition_id, page_uuid, role)
    if is_fetched(request):
        return HttpResponse(practised.html, status=practised.status)
    blocks = player.blocks_of(shown) | {practised.block: practised.html}
    return _lesson_page(
        request, own, told, shown, blocks, page_uuid=page_uuid, status=practised.status
    )


@require_POST
def lesson_done(request: PersonRequest, study_uuid: UUID, key: str) -> HttpResponse:
    """I have read this: on to the next lesson, then to the questions. Where nothing is recorded
    one may read on."""
    own = _own(request, study_uuid)
    try:
        actions.finish_lesson(own, key, language=_language())
    except actions.LessonNotInEdition as error:
        raise Http404 from error
    except actions.NothingRecorded:
        _tell_closed(request)
    told = reading(own.edition_id, _language())
    return _after(own, told, place_in(told, key))


def _after(own: Study, told: Reading, place: Place) -> HttpResponse:
    if place.next:
        return redirect("lesson", own.uuid, place.next)
    progress = _progress(own, told, lessons_done(own))
    return redirect("quiz" if _waits_for_quiz(own, progress) else "study", own.uuid)


@require_safe
def lesson_captions(request: PersonRequest, study_uuid: UUID, key: str, block: str) -> HttpResponse:
    """A video's captions as the file that players ask for."""
    own = _own(request, study_uuid)
    shown = _shown(reading(own.edition_id, _language()), key)
    return captions_of(shown, block)
