"""A quiz in a real browser: by keyboard, without a network, in two tabs, without scripts."""

import re
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from assessments import actions
from assessments.models import Attempt, Response
from people import actions as people
from tests.assessments.conftest import RIGHT, after_lessons
from tests.browser_fixtures import barriers
from tests.factories import PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONGER_THAN_SENDING_WAITS = 500  # milliseconds


@pytest.fixture
def study():
    return after_lessons(person=PersonFactory(full_name="Amina Rahman"))


@pytest.fixture
def attempt(study):
    return actions.start(study.uuid, by=study.person, uuid=uuid4())


def address(attempt, key):
    place = attempt.draw["items"].index(key) + 1
    return reverse("attempt-item", args=[attempt.uuid, place])


def question(page):
    """The question that is shown; the others are in the page, hidden."""
    return page.locator("[data-question]:not([hidden])")


def saved(page, words="Saved"):
    page.locator("[data-save-state]", has_text=re.compile(f"^{words}")).wait_for()


def answers():
    return dict(Response.objects.values_list("item_key", "answer"))


def choose(page, text):
    question(page).get_by_text(text, exact=True).click()


def next_question(page):
    page.locator("button[value=next]").click()


def answer(page, key):
    """Answer the question that is shown, right, as a person does."""
    shown = question(page)
    if key == "q1":
        choose(page, "a related cost")
    elif key == "q2":
        choose(page, "Wages held back")
        choose(page, "Papers held back")
    elif key == "q3":
        choose(page, "False")
    elif key == "q5":
        for left, right in [
            ("Debt bondage", "A loan from the agent"),
            ("Withheld papers", "Passports in a safe"),
        ]:
            select = shown.get_by_label(left)
            select.select_option(select.locator("option", has_text=right).get_attribute("value"))
    else:
        order(page)


def order(page):
    """Steps by buttons where there are scripts, by numbers where there are none."""
    shown = question(page)
    for place, text in enumerate(
        ["Stop deductions", "Repay what was paid", "Check that it arrived"]
    ):
        row = shown.locator("li", has_text=text)
        if not row.locator("[data-up]").is_visible():
            row.locator("select").select_option(str(place + 1))
            continue
        while (
            shown.locator("li").evaluate_all(
                "(rows, text) => rows.findIndex((row) => row.textContent.includes(text))", text
            )
            > place
        ):
            row.locator("[data-up]").click()


def take(page, attempt):
    for key in attempt.draw["items"]:
        answer(page, key)
        next_question(page)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_quiz_is_taken_to_its_result(open_page, sign_in, study, width, scripts):
    page = open_page(width=width, java_script_enabled=scripts)
    sign_in(page, study.person)
    page.goto(reverse("quiz", args=[study.uuid]))
    page.get_by_role("button", name="Begin the quiz").click()
    page.wait_for_url("**/attempts/**")

    take(page, Attempt.objects.get())
    page.get_by_role("heading", name="Look over your answers").wait_for()
    assert answers() == RIGHT
    page.get_by_role("button", name="Hand in").click()

    page.get_by_role("heading", name="Passed").wait_for()
    page.get_by_text("You answered 5 of 5 questions right.").wait_for()


def test_a_quiz_is_taken_by_keyboard_alone(chromium, sign_in, study, attempt):
    sign_in(chromium, study.person)
    chromium.goto(address(attempt, attempt.draw["items"][0]))
    keys = chromium.keyboard

    for key in attempt.draw["items"]:
        place = str(attempt.draw["items"].index(key) + 1)
        expect(question(chromium)).to_have_attribute("data-question", place)
        question(chromium).locator(
            "input:not([type=hidden]), select:not([hidden]), [data-down]:not([disabled])"
        ).first.focus()
        if key == "q5":
            keys.press("ArrowDown")
            keys.press("Tab")
            keys.press("ArrowDown")  # the partner that is taken already
            chromium.wait_for_timeout(LONGER_THAN_SENDING_WAITS)
            keys.press("ArrowDown")
        elif key == "q4":
            keys.press("Enter")
            assert chromium.evaluate("document.activeElement.tagName") == "BUTTON"
        else:
            keys.press("Space")
        saved(chromium)
        for _ in range(20):
            keys.press("Tab")
            if chromium.evaluate("document.activeElement.value") == "next":
                break
        keys.press("Enter")
        if key != attempt.draw["items"][-1]:
            chromium.wait_for_function("document.activeElement.tagName === 'LEGEND'")

    chromium.get_by_role("heading", name="Look over your answers").wait_for()
    assert set(answers()) == set(RIGHT)


def test_without_a_network_one_goes_on_and_everything_is_sent_afterwards(
    chromium, sign_in, study, attempt, complaints
):
    sign_in(chromium, study.person)
    chromium.goto(address(attempt, attempt.draw["items"][0]))
    answer(chromium, attempt.draw["items"][0])
    saved(chromium)

    chromium.context.set_offline(True)
    next_question(chromium)
    for key in attempt.draw["items"][1:4]:
        answer(chromium, key)
        saved(chromium, "Not saved yet")
        next_question(chromium)
    assert set(answers()) == {attempt.draw["items"][0]}

    chromium.context.set_offline(False)
    saved(chromium)
    assert answers() == {key: RIGHT[key] for key in attempt.draw["items"][:4]}
    complaints.clear()


def test_an_answer_given_without_a_network_outlives_the_page(
    chromium, sign_in, study, attempt, complaints
):
    sign_in(chromium, study.person)
    chromium.goto(address(attempt, "q1"))
    chromium.route("**/answers/", lambda route: route.abort())
    answer(chromium, "q1")
    saved(chromium, "Not saved yet")

    chromium.on("dialog", lambda dialog: dialog.accept())
    chromium.reload()
    saved(chromium, "Not saved yet")
    chromium.unroute("**/answers/")
    chromium.reload()

    saved(chromium)
    assert answers() == {"q1": ["b"]}
    complaints.clear()


def test_whoever_is_signed_out_in_between_loses_nothing(
    chromium, sign_in, study, attempt, complaints
):
    sign_in(chromium, study.person)
    chromium.goto(address(attempt, "q2"))
    Session.objects.all().delete()
    cache.clear()
    answer(chromium, "q2")
    chromium.get_by_role("status").get_by_role("link", name="Sign in").wait_for()
    assert answers() == {}

    link = chromium.get_by_role("status").get_by_role("link", name="Sign in")
    assert link.get_attribute("href").endswith(f"next={address(attempt, 'q2').replace('/', '%2F')}")
    sign_in(chromium, study.person)
    chromium.goto(address(attempt, "q2"))

    saved(chromium)
    assert answers() == {"q2": ["a", "b"]}
    complaints.clear()


def test_of_two_tabs_none_overwrites_the_other(chromium, sign_in, study, attempt):
    sign_in(chromium, study.person)
    other = chromium.context.new_page()
    for page in (chromium, other):
        page.goto(address(attempt, "q1"))
    choose(chromium, "a related cost")
    saved(chromium)

    choose(other, "a gift")

    other.get_by_role("heading", name="Two answers to one question").wait_for()
    assert answers() == {"q1": ["b"]}
    assert barriers(other) == []
    other.get_by_role("button", name="Keep this answer instead").click()
    question(other).wait_for()
    assert answers() == {"q1": ["c"]}


def test_of_two_tabs_the_answer_kept_first_can_stay(chromium, sign_in, study, attempt):
    sign_in(chromium, study.person)
    other = chromium.context.new_page()
    for page in (chromium, other):
        page.goto(address(attempt, "q1"))
    choose(chromium, "a related cost")
    saved(chromium)

    choose(other, "a gift")
    other.get_by_role("button", name="Keep this answer", exact=True).click()

    question(other).wait_for()
    expect(question(other).locator("input:checked")).to_have_value("b")
    assert answers() == {"q1": ["b"]}


def test_back_leads_to_the_question_before(chromium, sign_in, study, attempt):
    sign_in(chromium, study.person)
    chromium.goto(address(attempt, attempt.draw["items"][0]))
    answer(chromium, attempt.draw["items"][0])
    next_question(chromium)
    expect(chromium).to_have_url(re.compile("/2/$"))
    expect(chromium).to_have_title(re.compile("^Question 2 of 5"))

    chromium.go_back()

    expect(question(chromium)).to_have_attribute("data-question", "1")
    expect(chromium).to_have_title(re.compile("^Question 1 of 5"))


def test_handing_in_by_a_double_click_is_handing_in_once(chromium, sign_in, study, attempt):
    for key, given in RIGHT.items():
        actions.save_response(attempt, key, given, revision=0, language="en")
    sign_in(chromium, study.person)
    chromium.goto(reverse("attempt-review", args=[attempt.uuid]))

    chromium.get_by_role("button", name="Hand in").dblclick()

    chromium.get_by_role("heading", name="Passed").wait_for()
    chromium.go_back()
    chromium.get_by_role("heading", name="Passed").wait_for()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_screen_is_accessible_and_fits(open_page, sign_in, study, attempt, width, language):
    people.choose_language(study.person, language)
    page = open_page(width=width)
    sign_in(page, study.person)
    places = [reverse("quiz", args=[study.uuid]), *[address(attempt, key) for key in RIGHT]]
    places += [reverse("attempt-review", args=[attempt.uuid])]
    for place in places:
        page.goto(place)
        assert barriers(page) == [], place
    actions.submit(attempt.uuid, by=study.person)
    for place in [reverse("attempt-result", args=[attempt.uuid]), places[0]]:
        page.goto(place)
        assert barriers(page) == [], place
