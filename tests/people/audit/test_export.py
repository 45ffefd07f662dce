"""A file that was really taken, given to the script that outsiders are given."""

import subprocess
import sys
from pathlib import Path

import pytest

from lms.settings.base import ROOT
from people.audit import anchors
from people.audit.models import AuditChain
from people.models import Power
from tests.factories import GrantFactory
from tests.people.audit.rows import happen

pytestmark = pytest.mark.django_db

SCRIPT = ROOT / "docs" / "guides" / "verify_export.py"


@pytest.fixture
def company():
    company = GrantFactory(power=Power.AUDITOR).organisation
    happen(company, 20)
    return company


@pytest.fixture
def taken(client, company, tmp_path):
    """The company's log as a file, taken from the screen; narrowed, if asked."""
    client.force_login(company.grants.get().person)

    def take(**asked: str) -> Path:
        file = tmp_path / "audit.csv"
        file.write_bytes(b"".join(client.get("/audit/export.csv", asked)))
        return file

    return take


def verify(*arguments: object) -> tuple[int, str]:
    """Run the script alone, without anything of ours within its reach."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_file_that_nobody_touched_holds(taken, company):
    status, said = verify(taken())

    assert status == 0
    assert "23 events hold" in said


def test_a_part_of_the_log_holds_as_a_part(taken):
    file = taken(verb="power-granted")

    assert verify(file)[0] == 1
    assert verify(file, "--part")[0] == 0


def test_a_file_agrees_with_the_anchors_of_its_day(taken, tmp_path):
    anchors.append(tmp_path / "anchors.jsonl", anchors.heads())

    assert verify(taken(), "--anchors", tmp_path / "anchors.jsonl")[0] == 0


TAMPERED = {
    "a verb": (lambda lines: [*lines[:5], lines[5].replace("signed-in", "signed-out")], "event 5"),
    "a fact": (lambda lines: [*lines[:9], lines[9].replace("turn", "torn")], "event 9"),
    "one removed": (lambda lines: lines[:7] + lines[8:], "event 7"),
    "two exchanged": (lambda lines: [*lines[:6], lines[7], lines[6], *lines[8:]], "event 6"),
    "one twice": (lambda lines: [*lines[:6], lines[5], *lines[6:]], "out of order"),
    "the beginning": (lambda lines: [lines[0], *lines[4:]], "event 1"),
    "all": (lambda lines: lines[:1], "no event"),
    "the columns": (lambda lines: ["a,b", "1,2"], "cannot be read"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_file_that_was_tampered_with_is_wrong(taken, what):
    change, expected = TAMPERED[what]
    file = taken()
    file.write_text("\n".join(change(file.read_text().splitlines())))

    status, said = verify(file)

    assert (status, expected in said) == (1, True), said


def test_an_end_that_was_cut_off_is_told_by_the_anchor(taken, tmp_path):
    anchors.append(tmp_path / "anchors.jsonl", anchors.heads())
    file = taken()
    file.write_text("\n".join(file.read_text().splitlines()[:-5]))

    assert verify(file)[0] == 0
    status, said = verify(file, "--anchors", tmp_path / "anchors.jsonl")
    assert (status, "an anchor knows" in said) == (1, True)


def test_another_anchor_is_told(taken, company, tmp_path):
    (own,) = [one for one in anchors.heads() if one.chain == str(company.uuid)]
    AuditChain.objects.filter(company=company).update(digest="f" * 64)
    anchors.append(tmp_path / "anchors.jsonl", anchors.heads())
    AuditChain.objects.filter(company=company).update(digest=own.digest)

    assert "not what an anchor says" in verify(taken(), "--anchors", tmp_path / "anchors.jsonl")[1]


def test_what_is_no_file_is_told():
    assert verify("nowhere.csv")[0] == 1
