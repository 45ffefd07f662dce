"""Attempts stay with their studies when people are merged. Undoing that asks here as well."""

from django.db.models import Exists, OuterRef, Q

from assessments.models import Attempt, Response
from people.merging.faults import CannotUndo, Reason
from people.merging.models import Merge


def refuse_to_part(merge: Merge) -> None:
    """Let a merge stand if a quiz of what was moved was gone on with since. Raises CannotUndo."""
    since = merge.merged_at
    answered = Response.objects.filter(attempt=OuterRef("pk"), answered_at__gte=since)
    went_on = Attempt.objects.filter(study__in=merge.moved("courses.study")).filter(
        Q(started_at__gte=since) | Q(submitted_at__gte=since) | Q(Exists(answered))
    )
    if went_on.exists():
        raise CannotUndo(Reason.LEARNT_SINCE)
