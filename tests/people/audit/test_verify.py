"""However the log is tampered with, it is found at the first number that is wrong.

The triggers stand in the way of accidents and of our own code; whoever may drop them is found out.
"""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from people.audit import anchors
from people.audit.chain import seal
from people.audit.models import AuditChain, AuditEvent
from people.audit.verify import BEYOND, CUT_OFF, NOT_AS_ANCHORED
from tests.factories import OrganisationFactory
from tests.people.audit.rows import events, execute, found, happen, unguarded

pytestmark = pytest.mark.django_db

TABLE = "people_auditevent"


@pytest.fixture
def company():
    """A company with ten events."""
    company = OrganisationFactory()
    happen(company, 10 - len(events(company)))
    happen(None, 3)
    return company


def chain_of(company) -> int:
    return AuditChain.objects.get(company=company).pk


# --- what the database refuses -------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET verb = 'signed-out'",  # noqa: S608
        f"UPDATE {TABLE} SET facts = '{{}}'",  # noqa: S608
        f"DELETE FROM {TABLE}",  # noqa: S608
        f"DELETE FROM {TABLE} WHERE number = 10",  # noqa: S608
    ],
)
def test_the_database_refuses_to_change_or_remove_an_event(company, statement):
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        execute(statement)

    assert found() == []


def test_the_database_refuses_to_empty_the_log(company):
    connection.check_constraints()
    is_sqlite = connection.vendor == "sqlite"

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        execute(f"DELETE FROM {TABLE}" if is_sqlite else f"TRUNCATE {TABLE} CASCADE")  # noqa: S608


@pytest.mark.parametrize("kept", ["id", "chain_id, number"])
def test_an_event_is_not_replaced_by_an_insert(company, kept):
    columns = [field.column for field in AuditEvent._meta.fields]
    told = {column: column for column in columns} | {"verb": "'forged'"}
    told |= {"id": "id" if kept == "id" else "id + 1000"}
    names = ", ".join(columns)
    select = f"SELECT {', '.join(told.values())} FROM {TABLE} WHERE number = 5"  # noqa: S608
    if connection.vendor == "sqlite":
        replacing = f"INSERT OR REPLACE INTO {TABLE} ({names}) {select}"
    else:
        upsert = f"ON CONFLICT ({kept}) DO UPDATE SET verb = 'forged'"
        replacing = f"INSERT INTO {TABLE} ({names}) {select} {upsert}"

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        execute(replacing)

    assert found() == []


# --- what is found -------------------------------------------------------------------------

CHANGES = {
    "verb": "UPDATE {table} SET verb = 'signed-out' WHERE {event}",
    "actor": "UPDATE {table} SET actor = about WHERE {event}",
    "nobody any more": "UPDATE {table} SET about = NULL WHERE {event}",
    "facts": "UPDATE {table} SET facts = '{{\"turn\": 99}}' WHERE {event}",
    "moment": "UPDATE {table} SET at = '2020-01-01 00:00:00+00' WHERE {event}",
    "request": "UPDATE {table} SET request = 'f' WHERE {event}",
    "digest": "UPDATE {table} SET digest = previous WHERE {event}",
    "removed": "DELETE FROM {table} WHERE {event}",
    "moved away": "UPDATE {table} SET number = 99 WHERE {event}",
    "to another chain": (
        "UPDATE {table} SET number = 99, chain_id = (SELECT id FROM people_auditchain WHERE "
        "company_id IS NULL) WHERE {event}"
    ),
}


@pytest.mark.parametrize("number", [1, 5, 10])
@pytest.mark.parametrize("how", CHANGES)
def test_a_change_is_found_at_its_number(company, how, number):
    event = f"chain_id = {chain_of(company)} AND number = {number}"

    with unguarded():
        execute(CHANGES[how].format(table=TABLE, event=event))

    assert (str(company.uuid), number) in [(one.chain, one.number) for one in found()]


def test_events_that_changed_places_are_found(company):
    chain = chain_of(company)

    with unguarded():
        for now, then in [(4, 99), (5, 4), (99, 5)]:
            move = f"UPDATE {TABLE} SET number = %s WHERE chain_id = %s AND number = %s"  # noqa: S608
            execute(move, then, chain, now)

    assert [one.number for one in found()] == [4]


def test_an_event_put_in_between_is_found(company):
    chain = chain_of(company)
    with unguarded():
        for number in range(10, 4, -1):
            move = f"UPDATE {TABLE} SET number = %s WHERE chain_id = %s AND number = %s"  # noqa: S608
            execute(move, number + 1, chain, number)
    forged = events(company)[3]
    forged.pk, forged.number, forged.previous = None, 5, forged.digest
    forged.digest = seal(forged.telling)
    forged.save()

    assert [one.number for one in found()] == [6]


def test_an_event_put_at_the_end_is_found(company):
    forged = events(company)[-1]
    forged.pk, forged.number, forged.previous = None, 11, forged.digest
    forged.digest = seal(forged.telling)
    forged.save()

    assert [(one.number, one.reason) for one in found()] == [(11, BEYOND)]


def test_an_end_that_was_cut_off_is_found_by_the_chain_itself(company):
    with unguarded():
        execute(f"DELETE FROM {TABLE} WHERE chain_id = %s AND number > 7", chain_of(company))  # noqa: S608

    assert [(one.number, one.reason) for one in found()] == [(8, CUT_OFF)]


def test_an_end_that_was_cut_off_with_care_is_found_by_the_anchor(company):
    kept = anchors.heads()
    with unguarded():
        execute(f"DELETE FROM {TABLE} WHERE chain_id = %s AND number > 7", chain_of(company))  # noqa: S608
    last = events(company)[-1]
    AuditChain.objects.filter(company=company).update(number=7, digest=last.digest)

    assert found() == []
    assert [(one.number, one.reason) for one in found(*kept)] == [(8, CUT_OFF)]


def test_a_chain_written_anew_is_found_by_the_anchor(company):
    kept = anchors.heads()
    forge(company, since=6)

    assert found() == []
    assert [(one.number, one.reason) for one in found(*kept)] == [(10, NOT_AS_ANCHORED)]


def forge(company, *, since: int) -> None:
    """Change an event, and seal it and all after it anew, and the chain's end too."""
    rows = events(company)
    with unguarded():
        for before, row in zip(rows[since - 2 :], rows[since - 1 :], strict=False):
            row.facts, row.previous = {"forged": True}, before.digest
            row.digest = seal(row.telling)
            row.save()
    AuditChain.objects.filter(company=company).update(digest=rows[-1].digest)


def test_a_company_whose_chain_is_gone_is_found_by_the_anchor(company):
    kept = anchors.heads()
    with unguarded():
        execute(f"DELETE FROM {TABLE} WHERE chain_id = %s", chain_of(company))  # noqa: S608
    AuditChain.objects.filter(company=company).delete()

    assert [(one.chain, one.number) for one in found(*kept)] == [(str(company.uuid), 1)]


def test_what_was_made_unreadable_is_found(company):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps no value that is not of its column's type")
    with unguarded():
        execute(
            f"UPDATE {TABLE} SET at = 'never' WHERE chain_id = %s AND number = 3",  # noqa: S608
            chain_of(company),
        )

    assert [one.number for one in found()] == [3]


def test_a_log_that_nobody_touched_holds_with_all_its_anchors(company):
    early = anchors.heads()
    happen(company, 5)

    assert found(*early, *anchors.heads()) == []


# --- the command ---------------------------------------------------------------------------


def test_the_command_says_that_the_log_holds(company, capsys, settings, tmp_path):
    settings.AUDIT_ANCHOR_FILE = tmp_path / "none.jsonl"

    call_command("verify_audit")

    assert "holds" in capsys.readouterr().out


def test_the_command_names_the_first_wrong_number(company, capsys):
    with unguarded():
        execute(f"UPDATE {TABLE} SET verb = 'x' WHERE number IN (3, 5)")  # noqa: S608

    with pytest.raises(CommandError, match="2 of its chains"):
        call_command("verify_audit")

    assert f"chain {company.uuid}, event 3: " in capsys.readouterr().out


@pytest.mark.parametrize("is_told", [True, False], ids=["named", "configured"])
def test_the_command_reads_anchors(company, settings, tmp_path, is_told):
    file = tmp_path / "anchors.jsonl"
    anchors.append(file, anchors.heads())
    settings.AUDIT_ANCHOR_FILE = tmp_path / "other.jsonl" if is_told else file
    forge(company, since=6)

    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify_audit", *(["--anchors", str(file)] if is_told else []))


@pytest.mark.parametrize(
    "line", ["{nonsense", '{"chain": 1}', '{"chain":"a","number":"1","digest":"b","at":"c"}']
)
def test_a_file_that_holds_no_anchors_is_refused_with_its_line(tmp_path, line):
    file = tmp_path / "anchors.jsonl"
    file.write_text(f"\n{line}\n")

    with pytest.raises(CommandError, match="Line 2 of the anchors"):
        call_command("verify_audit", "--anchors", str(file))


def test_a_file_without_any_anchor_is_refused(tmp_path):
    file = tmp_path / "anchors.jsonl"
    file.write_text("Dear auditor,\n\n")

    with pytest.raises(CommandError, match="no anchor"):
        call_command("verify_audit", "--anchors", str(file))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_audit", "--anchors", str(tmp_path / "none"))
