"""Who is not trained, as the sustainability lead sees it in Arabic; and a campaign that helps."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from lms import outbox
from lms.models import Outbox
from people.calendar import reporting_day
from people.models import Person, Power
from tests.browser_fixtures import barriers
from tests.factories import GrantFactory, MembershipFactory, OrganisationFactory, ProgrammeFactory
from tests.metrics import records

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Country, tier, band, people, and how many of them are trained.
SUPPLIERS = [
    ("Delta Knitwear", "BD", 1, "high", 9, 3),
    ("Hanoi Rope", "VN", 1, "high", 12, 12),
    ("Marmara Tekstil", "TR", 2, "low", 8, 6),
    ("Anatolia Yarn", "TR", 2, "low", 7, 1),
    ("Small Workshop", "TR", 2, "high", 2, 0),
]


@pytest.fixture
def lead(db) -> Person:
    company = OrganisationFactory(name="Northwind Trading")
    programme = ProgrammeFactory(code="C", audience_roles=["supervisor"])
    for name, country, tier, band, people, trained in SUPPLIERS:
        supplier = OrganisationFactory(
            supplier=True,
            parent=company,
            name=name,
            country=country,
            tier=tier,
            risk_band=band,
        )
        for number in range(people):
            member = MembershipFactory(
                organisation=supplier, workforce_type="supplier_staff", roles=["supervisor"]
            )
            asked = records.enrolment(member.person, programme)
            if number < trained:
                records.completion(asked, date(2026, 3, 2))
    return GrantFactory(power=Power.CSO, organisation=company).person


@pytest.mark.parametrize("width", [360, 1280])
def test_the_gaps_come_first_in_arabic_and_go_along_as_a_pdf(
    open_page, sign_in, live_server, lead, width
):
    lead.language = "ar"
    lead.save()
    page = open_page(width=width, locale="ar")
    sign_in(page, lead)
    page.goto(live_server.url + reverse("coverage") + "?programme=C&by=tier")

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    rows = page.locator("#part-PAR-01-supplier_staff ~ .table-scroll tbody tr")
    assert "41" in rows.nth(0).inner_text()  # tier 2, seven of seventeen, before tier 1
    assert barriers(page) == []

    page.locator("#filter-by").select_option("organisation")
    page.locator(".filters button").click()
    expect(rows.filter(has_text="Delta Knitwear")).to_be_visible()
    names = rows.locator("th").all_inner_texts()
    assert names.index("Delta Knitwear") < names.index("Small Workshop")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    with page.expect_download() as download:
        page.locator(".downloads a").first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_a_campaign_is_made_on_one_screen_and_seen_by_a_learner(
    open_page, sign_in, live_server, lead
):
    page = open_page(width=360)
    sign_in(page, lead)
    page.goto(live_server.url + reverse("campaign-make"))
    page.get_by_label("Title (English)").fill("A week for fair shifts")
    page.get_by_label("Message (English)").fill("Look at your shifts with us.")
    page.get_by_label("Last day").fill(str(reporting_day() + timedelta(days=7)))
    page.get_by_label("Programme").select_option(index=0)
    page.get_by_label("Supervisor").check()
    assert barriers(page) == []
    page.get_by_role("button", name="See what it would do").click()
    expect(page.get_by_text("It asks 38 people.")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Make this campaign").click()
    expect(page.get_by_role("heading", name="A week for fair shifts")).to_be_visible()
    assert barriers(page) == []
    for row in Outbox.objects.filter(done_at=None):
        outbox.work(row.pk)

    asked = Person.objects.filter(enrolments__completion=None, enrolments__grounds__ended_on=None)
    hers = open_page(width=360, locale="ar")
    learner = asked.exclude(enrolments=None).order_by("pk").first()
    Person.objects.filter(pk=learner.pk).update(language="ar")
    sign_in(hers, learner)
    hers.goto(live_server.url + reverse("my-learning"))
    expect(hers.get_by_role("heading", name="A week for fair shifts")).to_be_visible()
    expect(hers.locator("html")).to_have_attribute("dir", "rtl")
    assert barriers(hers) == []
