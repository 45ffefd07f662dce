"""Signing in and out is told in the audit log, by whatever way, and never with an address."""

import re

import pytest
from django.db.models import Q
from django.urls import reverse

from lms import outbox
from people.audit.models import INSTALLATION, AuditEvent
from people.audit.verify import findings
from tests.factories import PASSWORD, MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db

DOOR = "/account/login/"
ABOUT_SIGNING_IN = Q(verb__contains="sign") | Q(verb__startswith="password-")


def told() -> list[AuditEvent]:
    return list(AuditEvent.objects.told().filter(ABOUT_SIGNING_IN).order_by("pk"))


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(DOOR, {"login": email, "password": password}, **more)


def test_signing_in_and_out_is_told_in_the_chain_of_ones_company(client):
    membership = MembershipFactory()
    person = membership.person

    sign_in(client, person.email)
    client.post("/account/logout/")

    came, went = told()
    assert (came.verb, came.actor, came.acting_as) == ("signed-in", person.uuid, "password")
    assert (went.verb, went.actor) == ("signed-out", person.uuid)
    assert came.chain.company == membership.organisation
    assert len(came.request) == 32


def test_a_wrong_password_is_told_about_the_person_and_by_nobody(client):
    membership = MembershipFactory()

    sign_in(client, membership.person.email.upper(), "not the password")

    (event,) = told()
    assert (event.verb, event.actor) == ("sign-in-failed", None)
    assert event.about == membership.person.uuid
    assert event.chain.company == membership.organisation


def test_an_unknown_address_is_told_without_it(client):
    sign_in(client, "nobody@example.org", "not the password")

    (event,) = told()
    assert (event.verb, event.about, event.facts) == ("sign-in-failed", None, {})
    assert event.chain.uuid == INSTALLATION


def test_a_known_and_an_unknown_address_cost_the_same_queries(
    client, django_assert_num_queries, django_assert_max_num_queries
):
    person = MembershipFactory().person
    sign_in(client, "nobody@example.org", "a first one, which makes the chain")

    with django_assert_max_num_queries(40) as known:
        sign_in(client, person.email, "not the password")
    with django_assert_num_queries(len(known)):
        sign_in(client, "somebody@example.org", "not the password")


def test_guessing_on_is_told_once_a_minute(client):
    person = PersonFactory()

    for number in range(40):
        sign_in(client, person.email, f"guess {number}")

    verbs = [event.verb for event in told()]
    assert verbs.count("sign-in-throttled") == 1
    assert verbs.count("sign-in-failed") + 1 == len(verbs) < 40


def test_a_password_that_is_changed_is_told(client):
    person = PersonFactory()
    client.force_login(person)
    new = "another battery staple"

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert "password-changed" in [event.verb for event in told()]


def test_a_password_that_is_chosen_anew_by_mail_is_told(client, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": PersonFactory().email})
    outbox.sweep()
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]

    client.post(form, {"password1": "another battery", "password2": "another battery"})

    assert "password-reset" in [event.verb for event in told()]


def test_who_is_refused_because_the_log_cannot_be_written_is_not_signed_in(client, monkeypatch):
    person = PersonFactory()
    monkeypatch.setattr("lms.sign_ins.audit.record", lambda *_, **__: 1 / 0)
    client.raise_request_exception = False

    assert sign_in(client, person.email).status_code == 500

    assert client.get("/learn/").status_code == 302


def test_no_address_stands_anywhere_in_the_log(client):
    person = MembershipFactory(person=PersonFactory(email="amina.rahman@example.org")).person
    sign_in(client, person.email, "wrong", headers={"x-forwarded-for": "192.0.2.77"})
    sign_in(client, person.email)
    sign_in(client, "nobody.special@example.org", "wrong")

    said = str(list(AuditEvent.objects.values_list())).lower()

    assert not any(word in said for word in ["amina", "@", "192.0.2", "nobody", "127.0.0.1"])
    assert list(findings()) == []
