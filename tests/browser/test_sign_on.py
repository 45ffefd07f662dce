"""Single sign-on in a real browser, against providers that nobody here wrote."""

import re
import shutil
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from people.audit.models import AuditEvent
from people.models import Power
from people.sign_on.models import Identity, IdentityProvider
from tests.browser_fixtures import barriers
from tests.factories import (
    GrantFactory,
    IdentityProviderFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    administrator_of,
)
from tests.lms.codes import add_app, code_of
from tests.providers.openid import open_id
from tests.providers.simplesaml import WWW, simple_saml

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AMINA = {"sub": "u-1001", "employee_number": "E-1001", "email": "boss@example.org"}
SITI = {"sub": "u-1002", "employee_number": "E-1002"}


@pytest.fixture(autouse=True)
def real(settings, live_server):
    """Providers come back to the address that the browser knows."""
    settings.BASE_URL = live_server.url


@pytest.fixture
def company():
    return OrganisationFactory(name="Larkfield Goods")


@pytest.fixture
def openid(neighbours):
    with open_id(AMINA, SITI) as issuer:
        neighbours.add(urlsplit(issuer).netloc)
        yield issuer


@pytest.fixture
def simplesaml(neighbours, tmp_path):
    if not (shutil.which("php") and WWW.exists()):
        pytest.fail("`make install` brings PHP and SimpleSAMLphp on Debian 12; nothing else does")
    with simple_saml(tmp_path / "simplesaml") as provider:
        neighbours.add(urlsplit(provider.url).netloc)
        yield provider


def worker(company, number="E-1001", **facts):
    person = PersonFactory(full_name="Amina Rahman", without_email=True)
    return MembershipFactory(
        organisation=company, employee_number=number, person=person, **facts
    ).person


def begin(page: Page, name: str, protocol: str) -> None:
    page.goto(reverse("sign-on"))
    page.get_by_role("link", name="Set one up").click()
    page.get_by_label(protocol).check()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_openid_is_set_up_tested_turned_on_and_signs_people_in(
    chromium, open_page, sign_in, openid, company
):
    amina = worker(company)
    sign_in(chromium, administrator_of(company))
    begin(chromium, "Larkfield account", "OpenID Connect")
    assert barriers(chromium) == []
    chromium.get_by_role("link", name="Enter the settings").click()
    chromium.get_by_label("Issuer").fill(openid)
    chromium.get_by_label("Client ID").fill("daylight")
    chromium.get_by_label("Client secret").fill("between us")
    chromium.get_by_label("Claim with the employee number").fill("employee_number")
    assert barriers(chromium) == []
    chromium.get_by_role("button", name="Keep the settings").click()

    chromium.get_by_role("button", name="Test it now").click()
    chromium.get_by_role("button", name="u-1002").click()
    expect(chromium.get_by_text("It works")).to_be_visible()
    expect(chromium.get_by_text("E-1002")).to_be_visible()
    assert not Identity.objects.exists()
    assert barriers(chromium) == []
    chromium.get_by_role("button", name="Turn it on").click()
    door = chromium.get_by_text(re.compile("/account/login/at/")).inner_text()
    row = IdentityProvider.objects.get()
    assert "between us" not in row.secret + chromium.content()

    page = open_page(width=360)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{door}?next=/account/")
    assert barriers(page) == []
    page.get_by_role("button", name="Sign in with Larkfield account").click()
    page.get_by_role("button", name="u-1001").click()
    expect(page.get_by_role("heading", name="My account")).to_be_visible()

    identity = Identity.objects.get()
    assert (identity.person, identity.subject, identity.way) == (amina, "u-1001", "number")
    led = next(url for url in asked if url.startswith(openid))
    query = parse_qs(urlsplit(led).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query.keys() >= {"state", "nonce", "code_challenge"}
    told = AuditEvent.objects.filter(verb="signed-in").last()
    assert (told.actor, told.acting_as) == (amina.uuid, "single-sign-on")
    assert told.facts == {"provider": str(row.uuid)}
    # The device remembers the door; signed out, it is offered there.
    page.context.clear_cookies(name="sessionid")
    page.goto(reverse("account_login"))
    expect(page.get_by_role("button", name="Sign in with Larkfield account")).to_be_visible()
    assert barriers(page) == []


def test_saml_is_set_up_tested_turned_on_and_signs_people_in(
    chromium, open_page, sign_in, simplesaml, company
):
    amina = worker(company)
    sign_in(chromium, administrator_of(company))
    begin(chromium, "Larkfield account", "SAML 2.0")
    row = IdentityProvider.objects.get()
    entity_id, acs, _ = chromium.locator("dl.facts .code").all_inner_texts()
    simplesaml.knows(entity_id=entity_id, acs=acs)
    chromium.get_by_role("link", name="Enter the settings").click()
    chromium.get_by_label("Metadata of the provider").fill(simplesaml.metadata())
    chromium.get_by_label("Claim with the employee number").fill("employeeNumber")
    chromium.get_by_role("button", name="Keep the settings").click()
    chromium.get_by_role("button", name="Test it now").click()
    sign_in_there(chromium, "siti")
    expect(chromium.get_by_text("It works")).to_be_visible()
    expect(chromium.get_by_text("E-1002")).to_be_visible()
    assert not Identity.objects.exists()
    chromium.get_by_role("button", name="Turn it on").click()
    row.refresh_from_db()

    page = open_page(width=360)
    page.goto(reverse("sign-on-door", args=[row.door]))
    page.get_by_role("button", name="Sign in with Larkfield account").click()
    sign_in_there(page, "amina")
    expect(page.get_by_role("heading", name="My learning")).to_be_visible()

    identity = Identity.objects.get()
    assert (identity.person, identity.subject) == (amina, "u-1001")


def sign_in_there(page: Page, name: str) -> None:
    """At SimpleSAMLphp."""
    page.locator("#username").fill(name)
    page.locator("#password").fill(f"{name}-password")
    page.locator("#submit_button, button[type=submit]").first.click()


def test_a_stranger_is_told_kindly_and_nothing_is_made(open_page, openid, company):
    row = IdentityProviderFactory(organisation=company, issuer=openid)
    page = open_page(locale="ar", width=360)

    page.goto(reverse("sign-on-door", args=[row.door]))
    page.locator("main button").click()
    page.get_by_role("button", name="u-1001").click()

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_text("u-1001")).to_have_count(0)
    assert AuditEvent.objects.get(verb="sign-in-failed").facts == {"reason": "unknown"}
    assert not Identity.objects.exists()
    assert barriers(page) == []


def test_who_is_signed_in_connects_and_disconnects(open_page, sign_in, openid, company):
    row = IdentityProviderFactory(organisation=company, issuer=openid, name="Larkfield account")
    person = MembershipFactory(organisation=company).person
    page = open_page(java_script_enabled=False)
    sign_in(page, person)
    page.goto(reverse("my-account"))
    page.get_by_role("link", name="Connect or disconnect it").click()

    page.get_by_role("button", name="Connect Larkfield account").click()
    page.get_by_role("button", name="u-1002").click()

    expect(page.get_by_text("Connected. You can sign in this way")).to_be_visible()
    assert Identity.objects.get(provider=row).person == person
    assert barriers_without_script(page)
    page.get_by_role("link", name="Disconnect").click()
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("button", name="Connect Larkfield account")).to_be_visible()
    assert not Identity.objects.open().exists()


def barriers_without_script(page: Page) -> bool:
    """axe needs script; without it, at least the headings are in order."""
    return page.locator("h1").count() == 1


def test_who_holds_a_power_still_shows_the_second_factor(open_page, openid, company, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    row = IdentityProviderFactory(organisation=company, issuer=openid)
    lead = GrantFactory(organisation=company, power=Power.CSO).person
    MembershipFactory(organisation=company, person=lead)
    secret = add_app(lead)
    Identity.objects.create(provider=row, person=lead, subject="u-1001", way="signed-in")
    page = open_page()

    page.goto(f"{reverse('sign-on-door', args=[row.door])}?next=/overview/")
    page.locator("main button").click()
    page.get_by_role("button", name="u-1001").click()
    page.goto("/overview/")
    expect(page.get_by_role("link", name="Overview")).to_have_count(0)
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    told = AuditEvent.objects.filter(verb="signed-in").get()
    assert (told.acting_as, told.facts) == ("mfa", {"provider": str(row.uuid)})
