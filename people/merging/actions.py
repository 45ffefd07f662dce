"""What may be done with likely duplicates: find them, keep them apart, merge, undo.

A merge moves rows and keeps the oldest id (record R11). All of it is one transaction, and all of
it goes through a ledger, so that undoing writes back exactly what the merge has written.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from people import access
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.delegation import may_give
from people.events import merge_undone, persons_merged
from people.merging import finding, settling
from people.merging.faults import CannotMerge, CannotUndo, Reason
from people.merging.ledger import Ledger, put_back
from people.merging.models import LikelyDuplicate, Merge
from people.models import Grant, Membership, Organisation, Person

AT_ONCE = 500


def find() -> int:
    """Propose every pair of people that stands out, and take back those that no longer do.

    What was kept apart stays as it was. Twice is once. Returns how many proposals stand.
    """
    found = dict(finding.likely())
    with transaction.atomic():
        known = LikelyDuplicate.objects.values_list("pk", "older", "younger", "dismissed_at")
        gone = []
        for pk, older, younger, dismissed_at in known.iterator():
            if found.pop((older, younger), None) is None and dismissed_at is None:
                gone.append(pk)
        for begin in range(0, len(gone), AT_ONCE):
            chunk = gone[begin : begin + AT_ONCE]
            LikelyDuplicate.objects.filter(pk__in=chunk, dismissed_at=None).delete()
        LikelyDuplicate.objects.bulk_create(
            (
                LikelyDuplicate(older_id=older, younger_id=younger, reasons=reasons)
                for (older, younger), reasons in found.items()
            ),
            batch_size=AT_ONCE,
            ignore_conflicts=True,
        )
    return LikelyDuplicate.objects.open().count()


@transaction.atomic
def keep_apart(proposal: LikelyDuplicate, *, by: Person) -> None:
    """Remember that two people are two: they are never proposed again. Twice is once."""
    open_ones = LikelyDuplicate.objects.open().filter(pk=proposal.pk)
    if open_ones.update(dismissed_at=timezone.now(), dismissed_by=by):
        audit.record(
            Verb.DUPLICATE_DISMISSED,
            by=by,
            about=proposal.older,
            of=by,
            other=str(proposal.younger.uuid),
        )


@transaction.atomic
def merge(one: Person, other: Person, *, by: Person | None) -> Merge:
    """Make two rows of a human one: the older id is kept, whatever order they are given in.

    `by` is nobody where an operator does it. A merge that stands is returned: twice is once.
    Raises CannotMerge with the reason; nothing has happened then.
    """
    if one.pk == other.pk:
        raise CannotMerge(Reason.SAME_ROW)
    kept, younger = _locked(one, other)
    standing = Merge.objects.standing().filter(kept=kept, younger=younger).first()
    if standing:
        return standing
    if reason := obstacle(kept, younger, by=by):
        raise CannotMerge(reason)
    try:
        with transaction.atomic():
            made = _merge(kept, younger, by)
    except IntegrityError as error:
        raise CannotMerge(Reason.CONFLICT) from error
    return made


def _locked(one: Person, other: Person) -> tuple[Person, Person]:
    """Both rows, the older first, locked so that nothing is begun for either meanwhile.

    An import that is being applied is let finish first: it goes by the ids it has planned with.
    """
    companies = Organisation.objects.filter(parent=None).order_by("pk")
    list(companies.select_for_update(no_key=True))
    rows = Person.objects.filter(pk__in=[one.pk, other.pk]).order_by("pk")
    kept, younger = rows.select_for_update(of=("self",))
    return kept, younger


def _merge(kept: Person, younger: Person, by: Person | None) -> Merge:
    made = Merge.objects.create(kept=kept, younger=younger, by=by)
    ledger = Ledger(made)
    settling.settle(ledger)
    if younger.email and not kept.email:
        _give_address(made, younger, kept)
    persons_merged.send(sender=Merge, ledger=ledger)
    ledger.set(Person.objects.filter(pk=younger.pk), is_active=False, merged_into=kept)
    _tell(Verb.PERSONS_MERGED, made, by=by)
    return made


def _give_address(made: Merge, giver: Person, taker: Person) -> None:
    """Let the address for signing in go over: who had one does not lose the way in."""
    address = giver.email
    Person.objects.filter(pk=giver.pk).update(email="")
    Person.objects.filter(pk=taker.pk).update(email=address)
    made.gave_address = True
    made.save(update_fields=["gave_address"])


@transaction.atomic
def undo(done: Merge, *, by: Person | None) -> None:
    """Make two rows of what a merge made one: each gets back what was its own. Twice is once.

    What was written for the kept person since stays with her. Raises CannotUndo if something since
    belongs to both, or something moved has changed since; nothing has happened then.
    """
    kept, younger = _locked(done.kept, done.younger)
    done = Merge.objects.select_for_update(of=("self",)).get(pk=done.pk)
    if done.undone_at:
        return
    if kept.merged_into_id:
        raise CannotUndo(Reason.MERGED_SINCE)
    if kept.erased_at:
        raise CannotUndo(Reason.ERASED)
    if by and not access.mergeable(by).filter(pk=kept.pk).exists():
        raise CannotUndo(Reason.OUT_OF_REACH)
    if by and not _may_give_all(by, kept, younger):
        raise CannotUndo(Reason.POWER)
    try:
        with transaction.atomic():
            put_back(done)
            if done.gave_address:
                _take_address_back(kept, younger)
            merge_undone.send(sender=Merge, merge=done)
    except IntegrityError as error:
        raise CannotUndo(Reason.CHANGED_SINCE) from error
    done.undone_at, done.undone_by = timezone.now(), by
    done.save(update_fields=["undone_at", "undone_by"])
    _tell(Verb.MERGE_UNDONE, done, by=by)


def _take_address_back(kept: Person, younger: Person) -> None:
    address = kept.email
    Person.objects.filter(pk=kept.pk).update(email="")
    Person.objects.filter(pk=younger.pk).update(email=address)


def _tell(verb: Verb, made: Merge, *, by: Person | None) -> None:
    audit.record(
        verb,
        by=by,
        about=made.kept,
        of=made.kept,
        other=str(made.younger.uuid),
        merge=str(made.uuid),
        fields=made.steps.count(),
    )


# --- what is in the way --------------------------------------------------------------------


def obstacle(kept: Person, younger: Person, *, by: Person | None) -> Reason | None:
    """Why these two cannot be merged by somebody, as things stand; None if they can."""
    if kept.merged_into_id or younger.merged_into_id:
        return Reason.MERGED_ALREADY
    if kept.erased_at or younger.erased_at:
        return Reason.ERASED
    if by and access.mergeable(by).filter(pk__in=[kept.pk, younger.pk]).count() != len(
        {kept.pk, younger.pk}
    ):
        return Reason.OUT_OF_REACH
    if len(finding.employers_of([kept.pk, younger.pk])) > 1:
        return Reason.TWO_EMPLOYERS
    if by and not _may_give_all(by, kept, younger):
        return Reason.POWER
    if _answers_for(kept, younger) or _answers_for(younger, kept):
        return Reason.ANSWERS_FOR
    return None


def _may_give_all(by: Person, *people: Person) -> bool:
    """Whether somebody could give every power that these people hold."""
    held = access.held_by(by)
    grants = Grant.objects.open().filter(person__in=people).select_related("organisation")
    return all(may_give(held, one.power, access.place_of(one.organisation)) for one in grants)


def _answers_for(one: Person, other: Person) -> bool:
    """Whether one is, or was, the other's manager, or gave the other a power: two humans."""
    return (
        Membership.objects.filter(person=other, reports_to=one).exists()
        or Grant.objects.filter(person=other, granted_by=one).exists()
    )
