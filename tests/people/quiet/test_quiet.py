"""Pausing and restricting places: who decides, what is told of it, and what holds below."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from people.actions import move_organisation
from people.audit.models import AuditEvent
from people.models import Organisation, Power
from people.quiet import actions
from people.quiet.finding import limits
from people.quiet.models import PlaceDecision
from tests.factories import GrantFactory, OrganisationFactory, PersonFactory
from tests.people.quiet.audited import site_and_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return site_and_lead()


def page(person, name, *args, data=None):
    client = Client()
    client.force_login(person)
    address = reverse(name, args=args)
    return client.get(address) if data is None else client.post(address, data)


def test_a_place_may_be_paused_and_restricted_and_each_ends_by_itself(stage):
    site, lead = stage
    actions.restrict(site, reference="L-7", by=lead)
    actions.pause(site, by=lead)
    assert (limits().paused, limits().restricted) == ((site.path,), (site.path,))

    actions.resume(site, by=lead)
    actions.resume(site, by=lead)
    assert (limits().paused, limits().restricted) == ((), (site.path,))
    actions.open_again(site, reference="L-8", by=lead)

    assert limits().restricted == ()
    rows = PlaceDecision.objects.order_by("pk").values_list("kind", "reference", "decided_by")
    assert list(rows) == [
        ("restrict", "L-7", lead.pk),
        ("pause", "", lead.pk),
        ("resume", "", lead.pk),
        ("open", "L-8", lead.pk),
    ]


def test_what_is_decided_holds_for_all_below_and_for_nothing_beside(stage):
    site, lead = stage
    beside = OrganisationFactory(site=True, parent=site.parent.parent)
    actions.pause(site.parent, by=lead)
    actions.restrict(site.parent, reference="L-7", by=lead)

    found = limits()

    assert found.is_paused(site.path)
    assert found.is_restricted(site.path, site.country)
    assert not (found.is_paused(beside.path))
    assert not (found.is_restricted(beside.path, beside.country))
    actions.resume(site, by=lead)  # it is not paused itself
    assert limits().is_paused(site.path)


def test_only_who_leads_the_company_decides_and_never_about_all_of_it(stage):
    site, lead = stage
    company = site.parent.parent
    others = [
        GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR, organisation=site).person,
        GrantFactory(power=Power.PEOPLE_ADMINISTRATOR, organisation=company).person,
        GrantFactory(power=Power.AUDITOR, organisation=company).person,
        GrantFactory().person,  # leads another company
        PersonFactory(),
    ]
    for somebody in others:
        with pytest.raises(actions.NotYoursToDecide):
            actions.pause(site, by=somebody)
        assert page(somebody, "places").status_code in {200, 403, 404}
        assert site.name not in page(somebody, "places").text
        assert page(somebody, "place-pause", site.uuid, data={}).status_code in {403, 404}
    with pytest.raises(actions.NotYoursToDecide):
        actions.pause(company, by=lead)

    assert not PlaceDecision.objects.exists()


def test_restricting_and_opening_are_approved(stage):
    site, lead = stage
    with pytest.raises(actions.NotApproved):
        actions.restrict(site, reference=" ", by=lead)
    actions.restrict(site, reference="L-7", by=lead)
    with pytest.raises(actions.NotApproved):
        actions.open_again(site, reference="", by=lead)

    assert Organisation.objects.get(pk=site.pk).state == Organisation.State.RESTRICTED
    with pytest.raises(IntegrityError):
        PlaceDecision.objects.create(organisation=site, kind="restrict", decided_by=lead)


def test_the_log_tells_that_quiet_was_decided_and_not_where(stage):
    site, lead = stage
    actions.pause(site, by=lead)
    actions.restrict(site, reference="L-7", by=lead)

    quiet, restricted = AuditEvent.objects.order_by("-pk")[:2][::-1]

    decision = PlaceDecision.objects.get(kind="pause")
    assert (quiet.verb, quiet.actor) == ("quiet-decided", lead.uuid)
    assert quiet.facts == {"decision": str(decision.uuid)}
    assert quiet.about == site.parent.parent.uuid
    assert (restricted.about, restricted.facts) == (site.uuid, {"reference": "L-7"})


def test_a_decision_is_asked_once_then_done_and_undone(stage):
    site, lead = stage
    asked = page(lead, "place-pause", site.uuid)
    assert (asked.status_code, limits().paused) == (200, ())

    assert page(lead, "place-pause", site.uuid, data={}).status_code == 302
    told = page(lead, "places").text
    assert "Paused" in told
    assert reverse("place-resume", args=[site.uuid]) in told
    assert lead.full_name in told
    page(lead, "place-resume", site.uuid, data={})
    assert limits().paused == ()

    wrong = page(lead, "place-restrict", site.uuid, data={"reference": "what Rina said"})
    assert (wrong.status_code, limits().restricted) == (422, ())
    page(lead, "place-restrict", site.uuid, data={"reference": "L-7"})
    assert "L-7" in page(lead, "places").text
    page(lead, "place-open", site.uuid, data={"reference": "L-8"})
    assert limits().restricted == ()


def test_the_list_costs_the_same_however_many_places_are_paused(
    stage, django_assert_num_queries, django_assert_max_num_queries
):
    site, lead = stage
    client = Client()
    client.force_login(lead)
    actions.pause(site.parent, by=lead)
    client.get(reverse("places"))
    with django_assert_max_num_queries(10) as short:  # one less where sessions are in the cache
        client.get(reverse("places"))
    for _ in range(4):
        place = OrganisationFactory(site=True, parent=site.parent)
        actions.restrict(place, reference="L-7", by=lead)
        actions.pause(place, by=lead)

    for country in ("ZW", "SS"):
        actions.restrict_country(site.parent.parent, country, reference="L-7", by=lead)

    with django_assert_num_queries(len(short)):
        told = client.get(reverse("places")).text
    assert told.count("as the place above it") == 1


def test_what_was_paused_before_is_paused_and_not_restricted():
    site = OrganisationFactory(site=True)
    Organisation.objects.filter(pk=site.pk).update(state="paused")

    import_module("people.migrations.0018_add_pauses").keep_quiet(apps, None)

    site.refresh_from_db()
    assert site.state == Organisation.State.ACTIVE
    assert limits().paused == (site.path,)


@pytest.mark.parametrize("held", ["above", "itself"])
def test_what_is_moved_out_from_under_a_decision_takes_it_along(stage, held):
    site, lead = stage
    place = site.parent if held == "above" else site
    other = OrganisationFactory(kind="supplier", parent=site.parent.parent)
    actions.pause(place, by=lead)
    actions.restrict(place, reference="L-7", by=lead)
    mover, events = PersonFactory(), AuditEvent.objects.count()

    move_organisation(site, other, by=mover)

    found = limits()
    assert (found.is_paused(site.path), found.is_restricted(site.path, site.country)) == (
        True,
        True,
    )
    assert not found.is_paused(other.path)
    # The move is told, and nothing else; the lead finds the decision and ends it.
    assert AuditEvent.objects.count() == events + 1
    kept = PlaceDecision.objects.filter(organisation=site).order_by("pk")
    assert [(row.kind, row.reference, row.decided_by) for row in kept] == [
        ("pause", "", lead),
        ("restrict", "L-7", lead),
    ]
    actions.resume(site, by=lead)
    assert not limits().is_paused(site.path)


def test_another_approval_of_what_is_restricted_is_kept(stage):
    site, lead = stage
    for reference in ("L-7", "L-7", "L-9"):
        actions.restrict(site, reference=reference, by=lead)

    kept = PlaceDecision.objects.order_by("pk").values_list("reference", flat=True)
    assert list(kept) == ["L-7", "L-9"]


def test_who_has_lost_the_power_meanwhile_finds_no_place(stage, monkeypatch):
    site, lead = stage

    def lost(place, *, by):
        raise actions.NotYoursToDecide

    monkeypatch.setattr(actions, "pause", lost)
    assert page(lead, "place-pause", site.uuid, data={}).status_code == 404


def test_a_long_list_goes_on_with_what_is_decided_first(stage, monkeypatch):
    site, lead = stage
    monkeypatch.setattr("people.quiet.views.A_PAGE", 2)
    for name in ("Aa", "Ab"):
        OrganisationFactory(site=True, parent=site.parent, name=name)
    actions.pause(site, by=lead)
    client = Client()
    client.force_login(lead)

    first = client.get(reverse("places")).text
    second = client.get(reverse("places"), {"page": "2"}).text

    assert (site.name in first, "Ab" in first, "?page=2" in first) == (True, False, True)
    assert ("Ab" in second, "?page=1" in second, "?page=3" in second) == (True, True, False)
