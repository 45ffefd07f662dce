"""The auditor's screen and file: one company's events, narrowed, page by page."""

import csv
from datetime import UTC, datetime
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from people import actions as people
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.models import Power
from tests.factories import GrantFactory, OrganisationFactory, PersonFactory
from tests.people.audit.rows import events, happen

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return OrganisationFactory()


@pytest.fixture
def auditor(client, company):
    """Somebody who audits the company, signed in."""
    person = GrantFactory(power=Power.AUDITOR, organisation=company).person
    client.force_login(person)
    return person


def numbers(answer) -> list[int]:
    return [row["event"].number for row in answer.context["rows"]]


def taken(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(b"".join(answer).decode())))


# --- who sees what -------------------------------------------------------------------------


def test_an_auditor_sees_what_was_done_in_her_company(client, auditor, company):
    happen(OrganisationFactory(), 3)
    author = PersonFactory()
    audit.record(Verb.POWER_GRANTED, by=author, about=auditor, of=company, power="author")

    answer = client.get("/audit/")

    assert numbers(answer) == [event.number for event in reversed(events(company))]
    assert str(author.uuid) in answer.text
    assert "Power granted" in answer.text


@pytest.mark.parametrize("address", ["/audit/", "/audit/export.csv"])
def test_another_companys_log_is_as_one_that_does_not_exist(client, auditor, address):
    other = GrantFactory(power=Power.AUDITOR).organisation
    happen(other)

    for named in (other.uuid, uuid4(), "nonsense"):
        assert client.get(address, {"company": named}).status_code == 404


@pytest.mark.parametrize("address", ["/audit/", "/audit/export.csv"])
def test_who_audits_a_part_does_not_see_the_log_of_the_whole(client, address):
    part = OrganisationFactory(unit=True)
    client.force_login(GrantFactory(power=Power.AUDITOR, organisation=part).person)

    assert client.get(address).status_code == 404
    assert "/audit/" not in client.get("/learn/").text


def test_the_way_there_is_offered_to_auditors(client, auditor):
    assert 'href="/audit/"' in client.get("/learn/").text
    assert client.get("/")["Location"] == "/audit/"


def test_who_is_no_auditor_any_more_sees_nothing_from_the_next_request_on(client, auditor):
    people.end_grant(auditor.grants.get(), by=None)

    assert client.get("/audit/").status_code == 404


def test_who_audits_two_companies_chooses(client, auditor, company):
    other = GrantFactory(power=Power.AUDITOR, person=auditor).organisation
    happen(other, 2)

    answer = client.get("/audit/", {"company": other.uuid, "verb": "signed-in"})

    assert len(numbers(answer)) == 2
    assert f"company={other.uuid}" in answer.text
    standing = events(other)
    rows = taken(client.get("/audit/export.csv", {"company": other.uuid}))
    assert [row["digest"] for row in rows] == [event.digest for event in standing]


def test_names_are_nowhere_on_the_page(client, auditor, company):
    person = PersonFactory(full_name="Zebulon Quick", email="zebulon@example.org")
    people.grant(person, Power.CSO, company, by=None)

    page = client.get("/audit/").text

    assert str(person.uuid) in page
    assert "Zebulon" not in page
    assert "zebulon@" not in page


# --- narrowing -----------------------------------------------------------------------------


@pytest.fixture
def history(company, auditor):
    """Three events in October and one in November."""
    with time_machine.travel(datetime(2025, 10, 31, 23, 59, tzinfo=UTC), tick=False):
        happen(company, 2)
        audit.record(Verb.SIGNED_OUT, by=auditor, about=auditor, of=company)
    with time_machine.travel(datetime(2025, 11, 1, tzinfo=UTC), tick=False):
        audit.record(Verb.SIGN_IN_FAILED, by=None, about=auditor, of=company)
    return [event.number for event in events(company)[-4:]]


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ({"verb": "sign-in-failed"}, [3]),
        ({"kind": "person", "until": "2025-12-31"}, [3, 2]),
        ({"until": "2025-10-31"}, [2, 1, 0]),
        ({"from": "2025-11-01", "until": "2025-11-01"}, [3]),
        ({"from": "2025-10-31", "until": "2025-11-01", "verb": "signed-in"}, [1, 0]),
        ({"verb": "certificate-withdrawn"}, []),
    ],
)
def test_the_log_is_narrowed(client, history, asked, places):
    assert numbers(client.get("/audit/", asked)) == [history[place] for place in places]


def test_a_day_is_found_though_the_clock_went_back(client, history, auditor, company):
    with time_machine.travel(datetime(2025, 10, 31, 12, tzinfo=UTC), tick=False):
        happen(company)
    back = events(company)[-1].number

    answer = client.get("/audit/", {"from": "2025-10-31", "until": "2025-10-31"})

    assert numbers(answer) == [back, *reversed(history[:3])]


def test_the_log_is_narrowed_to_what_one_person_did(client, history, auditor):
    answer = client.get("/audit/", {"actor": str(auditor.uuid), "until": "2025-12-31"})

    assert numbers(answer) == [history[2]]


@pytest.mark.parametrize(
    "asked",
    [
        "verb=nonsense",
        "kind=1",
        "actor=Amina",
        "from=31.12.2025",
        "from=2025-13-01",
        "until=x",
        "from=2025-12-02&until=2025-12-01",
        "name=Amina",
        "verb=signed-in&verb=signed-out",
        "actor__uuid=1",
    ],
)
def test_what_cannot_be_asked_is_told_kindly(client, auditor, asked):
    answer = client.get(f"/audit/?{asked}")

    assert answer.status_code == 400
    assert 'class="error"' in answer.text or "notice attention" in answer.text
    assert client.get(f"/audit/export.csv?{asked}")["Location"] == f"/audit/?{asked}"


@pytest.mark.parametrize("place", ["0", "-1", "x", "9" * 30, "٣", ""])
def test_a_place_that_is_none_is_the_beginning(client, auditor, company, place):
    answer = client.get("/audit/", {"before": place})

    assert numbers(answer)[0] == events(company)[-1].number


# --- page by page --------------------------------------------------------------------------


def test_the_log_is_read_page_by_page_and_back(client, auditor, company):
    happen(company, 130)
    everything = [event.number for event in reversed(events(company))]

    first = client.get("/audit/")
    second = client.get("/audit/" + first.context["next_href"])
    third = client.get("/audit/" + second.context["next_href"])
    back = client.get("/audit/" + third.context["previous_href"])

    assert numbers(first) + numbers(second) + numbers(third) == everything
    assert numbers(back) == numbers(second)
    assert first.context["previous_href"] == third.context["next_href"] == ""


@pytest.mark.parametrize(
    "asked",
    [{}, {"verb": "signed-in", "before": "100"}, {"kind": "person", "from": "2026-01-01"}],
    ids=["everything", "a verb", "days"],
)
def test_a_page_costs_the_same_however_long_the_log(
    client, auditor, company, asked, django_assert_num_queries, django_assert_max_num_queries
):
    client.get("/audit/", asked)
    with django_assert_max_num_queries(8) as short:
        client.get("/audit/", asked)
    happen(company, 120)

    with django_assert_num_queries(len(short)):
        client.get("/audit/", asked)


def test_what_is_not_there_is_said_with_a_way_back(client, auditor):
    answer = client.get("/audit/", {"verb": "certificate-withdrawn"})

    assert "Nothing of this kind" in answer.text
    assert 'href="/audit/"' in answer.text


# --- as a file -----------------------------------------------------------------------------


def test_the_file_holds_every_event_as_it_is_sealed(client, auditor, company):
    happen(company, 1200)
    standing = events(company)

    rows = taken(client.get("/audit/export.csv"))

    assert [row["digest"] for row in rows] == [event.digest for event in standing]
    assert rows[0].keys() == {*vars(standing[0].telling), "digest"}


def test_taking_the_file_is_told_with_what_was_asked(client, auditor, company):
    happen(company, 3)

    rows = taken(client.get("/audit/export.csv", {"verb": "signed-in", "from": "2020-01-01"}))

    event = events(company)[-1]
    assert (event.verb, event.actor, event.acting_as) == (
        "audit-exported",
        auditor.uuid,
        "auditor",
    )
    assert event.facts == {
        "rows": len(rows),
        "up_to": event.number - 1,
        "asked_verb": "signed-in",
        "asked_from": "2020-01-01",
    }


def test_nothing_that_comes_later_gets_into_a_file_that_is_being_taken(client, auditor, company):
    happen(company, 2)
    answer = client.get("/audit/export.csv")
    happen(company, 5)

    assert len(taken(answer)) == len(events(company)) - 6


def test_no_cell_of_the_file_is_a_formula(client, auditor, company):
    happen(company, 2)

    cells = [cell for row in taken(client.get("/audit/export.csv")) for cell in row.values()]

    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_a_stranger_is_led_to_the_door(db):
    assert Client().get("/audit/export.csv")["Location"].startswith("/account/login/")
