"""A file with errors, mended and applied, in a real browser: in English and from right to left."""

import re

import pytest
from playwright.sync_api import Page, expect

from lms import outbox
from lms.models import Outbox
from people.models import Membership, Person, Power
from tests.browser_fixtures import barriers
from tests.factories import GrantFactory, OrganisationFactory
from tests.people.imports.files import csv_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADER = ["employee_number", "organisation", "full_name", "started_on", "manager"]
BAD = csv_of(["1", "HQ", "FNU Siti", "03/04/2026", ""], ["2", "HQ", "<b>", "", ""], header=HEADER)
GOOD = csv_of(
    ["1", "HQ", "FNU Siti", "2026-03-04", "2"],
    ["2", "HQ", "আমিনা রহমান", "2026-03-04", ""],
    header=HEADER,
)
WORDS = {
    "en": {
        "check": "Check the file",
        "mend": "2 things to mend",
        "again": "Choose the mended file",
        "apply": "Apply all of it",
        "done": "All of it is applied.",
    },
    "ar": {
        "check": "فحص الملف",
        "mend": "شيئان للتصحيح",
        "again": "اختيار الملف المصحّح",
        "apply": "تطبيق كل شيء",
        "done": "طُبّق كل شيء.",
    },
}


@pytest.fixture
def hr(db) -> Person:
    company = OrganisationFactory(code="HQ")
    return GrantFactory(
        person__full_name="Hanneke Visser",  # nobody of the file
        power=Power.PEOPLE_ADMINISTRATOR,
        organisation=company,
    ).person


def work_off() -> None:
    """What the worker does."""
    for row in Outbox.objects.filter(done_at=None):
        outbox.work(row.pk)


def give(page: Page, content: bytes, words: dict[str, str]) -> None:
    file = {"name": "staff.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name=words["check"]).click()
    page.wait_for_url(re.compile(r"/people/import/[0-9a-f-]{36}/"))


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 360)])
def test_a_file_is_mended_and_applied(hr, open_page, sign_in, language, width, javascript):
    words = WORDS[language]
    Person.objects.filter(pk=hr.pk).update(language=language)
    page = open_page(width=width, java_script_enabled=javascript)
    sign_in(page, hr)

    def goes_on() -> None:
        """The worker does its part; the page finds out by itself, or is asked by its link."""
        work_off()
        if not javascript:
            page.locator("[data-look-again] a").click()

    page.goto("/people/import/")
    give(page, BAD, words)
    goes_on()
    expect(page.get_by_text(words["mend"])).to_be_visible()
    expect(page.get_by_text("03/04/2026")).to_be_visible()
    if javascript:
        assert barriers(page) == []

    page.get_by_role("link", name=words["again"]).click()
    give(page, GOOD, words)
    goes_on()
    expect(page.get_by_text("আমিনা রহমান").first).to_be_visible()
    if javascript:
        assert barriers(page) == []
    assert not Membership.objects.exists()

    page.get_by_role("button", name=words["apply"]).click()
    goes_on()
    expect(page.get_by_text(words["done"])).to_be_visible()
    siti = Membership.objects.get(employee_number="1")
    assert (siti.person.full_name, siti.reports_to.full_name) == ("Siti", "আমিনা রহমান")


def test_the_first_page_has_no_barriers(hr, open_page, sign_in):
    page = open_page(width=360)
    sign_in(page, hr)

    page.goto("/people/import/")
    page.locator("details.more summary").click()

    assert barriers(page) == []
