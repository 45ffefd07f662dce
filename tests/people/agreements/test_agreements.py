"""Where representatives have a say, no status is shown until an agreement is entered (S-31)."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from people.agreements import actions
from people.agreements.models import Agreement
from people.agreements.rules import COUNTRIES, is_off
from people.audit.models import AuditEvent
from people.models import Power
from tests.factories import (
    EnrolmentFactory,
    GrantFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db

Kind = Agreement.Kind
DE = "/agreements/DE/"
AGREED = {"kind": "agreed", "words": "GBV 2026/4", "agreed_on": "2026-03-02"}


@pytest.fixture
def company():
    return OrganisationFactory(name="Nordwind", country="DE")


@pytest.fixture
def lead(company, client):
    client.force_login(GrantFactory(power=Power.CSO, organisation=company).person)
    return client


def manager_of(company, *, name="Greta Blume", country="DE"):
    """Somebody with one report there, who has something to do."""
    manager = MembershipFactory(organisation=company).person
    unit = OrganisationFactory(unit=True, parent=company, country=country)
    person = PersonFactory(full_name=name)
    MembershipFactory(person=person, organisation=unit, reports_to=manager)
    EnrolmentFactory(person=person)
    return manager


def team_of(client, manager):
    client.force_login(manager)
    return client.get("/team/").text


# --- what is off ---------------------------------------------------------------------------


def test_a_manager_in_germany_sees_nobodys_status_and_is_told_why(client, company):
    page = team_of(client, manager_of(company))

    assert "Greta Blume" not in page
    assert "no agreement has been entered yet" in page
    assert "Germany" in page
    assert "Nobody reports to you" not in page


def test_with_an_agreement_she_does(client, company):
    actions.answer(company, "DE", Kind.AGREED, by=None, words="x", agreed_on=date(2026, 3, 2))

    page = team_of(client, manager_of(company))

    assert "Greta Blume" in page
    assert "no agreement" not in page


def test_those_elsewhere_are_shown_beside_it(client, company):
    manager = manager_of(company)
    unit = OrganisationFactory(unit=True, parent=company, country="GB")
    person = PersonFactory(full_name="Ada Penny")
    MembershipFactory(person=person, organisation=unit, reports_to=manager)

    page = team_of(client, manager)

    assert "Ada Penny" in page
    assert "Greta Blume" not in page


def test_a_question_about_somebody_who_is_not_shown_is_as_about_nobody(client, company):
    manager = manager_of(company)
    hidden = company.children.get().memberships.get().person
    client.force_login(manager)

    other = PersonFactory().uuid

    asked, unasked = (
        re.sub(f'{uuid}|value="[0-9A-Za-z]{{64}}"', "", client.get(f"/team/?after={uuid}").text)
        for uuid in (hidden.uuid, other)
    )

    assert asked == unasked


def test_a_suppliers_administrator_there_sees_nobodys_either(client):
    site = OrganisationFactory(site=True, country="FR")
    MembershipFactory(
        person=PersonFactory(full_name="Paul Roux"), supplier_staff=True, organisation=site
    )
    administrator = MembershipFactory(supplier_staff=True, organisation=site.parent).person
    GrantFactory(person=administrator, power=Power.SUPPLIER_ADMINISTRATOR, organisation=site.parent)
    client.force_login(administrator)

    for address in ("/sites/", "/sites/people/"):
        page = client.get(address).text
        assert "Paul Roux" not in page
        assert "France" in page


def test_another_companys_agreement_opens_nothing(client, company):
    other = OrganisationFactory(country="DE")
    actions.answer(other, "DE", Kind.AGREED, by=None, words="x", agreed_on=date(2026, 3, 2))

    assert "Greta Blume" not in team_of(client, manager_of(company))
    assert not is_off(other, "DE")
    assert is_off(company, "DE")


def test_a_company_can_add_a_country_and_needs_a_reason_to_take_one_out(company):
    assert not is_off(company, "GB")
    assert {"AT", "DE", "FR", "NL"} <= COUNTRIES

    actions.answer(company, "GB", Kind.NEEDED, by=None)
    actions.answer(company, "AT", Kind.NOT_NEEDED, by=None, words="No council has been elected")

    assert is_off(company, "GB")
    assert not is_off(company, "AT")
    with pytest.raises(IntegrityError, match=r"an_answer_that_opens_has_words|CHECK"):
        actions.answer(company, "DE", Kind.NOT_NEEDED, by=None)


# --- answering -----------------------------------------------------------------------------


def test_the_lead_enters_an_agreement_and_it_counts_at_once(lead, client, company):
    answer = lead.post(DE, AGREED)

    assert answer["Location"] == "/agreements/"
    page = lead.get("/agreements/").text
    assert "GBV 2026/4" in page
    assert not is_off(company, "DE")
    event = AuditEvent.objects.get(verb="agreement-answered")
    assert event.facts["country"] == "DE"
    assert "GBV" not in str(event.facts)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"words": ""}, "Give the reference"),
        ({"agreed_on": ""}, "Give the day"),
        ({"agreed_on": "2.3.2026"}, "Enter a valid date"),
        ({"agreed_on": (date.today() + timedelta(400)).isoformat()}, "not come yet"),
        ({"kind": "not_needed", "words": ""}, "Give the reason"),
        ({"kind": "whatever"}, "whatever"),
        ({"kind": ""}, "Choose an answer"),
    ],
)
def test_what_is_missing_is_told_at_its_place_and_nothing_is_kept(lead, company, change, told):
    answer = lead.post(DE, AGREED | change)

    assert answer.status_code == 422
    assert told in answer.text
    assert is_off(company, "DE")


def test_an_answer_is_ended_by_the_next_and_kept(lead, company):
    lead.post(DE, AGREED)
    lead.post(DE, AGREED)
    lead.post(DE, {"kind": "needed", "words": "forgotten", "agreed_on": "2026-03-02"})

    first, second = Agreement.objects.order_by("pk")
    assert first.ended_at
    assert (second.kind, second.words, second.agreed_on) == ("needed", "", None)
    assert is_off(company, "DE")


@pytest.mark.parametrize("power", [Power.AUTHOR, Power.AUDITOR, Power.SUPPLIER_ADMINISTRATOR])
def test_others_do_not_find_the_pages(client, company, power):
    client.force_login(GrantFactory(power=power, organisation=company).person)

    assert {client.get(path).status_code for path in ["/agreements/", DE]} == {404}


def test_who_administers_a_part_does_not_answer_for_the_whole(client, company):
    unit = OrganisationFactory(unit=True, parent=company)
    person = GrantFactory(power=Power.PEOPLE_ADMINISTRATOR, organisation=unit).person
    client.force_login(person)

    assert client.get("/agreements/").status_code == 404
    with pytest.raises(actions.NotYoursToAnswer):
        actions.answer(company, "DE", Kind.NOT_NEEDED, by=person, words="x")


def test_a_country_that_is_none_does_not_exist(lead):
    assert lead.get("/agreements/ZZ/").status_code == 404
    assert lead.get("/agreements/?country=nowhere").status_code == 404
    assert lead.get("/agreements/?country=NL")["Location"] == "/agreements/NL/"


def test_answering_asks_again_who_it_is(lead):
    session = lead.session
    session["signed_in_at"] = 0
    session.save()

    assert "reauthenticate" in lead.get(DE)["Location"]


def test_the_pack_tells_fields_roles_and_what_is_off(lead):
    page = lead.get(reverse("agreement-pack")).text

    assert "employee number" in page
    assert "Germany: switched off" in page
    assert "not due, due, overdue or completed" in page
    assert "dismissal" in page
    lead.post(DE, AGREED)
    assert "Germany: switched on" in lead.get(reverse("agreement-pack")).text


def test_one_open_answer_a_country(company):
    row = {"company": company, "country": "DE", "kind": Kind.NEEDED}
    Agreement.objects.create(**row)

    with pytest.raises(IntegrityError, match=r"one_open_answer_a_country|UNIQUE"):
        Agreement.objects.create(**row)


def test_an_agreement_has_its_day(company):
    with pytest.raises(IntegrityError, match=r"an_agreement_has_its_day|CHECK"):
        Agreement.objects.create(company=company, country="DE", kind=Kind.AGREED, words="x")
