"""On a phone: she reads the notice and her data, takes a copy, asks to be erased; it is done."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from people.models import Person
from tests.browser_fixtures import barriers
from tests.factories import EnrolmentFactory
from tests.privacy.conftest import world  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_she_reads_takes_and_asks_and_her_administrator_erases_her(
    open_page,
    sign_in,
    settings,
    world,  # noqa: F811
):
    settings.NOTICE_REQUIRED = True
    EnrolmentFactory(person=world.own)
    page = open_page(width=360)
    sign_in(page, world.own)

    page.goto("/learn/")
    expect(page.get_by_role("heading", name="Before you begin")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="I have read this").click()
    expect(page).to_have_url(re.compile("/learn/$"))

    page.goto("/account/")
    page.get_by_role("main").get_by_role("link", name="My data").click()
    expect(page.get_by_role("heading", name="Your quizzes")).to_be_visible()
    assert barriers(page) == []
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download for machines (JSON)").click()
    kept = json.loads(Path(taken.value.path()).read_text())
    assert kept["sections"]["identity"][0]["full_name"] == "Omar Said"
    page.get_by_role("link", name="Ask to be erased").click()
    page.get_by_role("button", name="Ask to be erased").click()
    expect(page.get_by_text("You have asked to be erased.")).to_be_visible()

    desk = open_page(width=360)
    sign_in(desk, world.hr)
    desk.goto("/requests/")
    assert barriers(desk) == []
    desk.get_by_role("link", name=re.compile("Answer.*Omar Said")).click()
    expect(desk.get_by_text("This person still works here.")).to_be_visible()
    assert barriers(desk) == []
    desk.get_by_role("button", name="Erase").click()
    expect(desk.get_by_text("The person is erased.")).to_be_visible()

    page.goto("/my-data/")
    expect(page).to_have_url(re.compile("/account/login/"))
    assert Person.objects.get(pk=world.own.pk).full_name == ""


def test_the_lead_sets_a_hold_on_a_phone(
    open_page,
    sign_in,
    world,  # noqa: F811
):
    page = open_page(width=360)
    sign_in(page, world.lead)

    page.goto("/holds/")
    page.get_by_role("link", name="Set a hold").click()
    page.get_by_label("E-mail address or employee number").fill("D-1")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Amina Rahman").click()
    page.get_by_label("Reference").fill("M-2026/7")
    page.get_by_label("Last day of the hold").fill(f"{date.today().year + 1}-01-31")
    assert barriers(page) == []
    page.get_by_role("button", name="Set the hold").click()

    expect(page.get_by_role("rowheader", name="Amina Rahman")).to_be_visible()
    assert barriers(page) == []
