"""Enrolling many people at once: what `enrol` does for one, in a handful of statements."""

from collections import defaultdict
from collections.abc import Sequence

from courses.actions.enrolments import complete_if_met
from courses.events import person_enrolled
from courses.models import Enrolment, Module, Programme, Requirement, Study
from courses.paths import modules_of

BATCH = 500


def enrol_many(enrolments: Sequence[Enrolment], programme: Programme) -> None:
    """Save new enrolments on a programme's first cycle, with their requirements.

    Runs inside the caller's transaction, which holds the people, and has seen that none of them has
    the programme already. What is asked for and has been learnt for another programme counts.
    """
    modules = modules_of(programme)
    Enrolment.objects.bulk_create(enrolments, batch_size=BATCH)
    standing = _open_studies(enrolments, modules)
    Requirement.objects.bulk_create(
        (
            Requirement(
                enrolment=enrolment,
                module=module,
                study=standing.get(enrolment.person_id, {}).get(module.pk),
            )
            for enrolment in enrolments
            for module in modules
        ),
        batch_size=BATCH,
    )
    for enrolment in enrolments:
        person_enrolled.send(sender=Enrolment, enrolment=enrolment)
        studies = standing.get(enrolment.person_id, {})
        if len(studies) == len(modules) and all(study.completed_at for study in studies.values()):
            complete_if_met(enrolment, language=enrolment.person.language)


def _open_studies(
    enrolments: Sequence[Enrolment], modules: Sequence[Module]
) -> dict[int, dict[int, Study]]:
    """Open studies by person and module, held, so that a lesson ending finds the requirement."""
    people = [enrolment.person_id for enrolment in enrolments]
    rows = Study.objects.open().filter(person__in=people, module__in=modules)
    found: dict[int, dict[int, Study]] = defaultdict(dict)
    for study in rows.order_by("pk").select_for_update(of=("self",)):
        found[study.person_id][study.module_id] = study
    return found
