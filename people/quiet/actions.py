"""Deciding that a place is paused or restricted, and ending it: the only place that writes it,
but for what goes with a place that is moved (carrying_actions.py).

Each holds for all that lies below. A place may be both. Twice is once. A whole country of a company
is restricted and opened in the same way, for the places that are there and those that will be.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from people.audit import actions as audit
from people.audit.verbs import Verb
from people.events import place_released, place_restricted
from people.models import Organisation, Person
from people.quiet.access import decidable, leads
from people.quiet.models import PlaceDecision

Kind, State = PlaceDecision.Kind, Organisation.State


class NotYoursToDecide(Exception):
    """Somebody would decide about a place that she does not lead, or about a whole company."""


class NotApproved(Exception):
    """A place is restricted, and opened again, with a reference of the approval only."""


@transaction.atomic
def pause(place: Organisation, *, by: Person) -> None:
    """Keep quiet at a place (rule S-09). Raises NotYoursToDecide."""
    held = _held(place, by)
    if held.paused_at is None:
        _decide(held, Kind.PAUSE, by, paused_at=timezone.now())


@transaction.atomic
def resume(place: Organisation, *, by: Person) -> None:
    """End the pause of a place itself; one above it goes on. Raises NotYoursToDecide."""
    held = _held(place, by)
    if held.paused_at is not None:
        decision = _decide(held, Kind.RESUME, by, paused_at=None)
        place_released.send(sender=PlaceDecision, decision=decision)


@transaction.atomic
def restrict(place: Organisation, *, reference: str, by: Person) -> None:
    """Ask at a place only what may be asked where it is not safe (rule S-50).

    Another approval of what is restricted already is kept. Raises NotYoursToDecide and
    NotApproved.
    """
    held = _held(place, by, reference)
    is_new = held.state != State.RESTRICTED
    if is_new or _approval(held) != reference.strip():
        decision = _decide(held, Kind.RESTRICT, by, reference, state=State.RESTRICTED)
        if is_new:
            place_restricted.send(sender=PlaceDecision, decision=decision)


@transaction.atomic
def open_again(place: Organisation, *, reference: str, by: Person) -> None:
    """End the restriction of a place itself. Raises NotYoursToDecide and NotApproved."""
    held = _held(place, by, reference)
    if held.state == State.RESTRICTED:
        decision = _decide(held, Kind.OPEN, by, reference, state=State.ACTIVE)
        place_released.send(sender=PlaceDecision, decision=decision)


@transaction.atomic
def restrict_country(company: Organisation, country: str, *, reference: str, by: Person) -> None:
    """Restrict every place of a company in a country, also those that come to be there (S-50).

    Another approval of what is restricted already is kept. Raises NotYoursToDecide and
    NotApproved.
    """
    held = _held_company(company, by, reference)
    stands = _country_decision(held, country)
    if stands is None or stands.reference != reference.strip():
        decision = _decide(held, Kind.RESTRICT, by, reference, country=country)
        if stands is None:
            place_restricted.send(sender=PlaceDecision, decision=decision)


@transaction.atomic
def open_country(company: Organisation, country: str, *, reference: str, by: Person) -> None:
    """End the restriction of a country; what was decided about a place itself goes on there.

    Raises NotYoursToDecide and NotApproved.
    """
    held = _held_company(company, by, reference)
    if _country_decision(held, country):
        decision = _decide(held, Kind.OPEN, by, reference, country=country)
        place_released.send(sender=PlaceDecision, decision=decision)


def _country_decision(company: Organisation, country: str) -> PlaceDecision | None:
    """The decision by which a country is restricted, if it is."""
    rows = PlaceDecision.objects.restricted_countries()
    return rows.filter(organisation=company, country=country).first()


def _approval(place: Organisation) -> str:
    """The reference of the approval by which a place is restricted."""
    rows = PlaceDecision.objects.filter(organisation=place, kind=Kind.RESTRICT)
    return rows.order_by("-pk").values_list("reference", flat=True).first() or ""


def _held(place: Organisation, by: Person, reference: str | None = None) -> Organisation:
    """The place, locked, if it is hers to decide about."""
    if not decidable(by).filter(pk=place.pk).exists():
        raise NotYoursToDecide(str(place.uuid))
    return _locked(place, reference)


def _held_company(company: Organisation, by: Person, reference: str) -> Organisation:
    """The company, locked, if she leads it."""
    if company not in leads(by):
        raise NotYoursToDecide(str(company.uuid))
    return _locked(company, reference)


def _locked(place: Organisation, reference: str | None) -> Organisation:
    if reference is not None and not reference.strip():
        raise NotApproved(str(place.uuid))
    return Organisation.objects.select_for_update(of=("self",)).get(pk=place.pk)


def _decide(
    place: Organisation, kind: str, by: Person, reference: str = "", country: str = "", **facts: Any
) -> PlaceDecision:
    """Write the decision down, with what it makes of the place itself (`facts`)."""
    if facts:
        Organisation.objects.filter(pk=place.pk).update(**facts)
    decision = PlaceDecision.objects.create(
        organisation=place, country=country, kind=kind, reference=reference.strip(), decided_by=by
    )
    if kind in {Kind.PAUSE, Kind.RESUME}:
        # A log may be handed on: that a place is paused must not follow from it. The decision's
        # id leads whoever may know to the row that names the place.
        company = Organisation.objects.get(pk=int(place.path.split(".")[0]))
        audit.record(
            Verb.QUIET_DECIDED, by=by, about=company, of=company, decision=str(decision.uuid)
        )
        return decision
    verb = Verb.PLACE_RESTRICTED if kind == Kind.RESTRICT else Verb.PLACE_OPENED
    where = {"country": country} if country else {}
    audit.record(verb, by=by, about=place, of=place, reference=decision.reference, **where)
    return decision
