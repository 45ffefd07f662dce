"""The player in a real browser: with a script, without one, by keyboard, and closed at one tap."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses import actions
from tests.browser_fixtures import barriers
from tests.documents import dilemma, document, lesson
from tests.factories import EditionFactory, EnrolmentFactory, ModuleFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def study():
    enrolment = EnrolmentFactory()
    return actions.open_study(enrolment.person, enrolment.requirements.get().module)


@pytest.fixture
def d1():
    lessons = [lesson("l1"), lesson("l2") | {"blocks": [dilemma()]}]
    said = document(module="D1", mode="open", quiz=None, lessons=lessons)
    return EditionFactory(module=ModuleFactory(code="D1", is_open=True), document=said).module


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim()")


def test_a_story_is_told_in_its_place_by_keyboard(study, chromium, sign_in):
    sign_in(chromium, study.person)
    address = reverse("lesson", args=[study.uuid, "l2"])
    chromium.goto(address)

    chromium.get_by_role("button", name="Ask both").focus()
    chromium.keyboard.press("Enter")
    chromium.get_by_text("Both arrive on Wednesday.").wait_for()

    expect(chromium).to_have_url(re.compile(f"{address}$"))
    assert focused(chromium).startswith("You chose:")
    assert barriers(chromium) == []


def test_a_check_says_what_is_missing_and_then_what_is_right(study, chromium, sign_in):
    sign_in(chromium, study.person)
    chromium.goto(reverse("lesson", args=[study.uuid, "l1"]))

    chromium.get_by_role("button", name="Check my answer").click()
    chromium.get_by_text("Choose an answer first.").wait_for()
    missing = focused(chromium)
    chromium.get_by_label("The employer").check()
    chromium.get_by_role("button", name="Check my answer").click()
    chromium.get_by_text("Your answer, and right").wait_for()

    assert missing == "Choose an answer first."
    assert focused(chromium) == "Right"


def test_a_story_is_told_without_a_script_too(study, open_page, sign_in):
    page = open_page(width=360, java_script_enabled=False)
    sign_in(page, study.person)
    page.goto(reverse("lesson", args=[study.uuid, "l2"]))

    page.get_by_role("button", name="Ask both").click()
    page.get_by_role("button", name="Ask five workers").click()

    expect(page.get_by_text("Three have paid.")).to_be_visible()
    expect(page).to_have_url(re.compile("/practice#b-d1$"))
    page.get_by_role("button", name="I have read this").click()
    expect(page).not_to_have_url(re.compile("/practice"))
    assert study.lessons_done.get().lesson_key == "l2"


def test_an_open_module_closes_at_one_tap_and_leaves_nothing_behind(d1, open_page):
    page = open_page(width=360)
    page.goto("about:blank")
    page.goto(reverse("open-start"))
    for name in ("English", "Start", "Next"):
        page.get_by_role("link", name=name).click()
        page.wait_for_load_state()  # the script that leaves no trail comes with the page
    page.get_by_role("button", name="Award to the cheaper").click()
    page.get_by_text("Good to know").wait_for()
    assert barriers(page) == []

    page.get_by_role("link", name="Close this").click()
    page.wait_for_url("**" + reverse("open-month"))

    expect(page).to_have_title("Calendar")
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    page.go_back()
    expect(page).to_have_url("about:blank")


def test_an_open_module_is_finished_without_a_way_back(d1, open_page):
    page = open_page(width=360)
    page.goto("about:blank")
    page.goto(reverse("open-last", kwargs={"language": "en", "code": "D1"}))

    page.get_by_role("button", name="I have finished").click()
    page.get_by_role("heading", name="Thank you").wait_for()

    page.go_back()
    expect(page).to_have_url("about:blank")
