"""What time deletes of people's requests, and the report of what a run has deleted."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from people.privacy.models import Correction, ErasureRequest, Hold, RetentionRun


def words_over(before: datetime) -> Any:
    """Corrections with words, or an answer, that were written before a moment."""
    words = ~Q(words="") & Q(asked_at__lt=before)
    return Correction.objects.filter(words | ~Q(answer="") & Q(decided_at__lt=before))


@transaction.atomic
def delete_words(corrections: Sequence[Any], before: datetime) -> int:
    """Take the words out of some corrections, by id; the answer once it is as old itself."""
    rows = Correction.objects.filter(pk__in=corrections)
    rows.filter(asked_at__lt=before).update(words="")
    rows.filter(decided_at__lt=before).update(answer="")
    return len(corrections)


def closed_before(model: type[Correction | ErasureRequest], before: datetime) -> Any:
    """Requests that were answered or taken back before a moment."""
    return model.objects.filter(Q(decided_at__lt=before) | Q(withdrawn_at__lt=before))


def holds_over(day: date, before: datetime) -> Any:
    """Holds that ended before."""
    return Hold.objects.filter(Q(until__lt=day) | Q(ended_at__lt=before))


@transaction.atomic
def delete_rows(model: type[Any], rows: Sequence[Any]) -> int:
    """Delete some rows by id; returns how many."""
    return int(model.objects.filter(pk__in=rows).delete()[0])


def begin_run(day: date) -> RetentionRun:
    return RetentionRun.objects.create(day=day)


def note_run(run: RetentionRun, counts: Mapping[str, int], *, is_over: bool = False) -> None:
    """Keep what a run has deleted so far; one that was killed has told as much as it did."""
    run.counts = dict(counts)
    run.ended_at = timezone.now() if is_over else None
    run.save(update_fields=["counts", "ended_at"])
