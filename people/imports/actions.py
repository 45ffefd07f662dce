"""What may be done with an import: upload, check, confirm, apply, discard, clear away.

Nothing of a file reaches the record before it is applied, and then all of it does, in one
transaction that begins by planning anew: only what was shown is applied.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from people.audit import actions as audit
from people.audit.companies import company_of
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.events import import_applied, import_confirmed, import_uploaded
from people.imports import applying, progress, telling
from people.imports.models import ImportChange, ImportFault, ImportRun
from people.imports.spool import Spool
from people.imports.tree import Reach
from people.models import Organisation, Person
from people.privacy.keeping import over_at
from people.privacy.periods import Keeping

State = ImportRun.State
WAITING = {State.CHECKING, State.READY, State.FAULTY}
AT_ONCE = 1_000
# From confirming on, planning anew is this part of the way, and carrying out the rest.
PARTS = 3


class PlanHasChanged(Exception):
    """What is confirmed is not what stands: it was shown anew in the meantime, or is done."""


class ImportUnderWay(Exception):
    """A file is being applied that may name the person: it is a matter of minutes."""


@transaction.atomic
def upload(file: "File[bytes]", *, by: Person | None, in_background: bool = True) -> ImportRun:
    """Keep a file privately, to be checked. `by` is None for the operator of the machine."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    run = ImportRun.objects.create(by=by, file=file, digest=digest.hexdigest())
    if in_background:
        import_uploaded.send(sender=ImportRun, run=run)
    return run


def check(run: ImportRun) -> None:
    """Plan what a file would change, and keep the plan to be shown. Checking twice is once."""
    if run.state != State.CHECKING:
        return
    with _planned(run, 1) as spool, transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if run.state == State.CHECKING:
            _keep(run, spool)


@transaction.atomic
def confirm(run: ImportRun, plan_digest: str, *, in_background: bool = True) -> None:
    """Say that a plan shall be applied as it was shown. Raises PlanHasChanged."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state in {State.APPLYING, State.DONE} and run.plan_digest == plan_digest:
        return  # said twice
    if run.state != State.READY or run.plan_digest != plan_digest:
        raise PlanHasChanged(f"{run} is {run.state}")
    run.state = State.APPLYING
    run.save(update_fields=["state"])
    progress.tell(run.pk, 0, run.counts["rows"] * PARTS)
    if in_background:
        import_confirmed.send(sender=ImportRun, run=run)


def apply(run: ImportRun) -> None:
    """Carry out a confirmed plan, all of it or nothing. Applying twice is once.

    If the record has changed since the plan was shown, nothing is applied, and it is shown anew.
    Raises OperationalError while another import is being applied.
    """
    with audit.at_the_end():
        _be_the_only_one()
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if run.state != State.APPLYING:
            return
        total = run.counts["rows"] * PARTS
        with _planned(run, total) as spool:
            if spool.is_faulty or spool.digest != run.plan_digest:
                _keep(run, spool)
                run.renewed_at = timezone.now()
                run.save(update_fields=["renewed_at"])
                return
        rows = run.counts["rows"]
        newcomers = applying.apply(run, lambda done: progress.tell(run.pk, rows + done, total))
        run.state, run.applied_at = State.DONE, timezone.now()
        run.save(update_fields=["state", "applied_at"])
        import_applied.send(sender=ImportRun, run=run)
        telling.tell(run, newcomers)
        _tell(run)
    progress.forget(run.pk)


def _tell(run: ImportRun) -> None:
    """One event for the whole file, after those of its people: what was given, and how much."""
    audit.record(
        Verb.PEOPLE_IMPORTED,
        by=run.by,
        about=None,
        of=_place_of(run),
        run=str(run.uuid),
        file=run.digest,
        plan=run.plan_digest,
        **run.counts,
    )


def _place_of(run: ImportRun) -> Organisation | None:
    """Where the file brings people in: its company's log tells of it, wherever its giver works."""
    reach = Reach.of(run.by)
    return (reach.people | reach.organisations).order_by("pk").first()


def _be_the_only_one() -> None:
    """One import at a time: the next sees what this one has done."""
    companies = Organisation.objects.filter(parent=None).order_by("pk")
    list(companies.select_for_update(no_key=True, nowait=True))


@transaction.atomic
def discard(run: ImportRun) -> None:
    """Give a file up that was not applied, and delete it with its plan. Twice is once."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state in WAITING:
        run.state = State.DISCARDED
        run.save(update_fields=["state"])
        _clear(run)


def forget(person: Person) -> list[str]:
    """Clear every run whose file may name a person of the company; return the files to delete.

    A file that waits to be applied is given up: it would bring in again who is being erased.
    Raises ImportUnderWay while one is being applied.
    """
    uncleared = ImportRun.objects.select_for_update(of=("self",)).filter(cleared_at=None)
    company, names = company_of(person), []
    for run in uncleared.select_related("by").order_by("pk"):
        if run.by and company_of(run.by) != company:
            continue
        if run.state == State.APPLYING:
            raise ImportUnderWay(str(run.uuid))
        if run.state in WAITING:
            ImportRun.objects.filter(pk=run.pk).update(state=State.DISCARDED)
        names.append(_forget_plan(run))
    return [name for name in names if name]


def clear_away() -> int:
    """Delete files and plans whose time is over; return of how many runs.

    File, plan and errors name people: they go when nobody needs them any more.
    """
    before = over_at(Keeping.IMPORTS, reporting_day())
    runs = list(ImportRun.objects.kept_since_before(before).order_by("pk"))
    for run in runs:
        discard(run)
        with transaction.atomic():
            _clear(run)
    return len(runs)


def _clear(run: ImportRun) -> None:
    storage, name = run.file.storage, _forget_plan(run)
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def _forget_plan(run: ImportRun) -> str:
    """Delete a run's plan and faults; return the name of its file, which is still there."""
    run.changes.all().delete()
    run.faults.all().delete()
    ImportRun.objects.filter(pk=run.pk).update(file="", cleared_at=timezone.now())
    return run.file.name or ""


def _keep(run: ImportRun, spool: Spool) -> None:
    """Keep a plan, in place of an earlier one."""
    run.changes.all().delete()
    run.faults.all().delete()
    changes = (
        ImportChange(run=run, position=position, **vars(change))
        for position, change in enumerate(spool.changes())
    )
    if not spool.is_faulty:
        while chunk := list(islice(changes, AT_ONCE)):
            ImportChange.objects.bulk_create(chunk)
    ImportFault.objects.bulk_create(
        (
            ImportFault(run=run, position=position, **vars(fault))
            for position, fault in enumerate(spool.faults())
        ),
        batch_size=AT_ONCE,
    )
    run.state = State.FAULTY if spool.is_faulty else State.READY
    run.counts, run.plan_digest = spool.counts, spool.digest
    run.checked_at = timezone.now()
    run.save(update_fields=["state", "counts", "plan_digest", "checked_at"])


@contextmanager
def _planned(run: ImportRun, total: int) -> Iterator[Spool]:
    """The plan of a run's file as things stand, by the powers that its uploader has now."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file, _local_copy(run) as path:
        spool = Spool(file)
        spool.fill(
            path,
            Reach.of(run.by),
            reporting_day(),
            lambda done: progress.tell(run.pk, done, total),
        )
        yield spool


@contextmanager
def _local_copy(run: ImportRun) -> Iterator[Path]:
    """The file on this machine: storage may be elsewhere, and archives are read back and forth."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        with run.file.open("rb") as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
        yield path
