"""A ladder is changed, a slip is printed and noted, the person reads why: a real browser."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.reminders.audience import place_of
from courses.reminders.models import Message, MessageLine
from people.models import Power
from tests.browser_fixtures import barriers
from tests.courses.reminders.stage import asked, learner
from tests.factories import GrantFactory, MembershipFactory, OrganisationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(db):
    return OrganisationFactory(site=True, name="Dhaka 7")


@pytest.fixture
def ruma(site):
    """Somebody without e-mail, for whom a slip waits."""
    person = learner(site, full_name="Ruma", email="")
    now = timezone.now()
    today = place_of(person).day(now)  # in the evening it is tomorrow there
    row = asked(person, due_on=today)
    message = Message.objects.create(
        person=person, kind="reminder", channel="paper", on=today, again_at=now
    )
    MessageLine.objects.create(message=message, enrolment=row, step="day", day=row.due_on)
    return person


@pytest.mark.parametrize("width", [360, 1280])
def test_a_ladder_is_set_a_slip_handed_over_and_the_person_reads_why(
    open_page, sign_in, live_server, site, ruma, width
):
    company = site.parent.parent
    lead = GrantFactory(power=Power.CSO, organisation=company).person
    supplier = GrantFactory(power=Power.SUPPLIER_ADMINISTRATOR, organisation=site).person
    MembershipFactory(person=supplier, organisation=site, roles=[])

    page = open_page(width=width)
    sign_in(page, lead)
    page.goto(f"{live_server.url}/reminders/")
    expect(page.get_by_text("14 days before the day")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("link", name="Change").click()
    page.get_by_label("How many days before").first.fill("21")
    page.get_by_label("Remind the person once more").uncheck()
    assert barriers(page) == []
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("21 days before the day")).to_be_visible()
    expect(page.get_by_text("off", exact=True)).to_be_visible()

    theirs = open_page(width=width)
    sign_in(theirs, supplier)
    theirs.goto(f"{live_server.url}/reminders/log/")
    expect(theirs.get_by_role("row", name="Slips that wait to be printed 1")).to_be_visible()
    assert barriers(theirs) == []
    theirs.goto(f"{live_server.url}/slips/")
    expect(theirs.get_by_role("heading", name="Ruma")).to_be_visible()
    expect(theirs.get_by_text("Today is the last day.")).to_be_visible()
    assert barriers(theirs) == []
    theirs.get_by_role("button", name="I have handed them over").click()
    expect(theirs.get_by_text("No slip waits")).to_be_visible()

    hers = open_page(width=width)
    sign_in(hers, ruma)
    hers.goto(f"{live_server.url}/learn/messages/")
    expect(hers.get_by_text("Because the day had come")).to_be_visible()
    expect(hers.get_by_text("Printed", exact=True)).to_be_visible()
    assert barriers(hers) == []
