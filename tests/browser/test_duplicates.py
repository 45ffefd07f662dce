"""Two rows of one human, compared, merged and parted, in a real browser and from right to left."""

from datetime import date

import pytest
from playwright.sync_api import expect

from people.merging import actions
from people.merging.models import Merge
from people.models import Person, Power
from tests.browser_fixtures import barriers
from tests.factories import GrantFactory, OrganisationFactory
from tests.people.merging.conftest import works

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "compare": "Compare",
        "sure": "I have checked that this is one person",
        "merge": "Merge them",
        "merged": "The two are one now.",
        "undo": "Undo the merge",
        "undone": "They are two people again",
        "apart": "They are two people",
        "empty": "Nobody seems to be here twice",
    },
    "ar": {
        "compare": "مقارنة",
        "sure": "تحققتُ من أنهما شخص واحد",
        "merge": "دمجهما",
        "merged": "أصبح السجلّان سجلًّا واحدًا.",
        "undo": "التراجع عن الدمج",
        "undone": "عادا شخصين",
        "apart": "هما شخصان",
        "empty": "يبدو أن لا أحد مسجّل مرتين",
    },
}


@pytest.fixture
def hr(db) -> Person:
    company = OrganisationFactory(code="HQ", name="Northwind")
    unit = OrganisationFactory(unit=True, parent=company, name="Purchasing")
    post = {"work_email": "amina.rahman@example.com"}
    names = {"full_name": "আমিনা রহমান", "latin_name": "Amina Rahman"}
    works(unit, "0042", **names, post=post)
    works(unit, "A-9107", **names, post=post | {"started_on": date(2026, 3, 2)})
    actions.find()
    return GrantFactory(
        person__full_name="Hanneke Visser",
        power=Power.PEOPLE_ADMINISTRATOR,
        organisation=company,
    ).person


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 360)])
def test_two_are_compared_merged_and_parted(hr, open_page, sign_in, language, width, javascript):
    words = WORDS[language]
    Person.objects.filter(pk=hr.pk).update(language=language)
    page = open_page(width=width, java_script_enabled=javascript)
    sign_in(page, hr)

    def is_fit() -> None:
        if javascript:
            assert barriers(page) == []

    page.goto("/people/duplicates/")
    is_fit()
    page.get_by_role("link", name=words["compare"]).click()
    expect(page.get_by_text("A-9107")).to_be_visible()
    is_fit()
    page.get_by_role("button", name=words["merge"]).click()
    expect(page.locator("#id_sure")).to_have_attribute("aria-invalid", "true")

    page.get_by_label(words["sure"]).check()
    page.get_by_role("button", name=words["merge"]).click()
    expect(page.get_by_text(words["merged"])).to_be_visible()
    is_fit()
    assert Merge.objects.standing().exists()
    page.get_by_role("button", name=words["undo"]).click()
    expect(page.get_by_text(words["undone"])).to_be_visible()
    assert not Merge.objects.standing().exists()

    page.get_by_role("link", name=words["compare"]).click()
    page.get_by_role("button", name=words["apart"]).click()
    expect(page.get_by_text(words["empty"])).to_be_visible()
    is_fit()
