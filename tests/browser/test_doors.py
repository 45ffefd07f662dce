"""Ways in without e-mail, in a real browser: on a cheap phone, in Bengali and in Arabic."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from people.doors import actions
from people.doors.models import Door
from people.doors.pictures import Picked
from people.models import Person
from tests.browser_fixtures import barriers
from tests.people.doors.stage import (
    OTHERS,
    PICKED,
    joined,
    link_to,
    site_with_administrator,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTH = 360
NAME = {"bn": "আমিনা", "ar": "أمينة"}


@pytest.fixture(autouse=True)
def real(settings, live_server):
    settings.BASE_URL = live_server.url


@pytest.fixture
def link():
    return link_to(*site_with_administrator())


def touch(page: Page, picked: Picked) -> None:
    for picture in picked:
        page.locator(f"main button[value={picture}]").click()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("language", ["bn", "ar"])
def test_joining_by_the_poster_signing_out_and_in_again(open_page, link, language, javascript):
    page = open_page(width=WIDTH, java_script_enabled=javascript, locale="en")
    found = {}

    page.goto(reverse("join-site", args=[link.code]))
    page.locator(f"main button[value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    direction = {"bn": "ltr", "ar": "rtl"}[language]
    expect(page.locator("html")).to_have_attribute("dir", direction)
    if javascript:
        found["about"] = barriers(page)
    page.locator("main a.button").first.click()
    page.locator("#id_name").fill(NAME[language])
    page.locator("main form button").click()
    expect(page.locator(".dots > .full")).to_have_count(0)
    if javascript:
        found["pictures"] = barriers(page)
    touch(page, PICKED[:2])
    expect(page.locator(".dots > .full")).to_have_count(2)
    touch(page, PICKED[2:])
    expect(page).to_have_url(re.compile("/again/"))
    touch(page, PICKED)
    expect(page).to_have_url(re.compile(reverse("my-number")))
    number = page.locator(".big-code").inner_text()
    if javascript:
        found["number"] = barriers(page)
    page.locator("main a.button").first.click()
    expect(page).to_have_url(re.compile(reverse("my-learning")))
    page.goto(reverse("account_logout"))
    page.locator("main form button").click()

    page.goto(reverse("door-number"))
    page.locator("#id_number").fill(number)
    page.locator("main form button").click()
    touch(page, PICKED)

    expect(page).to_have_url(re.compile(reverse("my-learning")))
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert Person.objects.get(full_name=NAME[language]).language == language
    assert {place: said for place, said in found.items() if said} == {}


def test_back_after_joining_makes_nobody_else(open_page, link, complaints):
    page = open_page(width=WIDTH)
    page.goto(reverse("join-name", args=[link.code]))
    page.locator("#id_name").fill("Siti")
    page.locator("main form button").click()
    touch(page, PICKED)
    expect(page).to_have_url(re.compile("/again/"))
    touch(page, PICKED)
    expect(page).to_have_url(re.compile(reverse("my-number")))

    page.go_back()
    page.reload()

    expect(page.locator("#id_name, .pictures, .big-code").first).to_be_visible()
    assert Door.objects.count() == 1
    complaints.clear()


def test_pictures_are_picked_by_keyboard_and_have_names(open_page, link):
    page = open_page(width=WIDTH)
    person = joined(link).membership.person
    page.goto(reverse("door-number"))
    page.locator("#id_number").fill(person.door.number)
    page.keyboard.press("Enter")

    for name in ("Fish", "Sun", "Fish", "Key", "Bird", "Cup"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
        page.get_by_role("button", name=name, exact=True).focus()
        page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(reverse("my-learning")))


def test_start_again_forgets_what_was_picked(open_page, link):
    page = open_page(width=WIDTH)
    person = joined(link).membership.person
    page.goto(reverse("door-number"))
    page.locator("#id_number").fill(person.door.number)
    page.locator("main form button").click()
    touch(page, OTHERS[:4])

    page.get_by_role("button", name="Start again").click()
    expect(page.locator(".dots > .full")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("0 of 6 pictures chosen")
    touch(page, PICKED)

    expect(page).to_have_url(re.compile(reverse("my-learning")))


def test_a_poster_fits_on_one_sheet(open_page, sign_in, link):
    page = open_page()
    sign_in(page, link.made_by)
    page.goto(reverse("join-poster", args=[link.uuid]))

    page.emulate_media(media="print")
    pdf = page.pdf(format="A4")

    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    expect(page.locator(".masthead .tools")).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_of_a_sites_administrator_are_open_to_everybody(
    open_page, sign_in, link, language
):
    person = joined(link).membership.person
    administrator = link.made_by
    Person.objects.filter(pk=administrator.pk).update(language=language)
    page = open_page(width=WIDTH, locale=language)
    sign_in(page, administrator)
    site = link.organisation.uuid
    places = [
        reverse("joining"),
        reverse("join-link-make"),
        *(
            reverse(name, args=[link.uuid])
            for name in ("join-link", "join-poster", "join-link-end")
        ),
        reverse("joining-site", args=[site]),
        reverse("joining-person", args=[site, person.uuid]),
        reverse("shared"),
    ]
    found = {}

    for place in places:
        page.goto(place)
        found[place] = barriers(page)
    page.goto(reverse("joining-person", args=[site, person.uuid]))
    page.locator("main form button").first.click()
    found["code"] = barriers(page)
    page.goto(reverse("joining-site", args=[site]))
    page.locator("input[name=person]").check()
    page.locator("form[action$='cards/'] button").click()
    expect(page.locator(".cards .qr")).to_be_visible()
    found["cards"] = barriers(page)

    assert {place: said for place, said in found.items() if said} == {}


def test_a_card_leaves_no_secret_in_the_address_or_history(open_page, link):
    membership = joined(link).membership
    [(_, _, token)] = actions.make_cards([membership], by=link.made_by)
    page = open_page(width=WIDTH)

    page.goto(reverse("card-show", args=[token]))
    expect(page.get_by_role("heading", name="Is this you?")).to_be_visible()
    found = barriers(page)
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile(reverse("my-learning")))

    devtools = page.context.new_cdp_session(page)
    entries = devtools.send("Page.getNavigationHistory")["entries"]
    assert token not in str([entry["url"] for entry in entries])
    assert found == []


def test_a_shared_device_leaves_nothing_behind(open_page, sign_in, link):
    administrator = link.made_by
    actions.allow(link.organisation, lists_names=True, names_cards=False, by=administrator)
    joined(link, "Amina Rahman")
    joined(link, "Banu", OTHERS)
    page = open_page(width=WIDTH)
    sign_in(page, administrator)
    page.goto(reverse("shared"))
    page.get_by_role("button", name="Use this device for a group").click()
    expect(page.get_by_role("heading", name="Who is learning now?")).to_be_visible()
    found = barriers(page)

    page.get_by_role("button", name="Amina Rahman").click()
    touch(page, PICKED)
    expect(page).to_have_url(re.compile(reverse("my-learning")))
    page.goto(reverse("my-account"))
    page.evaluate("localStorage.setItem('a', 'b'); sessionStorage.setItem('a', 'b')")
    page.locator("header .menu").nth(1).locator("summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Who is learning now?")).to_be_visible()

    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    left = {cookie["name"] for cookie in page.context.cookies()}
    assert left <= {"device", "csrftoken", "messages"}
    for _ in range(4):
        page.go_back()
        expect(page.get_by_role("heading", name="My account")).to_have_count(0)
        expect(page.locator("header .menu").filter(has_text="Amina Rahman")).to_have_count(0)
    page.goto(reverse("my-account"))
    expect(page).to_have_url(re.compile(reverse("shared-start")))
    assert found == []


def test_a_pause_leads_back_to_the_start_by_itself(open_page, sign_in, link, settings):
    settings.SHARED_DEVICE_IDLE = 3
    administrator = link.made_by
    person = joined(link, "Amina Rahman").membership.person
    page = open_page(width=WIDTH)
    sign_in(page, administrator)
    page.goto(reverse("shared"))
    page.get_by_role("button", name="Use this device for a group").click()
    page.locator("#id_number").fill(person.door.number)
    page.locator("main form button").click()
    touch(page, PICKED)
    expect(page).to_have_url(re.compile(reverse("my-learning")))

    expect(page).to_have_url(re.compile(reverse("shared-start")), timeout=15_000)
    page.goto(reverse("my-learning"))

    expect(page).to_have_url(re.compile(reverse("shared-start")))
