"""What is old goes from the beginning on, says so, and leaves a log that is verified as before."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from lms.privacy import retention_actions
from people.audit import anchors
from people.audit.actions import record
from people.audit.beginnings import AGE, TO_COME, TOO_EARLY
from people.audit.chain import CHANGED, MISSING
from people.audit.models import AuditChain, AuditEvent
from people.audit.retention_actions import count_old, delete_old
from people.audit.verbs import Verb
from people.models import Power
from people.privacy.models import Hold
from people.privacy.periods import faults
from tests.factories import GrantFactory, OrganisationFactory, PersonFactory
from tests.people.audit.rows import events, execute, found, happen, unguarded
from tests.people.audit.test_export import verify

pytestmark = pytest.mark.django_db

OLD = datetime(2020, 1, 1, 12, tzinfo=UTC)
BEFORE = date(2022, 1, 1)


@pytest.fixture
def company(time_machine):
    """A company with ten events of long ago, anchored then, and two of today."""
    today = timezone.now()
    time_machine.move_to(OLD)
    company = OrganisationFactory()
    happen(company, 10 - len(events(company)))
    company.early = anchors.heads()
    time_machine.move_to(today)
    happen(company, 2)
    return company


def test_what_is_old_goes_and_the_rest_holds_with_all_its_anchors(company):
    assert count_old(BEFORE, []) == 10
    assert AuditEvent.objects.filter(chain__company=company).count() == 12

    assert delete_old(BEFORE, []) == 10

    left = events(company)
    assert [event.number for event in left] == [11, 12, 13]
    assert left[-1].verb == Verb.BEGINNING_DELETED
    assert left[-1].facts == {"up_to": 10, "digest": left[0].previous, "before": "2022-01-01"}
    assert found(*company.early, *anchors.heads()) == []
    assert delete_old(BEFORE, []) == 0


def test_a_log_whose_every_event_is_old_keeps_the_event_that_says_so(time_machine):
    today = timezone.now()
    time_machine.move_to(OLD)
    happen(None, 3)
    time_machine.move_to(today)

    assert delete_old(BEFORE, []) == 3

    assert [event.number for event in events(None)] == [4]
    assert found() == []
    happen(None, 2)
    assert found() == []


def test_nothing_goes_that_is_younger_or_stands_behind_it(company, time_machine):
    """A clock that went back puts an old moment behind a younger one: it stays as long as that."""
    today = timezone.now()
    time_machine.move_to(OLD)
    happen(company, 1)
    time_machine.move_to(today)

    delete_old(BEFORE, [])

    assert [event.number for event in events(company)] == [11, 12, 13, 14]
    # Whatever day is asked for, the database's own clock has the last word.
    assert delete_old(today.date() + timedelta(days=9), []) == 0


def test_from_the_first_event_about_somebody_under_a_legal_hold_on_everything_stays(
    time_machine,
):
    today = timezone.now()
    time_machine.move_to(OLD)
    happen(None, 2)
    held = PersonFactory()
    happen(None, 2)
    time_machine.move_to(today)
    Hold.objects.create(person=held, reference="case 1", until=today.date(), set_by=held)

    counts = retention_actions.count(today.date())["audit"]
    deleted = retention_actions.keep_no_longer(today.date())["audit"]

    assert (counts, deleted) == (2, 2)
    assert [event.verb for event in events(None)] == [
        *("person-added", "signed-in", "signed-in", "beginning-deleted")
    ]


@pytest.mark.parametrize("fact", ["person", "confirmed_by", "proposed_by", "other"])
def test_an_event_about_an_enrolment_names_the_held_person_in_its_facts(time_machine, fact):
    today, held = timezone.now(), PersonFactory()
    time_machine.move_to(OLD)
    company = OrganisationFactory()
    number = events(company)[-1].number
    record(Verb.ENROLMENT_WAIVED, by=None, about=None, of=company, **{fact: str(held.uuid)})
    time_machine.move_to(today)

    delete_old(BEFORE, [held.uuid])

    assert next(event.number for event in events(company)) == number + 1


def test_an_event_of_yesterday_is_not_deleted_by_anybody(company):
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        AuditEvent.objects.filter(chain__company=company, number=11).delete()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        AuditEvent.objects.filter(chain__company=company, number=1).update(verb="x")


# --- what is found out ---------------------------------------------------------------------


def remove(company, up_to: int) -> None:
    chain = AuditChain.objects.get(company=company)
    with unguarded():
        execute(
            "DELETE FROM people_auditevent WHERE chain_id = %s AND number <= %s", chain.pk, up_to
        )


def tell(company, up_to: int, before: date) -> None:
    """Claim what the clock would have said."""
    last = events(company)[up_to - 1]
    claim = {"up_to": up_to, "digest": last.digest, "before": before.isoformat()}
    record(Verb.BEGINNING_DELETED, by=None, about=None, of=company, **claim)


def test_a_beginning_that_went_without_a_word_is_found(company):
    remove(company, 5)

    assert [(one.number, one.reason) for one in found()] == [(1, MISSING)]


def test_more_that_went_than_was_told_is_found(company):
    delete_old(BEFORE, [])
    remove(company, 11)

    assert [(one.number, one.reason) for one in found()] == [(11, MISSING)]


def test_a_claim_about_what_is_too_young_is_found(company):
    tell(company, 12, timezone.now().date() - timedelta(days=30))
    remove(company, 12)

    assert [(one.number, one.reason) for one in found()] == [(13, TOO_EARLY)]


def test_a_claim_that_makes_young_events_old_is_found_by_their_anchor(company):
    kept = anchors.heads()
    tell(company, 12, (timezone.now() - AGE).date())
    remove(company, 12)

    assert found() == []
    # On a day long after, an anchor knew of none or of fewer: what came then was young.
    assert [(one.number, one.reason) for one in found(*kept, *midway(company))] == [(11, TOO_EARLY)]


def midway(company) -> list[anchors.Anchor]:
    """An anchor of half a year ago, when the ten events of long ago were the newest."""
    (own,) = [one for one in company.early if one.chain == str(company.uuid)]
    moment = (timezone.now() - timedelta(days=180)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return [anchors.Anchor(own.chain, own.number, own.digest, moment)]


def test_a_chain_that_an_anchor_did_not_know_yet_had_no_old_events(company):
    """What happened since the day before yesterday goes, and is said to be old."""
    tell(company, 12, (timezone.now() - AGE).date())
    remove(company, 12)
    moment = (timezone.now() - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    another = anchors.Anchor("00000000-0000-0000-0000-000000000000", 0, "0" * 64, moment)

    assert (str(company.uuid), 1, TOO_EARLY) in [
        (one.chain, one.number, one.reason) for one in found(another)
    ]


def test_a_telling_from_the_future_is_found(company, time_machine):
    today = timezone.now()
    time_machine.move_to(today + timedelta(days=800))
    tell(company, 12, today.date())
    time_machine.move_to(today)
    remove(company, 12)

    assert [(one.number, one.reason) for one in found()] == [(13, TO_COME)]
    time_machine.move_to(today + timedelta(days=900))
    happen(company, 1)
    time_machine.move_to(today)
    then = anchors.heads()
    time_machine.move_to(today + timedelta(days=1000))
    assert [(one.number, one.reason) for one in found(*then)] == [(13, TO_COME)]


def test_a_chain_that_was_quiet_before_its_anchors_began_is_no_alarm(company):
    """The auditor came long after the ten events: her first anchor is of half a year ago."""
    late = midway(company)

    delete_old(BEFORE, [])

    assert found(*late, *anchors.heads()) == []


def test_much_goes_in_portions_each_of_which_is_told(company, monkeypatch):
    monkeypatch.setattr("people.audit.retention_actions.AT_ONCE", 4)

    assert delete_old(BEFORE, []) == 10

    told = [e.facts["up_to"] for e in events(company) if e.verb == Verb.BEGINNING_DELETED]
    assert told == [4, 8, 10]
    assert found(*company.early, *anchors.heads()) == []


def test_another_last_event_than_was_anchored_is_found(company):
    (own,) = [one for one in company.early if one.chain == str(company.uuid)]
    delete_old(BEFORE, [])

    other = anchors.Anchor(own.chain, own.number, "f" * 64, own.at)
    assert [(one.number, one.reason) for one in found(other)] == [(10, CHANGED)]


@pytest.mark.parametrize("facts", ["{}", '{"up_to": "x", "digest": "", "before": "2020-01-01"}'])
def test_a_telling_that_was_made_nonsense_is_found(company, facts):
    delete_old(BEFORE, [])
    with unguarded():
        execute("UPDATE people_auditevent SET facts = %s WHERE number = 13", facts)

    assert (13, CHANGED) in [(one.number, one.reason) for one in found()]


# --- outside, and settings -----------------------------------------------------------------


def test_a_file_of_what_is_left_is_verified_outside(company, client, tmp_path):
    auditor = GrantFactory(power=Power.AUDITOR, organisation=company).person
    delete_old(BEFORE, [])
    client.force_login(auditor)
    file, kept = tmp_path / "audit.csv", tmp_path / "anchors.jsonl"
    anchors.append(kept, [*company.early, *anchors.heads()])
    file.write_bytes(b"".join(client.get("/audit/export.csv")))

    assert verify(file, "--anchors", kept)[0] == 0

    whole = file.read_text().splitlines()
    file.write_text("\n".join([whole[0], *whole[2:]]))
    assert verify(file) == (1, "WRONG: event 11 is missing, or events are out of order\n")
    anchors.append(kept, midway(company))
    assert verify(file, "--anchors", kept)[0] == 1  # still without its event 11
    file.write_text("\n".join(whole))
    assert verify(file, "--anchors", kept)[0] == 0
    file.write_text("\n".join(whole).replace("2022-01-01", "9000-01-01"))
    assert "tells of a deletion before its time" in verify(file)[1]


def test_the_script_finds_a_deletion_that_an_anchor_contradicts(company, client, tmp_path):
    auditor = GrantFactory(power=Power.AUDITOR, organisation=company).person
    tell(company, 12, (timezone.now() - AGE).date())
    remove(company, 12)
    client.force_login(auditor)
    file, kept = tmp_path / "audit.csv", tmp_path / "anchors.jsonl"
    file.write_bytes(b"".join(client.get("/audit/export.csv")))
    anchors.append(kept, midway(company))

    assert verify(file)[0] == 0
    assert "event 11 was deleted before its time" in verify(file, "--anchors", kept)[1]


def test_the_script_finds_a_telling_from_the_future(company, client, tmp_path, time_machine):
    auditor = GrantFactory(power=Power.AUDITOR, organisation=company).person
    today = timezone.now()
    time_machine.move_to(today + timedelta(days=800))
    tell(company, 12, today.date())
    time_machine.move_to(today)
    remove(company, 12)
    client.force_login(auditor)
    file = tmp_path / "audit.csv"
    file.write_bytes(b"".join(client.get("/audit/export.csv")))

    assert "tells of a day that had not come" in verify(file)[1]


def test_the_log_is_kept_no_shorter_than_the_database_keeps_it():
    assert [*faults({"audit": {"months": 12}})] == [
        "audit is kept for 24 months: the database lets nothing younger go."
    ]
    assert [*faults({"audit": {"months": 36, "reason": "a court asks"}})] == []
