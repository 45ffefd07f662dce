"""More time: a manager proposes it, a second person confirms it, the learner reads it."""

from datetime import timedelta

import pytest
from django.utils.formats import date_format
from playwright.sync_api import expect

from people.calendar import reporting_day
from tests.browser_fixtures import barriers
from tests.courses.trio import trio

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_more_time_is_proposed_confirmed_and_told(open_page, sign_in, live_server):
    three, until = trio(), reporting_day() + timedelta(days=60)
    page = open_page(width=360)
    sign_in(page, three.manager)
    page.goto(f"{live_server.url}/team/")
    assert barriers(page) == []
    page.get_by_role("link", name="Bopha Chan", exact=True).click()
    assert barriers(page) == []
    page.get_by_role("link", name="More time").click()
    page.get_by_label("New last day").fill(until.isoformat())
    page.get_by_label("Reason").fill("Harvest")
    assert barriers(page) == []
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("waiting for a second person")).to_be_visible()

    second = open_page(width=1280)
    sign_in(second, three.second)
    second.goto(f"{live_server.url}/decisions/")
    assert barriers(second) == []
    second.get_by_role("link", name="Answer").click()
    expect(second.get_by_text("Harvest")).to_be_visible()
    assert barriers(second) == []
    second.get_by_role("button", name="Confirm").click()
    expect(second.get_by_text("Nothing waits for you")).to_be_visible()

    hers = open_page(width=360)
    sign_in(hers, three.learner)
    hers.goto(f"{live_server.url}/learn/")
    told = f"You have more time: until {date_format(until, 'DATE_FORMAT')}."
    expect(hers.get_by_text(told)).to_be_visible()
    assert barriers(hers) == []
