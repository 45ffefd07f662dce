"""An applied import tells of each person what became of them: who, when, by which file."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from people.audit import actions as audit
from people.audit.models import AuditEvent
from people.audit.verbs import Verb
from people.freshness import SIGNED_IN_AT
from people.imports import actions
from people.models import Membership, Person
from tests.factories import OrganisationFactory
from tests.people.imports.conftest import member, open_post
from tests.people.imports.files import applied, checked, csv_of, file_of

pytestmark = pytest.mark.django_db


def told(person: Person) -> list[tuple[str, dict[str, object]]]:
    """What the log says was done to a person by a file, without the run's id."""
    events = AuditEvent.objects.filter(about=person.uuid, facts__has_key="run").order_by("number")
    return [
        (event.verb, {name: value for name, value in event.facts.items() if name != "run"})
        for event in events
    ]


def test_who_is_new_was_added_and_joined(world):
    run = applied(csv_of(["7", "UNIT", "Siti", "2026-01-05"]), by=world.hr)

    siti = Membership.objects.get(employee_number="7").person
    assert told(siti) == [
        ("person-added", {}),
        (
            "person-joined",
            {
                "organisation": str(world.unit.uuid),
                "workforce_type": "employee",
                "roles": [],
                "on": "2026-01-05",
            },
        ),
    ]
    event = AuditEvent.objects.filter(about=siti.uuid).first()
    assert (event.actor, event.facts["run"]) == (world.hr.uuid, str(run.uuid))
    assert event.chain.company == world.company


def test_an_auditor_finds_who_ended_a_membership_and_when(world):
    person = member(world.unit, "1")

    applied(file_of("1", "UNIT", last_day="2026-06-30"), by=world.hr)

    event = AuditEvent.objects.get(verb=Verb.PERSON_LEFT)
    assert (event.about, event.actor) == (person.uuid, world.hr.uuid)
    assert event.facts["last_day"] == "2026-06-30"
    assert event.facts["organisation"] == str(world.unit.uuid)


def test_moves_roles_and_facts_are_told_by_their_names_alone(world):
    moves, changes = member(world.unit, "1"), member(world.company, "2")
    header = ["employee_number", "organisation", "full_name", "roles"]

    applied(
        csv_of(
            ["1", "HQ", "Person 1", "procurement"], ["2", "HQ", "Zarina", "manager"], header=header
        ),
        by=world.hr,
    )

    [(verb, facts)] = told(moves)
    assert (verb, facts["left"], facts["organisation"]) == (
        "person-moved",
        str(world.unit.uuid),
        str(world.company.uuid),
    )
    place = {"organisation": str(world.company.uuid)}
    assert told(changes) == [
        ("roles-changed", {**place, "added": ["manager"], "ended": ["procurement"]}),
        ("person-changed", {"fields": ["full_name"]}),
    ]
    assert "Zarina" not in str(list(AuditEvent.objects.values_list("facts")))


def test_who_returns_joins_again_and_leave_is_told_without_days(world):
    person = member(world.unit, "1")
    applied(file_of("1", "UNIT", last_day="2026-06-01"), by=world.hr)
    begins = "2026-06-10"

    applied(
        csv_of(
            ["1", "UNIT", begins, "2026-07-01", "2026-09-30"],
            header=["employee_number", "organisation", "started_on", "leave_from", "leave_until"],
        ),
        by=world.hr,
    )

    assert [verb for verb, _ in told(person)][-2:] == ["person-joined", "leave-recorded"]
    assert told(person)[-1] == ("leave-recorded", {})


def test_the_files_own_event_comes_last_and_the_chain_holds(world, monkeypatch):
    monkeypatch.setattr(audit, "AT_ONCE", 3)
    rows = [[str(number), "UNIT", f"Person {number}", "2026-01-05"] for number in range(10)]

    applied(csv_of(*rows), by=world.hr)

    events = list(AuditEvent.objects.filter(chain__company=world.company).order_by("number"))
    assert events[-1].verb == Verb.PEOPLE_IMPORTED
    assert [event.verb for event in events[-21:-1:2]] == ["person-added"] * 10
    call_command("verify_audit")


def test_the_operators_file_tells_each_companys_chain_its_own(world):

    other = OrganisationFactory(code="ELSE", name="Elsewhere")

    applied(csv_of(["1", "UNIT", "Siti", "2026-01-05"], ["1", "ELSE", "Lan", "2026-01-05"]))

    for company, number in ((world.company, "UNIT"), (other, "ELSE")):
        post = Membership.objects.get(organisation__code=number, employee_number="1")
        chains = AuditEvent.objects.filter(about=post.person.uuid, facts__has_key="run")
        assert set(chains.values_list("chain__company", flat=True)) == {company.pk}


def test_what_is_not_applied_is_not_told(world, monkeypatch):
    run = checked(csv_of(["1", "UNIT", "Siti", "2026-01-05"]), by=world.hr)
    actions.confirm(run, run.plan_digest, in_background=False)
    monkeypatch.setattr(actions, "_tell", lambda run: 1 / 0)
    before = AuditEvent.objects.count()

    with pytest.raises(ZeroDivisionError):
        actions.apply(run)

    assert AuditEvent.objects.count() == before
    assert not Membership.objects.filter(employee_number="1").exists()


def test_applying_asks_again_who_it_is(world, client):
    client.force_login(world.hr)
    run = checked(file_of("1", "UNIT", full_name="Siti", started_on="2026-01-05"), by=world.hr)
    session = client.session
    session[SIGNED_IN_AT] = 0
    session.save()
    address = reverse("import-apply", args=[run.uuid])

    answer = client.post(address, {"plan": run.plan_digest})

    run.refresh_from_db()
    assert reverse("account_reauthenticate") in answer["Location"]
    assert run.state == "ready"


def test_an_open_post_is_told_once(world):
    person = member(world.unit, "1")
    same = file_of("1", "UNIT", full_name="Person 1")

    applied(same, by=world.hr)

    assert told(person) == []
    assert open_post(person)
