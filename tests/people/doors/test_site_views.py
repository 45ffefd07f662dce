"""Looking after ways in, as the site's administrator, the one next door, and the curious."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.audit.models import AuditEvent
from people.calendar import reporting_day
from people.doors import actions, lists
from people.doors.models import Card, Door, JoinLink, SiteDoors
from people.models import Membership, Power, WorkforceType
from tests.factories import (
    GrantFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
)
from tests.people.doors.stage import (
    PICKED,
    joined,
    link_to,
    sign_in,
    site_with_administrator,
)

pytestmark = pytest.mark.django_db


def form_for(place, **more):
    said = {
        "site": str(place.uuid),
        "languages": ["bn", "ar"],
        "roles": ["worker"],
        "expires_on": (reporting_day() + timedelta(days=30)).isoformat(),
        "most": "20",
    }
    return said | more


def test_a_link_is_made_printed_and_ended(page, site):
    made = page.post(reverse("join-link-make"), form_for(site))
    link = JoinLink.objects.get()
    assert made["Location"] == reverse("join-link", args=[link.uuid])

    poster = page.get(reverse("join-poster", args=[link.uuid])).text
    page.post(reverse("join-link-end", args=[link.uuid]))
    page.post(reverse("join-link-end", args=[link.uuid]))

    assert f"{link.code[:3]} {link.code[3:6]} {link.code[6:]}" in poster
    assert 'lang="bn" dir="ltr"' in poster
    assert 'lang="ar" dir="rtl"' in poster
    assert "data:image/svg+xml" in poster
    verbs = ["join-link-made", "join-link-ended"]
    assert [e.verb for e in AuditEvent.objects.filter(verb__in=verbs).order_by("pk")] == verbs
    assert page.get(reverse("join-site", args=[link.code])).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"languages": []},
        {"languages": ["xx"]},
        {"roles": ["cso"]},
        {"most": "0"},
        {"most": "5001"},
        {"expires_on": "2020-01-01"},
        {"expires_on": (reporting_day() + timedelta(days=400)).isoformat()},
        {"expires_on": "soon"},
        {"site": str(uuid4())},
        {"site": "x"},
    ],
)
def test_what_is_wrong_is_told_where_it_is(page, site, wrong):
    assert page.post(reverse("join-link-make"), form_for(site, **wrong)).status_code == 422
    assert not JoinLink.objects.exists()


def test_a_people_administrator_lets_in_the_own_workforce_only(client):
    site, _ = site_with_administrator()
    company = site.parent.parent
    unit = OrganisationFactory(unit=True, parent=company)
    power = Power.PEOPLE_ADMINISTRATOR
    client.force_login(GrantFactory(power=power, organisation=company).person)

    refused = client.post(reverse("join-link-make"), form_for(site))
    client.post(reverse("join-link-make"), form_for(unit))

    link = JoinLink.objects.get()
    assert (refused.status_code, link.organisation) == (422, unit)
    joined(link)
    assert Membership.objects.get(joining__link=link).workforce_type == WorkforceType.EMPLOYEE


def test_a_mistaken_membership_ends_at_once_and_can_be_taken_back(page, joining, door):
    at = reverse("joining-refuse", args=[joining.uuid])
    other = Client()
    sign_in(other, door.number, PICKED)

    page.post(at)
    page.post(at)
    assert other.get(reverse("my-learning")).status_code == 302
    assert sign_in(other, door.number, PICKED).status_code == 422
    page.post(at, {"undo": "yes"})
    page.post(at, {"undo": "yes"})

    assert sign_in(other, door.number, PICKED).status_code == 302
    assert Membership.objects.get(pk=joining.membership_id).last_day is None
    verbs = ["membership-ended", "membership-reopened"]
    assert [e.verb for e in AuditEvent.objects.filter(verb__in=verbs).order_by("pk")] == verbs


def test_what_has_changed_since_is_not_taken_back(administrator, joining):
    actions.refuse_joining(joining, by=administrator)
    membership = joining.membership
    Membership.objects.create(
        person=membership.person,
        organisation=membership.organisation,
        workforce_type=membership.workforce_type,
        started_on=reporting_day(),
    )

    with pytest.raises(actions.NotUndone):
        actions.take_back_refusal(joining, by=administrator)


def test_cards_are_shown_once_and_bear_a_name_only_if_the_site_says_so(page, site, joining):
    person = joining.membership.person
    at = reverse("cards-make", args=[site.uuid])

    nameless = page.post(at, {"person": str(person.uuid)}).text
    page.post(reverse("joining-site", args=[site.uuid]), {"names_cards": "on"})
    named = page.post(at, {"person": str(person.uuid)}).text

    assert "data:image/svg+xml" in nameless
    assert person.full_name not in nameless.split('class="cards"')[1]
    assert person.full_name in named.split('class="cards"')[1]
    assert Card.objects.filter(ended_at=None).count() == 1
    assert AuditEvent.objects.filter(verb="card-made").count() == 2
    assert page.get(at)["Location"] == reverse("joining-site", args=[site.uuid])


def test_an_imported_person_without_anything_gets_a_number_with_her_card(page, site):
    person = PersonFactory(without_email=True)
    MembershipFactory(person=person, organisation=site, workforce_type="supplier_staff")

    page.post(reverse("cards-make", args=[site.uuid]), {"person": str(person.uuid)})

    assert Door.objects.get(person=person).number


def test_a_code_is_shown_in_the_answer_that_makes_it(page, site, joining):
    person = joining.membership.person
    at = reverse("joining-person", args=[site.uuid, person.uuid])

    shown = page.post(at)

    assert "no-store" in shown["Cache-Control"]
    assert "One-time code" in shown.text
    assert AuditEvent.objects.order_by("-pk").first().verb == "sign-in-code-made"
    assert page.get(at).status_code == 200


def test_making_secrets_asks_again_who_it_is(page, site, joining, time_machine):
    time_machine.move_to(timezone.now() + timedelta(hours=1))
    person = joining.membership.person

    for at in (
        reverse("join-link-make"),
        reverse("joining-person", args=[site.uuid, person.uuid]),
    ):
        assert page.get(at)["Location"].startswith(reverse("account_reauthenticate"))
    page.post(reverse("cards-make", args=[site.uuid]), {"person": str(person.uuid)})
    assert not Card.objects.exists()


def make_with_password(site):
    return MembershipFactory(organisation=site, workforce_type="supplier_staff").person


def make_with_address(site):
    """She has an address, and has not chosen her password yet."""
    person = PersonFactory(password=None)
    MembershipFactory(person=person, organisation=site, workforce_type="supplier_staff")
    return person


def make_with_power(site):
    person = PersonFactory(without_email=True)
    MembershipFactory(person=person, organisation=site, workforce_type="supplier_staff")
    GrantFactory(person=person, power=Power.SUPPLIER_ADMINISTRATOR, organisation=site)
    return person


@pytest.mark.parametrize("make", [make_with_password, make_with_address, make_with_power])
def test_nobody_makes_a_way_in_for_who_has_an_address_a_password_or_a_power(page, site, make):
    person = make(site)

    page.post(reverse("cards-make", args=[site.uuid]), {"person": str(person.uuid)})
    helped = page.post(reverse("joining-person", args=[site.uuid, person.uuid]))

    assert helped.status_code == 404
    assert not Card.objects.exists()
    assert not Door.objects.exists()


def test_nobody_makes_a_way_in_for_herself(page, site, administrator):
    MembershipFactory(person=administrator, organisation=site, workforce_type="supplier_staff")

    answer = page.post(reverse("joining-person", args=[site.uuid, administrator.uuid]))

    assert answer.status_code == 404


def test_another_sites_administrator_finds_nothing_of_it(client, site, link, joining):
    _, other = site_with_administrator()
    client.force_login(other)
    person = joining.membership.person.uuid
    addresses = {
        reverse("join-link", args=[link.uuid]): reverse("join-link", args=[uuid4()]),
        reverse("join-poster", args=[link.uuid]): reverse("join-poster", args=[uuid4()]),
        reverse("join-link-end", args=[link.uuid]): reverse("join-link-end", args=[uuid4()]),
        reverse("joining-site", args=[site.uuid]): reverse("joining-site", args=[uuid4()]),
        reverse("joining-person", args=[site.uuid, person]): reverse(
            "joining-person", args=[site.uuid, uuid4()]
        ),
        reverse("cards-make", args=[site.uuid]): reverse("cards-make", args=[uuid4()]),
        reverse("joining-refuse", args=[joining.uuid]): reverse("joining-refuse", args=[uuid4()]),
    }

    for theirs, nobodys in addresses.items():
        for ask in (client.get, client.post):
            assert ask(theirs).status_code == ask(nobodys).status_code
            assert ask(theirs).status_code in {404, 405}
    assert client.post(reverse("join-link-make"), form_for(site)).status_code == 422
    link.refresh_from_db()
    assert link.ended_at is None
    assert not Card.objects.exists()
    assert site.name not in client.get(reverse("joining")).text


@pytest.mark.parametrize("act", ["make_link", "make_code", "make_cards", "end_card", "allow"])
def test_the_actions_refuse_a_stranger_whoever_calls_them(site, joining, act):
    _, other = site_with_administrator()
    membership = joining.membership
    deeds = {
        "make_link": lambda: actions.make_link(
            site, languages=["en"], roles=[], most=1, expires_on=reporting_day(), by=other
        ),
        "make_code": lambda: actions.make_code(membership, by=other),
        "make_cards": lambda: actions.make_cards([membership], by=other),
        "end_card": lambda: actions.end_card(membership, by=other),
        "allow": lambda: actions.allow(site, lists_names=True, names_cards=True, by=other),
    }

    with pytest.raises(actions.NotYours):
        deeds[act]()
    assert not SiteDoors.objects.exists()


def test_a_card_of_a_person_in_another_site_is_not_made_through_ones_own(page, site):
    elsewhere, _ = site_with_administrator()
    person = PersonFactory(without_email=True)
    MembershipFactory(person=person, organisation=elsewhere, workforce_type="supplier_staff")

    page.post(reverse("cards-make", args=[site.uuid]), {"person": str(person.uuid)})

    assert not Card.objects.exists()


@pytest.mark.parametrize("many", [3, 30])
def test_long_lists_ask_no_more_than_short_ones(
    page, site, administrator, many, django_assert_max_num_queries
):
    link = link_to(site, administrator, most=50)
    for number in range(many):
        joined(link, f"Siti {number}")

    for at in (
        reverse("joining"),
        reverse("join-link", args=[link.uuid]),
        reverse("joining-site", args=[site.uuid]),
    ):
        page.get(at)
        with django_assert_max_num_queries(14):
            page.get(at)


def test_a_list_goes_on_by_name(monkeypatch, page, site, link):
    monkeypatch.setattr(lists, "PEOPLE_A_PAGE", 2)
    for name in ("Carim", "Amina", "Banu"):
        joined(link, name)
    at = reverse("joining-site", args=[site.uuid])

    first = page.get(at)
    second = page.get(at + first.context["next_href"])

    names = [
        [row.person.full_name for row, _ in answer.context["people"]] for answer in (first, second)
    ]
    assert names == [["Amina", "Banu"], ["Carim"]]
    assert [row.person.full_name for row, _ in page.get(f"{at}?q=ban").context["people"]] == [
        "Banu"
    ]


def test_without_sites_or_links_one_is_told_what_to_do(client, page):
    assert "Make one, print its poster" in page.get(reverse("joining")).text
    company = OrganisationFactory()
    power = Power.PEOPLE_ADMINISTRATOR
    client.force_login(GrantFactory(power=power, organisation=company).person)
    assert "No site yet" in client.get(reverse("joining")).text
    assert "No site yet" in client.get(reverse("join-link-make")).text
