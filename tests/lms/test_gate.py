"""People with power get no further than the gate until they have shown a second factor."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from lms.policy import ADDRESSES, Half, Rule, Scope, Shows
from people.models import Person, Power
from tests.factories import EnrolmentFactory, GrantFactory, PersonFactory
from tests.lms.codes import (
    add_app,
    add_passkey,
    code_of,
    give_code,
    give_password,
    recovery_codes_of,
)
from tests.test_policy import _address, world  # noqa: F401
from tests.written import written

pytestmark = pytest.mark.django_db

ANYBODYS = {name for name, rule in ADDRESSES.items() if rule.half is Half.ANYBODYS}
SET_UP = "/account/second-factor/"
SHOW = "/account/second-factor/again/"
# Behind the gate, by whatever kind of door: pages, exports, the CMS, addresses without a name.
BEHIND = [
    "/",
    "/learn/",
    "/overview/",
    "/overview/export.csv",
    "/overview/export.json",
    "/cms/",
    "/cms/pages/",
    "/cms/login/",
    "/cms/images/chooser/",
    "/documents/1/a.pdf",
    "/examples/",
    "/account/",
    "/account/password/change/",
    "/account/sessions/",
    "/account/second-factor/recovery-codes/",
    "/en/",
]


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture(params=Power.values)
def powerful(request) -> Person:
    return GrantFactory(power=request.param).person


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_with_a_password_alone_every_way_leads_to_setting_up_a_second_factor(
    client, powerful, method
):
    give_password(client, powerful)

    answers = {place: getattr(client, method)(place) for place in BEHIND}

    assert {place: answer.get("Location") for place, answer in answers.items()} == dict.fromkeys(
        BEHIND, SET_UP
    )


@pytest.mark.parametrize("has_app", [False, True])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_gives_data_or_writes_before_the_second_factor(
    world,  # noqa: F811
    has_app,
    method,
):
    person = world.enrolment.person
    GrantFactory(power=Power.CSO, person=person)
    Authenticator.objects.all().delete()
    if has_app:
        add_app(person)
    client = Client()
    client.force_login(person)

    for name in sorted(set(ADDRESSES) - ANYBODYS):
        with written() as tables:
            answer = getattr(client, method)(_address(world, name))
        is_allowed = ADDRESSES[name].half is (Half.SHOW if has_app else Half.SET_UP)
        wanted = SHOW if has_app else SET_UP
        assert is_allowed or answer["Location"].partition("?")[0] == wanted, name
        assert not tables, name


def test_what_stays_open_is_open_to_strangers_too(world, client):  # noqa: F811
    for name in ANYBODYS - {"account_logout"}:
        answer = client.get(_address(world, name))

        assert not answer.get("Location", "").startswith("/account/login/"), name


def test_no_rule_leaves_open_to_half_of_a_person_what_is_not_everybodys():
    with pytest.raises(ValueError, match="everybody's"):
        Rule(Scope.OWN, Shows.OWN_RECORD, half=Half.ANYBODYS)


def test_why_is_told_calmly_and_no_way_is_offered_that_is_closed(client, powerful):
    give_password(client, powerful)

    page = client.get("/", follow=True)

    assert page.redirect_chain == [(SET_UP, 302)]
    assert "Before you go on" in page.text
    assert 'href="/overview/"' not in page.text
    assert 'href="/concern/"' in page.text
    assert "Sign out" in page.text


@pytest.mark.django_db(transaction=True)
def test_who_sets_up_an_app_goes_on_at_once(client):
    give_password(client, GrantFactory(power=Power.CSO).person)
    add = reverse("mfa_activate_totp")
    secret = client.get(add).context["form"].secret
    client.post(add, {"code": code_of(secret)})

    assert client.get("/overview/").status_code == 200


@pytest.mark.parametrize("by", ["app", "recovery code"])
def test_who_signs_in_with_both_goes_on(client, powerful, by):
    secret = add_app(powerful)
    give_password(client, powerful)
    give_code(client, code_of(secret) if by == "app" else recovery_codes_of(powerful)[0])

    assert client.get("/account/").status_code == 200


def test_learners_and_managers_need_none(client):
    person = EnrolmentFactory().person
    give_password(client, person)

    assert client.get("/learn/").status_code == 200


def test_a_power_that_is_given_or_taken_counts_with_the_next_page(client):
    person = PersonFactory()
    give_password(client, person)
    grant = GrantFactory(power=Power.CSO, person=person)
    assert client.get("/learn/")["Location"] == SET_UP

    person.grants.filter(pk=grant.pk).update(ended_at=grant.granted_at)

    assert client.get("/learn/").status_code == 200


def test_a_session_from_before_asks_for_the_factor_and_leads_back(client, powerful):
    client.force_login(powerful)
    secret = add_app(powerful)

    before = client.session.session_key
    asked = client.get("/account/sessions/?a=1")
    answer = client.post(
        asked["Location"].partition("?")[0],
        {"code": code_of(secret), "next": "/account/sessions/?a=1"},
    )

    assert asked["Location"] == f"{SHOW}?next=%2Faccount%2Fsessions%2F%3Fa%3D1"
    assert answer["Location"] == "/account/sessions/?a=1"
    assert client.session.session_key != before
    assert client.get("/account/sessions/").status_code == 200


def test_a_session_from_before_asks_for_the_passkey_of_who_has_no_app(client, powerful):
    client.force_login(powerful)
    add_passkey(powerful)

    assert client.get("/")["Location"].startswith("/account/second-factor/passkey/again/")


@pytest.mark.parametrize(
    "name",
    ["mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "account_reauthenticate"],
)
def test_a_password_does_not_open_a_second_way_beside_a_factor_that_is_not_shown(
    client, powerful, name
):
    client.force_login(powerful)
    add_app(powerful)

    answer = client.post(reverse(name), {"password": "correct horse battery staple"})

    assert answer["Location"].startswith(SHOW)
    assert Authenticator.objects.count() == 2


@pytest.mark.parametrize("door", ["/cms/login/", "/en/_util/login/", "/admin/login/"])
def test_no_other_door_takes_the_password(client, powerful, door):
    client.post(door, {"username": powerful.email, "password": "correct horse battery staple"})

    assert "_auth_user_id" not in client.session


def test_where_nothing_is_required_as_on_a_demonstration_a_password_is_enough(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    give_password(client, GrantFactory(power=Power.CSO).person)

    assert client.get("/overview/").status_code == 200


def test_the_gate_costs_no_query(client, django_assert_max_num_queries):
    person = GrantFactory(power=Power.CSO).person
    secret = add_app(person)
    give_password(client, person)
    give_code(client, code_of(secret))

    client.get("/account/file/?next=/")

    with django_assert_max_num_queries(2):  # the session where it is in the database, the person
        client.get("/account/file/?next=/")
