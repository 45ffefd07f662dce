"""Deleting the beginnings of chains: what happened so long ago that it may be kept no longer."""

from collections.abc import Collection
from datetime import date, timedelta
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

# Events that are deleted in one transaction, at most.
AT_ONCE = 20_000
# Facts that hold the id of a person whom an event is not about.
NAMES_A_PERSON = ("person", "other", "confirmed_by", "proposed_by")


def count_old(before: date, kept: Collection[UUID]) -> int:
    """How many events of all chains `delete_old` would delete."""
    chains = AuditChain.objects.order_by("pk")
    return sum(_old(chain, _end(chain, before, kept).number).count() for chain in chains)


def delete_old(before: date, kept: Collection[UUID]) -> int:
    """Delete what happened before a day, a chain at a time; returns how many events went.

    A chain is deleted from its beginning on, as far as the first event that stays: one that is
    younger, or tells of one of `kept` (people under a legal hold). What is left says so.
    """
    deleted = 0
    for pk in AuditChain.objects.order_by("pk").values_list("pk", flat=True):
        while some := _shorten(pk, before, kept):
            deleted += some
    return deleted


@transaction.atomic
def _shorten(pk: int, before: date, kept: Collection[UUID]) -> int:
    chains = AuditChain.objects.select_for_update(no_key=True, of=("self",))
    chain = chains.select_related("company").get(pk=pk)
    end = _end(chain, before, kept)
    first = _old(chain, end.number).order_by("number").first()
    if first is None:
        return 0
    # Nobody waits long for the chain.
    beyond = AuditEvent.objects.filter(chain=chain, number=first.number + AT_ONCE).first()
    if beyond and beyond.number <= end.number:
        end = Mark(beyond.number - 1, beyond.previous)
    record(
        Verb.BEGINNING_DELETED,
        by=None,
        about=None,
        of=chain.company,
        up_to=end.number,
        digest=end.digest,
        before=before.isoformat(),
    )
    return _old(chain, end.number).delete()[0]


def _old(chain: AuditChain, number: int) -> "QuerySet[AuditEvent, Any]":
    return AuditEvent.objects.filter(chain=chain, number__lte=number)


def _end(chain: AuditChain, before: date, kept: Collection[UUID]) -> Mark:
    """How far a chain may go: the mark of the last event before the first one that stays."""
    # By the database's own clock too, and with an hour to spare, or it would refuse.
    stays = Q(at__gte=day_begins(before)) | Q(at__gt=Now() - AGE - timedelta(hours=1))
    if kept:
        stays |= Q(about__in=kept) | Q(actor__in=kept)
        for fact in NAMES_A_PERSON:
            stays |= Q(**{f"facts__{fact}__in": [str(uuid) for uuid in kept]})
    first = AuditEvent.objects.filter(stays, chain=chain).order_by("number").first()
    return Mark(first.number - 1, first.previous) if first else Mark(chain.number, chain.digest)
