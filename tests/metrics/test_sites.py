"""My sites: how many people stand where at each, what its card lacks, which door is open."""

import csv
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Completion, Enrolment
from courses.team import Expiring, Status
from metrics.sites import sites
from people.audit.models import AuditEvent
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.cards.models import NumberTest
from people.models import Membership, Organisation, Person, Power
from tests.factories import (
    EnrolmentFactory,
    GrantFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
)
from tests.people.doors.stage import link_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return reporting_day()


@pytest.fixture
def supplier():
    return OrganisationFactory(supplier=True)


@pytest.fixture
def administrator(supplier):
    return GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR, organisation=supplier).person


def site(supplier, name, **facts):
    return OrganisationFactory(site=True, parent=supplier, name=name, **facts)


def asked(place, today, due, programme, **facts):
    """Somebody at a place who is asked for a programme, due in so many days."""
    person = facts.pop("person", None) or MembershipFactory(organisation=place).person
    return EnrolmentFactory(
        person=person,
        programme=programme,
        assigned_on=today - timedelta(60),
        due_on=today + timedelta(due),
        **facts,
    )


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def shown(client, **query):
    response = client.get(reverse("sites"), query)
    assert response.status_code == 200
    return {row["site"].place.name: row for row in response.context["rows"]}


def numbers(row):
    return row["text"] or [int(cell["number"]) for cell in row["cells"]]


def test_each_site_has_its_own_numbers_gaps_first_and_small_groups_none(
    supplier, administrator, today
):
    one, other = ProgrammeFactory(code="B"), ProgrammeFactory(code="C")
    alba, bruma, cielo = (site(supplier, name) for name in ("Alba", "Bruma", "Cielo"))
    for _ in range(5):
        asked(alba, today, 60, one)
    late = [asked(bruma, today, -1, one) for _ in range(2)]
    for due in (0, 30, 31):
        asked(bruma, today, due, one)
    # A second programme: once among the people, and once in each status (R22).
    done = asked(bruma, today, 60, other, person=late[0].person, completed=True)
    Completion.objects.filter(enrolment=done).update(expires_on=today + timedelta(45))
    for _ in range(4):
        asked(cielo, today, -1, one)
    # Who works at two sites of hers counts at both; who has left counts at none.
    MembershipFactory(organisation=alba, person=late[1].person)
    asked(
        alba,
        today,
        -1,
        one,
        person=MembershipFactory(organisation=alba, last_day=today - timedelta(1)).person,
    )
    asked(OrganisationFactory(site=True), today, -1, one)
    client = signed_in(administrator)

    rows = shown(client)

    assert list(rows) == ["Alba", "Bruma", "Cielo"]
    assert numbers(rows["Alba"]) == [1, 0, 5, 0, 0, 0, 0]
    assert numbers(rows["Bruma"]) == [2, 2, 1, 1, 0, 1, 1]
    assert numbers(rows["Cielo"]) == "Hidden: small group"
    assert rows["Cielo"]["cells"][0]["number"] == "0"
    # Nothing overdue that may be told: by name alone.
    Membership.objects.filter(organisation=alba, person=late[1].person).update(
        last_day=today - timedelta(1)
    )
    assert list(shown(client)) == ["Bruma", "Alba", "Cielo"]
    assert list(shown(client, gap="overdue")) == ["Bruma"]
    assert numbers(shown(client, programme="C")["Bruma"]) == "Hidden: small group"
    assert numbers(shown(client, programme="C")["Alba"]) == "Nothing is asked of anybody"
    assert "fewer than 5" in client.get(reverse("sites")).text


def test_a_number_is_how_many_names_stand_behind_it(supplier, administrator, today):
    programme = ProgrammeFactory()
    place = site(supplier, "Alba")
    for due in (-2, -1, 10, 20, 50):
        asked(place, today, due, programme)
    away = asked(site(supplier, "Bruma"), today, -1, programme).person
    # A test account counts nowhere, and no list names it (R24).
    test = MembershipFactory(organisation=place, person__is_test=True).person
    asked(place, today, -1, programme, person=test)
    for days in (0, 30, 31, 90, 91):
        row = asked(place, today, 60, programme, completed=True)
        Completion.objects.filter(enrolment=row).update(expires_on=today + timedelta(days))
    client = signed_in(administrator)

    for cell in shown(client)["Alba"]["cells"]:
        if int(cell["number"]):
            names = [row["name"] for row in client.get(cell["href"]).context["rows"]]
            assert len(names) == int(cell["number"])
            assert away.full_name not in names
    assert shown(client)["Alba"]["cells"][0]["number"] == "2"
    everybody = client.get(shown(client)["Alba"]["names_href"])
    assert len(everybody.context["rows"]) == 10
    assert everybody.context["fields"][0]["options"][1]["selected"]
    elsewhere = OrganisationFactory(site=True)
    assert len(client.get(reverse("site-staff"), {"site": elsewhere.uuid}).context["rows"]) == 11


def test_it_says_what_a_card_lacks_and_which_door_is_open(supplier, administrator, today):
    ready, untested, without = (site(supplier, name) for name in ("Alba", "Bruma", "Cielo"))
    NumberTest.objects.filter(site=untested, number="999").update(has_passed=False)
    without.response_cards.update(ended_at="2026-01-01T00:00Z")
    link = link_to(ready, administrator)
    link_to(untested, administrator, expires_on=today - timedelta(1))
    Organisation.objects.filter(pk=without.pk).update(state=Organisation.State.RESTRICTED)
    site(supplier, "Closed", ended_on=today - timedelta(1))
    MembershipFactory(organisation=supplier)
    client = signed_in(administrator)

    text = unescape(client.get(reverse("sites")).text)
    rows = shown(client)

    assert list(rows) == ["Bruma", "Cielo", "Alba", supplier.name]
    assert rows["Bruma"]["why"].startswith("Failed its last test")
    assert reverse("site-card", args=[untested.uuid]) in text
    assert reverse("join-link", args=[link.uuid]) in text
    assert [row["site"].may_let_in for row in rows.values()] == [True, False, True, True]
    assert not rows[supplier.name]["site"].has_card_page
    assert list(shown(client, gap="card")) == ["Bruma", "Cielo"]
    assert list(shown(client, gap="closed")) == ["Bruma", supplier.name]


def test_where_no_agreement_stands_nobody_is_counted(supplier, administrator, today):
    programme = ProgrammeFactory()
    home, abroad = site(supplier, "Alba"), site(supplier, "Bremen", country="DE")
    for place in (home, abroad):
        for _ in range(5):
            asked(place, today, -1, programme)
    client = signed_in(administrator)

    rows = shown(client)

    assert numbers(rows["Alba"])[0] == 5
    assert numbers(rows["Bremen"]) == "Not shown for now"
    assert rows["Bremen"]["site"].counts.people == 0
    assert "Germany" in client.get(reverse("sites")).text


def test_the_file_has_the_numbers_of_the_screen_and_no_formulas(supplier, administrator, today):
    programme = ProgrammeFactory(code="B")
    big, small = site(supplier, "=Alba"), site(supplier, "Bruma")
    for _ in range(6):
        asked(big, today, -1, programme)
    asked(small, today, -1, programme)
    link = link_to(small, administrator)

    text = signed_in(administrator).get(reverse("sites-export"), {"programme": "B"}).text

    rows = list(csv.reader(text.removeprefix("\ufeff").splitlines()))
    assert [len(row) for row in rows] == [12, 12, 12]
    assert rows[1][:4] == ["'=Alba", "6", "0", "0"]
    assert rows[2] == [
        *("Bruma", *[""] * 7),
        *("Hidden: small group", "valid", "", link.expires_on.isoformat()),
    ]
    event = AuditEvent.objects.get(verb=Verb.FIGURES_EXPORTED)
    assert (event.actor, event.facts["rows"]) == (administrator.uuid, 2)


def test_who_has_no_site_is_told_kindly(administrator):
    assert "No site yet" in signed_in(administrator).get(reverse("sites")).text


def test_many_sites_and_people_cost_what_one_costs(supplier, administrator, today):
    programme = ProgrammeFactory()
    asked(site(supplier, "Alba"), today, -1, programme)
    few = _cost(administrator)
    places = [site(supplier, f"Site {number:03}") for number in range(60)]
    people = Person.objects.bulk_create(
        Person(full_name=f"Person {number:05}", password="!") for number in range(3000)
    )
    Membership.objects.bulk_create(
        Membership(
            person=person,
            organisation=places[number % 60],
            workforce_type="employee",
            started_on=today,
        )
        for number, person in enumerate(people)
    )
    Enrolment.objects.bulk_create(
        Enrolment(person=person, programme=programme, assigned_on=today) for person in people
    )

    assert _cost(administrator) == few <= 28
    found = sites(administrator, today)
    assert sum(one.counts.people for one in found) == 3001
    assert {one.counts.of(Status.NOT_DUE) for one in found} == {None, 50}
    assert {one.counts.of(Expiring.IN_90) for one in found} == {None, 0}


def _cost(person):
    client = signed_in(person)
    client.get(reverse("sites"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("sites")).status_code == 200
    return len(queries)
