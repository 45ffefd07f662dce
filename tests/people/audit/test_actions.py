"""Recording: in the same transaction, without a gap, and with nothing personal."""

from contextlib import suppress

import pytest
import structlog
from django.db import transaction

from people.audit import actions as audit
from people.audit.chain import START, NotACode, seal
from people.audit.companies import company_of
from people.audit.models import INSTALLATION, AuditChain, AuditEvent
from people.audit.verbs import Verb
from people.models import Power
from tests.courses.test_at_once import at_once
from tests.factories import GrantFactory, MembershipFactory, OrganisationFactory, PersonFactory
from tests.people.audit.rows import events, found, happen

WRITERS = 30


@pytest.fixture
def company(db):
    """A company whose making is not what the test is about."""
    return OrganisationFactory()


def newest(company=None) -> AuditEvent:
    return AuditEvent.objects.told().filter(chain__company=company).order_by("-number")[0]


def test_an_event_says_who_did_what_about_what_and_when(company):
    person, author = PersonFactory(), PersonFactory()

    with structlog.contextvars.bound_contextvars(request_id="abc123"):
        audit.record(
            Verb.POWER_GRANTED,
            by=author,
            about=person,
            of=company,
            acting_as=Power.CSO,
            power=Power.AUTHOR,
        )

    event = newest(company)
    assert (event.actor, event.about, event.kind) == (author.uuid, person.uuid, "person")
    assert (event.verb, event.acting_as, event.request) == ("power-granted", "cso", "abc123")
    assert event.facts == {"power": "author"}
    assert event.chain.uuid == company.uuid
    assert event.digest == seal(event.telling)


def test_each_event_names_the_one_before(company):
    happen(company, 3)

    first, *others = events(company)
    assert first.previous == START.digest
    assert [event.number for event in [first, *others]] == list(range(1, len(others) + 2))
    assert [event.previous for event in others] == [event.digest for event in [first, *others][:-1]]


def test_each_company_has_a_chain_and_so_has_the_installation(company):
    other = OrganisationFactory()
    happen(company)
    happen(other)
    happen(None)

    uuids = set(AuditChain.objects.values_list("uuid", flat=True))

    assert uuids == {company.uuid, other.uuid, INSTALLATION}
    assert found() == []


def test_what_is_rolled_back_was_never_recorded(company):
    before = AuditEvent.objects.count()

    with suppress(ZeroDivisionError), transaction.atomic():
        PersonFactory()
        happen(company)
        raise ZeroDivisionError

    assert AuditEvent.objects.count() == before
    happen(company)
    assert found() == []


@pytest.mark.parametrize("said", ["Amina Rahman", "amina@example.org", "192.0.2.1 "])
def test_nothing_personal_gets_in(company, said):
    with pytest.raises(NotACode):
        audit.record(Verb.SIGNED_IN, by=None, about=None, of=company, name=said)


# --- together, at the end ------------------------------------------------------------------


def test_at_the_end_everything_is_written_in_order_and_late(company):
    before = len(events(company))

    with audit.at_the_end():
        happen(company, 2)
        happen(None)
        with audit.at_the_end():
            happen(company)
        assert len(events(company)) == before

    assert [event.facts["turn"] for event in events(company)[before:]] == [0, 1, 0]
    assert found() == []


def test_at_the_end_nothing_is_written_of_what_was_rolled_back(company):
    before = len(events(company))

    with audit.at_the_end():
        happen(company)
        with suppress(ZeroDivisionError), transaction.atomic():
            happen(company, 5)
            raise ZeroDivisionError
        with transaction.atomic():
            happen(company)

    assert len(events(company)) == before + 2


def test_nothing_is_left_for_the_next_when_the_end_is_not_reached(company):
    before = len(events(company))

    with suppress(ZeroDivisionError), audit.at_the_end():
        happen(company)
        raise ZeroDivisionError
    happen(company)

    assert len(events(company)) == before + 1


def test_many_events_at_the_end_cost_few_queries(company, django_assert_max_num_queries):
    # SQLite takes fewer rows in one statement than PostgreSQL.
    with django_assert_max_num_queries(14), audit.at_the_end():
        happen(company, 400)


# --- at once -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_thirty_writers_make_one_chain_without_a_gap():
    company = OrganisationFactory()
    before = len(events(company))

    at_once(*[lambda: happen(company, 4)] * WRITERS)

    numbers = [event.number for event in events(company)]
    assert numbers == list(range(1, before + 4 * WRITERS + 1))
    assert found() == []


@pytest.mark.django_db(transaction=True)
def test_the_first_events_of_a_chain_may_come_at_once():
    AuditChain.objects.exists()

    at_once(*[lambda: happen(None)] * 8)

    assert len(events(None)) == 8
    assert found() == []


@pytest.mark.django_db(transaction=True)
def test_who_writes_to_two_companies_at_the_end_does_not_meet_who_does_it_the_other_way():
    one, two = OrganisationFactory(), OrganisationFactory()

    def write(*companies) -> None:
        with audit.at_the_end():
            for company in companies:
                happen(company)

    at_once(*[lambda: write(one, two), lambda: write(two, one)] * 6)

    assert found() == []


# --- whose chain ---------------------------------------------------------------------------


def test_an_organisation_belongs_to_the_company_at_its_root(db):
    site = OrganisationFactory(site=True)

    assert company_of(site) == site.parent.parent.pk


def test_a_person_belongs_to_where_she_works_or_worked_or_has_a_power(db):
    adviser = GrantFactory(power=Power.CSO)
    worker = MembershipFactory(supplier_staff=True)

    assert company_of(adviser.person) == adviser.organisation.pk
    assert company_of(worker.person) == worker.organisation.parent.parent.pk
    MembershipFactory(person=adviser.person, organisation=worker.organisation)
    assert company_of(adviser.person) == worker.organisation.parent.parent.pk
    assert company_of(PersonFactory()) == 0


def test_whose_company_is_asked_costs_the_same_for_nobody(db, django_assert_num_queries):
    person = MembershipFactory().person

    with django_assert_num_queries(1):
        company_of(person)
    with django_assert_num_queries(1):
        assert company_of(None) == 0
