"""What two rows of a human have learnt becomes one person's: nothing lost, nothing counted twice.

Two enrolments on the same programme and cycle: the one that got further stands, the other is
withdrawn as its duplicate and keeps its completion and certificate. Two open studies of a module:
the one that got further goes on, the other is closed as its duplicate and keeps its lessons and
attempts. A merge completes nothing: what is now met is counted when the module is next opened.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from courses.dates import Holding
from courses.models import Completion, Enrolment, LessonDone, Requirement, Study
from courses.role_bound import last_day_in_role
from courses.rules.models import Ground
from people.calendar import reporting_day
from people.merging.faults import CannotUndo, Reason
from people.merging.ledger import Ledger
from people.merging.models import Merge

DUPLICATE = "duplicate"


def settle_duplicates(ledger: Ledger) -> None:
    """Resolve, before they move, what the two have of the same; called by a merge."""
    _close_what_a_later_cycle_closes(ledger)
    _settle_studies(ledger)
    _settle_enrolments(ledger)
    _tie_what_is_still_asked(ledger)


def refuse_to_part(merge: Merge) -> None:
    """Let a merge stand in which something was learnt since that belongs to both.

    Raises CannotUndo; called when the rows have been put back, in the same transaction.
    """
    since = merge.merged_at
    studies = Study.objects.filter(pk__in=merge.moved("courses.study"))
    went_on = studies.filter(
        Q(Exists(LessonDone.objects.filter(study=OuterRef("pk"), done_at__gte=since)))
        | Q(quiz_passed_at__gte=since)
        | Q(completed_at__gte=since)
    )
    completed = Completion.objects.filter(
        enrolment__in=merge.moved("courses.enrolment"), recorded_at__gte=since
    )
    # A cycle that follows one which would go back to the other.
    renewed = Enrolment.objects.filter(
        person=merge.kept_id,
        cycle__gt=1,
        enrolled_at__gte=since,
        programme__in=Enrolment.objects.filter(pk__in=merge.moved("courses.enrolment")).values(
            "programme"
        ),
    )
    both = [merge.kept_id, merge.younger_id]
    mixed = Requirement.objects.filter(enrolment__person__in=both, study__isnull=False).exclude(
        study__person=F("enrolment__person")
    )
    if went_on.exists() or completed.exists() or mixed.exists() or renewed.exists():
        raise CannotUndo(Reason.LEARNT_SINCE)


# --- studies -------------------------------------------------------------------------------


def _both(ledger: Ledger) -> list[int]:
    return [ledger.kept.pk, ledger.younger.pk]


def _close_what_a_later_cycle_closes(ledger: Ledger) -> None:
    """A later cycle asks for new studies (R7): one that the other row began before it is over."""
    later = Requirement.objects.filter(
        enrolment__person__in=_both(ledger),
        enrolment__cycle__gt=1,
        enrolment__withdrawn_at=None,
        enrolment__enrolled_at__gt=OuterRef("opened_at"),
        module=OuterRef("module"),
    ).exclude(enrolment__person=OuterRef("person"))
    studies = Study.objects.open().filter(Exists(later), person__in=_both(ledger))
    pks = list(studies.values_list("pk", flat=True))
    waiting = Requirement.objects.standing().filter(
        study__in=pks, study__completed_at=None, enrolment__completion=None
    )
    ledger.set(waiting, study=None)
    ledger.set(Study.objects.filter(pk__in=pks), closed_at=timezone.now())


def _settle_studies(ledger: Ledger) -> None:
    opened = Study.objects.open().filter(person__in=_both(ledger))
    by_module: dict[int, list[Study]] = {}
    for study in opened.annotate(lessons=Count("lessons_done")).order_by("pk"):
        by_module.setdefault(study.module_id, []).append(study)
    for studies in by_module.values():
        if len(studies) > 1:
            lasting = max(studies, key=lambda study: _how_far(study, ledger))
            others = [study.pk for study in studies if study != lasting]
            ledger.set(
                Study.objects.filter(pk__in=others),
                closed_at=timezone.now(),
                duplicate_of=lasting,
            )


def _how_far(study: Study, ledger: Ledger) -> tuple[bool, bool, int, bool]:
    return (
        study.completed_at is not None,
        study.quiz_passed_at is not None,
        study.lessons,  # type: ignore[attr-defined]
        study.person_id == ledger.kept.pk,
    )


# --- enrolments ----------------------------------------------------------------------------


def _settle_enrolments(ledger: Ledger) -> None:
    rows = Enrolment.objects.filter(person__in=_both(ledger), duplicate_of=None)
    by_cycle: dict[tuple[int, int], list[Enrolment]] = {}
    rows = rows.annotate(in_role_until=last_day_in_role("completion__"))
    for row in rows.select_related("completion").order_by("pk"):
        by_cycle.setdefault((row.programme_id, row.cycle), []).append(row)
    for found in by_cycle.values():
        if len(found) > 1:
            lasting = max(found, key=lambda row: _standing_of(row, ledger))
            for other in found:
                if other != lasting:
                    _withdraw_as_duplicate(ledger, other, lasting)


def _standing_of(row: Enrolment, ledger: Ledger) -> tuple[bool, date, bool, bool, bool]:
    """Which of two stands: one that is completed, for longest; one still asked; the older one's."""
    completion = getattr(row, "completion", None)
    until = date.min
    if completion:
        in_role_until = row.in_role_until  # type: ignore[attr-defined]
        held = Holding(completion.expires_on, in_role_until)
        until = held.until(reporting_day()) or date.max
    return (
        completion is not None and completion.revoked_on is None,
        until,
        row.withdrawn_at is None,
        row.exempted_at is not None,
        row.person_id == ledger.kept.pk,
    )


def _withdraw_as_duplicate(ledger: Ledger, other: Enrolment, lasting: Enrolment) -> None:
    row = Enrolment.objects.filter(pk=other.pk)
    if other.withdrawn_at:
        ledger.set(row, duplicate_of=lasting)
    else:
        ledger.set(
            row, duplicate_of=lasting, withdrawn_at=timezone.now(), reason=other.reason or DUPLICATE
        )
    for ground in Ground.objects.standing().filter(enrolment=other):
        ended_on = max(ground.asked_on, reporting_day())
        ledger.set(Ground.objects.filter(pk=ground.pk), ended_on=ended_on)
    for study, beside in _studied_twice(other, lasting):
        ledger.set(Study.objects.filter(pk=study), duplicate_of=beside)


def _studied_twice(other: Enrolment, lasting: Enrolment) -> Iterable[tuple[int, int]]:
    """Closed studies of an enrolment, each with the study of the same module in another one."""
    beside = dict(_tied(lasting).values_list("module", "study"))
    closed = _tied(other).filter(study__closed_at__isnull=False, study__duplicate_of=None)
    for module, study in closed.values_list("module", "study"):
        if beside.get(module, study) != study:
            yield study, beside[module]


def _tied(enrolment: Enrolment) -> QuerySet[Requirement]:
    return enrolment.requirements.filter(study__isnull=False)


# --- requirements --------------------------------------------------------------------------


def _tie_what_is_still_asked(ledger: Ledger) -> None:
    """What is asked and not met waits for the study that goes on.

    If that one is completed, it waits for the next opening, which counts it.
    """
    asked = Requirement.objects.open().filter(enrolment__person__in=_both(ledger))
    unmet = asked.filter(
        Q(study=None) | Q(study__completed_at=None, study__closed_at__isnull=False)
    )
    for study in Study.objects.open().filter(person__in=_both(ledger)).order_by("pk"):
        rows = unmet.filter(module=study.module_id)
        ledger.set(rows, study=None if study.completed_at else study)
