"""An import from upload to the end: all or nothing, only what was shown, nothing left behind."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from lms import outbox
from lms.models import Outbox
from lms.settings.base import ROOT
from people.imports import actions, limits, progress
from people.imports.models import ImportChange, ImportFault, ImportRun
from people.imports.wording_faults import FAULTS
from people.models import Grant, Membership, Organisation, Person, RoleHeld
from tests.factories import GrantFactory
from tests.people.imports.conftest import member
from tests.people.imports.files import (
    applied,
    checked,
    csv_of,
    faults_of,
    kinds_of,
)

RECORD = [Organisation, Person, Membership, RoleHeld, Grant]


def record() -> list[object]:
    """Every row of the record, to be compared."""
    return [list(model.objects.order_by("pk").values()) for model in RECORD]


def joiners(count: int) -> bytes:
    return csv_of(*[[f"{n:05}", "UNIT", f"Person {n}", "2026-01-05"] for n in range(count)])


# --- all or nothing ------------------------------------------------------------------------


@pytest.mark.django_db
def test_one_bad_row_of_five_thousand_and_nothing_is_applied(world):
    rows = [[f"{n:05}", "UNIT", f"Person {n}", "2026-01-05"] for n in range(4_999)]
    rows[4_997][3] = "05/01/2026"
    before = record()

    run = checked(csv_of(*rows), by=world.hr)

    assert (run.state, faults_of(run)) == ("faulty", [(4_999, "started_on", "no_iso_day")])
    assert record() == before
    assert not run.changes.exists()
    with pytest.raises(actions.PlanHasChanged):
        actions.confirm(run, run.plan_digest)


@pytest.mark.django_db
def test_a_dry_run_changes_nothing(world):
    before = record()

    run = checked(joiners(3), by=world.hr)

    assert run.counts == {"rows": 3, "joined": 3}
    assert record() == before


@pytest.mark.django_db
def test_faults_are_kept_up_to_a_limit_and_counted_beyond(world, monkeypatch):
    monkeypatch.setattr(limits, "MOST_FAULTS", 5)

    run = checked(csv_of(*[[str(n), "UNIT", "", ""] for n in range(10)]), by=world.hr)

    assert (run.counts["faults"], run.faults.count()) == (20, 5)


# --- only what was shown -------------------------------------------------------------------


@pytest.mark.django_db
def test_a_plan_that_no_longer_fits_is_not_applied_but_shown_anew(world):
    run = checked(csv_of(["1", "UNIT", "Siti", "2026-01-05"]), by=world.hr)
    actions.confirm(run, run.plan_digest, in_background=False)
    member(world.unit, "1")
    before = record()

    actions.apply(run)

    run.refresh_from_db()
    assert (run.state, kinds_of(run)) == ("ready", [(2, "changed")])
    assert run.renewed_at is not None
    assert record() == before


@pytest.mark.django_db
def test_what_is_confirmed_is_what_was_seen(world):
    run = checked(joiners(1), by=world.hr)

    with pytest.raises(actions.PlanHasChanged):
        actions.confirm(run, "another")

    run.refresh_from_db()
    assert run.state == "ready"


@pytest.mark.django_db
def test_confirming_and_applying_twice_is_once(world):
    run = checked(joiners(2), by=world.hr)
    for _ in range(2):
        actions.confirm(run, run.plan_digest, in_background=False)
    for _ in range(2):
        actions.apply(run)
    actions.confirm(run, run.plan_digest, in_background=False)

    assert Membership.objects.filter(organisation=world.unit).count() == 2
    run.refresh_from_db()
    assert run.state == "done"


@pytest.mark.django_db
def test_who_has_lost_the_power_applies_nothing(world):
    run = checked(joiners(2), by=world.hr)
    actions.confirm(run, run.plan_digest, in_background=False)
    Grant.objects.filter(person=world.hr).update(ended_at=timezone.now())

    actions.apply(run)

    run.refresh_from_db()
    assert run.state == "faulty"
    assert not Membership.objects.filter(organisation=world.unit).exists()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_with_the_same_file_at_once_end_as_one(world):
    other = GrantFactory(power="hr", organisation=world.company).person
    runs = [checked(joiners(30), by=by) for by in (world.hr, other)]
    for run in runs:
        actions.confirm(run, run.plan_digest, in_background=False)
    start = Barrier(2)

    def apply(run: ImportRun) -> None:
        start.wait()
        while True:
            try:
                actions.apply(run)
            except OperationalError:  # another import is being applied: the outbox tries again
                continue
            finally:
                connection.close()
            return

    with ThreadPoolExecutor(2) as both:
        list(both.map(apply, runs))

    for run in runs:
        run.refresh_from_db()
    assert sorted(run.state for run in runs) == ["done", "ready"]
    assert next(run for run in runs if run.state == "ready").counts == {"rows": 30}
    assert Membership.objects.filter(organisation=world.unit).count() == 30


# --- what dies on the way ------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_half_way_leaves_nothing_and_is_done_by_the_next_worker(
    world, monkeypatch
):
    run = checked(joiners(2_500), by=world.hr)
    actions.confirm(run, run.plan_digest, in_background=False)
    before = record()
    told = []

    def die(run_id: int, done: int, total: int = 0) -> None:
        told.append(done)
        if done > 4_500:
            raise SystemExit

    monkeypatch.setattr(progress, "tell", die)
    with pytest.raises(SystemExit):
        actions.apply(run)
    assert told
    assert record() == before
    monkeypatch.undo()

    actions.apply(run)

    run.refresh_from_db()
    assert run.state == "done"
    assert Membership.objects.filter(organisation=world.unit).count() == 2_500


@pytest.mark.django_db
def test_checking_begun_twice_keeps_one_plan(world):
    run = actions.upload(ContentFile(joiners(3), name="x"), by=world.hr, in_background=False)
    stale = ImportRun.objects.get(pk=run.pk)

    actions.check(run)
    actions.check(stale)

    assert run.changes.count() == 3


@pytest.mark.django_db(transaction=True)
def test_the_outbox_carries_an_import_to_its_end(world):
    run = actions.upload(ContentFile(joiners(3), name="x"), by=world.hr)
    outbox.work(Outbox.objects.get(task="people.tasks.check_import").pk)
    run.refresh_from_db()
    actions.confirm(run, run.plan_digest)
    outbox.work(Outbox.objects.get(task="people.tasks.apply_import").pk)
    outbox.work(Outbox.objects.get(task="lms.tasks.refresh_statistics").pk)
    outbox.work(Outbox.objects.get(task="people.tasks.find_duplicates").pk)
    outbox.work(Outbox.objects.get(task="courses.tasks.apply_rules_after_import").pk)

    run.refresh_from_db()
    assert run.state == "done"
    assert not Outbox.objects.filter(done_at=None).exists()


# --- what is kept --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_file_lies_under_a_name_that_nobody_guesses_and_media_never_answers(world, client):
    run = actions.upload(ContentFile(joiners(1), name="staff 2026.csv"), by=world.hr)

    assert "staff" not in run.file.name
    assert default_storage.exists(run.file.name)
    assert client.get(f"/media/{run.file.name}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_file_and_plan_go_after_a_week_and_the_run_stays(world, time_machine):
    run = applied(joiners(2), by=world.hr)
    waiting = checked(joiners(3), by=world.hr)
    names = [run.file.name, waiting.file.name]
    time_machine.shift(timedelta(days=8))

    assert (actions.clear_away(), actions.clear_away()) == (2, 0)

    for one in (run, waiting):
        one.refresh_from_db()
    assert [default_storage.exists(name) for name in names] == [False, False]
    assert not ImportChange.objects.exists()
    assert not ImportFault.objects.exists()
    assert (run.state, run.counts["joined"], waiting.state) == ("done", 2, "discarded")


@pytest.mark.django_db(transaction=True)
def test_what_is_discarded_is_gone_at_once(world):
    run = checked(joiners(2), by=world.hr)
    name = run.file.name

    actions.discard(run)

    run.refresh_from_db()
    assert (run.state, run.file.name) == ("discarded", "")
    assert not default_storage.exists(name)
    assert not ImportChange.objects.exists()


# --- the command ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_command_tells_and_applies(world, tmp_path, capsys):
    file = tmp_path / "staff.csv"
    file.write_bytes(joiners(2))

    call_command("import_people", str(file), "--dry-run")
    assert "2  joins" in capsys.readouterr().out
    assert not Membership.objects.exists()

    call_command("import_people", str(file))
    assert "Done." in capsys.readouterr().out
    assert Membership.objects.count() == 2

    file.write_bytes(csv_of(["1", "NOWHERE", "A", "2026-01-05"]))
    with pytest.raises(CommandError, match="1 errors"):
        call_command("import_people", str(file))
    assert "people 2 organisation: There is no such organisation" in capsys.readouterr().err
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_people", str(tmp_path / "none.csv"))


# --- words ---------------------------------------------------------------------------------


def test_every_fault_has_words():
    sources = "".join(file.read_text() for file in (ROOT / "people" / "imports").glob("*.py"))
    made = re.compile(r'(?:Wrong|Unreadable|Fault|_fault)\(\s*(?:row,\s*)?"(\w+)"')
    kinds = {f"cell_is_{kind}" for kind in ("number", "date", "yes_or_no", "other")}

    codes = set(made.findall(sources)) | kinds

    assert (
        set(FAULTS) - codes
        == {
            "name_twice",
            "placeholder_left_out",
            "no_such_organisation",
            "not_yours_to_fill",
        }
        - codes
    )
    assert codes <= set(FAULTS)


def test_the_reader_of_workbooks_needs_nothing_of_ours():
    reader = ROOT / "people" / "imports" / "xlsx_rows.py"
    done = subprocess.run(
        [sys.executable, "-I", str(reader)], capture_output=True, env={"PATH": os.defpath}
    )

    assert b"IndexError" in done.stderr
