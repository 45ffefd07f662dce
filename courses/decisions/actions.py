"""What is done with proposals: made, taken back, confirmed, refused. Twice is once."""

from contextlib import suppress
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.actions import enrolments
from courses.decisions import access
from courses.decisions.models import Proposal
from courses.models import Completion, Enrolment
from courses.quiet import asked_by, may_record
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.merging.chains import rows_of
from people.models import Person

Kind, Outcome = Proposal.Kind, Proposal.Outcome
# What ends in a completion.
RECORDING = frozenset({Kind.COUNT, Kind.RECOGNISE})


class NotYours(Exception):
    """Somebody proposes or answers about a person whom she has no say about, or herself."""


class AlreadyProposed(Exception):
    """Something else about the enrolment waits for an answer."""


class AlreadyAnswered(Exception):
    """Somebody answered otherwise, or it was taken back."""


class NoSayAnyMore(Exception):
    """Whoever proposed it does not answer for the person any more: it can only be refused."""


class Lapsed(Exception):
    """The enrolment was completed, or is not asked any more: there is nothing left to decide."""


class NoLaterDay(Exception):
    """The new day is not later than the one that stands, or there is none."""


class LaterRecorded(Exception):
    """A later completion is on record: nothing is put before it."""


class RunOutAlready(Exception):
    """What was learnt on that day does not count any more today."""


@transaction.atomic
def propose(
    enrolment: Enrolment,
    kind: str,
    *,
    by: Person,
    reason: str,
    until: date | None = None,
    completed_on: date | None = None,
    reference: str = "",
) -> Proposal:
    """Propose a change for somebody else to confirm. The same again is the one that stands.

    Earlier learning has a day and a `reference` of where its evidence lies. Raises NotYours,
    Lapsed, NothingRecorded, NoLaterDay, AlreadyProposed, and for that day NotDoneYet,
    LaterRecorded, RunOutAlready.
    """
    if not access.proposable(by).filter(pk=enrolment.pk).exists():
        raise NotYours(str(enrolment.uuid))
    enrolment = _held(enrolment)
    if kind in RECORDING and not may_record(enrolment.person, enrolment.programme):
        raise enrolments.NothingRecorded(str(enrolment.person.uuid))
    day = asked_by(enrolment)
    if until is not None and (day is None or until <= day):
        raise NoLaterDay(str(enrolment.uuid))
    if completed_on is not None:
        _refuse_day(enrolment, completed_on)
    said = {"kind": kind, "until": until, "completed_on": completed_on, "reference": reference}
    standing = Proposal.objects.filter(enrolment=enrolment, outcome="").first()
    if standing:
        if any(
            getattr(standing, name) != value for name, value in (said | {"proposed_by": by}).items()
        ):
            raise AlreadyProposed(str(standing.uuid))
        return standing
    proposal = Proposal.objects.create(enrolment=enrolment, reason=reason, proposed_by=by, **said)
    _tell(Verb.DECISION_PROPOSED, proposal, by=by)
    return proposal


def propose_unseen(
    who: str, programme: str, *, by: Person, completed_on: date, reference: str, reason: str
) -> None:
    """Propose earlier learning of somebody whose status the proposer does not see.

    `who` as `access.to_recognise` takes it. Whatever the record says of that person, nothing comes
    back and nothing is raised: no answer may tell whether she has the programme to do.
    """
    found = list(access.to_recognise(by, who, programme)[:2])
    if len(found) != 1:
        return
    facts: Any = {"completed_on": completed_on, "reference": reference, "reason": reason}
    nothing_comes_of_it = (Lapsed, AlreadyProposed, LaterRecorded, RunOutAlready)
    with suppress(*nothing_comes_of_it, enrolments.NothingRecorded):
        propose(found[0], Kind.RECOGNISE, by=by, **facts)


@transaction.atomic
def take_back(proposal: Proposal, *, by: Person) -> None:
    """Let go of one's own proposal, unless it is answered. Raises NotYours, AlreadyAnswered."""
    proposal = _locked(proposal)
    if proposal.proposed_by not in rows_of(by):
        raise NotYours(str(proposal.uuid))
    if proposal.outcome == Outcome.TAKEN_BACK:
        return
    if proposal.outcome:
        raise AlreadyAnswered(str(proposal.uuid))
    proposal.outcome, proposal.answered_at = Outcome.TAKEN_BACK, timezone.now()
    proposal.save(update_fields=["outcome", "answered_at"])
    _tell(Verb.DECISION_TAKEN_BACK, proposal, by=by)


@transaction.atomic
def refuse(proposal: Proposal, *, by: Person) -> None:
    """Leave everything as it is. Raises NotYours, AlreadyAnswered and Lapsed."""
    proposal = _locked(proposal)
    if _answer(proposal, Outcome.REFUSED, by=by):
        _tell(Verb.DECISION_REFUSED, proposal, by=by)


@transaction.atomic
def confirm(proposal: Proposal, *, by: Person) -> None:
    """Let it count, as the second person (rules R9, R10). Raises NotYours, AlreadyAnswered,
    Lapsed, NothingRecorded, NoSayAnyMore, NoLaterDay, LaterRecorded and RunOutAlready.
    """
    proposal = _locked(proposal)
    if not _answer(proposal, Outcome.CONFIRMED, by=by):
        return
    enrolment = proposal.enrolment
    if not access.proposable(proposal.proposed_by).filter(pk=enrolment.pk).exists():
        raise NoSayAnyMore(str(proposal.uuid))
    if proposal.until and proposal.until <= (asked_by(enrolment) or proposal.until):
        raise NoLaterDay(str(proposal.uuid))
    _carry_out(proposal, by=by)


def _carry_out(proposal: Proposal, *, by: Person) -> None:
    """Do what was proposed, in the name of both."""
    enrolment = proposal.enrolment
    if proposal.kind == Kind.EXTEND:
        # Reminders and the person go by it; the key figures keep to the due day (rule R9).
        Enrolment.objects.filter(pk=enrolment.pk).update(extended_to=proposal.until)
        _tell(Verb.ENROLMENT_EXTENDED, proposal, by=by)
        return
    both: Any = {"by": proposal.proposed_by, "confirmed_by": by, "reason": proposal.reason}
    match proposal.kind:
        case Kind.EXEMPT:
            enrolments.exempt(enrolment, **both)
        case Kind.WITHDRAW:
            enrolments.withdraw(enrolment, **both)
        case Kind.COUNT:
            enrolments.waive(enrolment, **both)
        case Kind.RECOGNISE:
            learnt_on = proposal.completed_on or reporting_day()
            _refuse_day(enrolment, learnt_on)
            evidence = proposal.reference
            enrolments.recognise(enrolment, completed_on=learnt_on, reference=evidence, **both)


def _refuse_day(enrolment: Enrolment, completed_on: date) -> None:
    """Raises NotDoneYet, LaterRecorded and RunOutAlready."""
    if completed_on > reporting_day():
        raise enrolments.NotDoneYet(completed_on.isoformat())
    later = Completion.objects.filter(
        enrolment__person=enrolment.person_id,
        enrolment__programme=enrolment.programme_id,
        enrolment__duplicate_of=None,
        completed_on__gte=completed_on,
        revoked_on=None,
    )
    if later.exists():
        raise LaterRecorded(str(enrolment.uuid))
    last_day = Completion.objects.last_valid_day(enrolment, completed_on)
    if last_day and last_day < reporting_day():
        raise RunOutAlready(str(enrolment.uuid))


def _held(enrolment: Enrolment) -> Enrolment:
    """The enrolment, locked, if there is still something to decide. Raises Lapsed."""
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("programme")
    row = rows.get(pk=enrolment.pk)
    is_over = row.withdrawn_at or row.exempted_at
    if is_over or Completion.objects.filter(enrolment=row).exists():
        raise Lapsed(str(row.uuid))
    return row


def _locked(proposal: Proposal) -> Proposal:
    """The proposal as it stands, with its enrolment locked: whoever answers waits for the other."""
    held = Enrolment.objects.select_for_update(of=("self",))
    held.get(pk=proposal.enrolment_id)
    rows = Proposal.objects.select_for_update(of=("self",))
    rows = rows.select_related("enrolment__person", "enrolment__programme", "proposed_by")
    return rows.get(pk=proposal.pk)


def _answer(proposal: Proposal, outcome: str, *, by: Person) -> bool:
    """Write the answer down; whether it is the first. Raises NotYours, AlreadyAnswered, Lapsed."""
    if not access.answerable(by).filter(pk=proposal.pk).exists() or _is_about_proposer(proposal):
        raise NotYours(str(proposal.uuid))
    if proposal.outcome == outcome:
        return False
    if proposal.outcome:
        raise AlreadyAnswered(str(proposal.uuid))
    _held(proposal.enrolment)
    proposal.outcome, proposal.answered_by = outcome, by
    proposal.answered_at = timezone.now()
    proposal.save(update_fields=["outcome", "answered_by", "answered_at"])
    return True


def _is_about_proposer(proposal: Proposal) -> bool:
    """Two rows of one human may have been merged since."""
    return proposal.proposed_by in rows_of(proposal.enrolment.person)


def _tell(verb: Verb, proposal: Proposal, *, by: Person) -> None:
    """Let the audit log know; the reason, in words, stays with the proposal."""
    enrolment = proposal.enrolment
    audit.record(
        verb,
        by=by,
        about=enrolment,
        of=enrolment.person,
        person=str(enrolment.person.uuid),
        programme=enrolment.programme.code,
        cycle=enrolment.cycle,
        decision=proposal.kind,
        until=proposal.until.isoformat() if proposal.until else None,
        proposed_by=str(proposal.proposed_by.uuid),
    )
