"""What may be done about the data of a person: correct, ask, answer, hold, erase."""

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from people.audit import actions as audit
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.events import correction_answered, erasure_decided, person_being_erased
from people.merging.chains import rows_of
from people.models import Grant, Leave, Membership, Organisation, Person, RoleHeld
from people.names import clean_name
from people.privacy import notices
from people.privacy.access import place_of
from people.privacy.models import Correction, ErasureRequest, Hold

# Within a month: rule S-35.
ANSWER_WITHIN = relativedelta(months=1)
# Why somebody is erased: she asked, an operator does it, or the time to keep her name is over.
ASKED, OPERATOR, OVER = "asked", "operator", "retention"


class OnHold(Exception):
    """A legal hold keeps what is there of a person, until the day given."""

    def __init__(self, until: date) -> None:
        super().__init__(until.isoformat())
        self.until = until


class HoldsPower(Exception):
    """Whoever still holds a power gives it up first; the last administrator finds another one."""


class NobodyAnswers(Exception):
    """The person belongs to no organisation, so that nobody could answer her."""


class AlreadyDecided(Exception):
    """The request was answered, or taken back, in the meantime."""


@transaction.atomic
def read_notice(person: Person) -> None:
    """Note that a person has read the present notice, and on which day. Twice is once."""
    rows = Person.objects.filter(pk=person.pk).exclude(notice_version=notices.VERSION)
    rows.update(notice_version=notices.VERSION, notice_read_on=reporting_day())
    person.refresh_from_db(fields=["notice_version", "notice_read_on"])


@transaction.atomic
def correct_own(person: Person, *, full_name: str, latin_name: str, time_zone: str) -> None:
    """Change what is the person's own to say; what stays as it was is not told.

    Raises NameNotPrintable.
    """
    new = {
        "full_name": clean_name(full_name),
        "latin_name": clean_name(latin_name),
        "time_zone": time_zone,
    }
    changed = {name: value for name, value in new.items() if getattr(person, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(person, name, value)
    person.save(update_fields=list(changed))
    audit.record(Verb.PERSON_CORRECTED, by=person, about=person, of=person, fields=sorted(changed))


# --- asking --------------------------------------------------------------------------------


@transaction.atomic
def ask_correction(person: Person, *, about: str, words: str) -> Correction:
    """Report what the employer told wrongly. While one about the same is open, that one stands.

    Raises NobodyAnswers.
    """
    place = _place(person)
    row: Correction
    row, is_new = _open_one(
        Correction, person=person, about=about, defaults={"organisation": place, "words": words}
    )
    if is_new:
        audit.record(Verb.CORRECTION_ASKED, by=person, about=person, of=place, field=about)
    return row


@transaction.atomic
def ask_erasure(person: Person) -> ErasureRequest:
    """Ask to be erased. Twice is once. Raises NobodyAnswers."""
    place = _place(person)
    row: ErasureRequest
    row, is_new = _open_one(ErasureRequest, person=person, defaults={"organisation": place})
    if is_new:
        audit.record(Verb.ERASURE_ASKED, by=person, about=person, of=place)
    return row


def _place(person: Person) -> Organisation:
    place = place_of(person)
    if place is None:
        raise NobodyAnswers
    return place


def _open_one(model: Any, *, defaults: dict[str, Any], **what: Any) -> tuple[Any, bool]:
    due = reporting_day() + ANSWER_WITHIN
    row, is_new = model.objects.get_or_create(
        **what, decided_at=None, withdrawn_at=None, defaults=defaults | {"due_on": due}
    )
    return row, is_new


@transaction.atomic
def withdraw_erasure(person: Person) -> None:
    """Take the request back, as long as it is not decided. Twice is once."""
    rows = ErasureRequest.objects.open().filter(person=person)
    if rows.update(withdrawn_at=timezone.now()):
        audit.record(Verb.ERASURE_WITHDRAWN, by=person, about=person, of=person)


# --- answering -----------------------------------------------------------------------------


@transaction.atomic
def answer_correction(row: Correction, *, is_corrected: bool, answer: str, by: Person) -> None:
    """Close a report, corrected or not, with words for the person. Raises AlreadyDecided."""
    row = _locked(Correction, row)
    row.decided_at, row.decided_by = timezone.now(), by
    row.is_corrected, row.answer = is_corrected, answer
    row.save(update_fields=["decided_at", "decided_by", "is_corrected", "answer"])
    correction_answered.send(sender=Correction, person=row.person)
    audit.record(
        Verb.CORRECTION_ANSWERED,
        by=by,
        about=row.person,
        of=row.organisation,
        field=row.about,
        is_corrected=is_corrected,
    )


@transaction.atomic
def refuse_erasure(row: ErasureRequest, *, reason: str, until: date, by: Person) -> None:
    """Say that there is a duty to keep the record, and until when. Raises AlreadyDecided."""
    row = _locked(ErasureRequest, row)
    row.decided_at, row.decided_by = timezone.now(), by
    row.refusal, row.kept_until = reason, until
    row.save(update_fields=["decided_at", "decided_by", "refusal", "kept_until"])
    erasure_decided.send(sender=ErasureRequest, person=row.person, email=row.person.email)
    audit.record(
        Verb.ERASURE_REFUSED,
        by=by,
        about=row.person,
        of=row.organisation,
        reason=reason,
        until=until.isoformat(),
    )


def grant_erasure(row: ErasureRequest, *, by: Person) -> None:
    """Erase who asked for it. Raises AlreadyDecided, and what `erase` raises."""
    with audit.at_the_end():
        row = _locked(ErasureRequest, row)
        row.decided_at, row.decided_by = timezone.now(), by
        row.save(update_fields=["decided_at", "decided_by"])
        # Read now: afterwards nobody knows where to write to.
        person, email = row.person, row.person.email
        erase(person, by=by, cause=ASKED)
        erasure_decided.send(sender=ErasureRequest, person=person, email=email)


def _locked(model: Any, row: Any) -> Any:
    """The request as it stands, locked. Raises AlreadyDecided."""
    found = model.objects.open().select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None:
        raise AlreadyDecided(str(row.uuid))
    return found


# --- legal holds ---------------------------------------------------------------------------


@transaction.atomic
def set_hold(person: Person, *, reference: str, until: date, by: Person) -> Hold:
    """Keep everything of a person until a day. The same reference again moves the day.

    Raises Person.DoesNotExist if she was erased in the meantime.
    """
    person = Person.objects.select_for_update().get(pk=person.pk, erased_at=None)
    row, is_new = Hold.objects.get_or_create(
        person=person,
        reference=reference,
        ended_at=None,
        defaults={"until": until, "set_by": by},
    )
    if not is_new and row.until == until:
        return row
    row.until = until
    row.save(update_fields=["until"])
    audit.record(
        Verb.HOLD_SET,
        by=by,
        about=person,
        of=person,
        reference=reference,
        until=until.isoformat(),
    )
    return row


@transaction.atomic
def end_hold(row: Hold, *, by: Person) -> None:
    """End a hold before its day. Twice is once."""
    if Hold.objects.filter(pk=row.pk, ended_at=None).update(ended_at=timezone.now(), ended_by=by):
        audit.record(
            Verb.HOLD_ENDED, by=by, about=row.person, of=row.person, reference=row.reference
        )


# --- erasing -------------------------------------------------------------------------------


def erase(person: Person, *, by: Person | None, cause: str) -> None:
    """Make a person nobody: what identifies goes from everywhere, what was counted stays counted.

    All of it or nothing, and twice is once. `cause` is a code: ASKED, OPERATOR or OVER.
    Raises OnHold, HoldsPower, and what a part raises that cannot let go now.
    """
    with audit.at_the_end():
        person = Person.objects.select_for_update().get(pk=person.pk)
        if person.erased_at:
            return
        _refuse_if_kept(person)
        place = place_of(person)
        _leave(person)
        now = timezone.now()
        ErasureRequest.objects.open().filter(person=person).update(withdrawn_at=now)
        Correction.objects.open().filter(person=person).update(withdrawn_at=now)
        person_being_erased.send(sender=Person, person=person, cause=cause)
        # With her, the rows of hers that were merged into this one.
        rows = [row.pk for row in rows_of(person)]
        Person.objects.filter(pk__in=rows).update(erased_at=now)
        audit.record(Verb.PERSON_ERASED, by=by, about=person, of=place, cause=cause)


def _refuse_if_kept(person: Person) -> None:
    holds = Hold.objects.active(reporting_day()).filter(person=person)
    until = holds.order_by("-until").values_list("until", flat=True).first()
    if until:
        raise OnHold(until)
    if Grant.objects.open().filter(person=person).exists():
        raise HoldsPower(str(person.uuid))


def _leave(person: Person) -> None:
    """Whoever is erased works here for the last time today: figures of today stay as they are.

    What begins later never happens. Nobody reports to her from now on.
    """
    today = reporting_day()
    ahead = Membership.objects.filter(person=person, started_on__gt=today)
    RoleHeld.objects.filter(membership__in=ahead).delete()
    Leave.objects.filter(membership__in=ahead).delete()
    ahead.delete()
    Membership.objects.active(today).filter(person=person).update(last_day=today)
    Membership.objects.filter(reports_to=person).update(reports_to=None)
