"""Whoever has power over people accepts what records are never used for, before first using it."""

import pytest
from django.db import IntegrityError

from people import undertakings
from people.audit.models import AuditEvent
from people.models import Power, Undertaking
from tests.factories import GrantFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db

RULES = "/powers/rules/"
OF_POWER = {
    Power.CSO: ["/overview/", "/overview/export.csv", "/powers/"],
    Power.PEOPLE_ADMINISTRATOR: ["/people/import/", "/powers/"],
    Power.SUPPLIER_ADMINISTRATOR: ["/sites/", "/people/import/", "/powers/"],
    Power.AUDITOR: ["/audit/", "/audit/export.csv"],
}


def signed_in(client, power, **facts):
    person = GrantFactory(power=power, undertaken=False, **facts).person
    client.force_login(person)
    return person


@pytest.mark.parametrize("power", OF_POWER)
def test_the_powers_pages_stay_closed_until_the_rules_are_accepted(client, power):
    place = {}
    if power == Power.SUPPLIER_ADMINISTRATOR:
        place = {"organisation": OrganisationFactory(supplier=True)}
    signed_in(client, power, **place)

    for path in OF_POWER[power]:
        assert client.get(path)["Location"].startswith(f"{RULES}?next=")
        assert client.post(path)["Location"].startswith(RULES)

    answer = client.post(RULES, {"accept": "yes", "next": OF_POWER[power][0]})

    assert answer["Location"] == OF_POWER[power][0]
    assert client.get(OF_POWER[power][0]).status_code == 200


def test_an_author_looks_at_nobody_and_is_not_asked(client):
    signed_in(client, Power.AUTHOR)

    assert client.get("/cms/").status_code == 200


def test_who_has_no_power_meets_no_rules_but_nothing(client):
    client.force_login(PersonFactory())

    assert client.get("/overview/").status_code == 404


def test_acceptance_is_kept_with_version_and_day_and_told_once(client):
    person = signed_in(client, Power.CSO)

    for _ in range(2):
        client.post(RULES, {"accept": "yes"})

    row = Undertaking.objects.get(person=person)
    assert row.version == undertakings.VERSION
    event = AuditEvent.objects.get(verb="undertaking-accepted")
    assert (event.actor, event.facts) == (person.uuid, {"version": undertakings.VERSION})
    assert "You accepted these rules on" in client.get(RULES).text


def test_without_the_tick_nothing_is_accepted(client):
    signed_in(client, Power.CSO)

    answer = client.post(RULES, {"next": "/overview/"})

    assert answer.status_code == 422
    assert "Tick the box" in answer.text
    assert not Undertaking.objects.exists()


def test_a_new_text_is_asked_anew(client, monkeypatch):
    signed_in(client, Power.CSO)
    client.post(RULES, {"accept": "yes"})
    monkeypatch.setattr(undertakings, "VERSION", undertakings.VERSION + 1)

    assert client.get("/overview/")["Location"].startswith(RULES)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "\\\\evil"])
def test_one_is_led_nowhere_else(client, elsewhere):
    signed_in(client, Power.CSO)

    assert client.post(RULES, {"accept": "yes", "next": elsewhere})["Location"] == "/learn/"


def test_one_undertaking_a_version():
    person = PersonFactory()
    Undertaking.objects.create(person=person, version=1)

    with pytest.raises(IntegrityError, match=r"one_undertaking_a_version|UNIQUE"):
        Undertaking.objects.create(person=person, version=1)
