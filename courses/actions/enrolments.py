"""Enrolments, and what is done for them, from the first lesson to the completion."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from courses import document as documents
from courses.events import person_enrolled, programme_completed
from courses.models import (
    Completion,
    Enrolment,
    LessonDone,
    Module,
    Programme,
    Requirement,
    Study,
)
from courses.paths import has_refresher, may_renew, modules_of
from courses.quiet import may_begin, may_learn, may_record
from courses.shelf import document_of
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.cards.states import is_held_up
from people.models import Person


class ProgrammeNotReady(Exception):
    """A programme has no published module that could be required."""


class SiteWithoutCard(Exception):
    """The person works only at sites without a valid response card (S-08)."""


class NothingBegins(Exception):
    """Nothing new is asked of the person now, for where she works (S-09, S-50)."""


class NothingRecorded(Exception):
    """Nothing that the person learns or has learnt is recorded, for where she works (S-50)."""


class ModuleNotPublished(Exception):
    """A module has no edition in its source language yet."""


class LessonNotInEdition(Exception):
    """A lesson key is not one of the edition that the study is pinned to."""


class AlreadyCompleted(Exception):
    """The enrolment already has a completion."""


class EnrolmentWithdrawn(Exception):
    """The enrolment was taken back: there is nothing left to decide."""


class NotDoneYet(Exception):
    """Somebody would record what is done on a day that has not come."""


class OwnEnrolment(Exception):
    """Somebody would release herself: both who decide must be others."""


# --- enrolments ----------------------------------------------------------------------------


@transaction.atomic
def enrol(
    person: Person,
    programme: Programme,
    *,
    cycle: int = 1,
    assigned_on: date | None = None,
    due_on: date | None = None,
    is_mandatory: bool = True,
    is_by_rule: bool = False,
    is_done_before: bool = False,
) -> Enrolment:
    """Give a person a programme's cycle to do, with a requirement for each required module.

    Enrolling twice in the same cycle returns the enrolment that stands. In the first cycle a study
    of the same module that the person already has counts (trained once); a later cycle closes the
    old studies and asks for new ones: those of a renewal, unless the person has lapsed. What is
    done before is for the caller to complete: it touches no study, and needs nothing to do. Raises
    ProgrammeNotReady, SiteWithoutCard, and NothingBegins.
    """
    assigned_on = assigned_on or reporting_day()
    held = Completion.objects.held_before(person.pk, programme.pk, cycle) if cycle > 1 else None
    is_renewal = may_renew(programme, held, assigned_on)
    modules = modules_of(programme, renewal=is_renewal)
    if not (modules or is_done_before):
        raise ProgrammeNotReady(f"{programme} has no module that can be required")
    take_turn(person)
    standing = Enrolment.objects.filter(duplicate_of=None)
    wanted: dict[str, Any] = {"person": person, "programme": programme, "cycle": cycle}
    # The rules have asked already, and know for which of her works they ask; and nothing begins
    # at a site by what was done before.
    if not (is_by_rule or is_done_before) and not standing.filter(**wanted).exists():
        _refuse_by_place(person, programme)
    enrolment, is_new = standing.get_or_create(
        **wanted,
        defaults={
            "assigned_on": assigned_on,
            "due_on": due_on,
            "is_mandatory": is_mandatory,
            "is_by_rule": is_by_rule,
            "is_refresher": is_renewal and has_refresher(programme),
        },
    )
    if is_new:
        _begin(enrolment, modules, is_done_before=is_done_before)
    return enrolment


def _begin(enrolment: Enrolment, modules: list[Module], *, is_done_before: bool) -> None:
    if enrolment.cycle > 1 and not is_done_before:
        close_studies(enrolment, modules)
    require(enrolment, modules, is_tied=not is_done_before)
    person_enrolled.send(sender=Enrolment, enrolment=enrolment)
    if not is_done_before:
        complete_if_met(enrolment, language=enrolment.person.language)


def require(enrolment: Enrolment, modules: list[Module], *, is_tied: bool = True) -> None:
    """Ask for each module; what the person has begun of it already counts, where it is tied."""
    begun = Study.objects.open().filter(person=enrolment.person, module__in=modules)
    # Held, so that a lesson ending meanwhile finds the requirement.
    studies = begun.select_for_update(of=("self",)) if is_tied else ()
    open_ones = {study.module_id: study for study in studies}
    Requirement.objects.bulk_create(
        Requirement(enrolment=enrolment, module=module, study=open_ones.get(module.pk))
        for module in modules
    )


def _refuse_by_place(person: Person, programme: Programme) -> None:
    if is_held_up(person, reporting_day()):
        raise SiteWithoutCard(str(person.uuid))
    if not may_begin(person, programme):
        raise NothingBegins(str(person.uuid))


def take_turn(person: Person) -> None:
    """Let what ties a person's studies to requirements be done one after the other."""
    Person.objects.select_for_update(no_key=True).values_list("pk").get(pk=person.pk)


def close_studies(enrolment: Enrolment, modules: list[Module]) -> None:
    """End what was begun in an older cycle. What is not asked for again, and of nobody else, is
    not gone on with either."""
    begun = Study.objects.open().filter(person=enrolment.person_id)
    end_studies(begun.filter(module__in=modules))
    left = begun.filter(completed_at=None, requirements__enrolment__programme=enrolment.programme)
    asked = Requirement.objects.open().filter(study=OuterRef("pk"))
    left.exclude(Exists(asked)).update(closed_at=timezone.now())


def end_studies(studies: QuerySet[Study]) -> None:
    """Close studies. Whoever waits for one that is unfinished waits for the next opening."""
    unfinished = list(studies.filter(completed_at=None).values_list("pk", flat=True))
    waiting = Requirement.objects.standing().filter(enrolment__completion=None)
    waiting.filter(study__in=unfinished).update(study=None)
    studies.update(closed_at=timezone.now())


@transaction.atomic
def withdraw(
    enrolment: Enrolment, *, by: Person, reason: str, confirmed_by: Person | None = None
) -> None:
    """Take an enrolment back. The record stays; nothing is asked any longer."""
    standing = Enrolment.objects.filter(pk=enrolment.pk, withdrawn_at=None)
    if standing.update(
        withdrawn_at=timezone.now(), decided_by=by, confirmed_by=confirmed_by, reason=reason
    ):
        _tell(Verb.ENROLMENT_WITHDRAWN, enrolment, by=by, confirmed_by=confirmed_by)


@transaction.atomic
def exempt(enrolment: Enrolment, *, by: Person, confirmed_by: Person, reason: str) -> None:
    """Release a person from an enrolment, with a reason and a second person (rule R9).

    Raises EnrolmentWithdrawn, and OwnEnrolment if one of the two is the person herself.
    """
    standing = _to_decide(enrolment, by, confirmed_by)
    if standing.exempted_at is None:
        Enrolment.objects.filter(pk=enrolment.pk).update(
            exempted_at=timezone.now(), decided_by=by, confirmed_by=confirmed_by, reason=reason
        )
        _tell(Verb.ENROLMENT_EXEMPTED, standing, by=by, confirmed_by=confirmed_by)


@transaction.atomic
def waive(enrolment: Enrolment, *, by: Person, confirmed_by: Person, reason: str) -> Completion:
    """Count an enrolment as done by two persons' decision, labelled as such everywhere.

    Raises AlreadyCompleted if a completion stands, and what `exempt` raises.
    """
    evidence = Completion.Evidence.WAIVED
    return _by_hand(
        enrolment, Verb.ENROLMENT_WAIVED, by, confirmed_by, evidence=evidence, reason=reason
    )


@transaction.atomic
def recognise(
    enrolment: Enrolment,
    *,
    completed_on: date,
    reference: str,
    by: Person,
    confirmed_by: Person,
    reason: str,
) -> Completion:
    """Count as done what was learnt elsewhere, on the day that the evidence names (rule R10).

    `reference` says where the evidence lies. Raises NotDoneYet if that day has not come, and what
    `waive` raises.
    """
    if completed_on > reporting_day():
        raise NotDoneYet(completed_on.isoformat())
    return _by_hand(
        enrolment,
        Verb.LEARNING_RECOGNISED,
        by,
        confirmed_by,
        evidence=Completion.Evidence.RECOGNISED,
        completed_on=completed_on,
        reference=reference,
        reason=reason,
    )


def _by_hand(
    enrolment: Enrolment, verb: Verb, by: Person, confirmed_by: Person, **facts: Any
) -> Completion:
    enrolment = _to_decide(enrolment, by, confirmed_by)
    if Completion.objects.filter(enrolment=enrolment).exists():
        raise AlreadyCompleted(str(enrolment))
    if not may_record(enrolment.person, enrolment.programme):
        raise NothingRecorded(str(enrolment.person.uuid))
    completion = _complete(enrolment, recorded_by=by, confirmed_by=confirmed_by, **facts)
    _tell(verb, enrolment, by=by, confirmed_by=confirmed_by)
    return completion


def _to_decide(enrolment: Enrolment, *deciders: Person) -> Enrolment:
    """The enrolment as it stands, locked, if these people may release its person from it."""
    locked = Enrolment.objects.select_for_update(of=("self",)).select_related("programme")
    enrolment = locked.get(pk=enrolment.pk)
    if enrolment.withdrawn_at:
        raise EnrolmentWithdrawn(str(enrolment.uuid))
    if enrolment.person_id in {decider.pk for decider in deciders}:
        raise OwnEnrolment(str(enrolment.uuid))
    return enrolment


def _tell(
    verb: Verb, enrolment: Enrolment, *, by: Person, confirmed_by: Person | None = None
) -> None:
    """Let the audit log know who decided; the reason, in words, stays with the enrolment."""
    audit.record(
        verb,
        by=by,
        about=enrolment,
        of=enrolment.person,
        person=str(enrolment.person.uuid),
        programme=enrolment.programme.code,
        cycle=enrolment.cycle,
        confirmed_by=str(confirmed_by.uuid) if confirmed_by else None,
    )


# --- progress ------------------------------------------------------------------------------


@transaction.atomic
def open_study(person: Person, module: Module) -> Study:
    """Begin a module, or go on with it.

    The first opening pins the newest edition in the source language. All the person's open
    requirements for the module are tied to the study, and met if it is completed already. Raises
    ModuleNotPublished if there is nothing to open, and NothingRecorded.
    """
    if not may_learn(person.pk, module.pk):
        raise NothingRecorded(str(person.uuid))
    take_turn(person)
    # Held, so that a lesson ending meanwhile finds the requirements.
    standing = Study.objects.open().filter(person=person, module=module)
    study = standing.select_for_update(of=("self",)).first()
    if study is None:
        editions = module.editions.filter(language=module.source_language)
        edition = editions.newest_first().defer("document").first()
        if edition is None:
            raise ModuleNotPublished(str(module))
        study = Study.objects.create(person=person, module=module, edition=edition)
    waiting = Requirement.objects.standing().filter(
        enrolment__person=person, enrolment__completion=None, module=module, study=None
    )
    met = list(waiting.select_related("enrolment")) if study.completed_at else []
    waiting.update(study=study)
    for requirement in met:
        complete_if_met(requirement.enrolment, language=person.language)
    return study


@transaction.atomic
def finish_lesson(study: Study, lesson_key: str, *, language: str) -> None:
    """Record a lesson as done, and the module and programmes too once nothing is left.

    Doing it twice changes nothing: the first time stands. Raises LessonNotInEdition and
    NothingRecorded.
    """
    part = documents.lesson(document_of(study.edition_id), lesson_key)
    if part is None:
        raise LessonNotInEdition(f"{lesson_key} is not a lesson of {study.edition}")
    # Two lessons may end at once; the lock lets the second see the first.
    study = Study.objects.select_for_update(of=("self",)).get(pk=study.pk)
    if study.closed_at:
        return
    if not may_learn(study.person_id, study.module_id):
        raise NothingRecorded(str(study.uuid))
    LessonDone.objects.get_or_create(
        study=study,
        lesson_key=lesson_key,
        defaults={"minutes": part["minutes"], "language": language},
    )
    _complete_study_if_met(study, language=language)


@transaction.atomic
def pass_quiz(study: Study, *, language: str) -> None:
    """Record that the study's quiz is passed. The first time stands."""
    study = Study.objects.select_for_update(of=("self",)).get(pk=study.pk)
    if study.closed_at or study.quiz_passed_at:
        return
    study.quiz_passed_at = timezone.now()
    study.save(update_fields=["quiz_passed_at"])
    _complete_study_if_met(study, language=language)


def _complete_study_if_met(study: Study, *, language: str) -> None:
    if study.completed_at:
        return
    done = set(study.lessons_done.values_list("lesson_key", flat=True))
    document = document_of(study.edition_id)
    left = set(documents.lesson_keys(document)) - done
    needs_quiz = bool(documents.items(document)) and not study.quiz_passed_at
    if left or needs_quiz:
        return
    study.completed_at = timezone.now()
    study.save(update_fields=["completed_at"])
    for requirement in study.requirements.select_related("enrolment__programme"):
        complete_if_met(requirement.enrolment, language=language)


def complete_if_met(enrolment: Enrolment, *, language: str) -> None:
    """Record the completion if nothing that the enrolment asks for is left, and none stands.

    A refresher that comes too late completes nothing: the full path is asked for (`lapsing`).
    """
    locked = Enrolment.objects.select_for_update(of=("self",)).select_related("programme")
    enrolment = locked.get(pk=enrolment.pk)
    if enrolment.withdrawn_at or Completion.objects.filter(enrolment=enrolment).exists():
        return
    if enrolment.requirements.filter(study__completed_at=None, dropped_at=None).exists():
        return
    if enrolment.is_refresher:
        own = enrolment.person_id, enrolment.programme_id, enrolment.cycle
        held = Completion.objects.held_before(*own)
        if not may_renew(enrolment.programme, held, reporting_day()):
            return
    _complete(enrolment, evidence=Completion.Evidence.ONLINE, language=language)


def _complete(
    enrolment: Enrolment, *, evidence: str, completed_on: date | None = None, **facts: object
) -> Completion:
    completed_on = completed_on or reporting_day()
    completion = Completion.objects.create(
        enrolment=enrolment,
        completed_on=completed_on,
        expires_on=Completion.objects.last_valid_day(enrolment, completed_on),
        handover_days=enrolment.programme.handover_days,
        evidence=evidence,
        **facts,
    )
    programme_completed.send(sender=Completion, completion=completion)
    return completion
