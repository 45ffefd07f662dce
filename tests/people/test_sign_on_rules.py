"""Who may come in through which provider, and as whom."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from people.audit.models import AuditEvent
from people.calendar import reporting_day
from people.doors.models import Card, Door
from people.models import Membership, Organisation, Person, Power
from people.sign_on import actions, rules
from people.sign_on.models import Identity, IdentityProvider
from tests.factories import (
    GrantFactory,
    IdentityProviderFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    administrator_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return IdentityProviderFactory(number_claim="number")


def worker(place, number="E-1", **facts):
    facts = facts if "person" in facts else {"person__without_email": True} | facts
    return MembershipFactory(organisation=place, employee_number=number, **facts).person


def recognised(provider, subject="u-1", number="E-1"):
    return actions.recognise(provider, subject, number=number)


# --- who is found by the employee number ----------------------------------------------------


def test_a_new_subject_is_found_by_its_number_and_known_from_then_on(provider):
    amina = worker(provider.organisation)

    assert recognised(provider) == amina
    assert recognised(provider, number="") == amina
    assert recognised(provider, number="E-another") == amina
    assert AuditEvent.objects.filter(verb="identity-linked").get().about == amina.uuid


def test_nobody_is_found_by_a_number_that_is_nobodys_or_not_asked_for(provider):
    worker(provider.organisation)
    assert recognised(provider, number="E-2") is None
    assert recognised(provider, number="") is None
    actions_off = IdentityProviderFactory(organisation=provider.organisation)
    assert recognised(actions_off) is None
    assert not Identity.objects.exists()


def test_nobody_is_found_by_a_number_that_two_have(provider):
    worker(provider.organisation)
    worker(OrganisationFactory(unit=True, parent=provider.organisation))

    assert recognised(provider) is None


def test_nobody_is_found_who_has_a_password_already(provider):
    worker(provider.organisation, person__without_email=False)

    assert recognised(provider) is None


def test_nobody_is_found_who_comes_in_by_a_number_or_a_card_already(provider):
    amina = worker(provider.organisation)
    door = Door.objects.create(person=amina, number="123456789")
    assert recognised(provider) is None

    door.delete()
    Card.objects.create(person=amina, token_hash="a", made_by=PersonFactory())
    assert recognised(provider) is None


def test_nobody_is_found_who_comes_in_through_another_provider_already(provider):
    amina = worker(provider.organisation)
    other = IdentityProviderFactory(organisation=provider.organisation)
    actions.link(amina, other, "u-0")

    assert recognised(provider) is None


def test_whoever_receives_a_power_is_known_by_her_number_no_longer(provider):
    amina = worker(provider.organisation)
    assert recognised(provider) == amina

    GrantFactory(person=amina, power=Power.CSO, organisation=provider.organisation)

    assert recognised(provider) is None
    assert Identity.objects.get().ended_at


@pytest.mark.parametrize("power", Power.values)
def test_nobody_who_holds_a_power_is_found(provider, power):
    amina = worker(provider.organisation)
    GrantFactory(person=amina, power=power, organisation=provider.organisation)

    assert recognised(provider) is None


def test_nobody_is_found_who_belonged_to_somebody_else_too(provider):
    amina = worker(provider.organisation)
    MembershipFactory(person=amina, last_day="2025-01-31")

    assert recognised(provider) is None


def test_a_companys_provider_stops_before_its_suppliers(provider):
    supplier = OrganisationFactory(supplier=True, parent=provider.organisation)
    siti = worker(OrganisationFactory(site=True, parent=supplier))
    assert recognised(provider) is None

    theirs = IdentityProviderFactory(organisation=supplier, number_claim="number")
    assert recognised(theirs) == siti


def test_nobody_is_found_who_has_or_had_another_subject(provider):
    amina = worker(provider.organisation)
    actions.link(amina, provider, "u-0")
    assert recognised(provider) is None
    Identity.objects.update(ended_at=timezone.now())

    assert recognised(provider) is None


def test_a_subject_that_was_somebodys_finds_nobody_else(provider):
    first = worker(provider.organisation)
    recognised(provider)
    Identity.objects.update(ended_at=timezone.now())
    Membership.objects.filter(person=first).update(employee_number="E-old")
    worker(provider.organisation)

    assert recognised(provider) is None


def test_who_has_left_is_not_found_and_not_let_in(provider):
    amina = worker(provider.organisation)
    assert recognised(provider) == amina
    Membership.objects.update(last_day=reporting_day() - timedelta(days=1))

    assert recognised(provider) is None


def test_a_person_is_told_that_a_work_sign_in_is_hers(provider):
    from lms.models import Outbox

    person = PersonFactory(email="amina@example.org", password=None)
    amina = worker(provider.organisation, person=person)
    recognised(provider)

    facts = Outbox.objects.get().facts
    assert facts["to"] == amina.email
    assert "Your sign-in at work was connected" in facts["text"]


# --- whom a provider lets in ----------------------------------------------------------------


def test_a_provider_that_is_off_or_whose_organisation_ended_lets_nobody_in(provider):
    company = provider.organisation
    unit = OrganisationFactory(unit=True, parent=company)
    below = IdentityProviderFactory(organisation=unit, number_claim="number")
    worker(unit)
    assert recognised(below)

    for row, pk in ((provider, company.pk), (below, company.pk), (below, unit.pk)):
        Organisation.objects.filter(pk=pk).update(ended_on="2025-01-01")
        assert recognised(row) is None
        Organisation.objects.filter(pk=pk).update(ended_on=None)
    actions.turn_off(below, by=below.made_by)
    assert recognised(below) is None


def test_a_subject_is_somebody_at_its_own_provider_only(provider):
    amina = worker(provider.organisation)
    other = IdentityProviderFactory(organisation=provider.organisation)
    actions.link(amina, provider, "u-1")

    assert recognised(provider, number="") == amina
    assert recognised(other, number="") is None


# --- connecting ------------------------------------------------------------------------------


def test_connecting_twice_is_once(provider):
    amina = worker(provider.organisation)

    assert actions.link(amina, provider, "u-1") == actions.link(amina, provider, "u-1")
    assert AuditEvent.objects.filter(verb="identity-linked").count() == 1


def test_what_is_taken_or_elsewhere_cannot_be_connected(provider):
    amina, siti = worker(provider.organisation), worker(provider.organisation, "E-2")
    actions.link(amina, provider, "u-1")

    for person, subject in ((siti, "u-1"), (amina, "u-2"), (PersonFactory(), "u-3")):
        with pytest.raises(actions.CannotLink):
            actions.link(person, provider, subject)


def test_the_only_way_in_stays(provider):
    amina = worker(provider.organisation)
    identity = actions.link(amina, provider, "u-1")
    Person.objects.filter(pk=amina.pk).update(password="!")

    with pytest.raises(actions.OnlyWayIn):
        actions.unlink(identity)


# --- looking after providers -----------------------------------------------------------------


def test_everybody_looks_after_those_of_whom_she_brings_people_in(provider):
    company = provider.organisation
    supplier = OrganisationFactory(supplier=True, parent=company)
    site = OrganisationFactory(site=True, parent=supplier)
    theirs, sites = (IdentityProviderFactory(organisation=one) for one in (supplier, site))

    def seen(person):
        return set(rules.looked_after_by(person))

    assert seen(administrator_of(company)) == {provider}
    assert seen(administrator_of(supplier)) == {theirs, sites}
    assert seen(administrator_of(site)) == {sites}
    for power in (Power.CSO, Power.AUTHOR, Power.AUDITOR):
        assert seen(GrantFactory(power=power, organisation=company).person) == set()


def test_nobody_sets_up_or_changes_what_is_not_hers(provider):
    elsewhere = administrator_of(OrganisationFactory())
    supplier = OrganisationFactory(supplier=True, parent=provider.organisation)

    deeds = [
        lambda: actions.set_up(organisation=supplier, kind="oidc", name="x", by=provider.made_by),
        lambda: actions.change(provider, by=elsewhere, issuer="https://evil.example"),
        lambda: actions.pass_test(provider, by=elsewhere, settings_of=provider.changed_at),
        lambda: actions.turn_on(provider, by=elsewhere),
        lambda: actions.turn_off(provider, by=elsewhere),
    ]
    for deed in deeds:
        with pytest.raises(actions.NotYours):
            deed()


def test_when_the_right_ends_the_provider_stays(provider):
    amina = worker(provider.organisation)
    provider.made_by.grants.update(ended_at="2026-01-01T00:00:00Z")

    assert recognised(provider) == amina
    with pytest.raises(actions.NotYours):
        actions.turn_off(provider, by=provider.made_by)


def test_other_settings_have_to_be_tested_anew_and_another_name_has_not(provider):
    by = provider.made_by
    row = actions.change(provider, by=by, name="Another name")
    assert row.is_on

    row = actions.change(provider, by=by, client_id="another")

    assert (row.is_on, row.passed_at) == (False, None)
    with pytest.raises(actions.NotTested):
        actions.turn_on(row, by=by)


def test_a_test_of_other_settings_does_not_count(provider):
    by, before = provider.made_by, provider.changed_at
    row = actions.change(provider, by=by, client_id="another")

    assert not actions.pass_test(row, by=by, settings_of=before)
    assert actions.pass_test(row, by=by, settings_of=row.changed_at)


def test_the_issuer_stays_once_somebody_is_known_by_it(provider):
    actions.change(provider, by=provider.made_by, issuer="https://other.example.org")
    row = IdentityProvider.objects.get(pk=provider.pk)
    person = worker(provider.organisation)
    Identity.objects.create(provider=row, person=person, subject="u", way="number")

    with pytest.raises(actions.IssuerStays):
        actions.change(row, by=provider.made_by, issuer="https://evil.example")


def test_no_secret_and_no_subject_is_in_the_audit_log(provider):
    worker(provider.organisation)
    actions.change(provider, by=provider.made_by, secret="hush", issuer="https://quiet.example")
    recognised(provider, subject="amina@example.org")

    facts = str(list(AuditEvent.objects.values_list("facts", flat=True)))
    for word in ("hush", "quiet", "amina", "E-1"):
        assert word not in facts


# --- what must never be ----------------------------------------------------------------------


def refused(name, **facts):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Identity.objects.create(way="number", **facts)


def test_one_person_a_subject(provider):
    Identity.objects.create(provider=provider, person=PersonFactory(), subject="u", way="number")

    refused(
        r"one_person_a_subject|identity\.subject",
        provider=provider,
        person=PersonFactory(),
        subject="u",
    )


def test_one_subject_a_person(provider):
    person = PersonFactory()
    Identity.objects.create(provider=provider, person=person, subject="u", way="number")

    refused(r"one_subject_a_person|identity\.person", provider=provider, person=person, subject="v")


def test_an_identity_has_a_subject(provider):
    refused("an_identity_has_a_subject", provider=provider, person=PersonFactory(), subject="")


def test_only_a_tested_provider_is_on(provider):
    with pytest.raises(IntegrityError, match="only_a_tested_provider_is_on"), transaction.atomic():
        IdentityProvider.objects.filter(pk=provider.pk).update(passed_at=None)
