"""What of two rows of a human cannot stand beside each other in one, of people's own tables.

A place where both work keeps the membership that began last, because that is what the employer
says now; the other one's last day is today, with its audience roles. No day before today changes.
A power that both hold is held once from now on.
"""

from datetime import date

from django.utils import timezone

from people.calendar import reporting_day
from people.merging.closing import closing_memberships
from people.merging.ledger import Ledger
from people.models import Grant, Membership, RoleHeld


def settle(ledger: Ledger) -> None:
    _settle_memberships(ledger)
    _settle_powers(ledger)


def _settle_memberships(ledger: Ledger) -> None:
    today = reporting_day()
    for post in closing_memberships(ledger.kept.pk, ledger.younger.pk):
        ledger.set(Membership.objects.filter(pk=post.pk), last_day=max(today, post.started_on))
        for held in RoleHeld.objects.filter(membership=post, ended_on=None):
            _end_role(ledger, held, today)


def _end_role(ledger: Ledger, held: RoleHeld, today: date) -> None:
    ledger.set(RoleHeld.objects.filter(pk=held.pk), ended_on=max(today, held.started_on))


def _settle_powers(ledger: Ledger) -> None:
    """Of a power that both hold, the one that lasts longer goes on."""
    for own in Grant.objects.open().filter(person=ledger.kept):
        same = Grant.objects.open().filter(
            person=ledger.younger, power=own.power, organisation=own.organisation_id
        )
        for other in same:
            lasts_longer = (other.until or date.max) > (own.until or date.max)
            ended = Grant.objects.filter(pk=own.pk if lasts_longer else other.pk)
            ledger.set(ended, ended_at=timezone.now(), ended_by=ledger.merge.by)
