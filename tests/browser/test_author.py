"""An author at work in a real browser: write, preview, publish, translate, within the policy."""

import re

import pytest
from playwright.sync_api import expect

from courses.models import Edition
from people import actions as people
from people.models import Power
from tests.content import pages, translating
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def author():
    person = PersonFactory(full_name="Olena Shevchenko")
    people.grant(person, Power.AUTHOR, OrganisationFactory(), by=None)
    return person


def test_an_author_changes_previews_and_publishes_a_module(chromium, sign_in, author):
    page = pages.published()
    sign_in(chromium, author)

    chromium.goto(f"/cms/pages/{page.pk}/edit/")
    chromium.get_by_role("textbox", name="Summary").fill("Fees, debts and papers.")
    chromium.get_by_role("button", name="Toggle preview").click()
    seen = chromium.frame_locator("#w-preview-iframe, iframe[title='Preview']").first
    expect(seen.get_by_text("Fees, debts and papers.")).to_be_visible(timeout=15_000)
    chromium.get_by_role("button", name="Toggle preview").click()
    chromium.get_by_role("button", name="More actions").click()
    chromium.get_by_role("button", name="Publish").click()

    expect(chromium.get_by_text("has been published")).to_be_visible(timeout=15_000)
    newest = Edition.objects.newest_first().first()
    assert newest.number == 2
    assert newest.document["summary"] == "Fees, debts and papers."
    assert newest.document["lessons"] == Edition.objects.get(number=1).document["lessons"]


def test_an_author_is_shown_where_the_fault_is(chromium, sign_in, author):
    page = pages.published()
    sign_in(chromium, author)

    chromium.goto(f"/cms/pages/{page.pk}/edit/")
    chromium.get_by_role("tab", name="Questions").click()
    for box in chromium.get_by_label("This is right").all():
        box.uncheck()
    chromium.get_by_role("button", name="More actions").click()
    chromium.get_by_role("button", name="Publish").click()

    expect(chromium.get_by_text("Some fields must be mended first").first).to_be_visible()
    chromium.get_by_role("tab", name=re.compile("Questions")).click()
    expect(chromium.get_by_text("Mark exactly one option as right.")).to_be_visible()
    assert Edition.objects.count() == 1


def test_a_new_page_is_never_both_saved_and_not_created(chromium, sign_in, author):
    programme = pages.programme()
    sign_in(chromium, author)

    chromium.goto(f"/cms/pages/add/content/modulepage/{programme.pk}/")
    chromium.locator("#id_title").fill("A new one")
    chromium.locator("#id_code").fill("B7")
    chromium.get_by_role("button", name="More actions").click()
    chromium.get_by_role("button", name="Publish").click()

    expect(chromium.get_by_text("Some fields must be mended first").first).to_be_visible()
    expect(chromium.get_by_text("Saved", exact=True)).to_be_visible()
    expect(chromium.get_by_text("could not be")).to_have_count(0)


def test_an_author_publishes_a_translation(chromium, sign_in, author):
    translating.translated(pages.published())
    target = translating.Translation.objects.get().get_target_instance()
    sign_in(chromium, author)

    chromium.goto(f"/cms/pages/{target.pk}/edit/")
    expect(chromium.get_by_text("ES Who paid for this job?").first).to_be_visible()
    chromium.get_by_role("button", name=re.compile("Publish in Spanish")).click()

    expect(chromium.get_by_text(re.compile("Published"))).to_be_visible()


def choose_page(chromium, title):
    """Choose another page in the one chooser that the page holds."""
    chromium.locator(".page-chooser").get_by_role("button", name="Actions").click()
    chromium.get_by_text("Choose another page").click()
    chromium.get_by_role("dialog").get_by_role("link", name=title).click()


def test_an_author_moves_a_module_to_another_programme(chromium, sign_in, author):
    page, other = pages.published(), pages.programme("C")
    other.title = other.draft_title = "Leading well"
    other.save()
    sign_in(chromium, author)

    chromium.goto(f"/cms/pages/{page.pk}/move/")
    choose_page(chromium, "Leading well")
    expect(chromium.get_by_role("dialog")).to_be_hidden()
    chromium.get_by_role("button", name="Confirm").click()
    chromium.get_by_role("button", name=re.compile("Yes, move this page")).click()

    expect(chromium.get_by_text("Page 'Who paid for this job?' moved.")).to_be_visible()
    page.refresh_from_db()
    assert page.get_parent().pk == other.pk


def test_an_author_chooses_where_a_copy_stands(chromium, sign_in, author):
    page, other = pages.published(), pages.programme("C")
    other.title = other.draft_title = "Leading well"
    other.save()
    sign_in(chromium, author)

    chromium.goto(f"/cms/pages/{page.pk}/copy/")
    choose_page(chromium, "Leading well")

    expect(chromium.locator("#id_new_parent_page")).to_have_value(str(other.pk))


def test_an_author_asks_for_all_languages_at_once(chromium, sign_in, author):
    page = pages.published()
    pages.publish_home_in("es")
    pages.publish_home_in("ar")
    sign_in(chromium, author)

    chromium.goto(f"/cms/localize/submit/page/{page.pk}/")
    chromium.get_by_label("Select all").check()

    for language in ("Spanish", "Arabic"):
        expect(chromium.get_by_label(language)).to_be_checked()
