"""Everybody is offered the places they may open, and no others."""

import pytest

from people.models import Power
from tests.factories import GrantFactory, MembershipFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def offered(client, person) -> list[str]:
    client.force_login(person)
    navigation = client.get("/concern/").context["navigation"]
    return [place["href"] for place in navigation]


def test_a_learner_is_offered_her_own(client):
    assert offered(client, PersonFactory()) == ["/learn/", "/certificates/"]


def test_a_manager_is_offered_her_team(client):
    manager = PersonFactory()
    MembershipFactory(reports_to=manager)

    assert "/team/" in offered(client, manager)


@pytest.mark.parametrize(
    ("power", "own"),
    [
        (Power.CSO, {"/overview/", "/powers/", "/rules/", "/manage/"}),
        (Power.AUDITOR, {"/audit/", "/rules/equivalents/"}),
        (Power.AUTHOR, {"/cms/"}),
        (Power.SUPPLIER_ADMINISTRATOR, {"/sites/", "/powers/", "/manage/"}),
        (Power.PEOPLE_ADMINISTRATOR, {"/powers/", "/manage/"}),
    ],
)
def test_a_power_opens_its_places_and_no_others(client, power, own):
    grant = GrantFactory(power=power)

    places = offered(client, grant.person)

    assert set(places) - {"/learn/", "/certificates/"} == own


OF_PEOPLE = {
    "/people/import/",
    "/people/duplicates/",
    "/joining/",
    "/connections/",
    "/sign-on/",
    "/requests/",
    "/reminders/",
    "/cards/",
    "/decisions/",
}


@pytest.mark.parametrize(
    ("power", "own"),
    [
        (
            Power.CSO,
            {"/agreements/", "/cards/", "/decisions/", "/holds/", "/places/", "/reminders/"},
        ),
        (Power.SUPPLIER_ADMINISTRATOR, OF_PEOPLE),
        (Power.PEOPLE_ADMINISTRATOR, OF_PEOPLE | {"/agreements/"}),
    ],
)
def test_the_rooms_to_manage_are_those_that_open(client, power, own):
    client.force_login(GrantFactory(power=power).person)

    offered = client.get("/manage/").context["rooms"]

    assert {room["href"] for room in offered} == own
    assert [client.get(room["href"]).status_code for room in offered] == [200] * len(own)


def test_a_lead_of_a_part_of_the_company_is_not_offered_the_overview(client):
    of_a_part = GrantFactory(power=Power.CSO, organisation=OrganisationFactory(unit=True))

    assert "/overview/" not in offered(client, of_a_part.person)


def test_a_stranger_is_offered_nothing(client):
    assert list(client.get("/concern/").context["navigation"]) == []


def test_every_language_is_offered_by_its_own_name(client):
    names = [language.name for language in client.get("/concern/").context["languages"]]

    assert names == ["English", "español", "العربيّة", "বাংলা", "မြန်မာဘာသာ"]
