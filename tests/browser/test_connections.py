"""An administrator on a phone lets her directory in, says what a group does, and ends it again."""

import re

import pytest
from playwright.sync_api import expect

from people.models import Power
from tests.browser_fixtures import barriers
from tests.factories import GrantFactory, OrganisationFactory, PersonFactory
from tests.people.scim.conftest import Directory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("locale", "width"), [("en", 360), ("ar", 360)])
def test_a_directory_is_let_in_kept_in_order_and_shut_out(open_page, sign_in, locale, width):
    supplier = OrganisationFactory(supplier=True, name="Delta Knit")
    person = PersonFactory(full_name="Rina Das", language=locale)
    GrantFactory(person=person, power=Power.SUPPLIER_ADMINISTRATOR, organisation=supplier)
    page = open_page(width=width)
    sign_in(page, person)

    page.goto("/people/import/")
    page.locator('main a[href="/connections/"]').click()
    assert barriers(page) == []
    page.locator(".heading a.button").click()
    page.locator("#id_label").fill("Entra ID")
    assert barriers(page) == []
    page.locator("main form button").last.click()
    secret = page.locator("#secret").input_value()
    assert barriers(page) == []

    directory = Directory(secret)
    one = directory.added("one", displayName="Siti", number="1")
    directory.group("Sewing, line 4", one["id"])
    page.locator(".actions a").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    assert barriers(page) == []

    page.locator('a[href="/connections/groups/"]').click()
    expect(page).to_have_url(re.compile("/groups/$"))  # the page before has such links too
    page.locator("td.action a").click()
    page.locator("input[value=worker]").check()
    assert barriers(page) == []
    page.locator("main form button").last.click()
    expect(page.locator("tbody tr")).to_have_count(1)
    assert barriers(page) == []

    page.goto("/connections/")
    page.locator("td.action a").click()
    page.locator("button.danger").click()
    expect(page.locator("td.action a")).to_have_count(0)
    assert directory.get("Users").status_code == 401
    assert barriers(page) == []
