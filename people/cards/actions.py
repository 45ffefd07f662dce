"""What may be done about response cards: the only place that writes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from people.audit import actions as audit
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.cards.access import sites_of
from people.cards.models import NumberTest, ResponseCard
from people.cards.states import faults_of
from people.cards.validity import Why
from people.events import number_failed, site_made_ready
from people.models import Organisation, Person


class NotYourSite(Exception):
    """Somebody would write the card of a site that is not hers, or of what is no site."""


@transaction.atomic
def keep_card(site: Organisation, language: str, *, by: Person | None, **says: Any) -> ResponseCard:
    """Put a card in the place of the one that stands in this language. The same twice is once.

    `by` is nobody where an operator does it. Raises NotYourSite.
    """
    _take_turn(site, by)
    before = ResponseCard.objects.standing().filter(site=site, language=language).first()
    if before and all(getattr(before, name) == value for name, value in says.items()):
        return before
    with _announcing(site):
        if before:
            before.ended_at = timezone.now()
            before.save(update_fields=["ended_at"])
        card = ResponseCard.objects.create(site=site, language=language, entered_by=by, **says)
    audit.record(
        Verb.RESPONSE_CARD_KEPT,
        by=by,
        about=site,
        of=site,
        language=language,
        card=str(card.uuid),
    )
    return card


@transaction.atomic
def record_test(
    site: Organisation, number: str, *, tested_on: date, has_passed: bool, by: Person | None
) -> NumberTest:
    """Say how a call of one of the site's numbers went. What was said before stays.

    Raises NotYourSite.
    """
    _take_turn(site, by)
    facts = {"tested_on": tested_on, "has_passed": has_passed, "entered_by": by}
    last = NumberTest.objects.filter(site=site, number=number).order_by("-pk").first()
    if last and all(getattr(last, name) == value for name, value in facts.items()):
        return last
    with _announcing(site):
        test = NumberTest.objects.create(site=site, number=number, **facts)
    audit.record(
        Verb.NUMBER_TESTED, by=by, about=site, of=site, test=test.pk, has_passed=has_passed
    )
    return test


def _take_turn(site: Organisation, by: Person | None) -> None:
    is_site = site.kind == Organisation.Kind.SITE
    if not is_site or (by and not sites_of(by).filter(pk=site.pk).exists()):
        raise NotYourSite(str(site.uuid))
    Organisation.objects.select_for_update().get(pk=site.pk)


@contextmanager
def _announcing(site: Organisation) -> Iterator[None]:
    """Announce it if what is written within makes a site ready that was not, or stops it with a
    number that failed. The site is held."""
    today = reporting_day()
    before = faults_of([site.pk], today)[site.pk]
    yield
    after = faults_of([site.pk], today)[site.pk]
    if before and not after:
        site_made_ready.send(sender=Organisation, site=site)
    if any(fault.why == Why.FAILED and fault not in before for fault in after):
        number_failed.send(sender=Organisation, site=site)
