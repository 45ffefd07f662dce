"""A power given on, counting at once, and ended, in a real browser on a phone."""

import re

import pytest
from playwright.sync_api import expect

from people.models import Grant, Power
from tests.browser_fixtures import barriers
from tests.factories import GrantFactory, MembershipFactory, OrganisationFactory, PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_supplier_administrator_is_made_sees_her_sites_and_is_no_more(
    open_page, sign_in, live_server, complaints
):
    supplier = OrganisationFactory(supplier=True, name="Delta Knit")
    lead = GrantFactory(power=Power.CSO, organisation=supplier.parent).person
    person = PersonFactory(full_name="Bopha Sok", email="bopha@example.org")
    MembershipFactory(person=person, organisation=supplier, workforce_type="supplier_staff")
    page = open_page(width=360)
    sign_in(page, lead)

    page.goto(f"{live_server.url}/powers/people/")
    page.get_by_label("Name, e-mail address or employee number").fill("bopha@example.org")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Bopha Sok").click()
    assert barriers(page) == []
    page.get_by_label("Supplier administrator · Delta Knit").check()
    page.get_by_role("button", name="Give this power").click()
    expect(page.get_by_text("The power is given.")).to_be_visible()
    grant = Grant.objects.get(person=person, ended_at=None)
    assert (grant.power, grant.organisation) == (Power.SUPPLIER_ADMINISTRATOR, supplier)

    hers = open_page(width=360)
    sign_in(hers, person)
    hers.goto(f"{live_server.url}/sites/")
    expect(hers).to_have_url(re.compile("/powers/rules/"))  # what binds her is read first
    assert barriers(hers) == []
    hers.get_by_label("I accept these rules.").check()
    hers.get_by_role("button", name="Go on").click()
    expect(hers.get_by_role("heading", name="My sites")).to_be_visible()
    hers.get_by_role("link", name="People at my sites").click()
    expect(hers.get_by_role("rowheader", name="Bopha Sok")).to_be_visible()

    page.get_by_role("row", name="Bopha Sok").get_by_role("link").click()
    page.get_by_role("button", name="End the power").click()
    expect(page.get_by_text("This is the last person who holds this power there.")).to_be_visible()
    assert barriers(page) == []

    power = Power.SUPPLIER_ADMINISTRATOR
    GrantFactory(person__full_name="Zarina Haque", power=power, organisation=supplier)
    page.get_by_role("button", name="End the power").click()
    expect(page.get_by_text("The power has ended.")).to_be_visible()
    assert hers.goto(f"{live_server.url}/sites/").status == 404
    complaints.clear()  # of the page that is there no more
