"""A rule made after a look at what it would do, and the learner who reads why: a real browser."""

import pytest
from playwright.sync_api import expect

from lms import outbox
from lms.models import Outbox
from people.models import Person, Power
from tests.browser_fixtures import barriers
from tests.factories import GrantFactory, MembershipFactory, PersonFactory, ProgrammeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lead(db) -> Person:
    return GrantFactory(power=Power.CSO, organisation__name="Ropes and Nets").person


@pytest.fixture
def buyer(lead) -> Person:
    company = lead.grants.get().organisation
    person = PersonFactory(full_name="Bopha")
    MembershipFactory(person=person, organisation=company)
    ProgrammeFactory(code="B")
    return person


@pytest.mark.parametrize("address", ["rules/make/", "campaigns/make/"])
def test_only_the_kind_of_day_that_is_chosen_is_asked_for(
    open_page, sign_in, live_server, lead, buyer, address
):
    page = open_page(width=360)
    sign_in(page, lead)
    page.goto(f"{live_server.url}/{address}")
    days, day = page.locator("[name=due_in_days]"), page.locator("[name=due_on]")

    for choice, shown in (("within", days), ("by a certain", day), ("Offered", None)):
        page.get_by_label(choice).check()
        for field in (days, day):
            expect(field).to_be_visible(visible=field is shown)

    # What is wrong stays to be seen, whatever is chosen.
    page.get_by_label("within").check()
    days.fill("3")
    page.get_by_label("Offered").check()
    page.get_by_role("button", name="See what it would do").click()
    expect(days).to_be_visible()
    expect(day).not_to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_rule_is_looked_at_made_and_explained_to_the_learner(
    open_page, sign_in, live_server, lead, buyer, width
):
    page = open_page(width=width)
    sign_in(page, lead)
    page.goto(f"{live_server.url}/rules/")
    expect(page.get_by_text("There is no rule yet")).to_be_visible()
    assert barriers(page) == []

    page.get_by_role("link", name="Make a rule").first.click()
    page.get_by_label("Procurement").check()
    page.get_by_text("Narrow it further").click()
    page.get_by_label("Employee").check()
    assert barriers(page) == []
    page.get_by_role("button", name="See what it would do").click()
    expect(page.get_by_text("It asks 1 person.")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Ropes and Nets")).to_be_visible()
    assert barriers(page) == []

    page.get_by_role("button", name="Go back and change it").click()
    expect(page.get_by_label("Procurement")).to_be_checked()
    expect(page.get_by_label("Employee")).to_be_checked()
    page.get_by_role("spinbutton").fill("45")
    page.get_by_role("button", name="See what it would do").click()
    page.get_by_role("button", name="Make this rule").click()
    expect(page.get_by_text("The rule stands.")).to_be_visible()
    expect(page.get_by_text("Required within 45 days")).to_be_visible()
    for row in Outbox.objects.filter(done_at=None):
        outbox.work(row.pk)

    hers = open_page(width=width)
    sign_in(hers, buyer)
    hers.goto(f"{live_server.url}/learn/programmes/B/")
    expect(hers.get_by_text("Asked of everybody at \u2068Ropes and Nets\u2069")).to_be_visible()
    assert barriers(hers) == []
