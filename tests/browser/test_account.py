"""Signing in with more than a password, in a real browser: apps, passkeys, sessions, files."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from people.models import Organisation, Person, Power
from tests.browser_fixtures import barriers
from tests.factories import PASSWORD, GrantFactory, OrganisationFactory, PersonFactory
from tests.lms.codes import add_app, add_passkey, code_of, recovery_codes_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BUTTON = {
    "sign in": {"en": "Sign in", "ar": "تسجيل الدخول"},
    "go on": {"en": "Continue", "ar": "متابعة"},
}


@pytest.fixture(autouse=True)
def real(settings, live_server):
    """As on a real installation; passkeys are bound to the address that the browser knows."""
    settings.SECOND_FACTOR_REQUIRED = True
    settings.BASE_URL = live_server.url


def lead(language: str = "en") -> Person:
    company = Organisation.objects.filter(parent=None).first() or OrganisationFactory()
    person = PersonFactory(language=language)
    return GrantFactory(power=Power.CSO, organisation=company, person=person).person


def give_password(page: Page, person: Person, language: str = "en") -> None:
    page.goto(reverse("account_login"))
    page.locator("#id_login").fill(person.email)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name=BUTTON["sign in"][language], exact=True).click()


def next_code(secret: str) -> str:
    """A code that nobody has used: of the half minute that comes."""
    return code_of(secret, later=1)


# The browser waits for a key for minutes; a test does not.
SOON = """() => {
  const create = navigator.credentials.create.bind(navigator.credentials);
  navigator.credentials.create = (question) =>
    create({ ...question, signal: AbortSignal.timeout(300) });
}"""


@pytest.fixture
def key(chromium: Page):
    """A key in the browser's port that says yes to everything."""
    devtools = chromium.context.new_cdp_session(chromium)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def obey(obeys: bool) -> None:
        devtools.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": made["authenticatorId"], "isUserVerified": obeys},
        )
        devtools.send(
            "WebAuthn.setAutomaticPresenceSimulation",
            {"authenticatorId": made["authenticatorId"], "enabled": obeys},
        )

    return obey


@pytest.mark.parametrize("javascript", [True, False])
def test_an_app_is_set_up_by_hand_and_then_signs_in(open_page, javascript):
    person = lead()
    page = open_page(width=360, java_script_enabled=javascript)
    give_password(page, person)
    expect(page.get_by_text("Before you go on")).to_be_visible()
    page.get_by_role("link", name="Add an app", exact=True).click()
    expect(page.get_by_alt_text("A QR code")).to_be_visible()
    secret = page.locator("code").inner_text()
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Add this app").click()
    page.get_by_role("button", name="Show me new codes").click()
    expect(page.locator("ol code")).to_have_count(10)
    codes = page.locator("ol code").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("link", name="Overview")).to_be_visible()

    other = open_page(java_script_enabled=javascript)
    give_password(other, person)
    other.get_by_label("Code").fill(next_code(secret))
    other.get_by_role("button", name="Sign in", exact=True).click()

    assert codes == recovery_codes_of(person)
    expect(other.get_by_role("link", name="Overview")).to_be_visible()


def test_a_recovery_code_opens_once(open_page):
    person = lead()
    add_app(person)
    code = recovery_codes_of(person)[0]
    first, second = open_page(), open_page()

    for page in (first, second):
        give_password(page, person)
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Sign in", exact=True).click()

    expect(first.get_by_role("link", name="Overview")).to_be_visible()
    expect(second.get_by_text("used before")).to_be_visible()
    expect(second.get_by_role("link", name="Overview")).to_have_count(0)


def test_a_passkey_is_added_signs_in_and_is_asked_again(chromium, key, time_machine):
    person = lead()
    give_password(chromium, person)
    chromium.get_by_role("link", name="Add a passkey").click()
    chromium.get_by_label("Its name").fill("My grey key")
    chromium.get_by_role("button", name="Add a passkey").click()
    expect(chromium.get_by_role("heading", name="Recovery codes")).to_be_visible()
    chromium.goto(reverse("mfa_index"))
    expect(chromium.get_by_text("My grey key")).to_be_visible()

    chromium.context.clear_cookies()
    give_password(chromium, person)
    chromium.get_by_role("button", name="Use a passkey").click()
    expect(chromium.get_by_role("link", name="Overview")).to_be_visible()

    time_machine.move_to(datetime.now(UTC) + timedelta(hours=1))
    chromium.goto(reverse("mfa_view_recovery_codes"))
    chromium.get_by_role("link", name="With a passkey").click()
    chromium.get_by_role("button", name="Use a passkey").click()
    expect(chromium.get_by_role("button", name="Show me new codes")).to_be_visible()


def test_a_key_that_says_no_is_told_kindly_and_can_be_tried_again(chromium, key):
    person = lead()
    give_password(chromium, person)
    chromium.get_by_role("link", name="Add a passkey").click()
    add = chromium.get_by_role("button", name="Add a passkey")
    key(False)
    chromium.evaluate(SOON)
    add.click()
    expect(chromium.get_by_text("did not work")).to_be_visible()

    key(True)
    add.click()

    expect(chromium.get_by_role("heading", name="Recovery codes")).to_be_visible()


def test_where_there_is_no_javascript_a_passkey_says_so_and_codes_work(open_page):
    person = lead()
    secret = add_app(person)
    add_passkey(person)
    page = open_page(width=360, java_script_enabled=False)
    give_password(page, person)

    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("link", name="Overview")).to_be_visible()


def test_signing_out_everywhere_else_is_felt_there_at_once(open_page):
    person = PersonFactory()
    here, there = open_page(), open_page(width=360)
    for page in (here, there):
        give_password(page, person)
        expect(page.get_by_role("heading", level=1)).to_be_visible()

    here.goto(reverse("my-account"))
    here.get_by_role("link", name="See where").click()
    expect(here.locator("li .title")).to_have_text(["Chrome on Linux", "Chrome on Linux"])
    here.get_by_role("button", name="Sign out everywhere else").click()
    expect(here.get_by_text("signed out in 1 other place")).to_be_visible()
    there.goto(reverse("my-learning"))

    expect(there).to_have_url(re.compile("/account/login/"))


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 360)])
def test_an_export_asks_again_and_the_file_follows(
    open_page, time_machine, settings, language, width
):
    settings.SECOND_FACTOR_REQUIRED = False
    page = open_page(width=width, locale=language)
    give_password(page, lead(language), language)
    expect(page).to_have_url(re.compile(reverse("overview")))
    time_machine.move_to(datetime.now(UTC) + timedelta(hours=1))
    page.goto(reverse("overview"))

    page.locator("a[href*='export.csv']").first.click()
    page.locator("#id_password").fill(PASSWORD)
    with page.expect_download() as file:
        page.get_by_role("button", name=BUTTON["go on"][language]).click()

    assert file.value.suggested_filename.endswith(".csv")
    assert page.locator("html").get_attribute("lang") == language


PLACES = [
    "my-account",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_reauthenticate",
    "usersessions_list",
]


@pytest.mark.parametrize(("language", "width"), [("ar", 360), ("en", 1280)])
def test_every_page_of_an_account_is_open_to_everybody(
    open_page, sign_in, settings, language, width
):
    settings.SECOND_FACTOR_REQUIRED = False
    long = f"a-long-address-that-somebody-has-{language}@example.org"
    person = PersonFactory(language=language, email=long)
    passkey = add_passkey(person)
    page = open_page(width=width, locale=language)
    sign_in(page, person)
    places = [reverse(name) for name in PLACES]
    places += [reverse("mfa_remove_webauthn", args=[passkey.pk])]
    found = {}

    for place in [*places, "made", "with an app", "second step"]:
        if place == "made":
            page.goto(reverse("mfa_view_recovery_codes"))
            page.locator("main form button").click()
        elif place == "with an app":
            add_app(person)
            page.goto(reverse("mfa_deactivate_totp"))
        elif place == "second step":
            page.context.clear_cookies()
            give_password(page, person, language)
            expect(page.locator("[data-passkey]")).to_be_visible()
        else:
            page.goto(place)
        found[place] = barriers(page)

    assert {place: said for place, said in found.items() if said} == {}
