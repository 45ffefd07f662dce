"""Deleting the beginnings of chains: what happened so long ago that it may be kept no longer."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from people.audit.actions import record
from people.audit.beginnings import AGE
from people.audit.chain import Mark
from people.audit.models import AuditChain, AuditEvent
from people.audit.verbs import Verb
from people.calendar import day_begins


def count_old(before: date, kept: Collection[UUID]) -> int:
    """How many events of all chains `delete_old` would delete."""
    chains = AuditChain.objects.order_by("pk")
    return sum(_old(chain, _end(chain, before, kept)).count() for chain in chains)


def delete_old(before: date, kept: Collection[UUID]) -> int:
    """Delete what happened before a day, a chain at a time; returns how many events went.

    A chain is deleted from its beginning on, as far as the first event that stays: one that is
    younger, or about or by one of `kept` (people under a legal hold). What is left says so.
    """
    return sum(_shorten(pk, before, kept) for pk in AuditChain.objects.values_list("pk", flat=True))


@transaction.atomic
def _shorten(pk: int, before: date, kept: Collection[UUID]) -> int:
    chains = AuditChain.objects.select_for_update(no_key=True, of=("self",))
    chain = chains.select_related("company").get(pk=pk)
    end = _end(chain, before, kept)
    old = _old(chain, end)
    if not old.exists():
        return 0
    record(
        Verb.BEGINNING_DELETED,
        by=None,
        about=None,
        of=chain.company,
        up_to=end.number,
        digest=end.digest,
        before=before.isoformat(),
    )
    return old.delete()[0]


def _old(chain: AuditChain, end: Mark) -> "QuerySet[AuditEvent, Any]":
    return AuditEvent.objects.filter(chain=chain, number__lte=end.number)


def _end(chain: AuditChain, before: date, kept: Collection[UUID]) -> Mark:
    """How far a chain may go: the mark of the last event before the first one that stays."""
    # By the database's own clock too, or it would refuse.
    young = Q(at__gte=day_begins(before)) | Q(at__gt=Now() - AGE)
    stays = young | Q(about__in=kept) | Q(actor__in=kept)
    first = AuditEvent.objects.filter(stays, chain=chain).order_by("number").first()
    return Mark(first.number - 1, first.previous) if first else Mark(chain.number, chain.digest)
