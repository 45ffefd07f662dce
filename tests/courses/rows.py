"""An enrolment's record as it stands, to be compared with what stands later."""

from django.forms.models import model_to_dict

from courses.models import Completion, Enrolment, LessonDone, Requirement, Study


def everything_of(enrolment: Enrolment) -> list[dict]:
    """All rows of an enrolment's record, column by column."""
    studies = Study.objects.filter(requirements__enrolment=enrolment)
    rows = [
        *Enrolment.objects.filter(pk=enrolment.pk),
        *Requirement.objects.filter(enrolment=enrolment),
        *Completion.objects.filter(enrolment=enrolment),
        *LessonDone.objects.filter(study__in=studies),
    ]
    kept = [model_to_dict(row) for row in rows]
    # Closing is the one moment that a later cycle adds.
    return kept + [model_to_dict(study, exclude=["closed_at"]) for study in studies]
