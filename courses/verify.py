"""The record checked from its rows alone: every completion is earned, every edition is what it was.

Each question is asked of the database anew and trusts no moment that an action wrote down.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q

from courses import document as documents
from courses.models import Completion, Edition, LessonDone, Requirement, Study


@dataclass(frozen=True)
class Finding:
    """Something that should not be: which rule of the record, and the row it was found at."""

    rule: str
    row: str


def findings() -> Iterator[Finding]:
    """What is wrong with the record, as it is found; nothing if all is well."""
    yield from altered_editions()
    yield from unearned_completions()
    yield from strange_studies()
    for edition in Edition.objects.filter(studies__isnull=False).distinct().iterator(20):
        yield from unearned_studies(edition)
        yield from strange_lessons(edition)


def altered_editions() -> Iterator[Finding]:
    """R2: the digest still names the content."""
    for edition in Edition.objects.order_by("pk").iterator(20):
        if documents.digest(edition.document) != edition.digest:
            yield Finding("R2: an edition is not what its digest says", str(edition))


def unearned_completions() -> Iterator[Finding]:
    """R6: what was completed online had something to do, and a completed study for all of it."""
    online = Completion.objects.filter(evidence=Completion.Evidence.ONLINE)
    asked = Requirement.objects.standing().filter(enrolment=OuterRef("enrolment"))
    unmet = asked.filter(study__completed_at=None)
    wrong = online.filter(~Exists(asked) | Exists(unmet))
    for pk in wrong.order_by("pk").values_list("pk", flat=True):
        yield Finding("R6: a completion whose requirements are not met", f"completion {pk}")


def strange_studies() -> Iterator[Finding]:
    """R6: what meets a requirement is a study of the same person and the same module."""
    tied = Requirement.objects.filter(study__isnull=False)
    wrong = tied.exclude(study__person=F("enrolment__person"), study__module=F("module"))
    for pk in wrong.order_by("pk").values_list("pk", flat=True):
        yield Finding("R6: a requirement tied to a study that is not its own", f"requirement {pk}")


def unearned_studies(edition: Edition) -> Iterator[Finding]:
    """R6: a completed study has every lesson of its edition done, and the quiz passed."""
    keys = documents.lesson_keys(edition.document)
    done = Count("lessons_done", filter=Q(lessons_done__lesson_key__in=keys))
    completed = Study.objects.filter(edition=edition, completed_at__isnull=False)
    lacking = Q(lessons=len(keys))
    if documents.items(edition.document):
        lacking &= Q(quiz_passed_at__isnull=False)
    for pk in completed.annotate(lessons=done).exclude(lacking).values_list("pk", flat=True):
        yield Finding("R6: a completed study with something left to do", f"study {pk}")


def strange_lessons(edition: Edition) -> Iterator[Finding]:
    """R3: nothing is recorded as done that the edition does not hold."""
    keys = documents.lesson_keys(edition.document)
    strange = LessonDone.objects.filter(study__edition=edition).exclude(lesson_key__in=keys)
    for pk in strange.values_list("pk", flat=True):
        yield Finding("R3: a lesson done that is not in the edition", f"lesson done {pk}")
