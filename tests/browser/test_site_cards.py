"""A site's administrator makes its card valid; and nobody learns who opened a channel."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from courses.models import Enrolment
from courses.rules import engine
from lms import outbox
from lms.models import Outbox
from people.cards.models import ResponseCard
from people.cards.validity import NUMBERS
from people.models import Power
from tests.browser_fixtures import barriers
from tests.cards import SAYS
from tests.factories import GrantFactory, MembershipFactory, OrganisationFactory, RuleFactory
from tests.people.merging.worlds import really_everything

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(db):
    return OrganisationFactory(site=True, name="Gazipur Dyeing", has_card=False)


def test_the_administrator_of_a_site_makes_its_card_valid_and_the_rules_ask_at_once(
    open_page, sign_in, live_server, site
):
    MembershipFactory(supplier_staff=True, organisation=site)
    RuleFactory(organisation=site.branch.parent, audience_roles=[])
    engine.run()
    assert not Enrolment.objects.exists()

    page = open_page(width=360)
    power = Power.SUPPLIER_ADMINISTRATOR
    sign_in(page, GrantFactory(power=power, organisation=site.branch).person)
    page.goto(live_server.url + reverse("site-cards"))
    expect(page.get_by_text("There is no card yet.")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("link", name="Gazipur Dyeing").click()
    page.get_by_role("link", name="English").click()
    _fill_in(page)
    assert barriers(page) == []
    page.get_by_role("button", name="Keep this card").click()
    expect(page.get_by_text("Not tested yet", exact=False).first).to_be_visible()
    assert barriers(page) == []
    for name in NUMBERS:
        page.get_by_role("link", name="Enter a number's test").click()
        page.get_by_label("Number", exact=True).select_option(SAYS[name])
        page.get_by_label("It answered as the card says").check()
        assert barriers(page) == []
        page.get_by_role("button", name="Keep this test").click()
    expect(page.get_by_text("The site has a valid card.")).to_be_visible()
    assert barriers(page) == []

    long = {"helpline_does": "word " * 120, "duty_when": "word " * 60, "specialist": "word " * 40}
    ResponseCard.objects.standing().update(**long)
    page.get_by_role("link", name="Print the card (English)").click()
    expect(page.get_by_text(SAYS["helpline_number"])).to_be_visible()
    assert page.get_by_text(SAYS["risks"]).count() == 0
    assert barriers(page) == []
    assert len(re.findall(rb"/Type /Page\b", page.pdf(format="A4"))) == 1

    outbox.work(Outbox.objects.get(task="courses.tasks.apply_rules_at").pk)
    assert Enrolment.objects.get().person.memberships.get().organisation == site


def _fill_in(page):
    for name, value in SAYS.items():
        field = page.locator(f"[name={name}]")
        if value is True:
            field.check()
        elif name == "duty":
            field.select_option(value)
        else:
            field.fill(str(value))


# --- whom to tell --------------------------------------------------------------------------


@pytest.fixture
def helpline(neighbours):
    """The page of an outside channel: it keeps what each request told it."""
    heard: list[tuple[str, dict[str, str]]] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append((self.path, {name.lower(): text for name, text in self.headers.items()}))
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Workers' line</title><h1>We listen</h1>")

        def log_message(self, *told):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.heard = heard
    server.address = f"127.0.0.1:{server.server_port}"
    neighbours.add(server.address)
    yield server
    server.shutdown()
    server.server_close()


def test_who_opens_a_channel_leaves_no_trace(
    open_page, sign_in, live_server, settings, helpline, site
):
    url = f"http://{helpline.address}/"
    settings.CONCERN_CHANNELS = [{"name": "Workers' line", "address": url, "independent": True}]
    page = open_page(width=360)
    page.goto(live_server.url + reverse("account_login"))
    places = [_last_place(page)]
    sign_in(page, MembershipFactory(supplier_staff=True, organisation=site).person)
    page.goto(live_server.url + reverse("my-learning"))
    places.append(_last_place(page))
    assert places == [("/concern/", "noreferrer noopener")] * 2
    cookies = _cookies(page)
    before = _all_that_is_kept()

    page.locator("footer a[href='/concern/']").click()
    expect(page.get_by_role("heading", name="Workers' line")).to_be_visible()
    assert barriers(page) == []
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name=url).click()
    expect(page.get_by_role("heading", name="We listen")).to_be_visible()

    assert asked
    assert [one for one in asked if one.startswith(live_server.url)] == []
    assert helpline.heard[0][0] == "/"
    assert [heard for heard in helpline.heard if heard[1].keys() & {"referer", "cookie"}] == []
    assert _all_that_is_kept() == before
    assert _cookies(page) == cookies


def _last_place(page):
    """Where a page's foot leads to: the link stands between the same two on every page."""
    link = page.locator("footer.footer li:nth-last-child(2) a")
    return link.get_attribute("href"), link.get_attribute("rel")


def _cookies(page):
    return {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}


def _all_that_is_kept():
    """Every row of every table, those that come and go with a visit included."""
    assert Session.objects.exists()
    return really_everything()
