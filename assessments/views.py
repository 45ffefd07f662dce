"""Taking a quiz: one question a screen, every answer kept at once, a look over it, the result."""

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import actions, forms, waiting
from assessments.gate import gate
from assessments.models import Attempt
from assessments.review import reviewed
from assessments.taking import Taking, attempt_among, attempt_of, given_to, taking
from courses import document as documents
from courses.models import Completion, Study
from courses.quiet import may_learn, works_only_where_restricted
from courses.reading import reading
from people.requests import PersonRequest

# --- before --------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request: PersonRequest, study: UUID) -> HttpResponse:
    """GET: what the quiz is, and whether it can be begun. POST: begin it, or go on."""
    if request.method != "POST":
        return _quiz_page(request, *_own_as_it_is(request, study))
    new = forms.uuid_in(request.POST) or uuid4()
    try:
        attempt = actions.start(study, by=request.user, uuid=new)
    except Study.DoesNotExist as error:
        raise Http404 from error
    except actions.StudyClosed:
        return _quiz_page(request, _own(request, study), status=422, late=_late())
    except (actions.QuizNotOpen, actions.UuidTaken):
        return _quiz_page(request, _own(request, study), status=422)
    position = 1 if attempt.uuid == new else _first_unanswered(attempt)
    return redirect("attempt-item", attempt.uuid, position)


def _own(request: PersonRequest, study: UUID) -> Study:
    return get_object_or_404(Study.objects.of(request.user), uuid=study)


def _own_as_it_is(request: PersonRequest, study: UUID) -> tuple[Study, str]:
    """One's study, and why nothing of it is recorded where one works, if so (S-50)."""
    studies: Any = Study.objects.of(request.user)
    studies = studies.annotate(is_restricted=works_only_where_restricted())
    own = get_object_or_404(studies, uuid=study)
    is_open = may_learn(request.user.pk, own.module_id, is_restricted=own.is_restricted)
    return own, "" if is_open else _late()


def _quiz_page(
    request: PersonRequest, study: Study, late: str = "", *, status: int = 200
) -> HttpResponse:
    stands = gate(study)
    if not stands.has_quiz:
        raise Http404
    read = reading(study.edition_id, get_language() or "en")
    items = documents.items(read.source)
    context = {
        "study": study,
        "gate": stands,
        "late": late,
        "title": read.words["title"],
        "is_missing": read.language != get_language(),
        "is_unreviewed": read.is_unreviewed,
        "uuid": uuid4(),
        "count": len(items),
        "needed": -(-len(items) * settings.PASS_MARK // 100),
        "has_critical": any(item["critical"] for item in items),
        "minutes": read.source["quiz"]["minutes"],
        "lessons_left": [
            documents.lesson(read.words, key) or documents.lesson(read.source, key)
            for key in stands.lessons_left
        ],
    }
    return render(request, "assessments/quiz_start.html", context, status=status)


def _first_unanswered(attempt: Attempt) -> int:
    answers = dict(attempt.responses.values_list("item_key", "answer"))
    keys: list[str] = attempt.draw["items"]
    return next((place for place, key in enumerate(keys, 1) if not answers.get(key)), 1)


# --- answering -----------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attempt_item(request: PersonRequest, uuid: UUID, position: int) -> HttpResponse:
    """GET: a question. POST: keep its answer, and go where the button says."""
    is_large = forms.is_too_large(request.META.get("CONTENT_LENGTH"))
    if not request.user.is_authenticated:
        return _sign_in_first(request, uuid, keeps=request.method == "POST" and not is_large)
    attempt = attempt_of(request.user, uuid)
    if not 1 <= position <= len(attempt.draw["items"]):
        raise Http404
    if attempt.submitted_at:
        return redirect("attempt-result", uuid)
    if attempt.study.closed_at:
        return _closed(request, attempt)
    if request.method != "POST":
        return _item_page(request, taking(attempt), position)
    if is_large:
        return HttpResponse(_("This is too much for an answer."), status=413)
    return _answer(request, attempt, position)


def _sign_in_first(request: HttpRequest, uuid: UUID, *, keeps: bool) -> HttpResponse:
    """An answer that comes after the session has ended waits for its giver to sign in again."""
    if keeps:
        waiting.keep(request, uuid)
    return redirect_to_login(request.get_full_path())


def _closed(request: PersonRequest, attempt: Attempt) -> HttpResponse:
    """An attempt that the study's closing has cut off: the quiz's own page says so."""
    if request.method != "POST":
        return redirect("quiz", attempt.study.uuid)
    return _quiz_page(request, attempt.study, status=409, late=_late())


def _late() -> str:
    return _("This came too late: this part of your learning is closed. What you did is kept.")


def _item_page(
    request: PersonRequest,
    now: Taking,
    position: int,
    *,
    refused: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = [now.shown(question) for question in now.questions]
    if refused:
        shown[position - 1] = refused
    waited = _take_up_waiting(request, now, shown)
    context = {
        "attempt": now.attempt,
        "title": now.title,
        "shown": shown,
        "position": position,
        "has_waited": waited,
    }
    return render(request, "assessments/attempt_answer.html", context, status=status)


def _take_up_waiting(request: PersonRequest, now: Taking, shown: list[dict[str, Any]]) -> bool:
    """Fill in answers that have waited for signing in; they are kept when the learner goes on."""
    fields = waiting.take_up(request, now.attempt.uuid)
    for place, question in enumerate(now.questions):
        if f"{question.key}.revision" in fields:
            revision = now.revisions.get(question.key, 0)
            shown[place] = forms.shown(question, fields, revision=revision, is_unsaved=True)
    return bool(fields)


def _answer(request: PersonRequest, attempt: Attempt, position: int) -> HttpResponse:
    try:
        saved = _save(request, attempt.uuid)
    except actions.AlreadySubmitted:
        return redirect("attempt-result", attempt.uuid)
    except actions.StudyClosed:
        return _closed(request, attempt)
    except actions.UnfitAnswer as refusal:
        return _refused_page(request, taking(attempt), position, refusal)
    if saved.stale:
        return _choice_page(request, taking(attempt), next(iter(saved.stale)))
    return _onward(attempt, position, request.POST.get("go", "next"))


def _refused_page(
    request: PersonRequest, now: Taking, position: int, refusal: actions.UnfitAnswer
) -> HttpResponse:
    """The question whose answer does not fit, with what was sent; or the page's own, as kept."""
    error = forms.message(refusal.fault)
    question = now.named(refusal.item_key)
    if question is None:
        question = now.questions[position - 1]
        refused = now.shown(question) | {"error": error}
    else:
        refused = forms.shown(
            question,
            dict(request.POST.lists()),
            revision=forms.revision_in(request.POST, question.key),
            error=error,
            is_unsaved=True,
        )
    return _item_page(request, now, question.number, refused=refused, status=422)


def _save(request: PersonRequest, uuid: UUID) -> actions.Saved:
    return actions.save_responses(
        uuid,
        given_to(uuid, request.POST),
        by=request.user,
        language=get_language() or "en",
    )


def _onward(attempt: Attempt, position: int, go: str) -> HttpResponse:
    goal = position + {"next": 1, "previous": -1}.get(go, 0)
    if go == "review" or goal > len(attempt.draw["items"]):
        return redirect("attempt-review", attempt.uuid)
    return redirect("attempt-item", attempt.uuid, max(goal, 1))


def _choice_page(request: PersonRequest, now: Taking, key: str) -> HttpResponse:
    """The answer was changed elsewhere: both are shown, and the learner chooses."""
    question = next(question for question in now.questions if question.key == key)
    sent = {
        name: values
        for name, values in request.POST.lists()
        if name == question.key or name.startswith(f"{question.key}.")
    }
    sent.pop(f"{question.key}.revision", None)
    context = {
        "attempt": now.attempt,
        "title": now.title,
        "question": question,
        "position": question.number,
        "mine": now.in_words(question, now.answer_in(question, sent)),
        "kept": now.words(question),
        "revision": now.revisions.get(question.key, 0),
        "sent": [(name, value) for name, values in sent.items() for value in values],
    }
    return render(request, "assessments/answer_choose.html", context, status=409)


@never_cache
@require_POST
def attempt_save(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Keep the answers that a page sends by itself. Every reply is JSON, with a message."""
    refusal = _refuse_save(request)
    if refusal:
        return refusal
    try:
        saved = _save(request, uuid)
    except Attempt.DoesNotExist:
        return JsonResponse({"message": _("This quiz was not found.")}, status=404)
    except actions.AlreadySubmitted:
        result = reverse("attempt-result", args=[uuid])
        message = _("This quiz has been handed in. Answers cannot be changed any more.")
        return JsonResponse({"message": message, "result": result}, status=409)
    except actions.StudyClosed:
        return _told_closed(attempt_of(request.user, uuid))
    except actions.UnfitAnswer as fault:
        message = forms.message(fault.fault)
        return JsonResponse({"message": message, "faults": {fault.item_key: message}}, status=422)
    if not saved.stale:
        return JsonResponse({"message": _("Saved"), "saved": saved.revisions, "stale": []})
    message = _("This answer was changed on another page. Please choose which one to keep.")
    told = {"message": message, "saved": saved.revisions, "stale": list(saved.stale)}
    return JsonResponse(told, status=409)


def _told_closed(attempt: Attempt) -> HttpResponse:
    """The page is led to where it is said that the study is closed."""
    result = reverse("quiz", args=[attempt.study.uuid])
    return JsonResponse({"message": _late(), "result": result}, status=409)


def _refuse_save(request: PersonRequest) -> HttpResponse | None:
    if not request.user.is_authenticated:
        message = _("You have been signed out. Sign in, and your answers will be saved.")
        return JsonResponse({"message": message}, status=401)
    if forms.is_too_large(request.META.get("CONTENT_LENGTH")):
        return JsonResponse({"message": _("This is too much for an answer.")}, status=413)
    if not forms.item_keys_in(request.POST):
        return JsonResponse({"message": _("There is no answer in this.")}, status=422)
    return None


# --- looking over and handing in -----------------------------------------------------------


@never_cache
@require_safe
def attempt_review(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """All questions and answers once more; those without an answer are named."""
    attempt = attempt_of(request.user, uuid)
    if attempt.submitted_at:
        return redirect("attempt-result", uuid)
    if attempt.study.closed_at:
        return _closed(request, attempt)
    return _review_page(request, taking(attempt))


def _review_page(
    request: PersonRequest, now: Taking, *, error: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "attempt": now.attempt,
        "title": now.title,
        "rows": [(question, now.words(question)) for question in now.questions],
        "unanswered": now.unanswered,
        "error": error,
    }
    return render(request, "assessments/attempt_review.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attempt_submit(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Hand in. With questions left open, only after saying so. GET, from a reload: look over."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("attempt-review", args=[uuid]))
    if request.method != "POST":
        return redirect("attempt-review", uuid)
    try:
        actions.submit(uuid, by=request.user, leaving=forms.left_open_in(request.POST))
    except Attempt.DoesNotExist as error:
        raise Http404 from error
    except actions.StudyClosed:
        return _closed(request, attempt_of(request.user, uuid))
    except actions.QuestionsLeft:
        told = _("Tick the box to hand in with questions left open, or go back to them.")
        now = taking(attempt_of(request.user, uuid))
        return _review_page(request, now, error=told, status=422)
    return redirect("attempt-result", uuid)


@never_cache
@require_safe
def attempt_result(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """What came of it, why, and what next. Nobody else may see this page."""
    attempt, all_of_study = attempt_among(request.user, uuid)
    if not attempt.submitted_at:
        return redirect("attempt-review", uuid)
    read = reading(attempt.edition_id, get_language() or "en")
    responses = {
        key: (answer, bool(is_right))
        for key, answer, is_right in attempt.responses.values_list("item_key", "answer", "is_right")
    }
    told = [] if attempt.answers_deleted_at else reviewed(attempt, read, responses)
    context = {
        "attempt": attempt,
        "study": attempt.study,
        "title": read.words["title"],
        "right": sum(one.is_right for one in told),
        "all": len(told),
        "again": [one for one in told if not one.is_right],
        "well": [one for one in told if one.is_right],
        "gate": None if attempt.passed else gate(attempt.study, attempts=all_of_study),
        "pass_mark": settings.PASS_MARK,
        "reached_mark": _reached(attempt),
        "has_certificate": bool(attempt.passed) and _has_certificate(attempt.study),
    }
    return render(request, "assessments/attempt_result.html", context)


def _reached(attempt: Attempt) -> bool:
    """Whether the score is shown and as high as it has to be."""
    if attempt.score is None or attempt.score_expired_at:
        return False
    return attempt.score >= settings.PASS_MARK


def _has_certificate(study: Study) -> bool:
    """Whether a programme that this study was the last part of is completed, with a certificate."""
    return Completion.objects.filter(
        enrolment__requirements__study=study,
        enrolment__requirements__dropped_at=None,
        enrolment__programme__has_certificate=True,
    ).exists()
