"""Restricting all that a company has in a country: who decides, where it holds, what is carried."""

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from courses.quiet import may_begin, works_only_where_restricted
from people.actions import change_organisation, move_organisation
from people.audit.models import AuditEvent
from people.models import Organisation, Person, Power
from people.quiet import actions
from people.quiet.finding import limits
from people.quiet.models import PlaceDecision
from tests.factories import (
    GrantFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
)
from tests.people.imports.files import applied, checked, csv_of, faults_of, xlsx_of
from tests.people.quiet.audited import site_and_lead

pytestmark = pytest.mark.django_db
PLACES = ["organisation", "name", "kind", "parent", "country", "started_on"]


@pytest.fixture
def stage():
    site, lead = site_and_lead()
    return site, site.parent.parent, lead


def page(person, name, *args, data=None):
    client = Client()
    client.force_login(person)
    address = reverse(name, args=args)
    return client.get(address) if data is None else client.post(address, data)


def is_restricted(place) -> bool:
    """What `limits` says; a condition on rows, and one in the database alone, say the same."""
    place.refresh_from_db()
    found = limits()
    said = found.is_restricted(place.path, place.country)
    rows = Organisation.objects.filter(found.where_restricted(), pk=place.pk)
    assert rows.exists() == said
    person = MembershipFactory(supplier_staff=True, organisation=place).person
    there = Person.objects.filter(works_only_where_restricted("pk"), pk=person.pk)
    assert there.exists() == said
    assert may_begin(person, ProgrammeFactory(audience_roles=[])) == (not said)
    return said


def test_it_holds_for_every_place_there_and_for_no_other(stage):
    site, company, lead = stage
    below = OrganisationFactory(site=True, parent=site.parent, country="VN")
    elsewhere = OrganisationFactory(site=True)

    actions.restrict_country(company, "BD", reference="L-7", by=lead)

    later = OrganisationFactory(site=True, parent=below, country="BD")
    assert [is_restricted(place) for place in (site, site.parent, later)] == [True] * 3
    assert elsewhere.country == "BD"
    assert [is_restricted(place) for place in (below, elsewhere)] == [False] * 2


def test_what_holds_costs_one_query(stage, django_assert_num_queries):
    site, company, lead = stage
    actions.pause(site, by=lead)
    for country in ("BD", "VN"):
        actions.restrict_country(company, country, reference="L-7", by=lead)

    with django_assert_num_queries(1):
        found = limits()

    assert found.paused == (site.path,)
    assert found.countries_of(site.path) == {"BD", "VN"}


def test_it_is_kept_once_told_with_the_country_and_ended(stage):
    site, company, lead = stage
    for reference in ("L-7", " L-7", "L-9"):
        actions.restrict_country(company, "BD", reference=reference, by=lead)
    actions.restrict(site, reference="L-7", by=lead)
    for _ in range(2):
        actions.open_country(company, "BD", reference="L-10", by=lead)

    assert limits().countries == frozenset()
    assert is_restricted(site)
    assert not is_restricted(site.parent)
    rows = PlaceDecision.objects.filter(country="BD").order_by("pk")
    assert list(rows.values_list("organisation", "kind", "reference")) == [
        (company.pk, "restrict", "L-7"),
        (company.pk, "restrict", "L-9"),
        (company.pk, "open", "L-10"),
    ]
    told = AuditEvent.objects.get(verb="place-opened")
    assert (told.about, told.actor) == (company.uuid, lead.uuid)
    assert told.facts == {"reference": "L-10", "country": "BD"}


def test_only_who_leads_the_company_decides_with_an_approval(stage):
    site, company, lead = stage
    for somebody in (
        GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR, organisation=site).person,
        GrantFactory(power=Power.PEOPLE_ADMINISTRATOR, organisation=company).person,
        GrantFactory(power=Power.CSO, organisation=site.parent).person,
        GrantFactory().person,  # leads another company
        PersonFactory(),
    ):
        for act in (actions.restrict_country, actions.open_country):
            with pytest.raises(actions.NotYoursToDecide):
                act(company, "BD", reference="L-7", by=somebody)
    with pytest.raises(actions.NotApproved):
        actions.restrict_country(company, "BD", reference=" ", by=lead)

    assert not PlaceDecision.objects.exists()


def test_a_country_is_not_paused(stage):
    _, company, lead = stage
    with pytest.raises(IntegrityError):
        PlaceDecision.objects.create(
            organisation=company, country="BD", kind="pause", decided_by=lead
        )


def test_it_is_asked_for_listed_and_ended_on_pages(stage):
    site, company, lead = stage
    stranger = GrantFactory().person
    wrong = page(lead, "country-restrict", data={"country": "BD", "reference": "what Rina said"})
    assert (wrong.status_code, limits().countries) == (422, frozenset())
    other = page(stranger, "country-restrict", data={"country": "BD", "reference": "L-7"})
    assert (other.status_code, is_restricted(site)) == (302, False)  # her own company's

    page(lead, "country-restrict", data={"country": "BD", "reference": "L-7"})
    stands = PlaceDecision.objects.get(organisation=company)
    listed = page(lead, "places").text
    for words in ("Bangladesh", "L-7", "as all that lies in this country", lead.full_name):
        assert words in listed
    assert reverse("country-open", args=[stands.uuid]) not in page(stranger, "places").text
    assert page(stranger, "country-open", stands.uuid, data={}).status_code == 404

    assert "Bangladesh" in page(lead, "country-open", stands.uuid).text
    page(lead, "country-open", stands.uuid, data={"reference": "L-8"})
    assert not is_restricted(site)
    assert "Bangladesh" not in page(lead, "places").text


def test_who_leads_two_companies_says_which(stage):
    site, _, lead = stage
    other = OrganisationFactory()
    GrantFactory(person=lead, organisation=other)

    page(lead, "country-restrict", data={"company": other.pk, "country": "BD", "reference": "L-7"})

    assert {path for path, _ in limits().countries} == {other.path}
    assert not is_restricted(site)


def test_who_leads_no_whole_company_finds_no_country(stage):
    part = GrantFactory(power=Power.CSO, organisation=stage[0].parent).person

    assert reverse("country-restrict") not in page(part, "places").text
    assert page(part, "country-restrict").status_code == 404


def test_a_place_that_comes_to_lie_there_is_restricted_and_one_that_leaves_stays_so(stage):
    _, company, lead = stage
    unit = OrganisationFactory(unit=True, parent=company)
    actions.restrict_country(company, "BD", reference="L-7", by=lead)
    told = AuditEvent.objects.filter(verb__startswith="place-")
    events = told.count()

    change_organisation(unit, country="BD")
    assert is_restricted(unit)
    change_organisation(unit, country="GB")
    change_organisation(unit, name="The same")

    # That is not told; the lead finds the decision, and ends it.
    assert (is_restricted(unit), unit.name) == (True, "The same")
    assert told.count() == events
    kept = PlaceDecision.objects.get(organisation=unit)
    assert (kept.kind, kept.country, kept.reference, kept.decided_by) == (
        *("restrict", "", "L-7"),
        lead,
    )
    actions.open_country(company, "BD", reference="L-8", by=lead)
    assert is_restricted(unit)
    actions.open_again(unit, reference="L-8", by=lead)
    assert not is_restricted(unit)


def test_a_file_follows_the_country_of_a_place_and_ends_nothing(stage):
    site, company, lead = stage
    supplier = site.parent
    vietnam = OrganisationFactory(site=True, parent=supplier, code="VN-1", country="VN")
    actions.restrict_country(company, "BD", reference="L-7", by=lead)
    hr = GrantFactory(power=Power.PEOPLE_ADMINISTRATOR, organisation=company).person
    rows = [[site.code, "VN"], ["VN-1", "BD"]]

    applied(csv_of(*rows, header=["organisation", "country"]), by=hr)

    assert (is_restricted(site), is_restricted(vietnam)) == (True, True)


@pytest.mark.parametrize(("country", "faults"), [("BD", [(2, "roles", "restricted")]), ("VN", [])])
@pytest.mark.parametrize("place", ["NEW", "KNOWN"])
def test_a_file_makes_no_worker_in_a_country_that_it_names_itself(stage, place, country, faults):
    _, company, lead = stage
    OrganisationFactory(unit=True, parent=company, code="KNOWN", country="GB")
    actions.restrict_country(company, "BD", reference="L-7", by=lead)
    book = xlsx_of(
        {
            "people": [
                ["employee_number", "organisation", "full_name", "started_on", "roles"],
                ["1", place, "Siti", "2026-01-01", "worker"],
            ],
            "organisations": [PLACES, [place, "Lab", "unit", "", country, "2026-01-01"]],
        }
    )

    hr = GrantFactory(power=Power.PEOPLE_ADMINISTRATOR, organisation=company).person
    assert faults_of(checked(book, by=hr)) == faults


def test_what_goes_to_another_company_takes_its_restriction_along(stage):
    site, company, lead = stage
    free = OrganisationFactory(site=True, parent=site.parent, country="VN")
    change_organisation(site.parent, country="VN")
    actions.restrict_country(company, "BD", reference="L-7", by=lead)

    move_organisation(site.parent, OrganisationFactory())

    places = (site, site.parent, free)
    assert [is_restricted(place) for place in places] == [True, False, False]
    assert PlaceDecision.objects.filter(country="", reference="L-7").get().organisation == site
