"""Signing in by number and pictures, by code, by card: as the owner, and as everybody else."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from people import actions as people
from people.audit.models import AuditEvent
from people.calendar import reporting_day
from people.doors import actions
from people.doors.models import Card, Door
from people.models import Membership, Person, Power
from tests.factories import PASSWORD
from tests.people.doors.stage import OTHERS, PICKED, joined, pick, sign_in

pytestmark = pytest.mark.django_db


def is_in(client) -> bool:
    return SESSION_KEY in client.session


def last_verb() -> tuple[str, str]:
    event = AuditEvent.objects.order_by("-pk").first()
    return event.verb, event.acting_as


def test_number_and_pictures_sign_in_under_a_new_session(client, door):
    client.post(reverse("door-number"), {"number": door.number})
    before = client.session.session_key

    answer = pick(client, reverse("door-pictures"), PICKED)

    assert answer.status_code == 302
    assert client.session[SESSION_KEY] == str(door.person.pk)
    assert client.session.session_key != before
    assert "door" not in client.session
    assert last_verb() == ("signed-in", "pictures")


def test_wrong_pictures_do_not_and_are_told_in_the_log(client, door):
    answer = sign_in(client, door.number, OTHERS)

    assert answer.status_code == 422
    assert not is_in(client)
    assert last_verb() == ("sign-in-failed", "pictures")


def leave(door, administrator):
    Membership.objects.filter(person=door.person).update(
        started_on=reporting_day().replace(day=1, month=1),
        last_day=reporting_day().replace(day=2, month=1),
    )


def be_shut_out(door, administrator):
    Person.objects.filter(pk=door.person.pk).update(is_active=False)


def be_given_power(door, administrator):
    site = door.person.memberships.get().organisation
    people.grant(door.person, Power.SUPPLIER_ADMINISTRATOR, site, by=None)


def hold_power_by_another_way(door, administrator):
    """A grant that no action gave, so that no event shut the door."""
    site = door.person.memberships.get().organisation
    door.person.grants.create(power=Power.SUPPLIER_ADMINISTRATOR, organisation=site)


def be_refused(door, administrator):
    actions.refuse_joining(door.person.memberships.get().joining, by=administrator)


def have_no_pictures_yet(door, administrator):
    actions.make_code(door.person.memberships.get(), by=administrator)


SHUT = [leave, be_shut_out, be_given_power, hold_power_by_another_way, be_refused]


@pytest.mark.parametrize("shut", [*SHUT, have_no_pictures_yet])
def test_who_may_not_come_in_is_refused_like_an_unknown_number(client, door, administrator, shut):
    unknown = sign_in(client, door.number[:5] + "0000", PICKED)
    shut(door, administrator)

    answer = sign_in(client, door.number, PICKED)

    assert (answer.status_code, normal(answer)) == (unknown.status_code, normal(unknown))
    assert not is_in(client)


def normal(answer) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.text)


@pytest.mark.parametrize("shut", SHUT)
def test_a_card_of_somebody_who_may_not_come_in_is_like_none(client, door, administrator, shut):
    [(_, _, token)] = actions.make_cards([door.person.memberships.get()], by=administrator)
    shut(door, administrator)

    client.get(reverse("card-show", args=[token]))
    answer = client.post(reverse("card"))

    client.get(reverse("card-show", args=["nobody's"]))
    assert (answer.status_code, normal(answer)) == (404, normal(client.get(reverse("card"))))
    assert not is_in(client)


def test_a_card_signs_in_by_a_button_and_its_secret_leaves_the_address(client, door, administrator):
    [(_, _, token)] = actions.make_cards([door.person.memberships.get()], by=administrator)

    opened = client.get(reverse("card-show", args=[token]))
    seen = client.get(opened["Location"])

    assert (opened["Location"], opened["Referrer-Policy"]) == ("/card/", "no-referrer")
    assert token not in seen.text
    assert "Siti" in seen.text
    assert not is_in(client)
    client.post("/card/")
    assert client.session[SESSION_KEY] == str(door.person.pk)
    assert last_verb() == ("signed-in", "card")


def test_of_a_card_only_a_digest_is_kept_and_a_new_one_ends_it(client, door, administrator):
    membership = door.person.memberships.get()
    [(_, _, first)] = actions.make_cards([membership], by=administrator)
    [(_, _, second)] = actions.make_cards([membership], by=administrator)

    assert len(first) >= 26  # 160 bits in base64
    assert first not in str(list(Card.objects.values()))
    client.get(reverse("card-show", args=[first]))
    assert client.get("/card/").status_code == 404
    client.get(reverse("card-show", args=[second]))
    assert client.get("/card/").status_code == 200


def test_a_card_that_ends_between_looking_and_continuing_opens_nothing(client, door, administrator):
    membership = door.person.memberships.get()
    [(_, _, token)] = actions.make_cards([membership], by=administrator)
    client.get(reverse("card-show", args=[token]))

    actions.end_card(membership, by=administrator)

    assert client.post("/card/").status_code == 404


def test_giving_a_power_ends_sessions_pictures_and_cards(client, door, administrator):
    actions.make_cards([door.person.memberships.get()], by=administrator)
    sign_in(client, door.number, PICKED)

    be_given_power(door, administrator)

    door.refresh_from_db()
    assert (door.pictures, bool(door.closed_at)) == ("", True)
    assert not Card.objects.filter(ended_at=None).exists()
    assert client.get(reverse("my-learning")).status_code == 302


def test_a_one_time_code_lets_its_owner_choose_and_nobody_learns_what(client, door, administrator):
    _, code = actions.make_code(door.person.memberships.get(), by=administrator)
    assert sign_in(client, door.number, PICKED).status_code == 422

    said = {"number": door.number, "code": code.lower()}
    assert client.post(reverse("door-code"), said)["Location"] == reverse("door-new")
    again = pick(client, reverse("door-new"), OTHERS)["Location"]
    pick(client, again, OTHERS)

    assert is_in(client)
    client.logout()
    sign_in(client, door.number, OTHERS)
    assert is_in(client)
    client.logout()
    assert client.post(reverse("door-code"), said).status_code == 422  # used
    assert code not in str(list(Door.objects.values()))


def test_a_code_that_was_replaced_meanwhile_sets_nothing(client, door, administrator):
    membership = door.person.memberships.get()
    _, code = actions.make_code(membership, by=administrator)
    client.post(reverse("door-code"), {"number": door.number, "code": code})
    again = pick(client, reverse("door-new"), OTHERS)["Location"]

    actions.make_code(membership, by=administrator)

    assert pick(client, again, OTHERS)["Location"] == reverse("door-code")
    assert not is_in(client)


def test_a_code_is_good_for_three_days(client, door, administrator, time_machine):
    _, code = actions.make_code(door.person.memberships.get(), by=administrator)
    door.refresh_from_db()
    time_machine.move_to(door.code_expires_at)

    answer = client.post(reverse("door-code"), {"number": door.number, "code": code})

    assert answer.status_code == 422


def test_pictures_are_not_fresh_and_are_asked_again(client, door):
    sign_in(client, door.number, PICKED)

    asked = client.get(reverse("my-pictures"))
    assert asked["Location"].startswith(reverse("pictures-check"))
    answer = pick(client, asked["Location"], PICKED, next=reverse("my-pictures"))

    assert answer["Location"] == reverse("my-pictures")
    assert client.get(reverse("my-pictures")).status_code == 200
    again = pick(client, reverse("my-pictures"), OTHERS)["Location"]
    assert pick(client, again, OTHERS)["Location"] == reverse("my-number")
    client.logout()
    sign_in(client, door.number, OTHERS)
    assert is_in(client)


def test_whoever_has_nothing_but_a_card_is_told_how_to_get_more(client, door, administrator):
    [(_, _, token)] = actions.make_cards([door.person.memberships.get()], by=administrator)
    Door.objects.update(pictures="")
    client.get(reverse("card-show", args=[token]))
    client.post("/card/")

    answer = client.get(reverse("my-data-file", args=["json"]), follow=True)

    assert answer.status_code == 403
    assert "Ask who looks after sign-ins" in answer.text
    assert reverse("account_logout") not in answer.text.split("<main")[1].split("</main")[0]


def test_other_pictures_sign_out_whoever_came_in_by_the_old_ones(client, door):
    elsewhere = Client()
    for browser in (elsewhere, client):
        sign_in(browser, door.number, PICKED)
    pick(client, reverse("pictures-check"), PICKED)

    again = pick(client, reverse("my-pictures"), OTHERS)["Location"]
    pick(client, again, OTHERS)

    assert (is_in(client), is_in(elsewhere)) == (True, False)


def test_wrong_pictures_make_nothing_fresh(client, door):
    sign_in(client, door.number, PICKED)

    assert pick(client, reverse("pictures-check"), OTHERS).status_code == 422
    assert client.get(reverse("my-pictures")).status_code == 302


def test_a_card_is_not_fresh_either(client, door, administrator):
    [(_, _, token)] = actions.make_cards([door.person.memberships.get()], by=administrator)
    client.get(reverse("card-show", args=[token]))
    client.post("/card/")

    assert client.get(reverse("my-pictures"))["Location"].startswith(reverse("pictures-check"))


def test_whoever_was_signed_in_before_is_signed_out(client, door, link):
    other = joined(link, "Amina", OTHERS).membership.person
    sign_in(client, other.door.number, OTHERS)
    before = client.session.session_key

    sign_in(client, door.number, PICKED)

    assert client.session[SESSION_KEY] == str(door.person.pk)
    client.cookies["sessionid"] = before
    assert client.get(reverse("my-learning")).status_code == 302


def test_a_password_is_as_fresh_as_ever(client, administrator):
    client.post(reverse("account_login"), {"login": administrator.email, "password": PASSWORD})

    assert client.get(reverse("join-link-make")).status_code == 200


@pytest.mark.parametrize("typed", ["", "12345", "abcdefghi", "1234567890123"])
def test_what_is_no_number_is_told_so_without_looking(client, typed, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.post(reverse("door-number"), {"number": typed}).status_code == 422


def test_without_a_number_there_is_nothing_to_open(client):
    assert client.get(reverse("door-pictures"))["Location"] == reverse("door-number")
    assert client.get(reverse("door-new"))["Location"] == reverse("door-code")
    assert client.get(reverse("card")).status_code == 404
