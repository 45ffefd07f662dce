"""The main job, whole, in a real browser: from the demo's log-in list to a verified certificate.

A buyer at a supplier, on a phone of 360 pixels, in English and in Arabic from right to left, on the
real starter curriculum.
"""

import re
from io import BytesIO

import pikepdf
import pytest
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from certificates.models import Certificate
from courses.models import Edition
from courses.reading import Reading, reading
from lms import outbox
from lms.demo import logins
from lms.models import Outbox
from tests.browser_fixtures import barriers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = 360


@pytest.fixture
def demo(settings):
    """What `make run` loads: the starter curriculum and the demo company."""
    settings.IS_DEMO = True
    call_command("load_starter", verbosity=0)
    call_command("demo", verbosity=0)


@pytest.mark.parametrize(
    ("email", "language"),
    [("buyer@daylight.example", "en"), ("buyer.ar@daylight.example", "ar")],
)
def test_a_buyer_goes_from_signing_in_to_a_verified_certificate(demo, open_page, email, language):
    page = open_page(width=PHONE, locale=language)
    sign_in(page, email)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    words = reading(newest("B3").pk, language)

    begin(page, words)
    read_all_lessons(page, words)
    answer_quiz(page, words)

    expect(page.get_by_role("heading", level=1)).not_to_be_empty()
    certificate = Certificate.objects.get(completion__enrolment__person__email=email)
    draw_pdfs()
    page.goto("/certificates/")
    page.get_by_role("main").get_by_role("link").first.click()
    page.wait_for_url(f"**/{certificate.code}/")
    assert fits(page)
    with page.expect_download() as download:
        page.locator("a[href$='/pdf/']").click()
    printed = download.value.path().read_bytes()
    address = address_printed_on(printed)
    assert address.endswith(f"/verify/{certificate.code}/")

    stranger = open_page(width=PHONE, locale=language)
    stranger.goto(re.sub(r"^https?://[^/]+", "", address))
    told = stranger.get_by_role("main").inner_text()
    assert title_of_programme(language) in told
    assert certificate.holder_name not in told
    assert barriers(stranger) == []


def sign_in(page: Page, email: str) -> None:
    page.goto("/account/login/")
    assert barriers(page) == []
    page.locator("input[type=email]").fill(email)
    page.locator("input[type=password]").fill(logins.PASSWORD)
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_url("**/learn/")


def begin(page: Page, words: Reading) -> None:
    assert fits(page)
    assert barriers(page) == []
    page.locator("article.card.first .button").click()
    page.wait_for_url("**/learn/modules/B3/")
    expect(page.get_by_role("main")).to_contain_text(words.words["title"])
    if words.language != "en":
        assert page.locator(".notice").count() >= 1  # not yet reviewed by a speaker
    page.locator("main form .button").click()
    page.wait_for_url("**/learn/studies/*/")
    assert fits(page)
    page.locator("main a.button").first.click()


def read_all_lessons(page: Page, words: Reading) -> None:
    lessons = words.source["lessons"]
    for number, lesson in enumerate(lessons, 1):
        page.wait_for_url(f"**/lessons/{lesson['key']}/")
        shown = words.lesson(lesson["key"])
        assert shown is not None
        heading = page.locator("article.lesson h1")
        expect(heading).to_have_text(shown.part["title"])
        assert fits(page)
        if any(block["kind"] == "dilemma" for block in lesson["blocks"]):
            decide(page, shown.part)
        if number == 1:
            assert barriers(page) == []
        page.locator("button[form=done]").click()
    page.wait_for_url("**/quiz/")


def decide(page: Page, lesson: dict) -> None:
    """Choose the better way in the lesson's dilemma, and read what happens."""
    dilemma = next(block for block in lesson["blocks"] if block["kind"] == "dilemma")
    better = next(
        option for option in dilemma["decisions"][0]["options"] if option["judgement"] == "better"
    )
    assert better["consequence"] not in page.content()
    page.get_by_role("main").get_by_text(better["text"], exact=True).click()
    page.get_by_text(better["consequence"], exact=True).wait_for()


def answer_quiz(page: Page, words: Reading) -> None:
    assert barriers(page) == []
    page.locator("main form .button").click()
    page.wait_for_url("**/learn/attempts/*/1/")
    source = {item["key"]: item for item in words.source["quiz"]["items"]}
    said = {shown.part["question"]: shown.part for shown in words.items()}
    for _ in source:
        asked = page.locator("[data-question]:not([hidden])")
        question = asked.locator("legend").inner_text().strip()
        part = said[question]
        answer(asked, source[part["key"]], part)
        assert fits(page)
        page.locator("button[value=next]").click()
    page.wait_for_url("**/review/")
    page.get_by_role("main").locator("form .button").last.click()
    page.wait_for_url("**/result/")
    assert barriers(page) == []


def answer(asked: Locator, item: dict, said: dict) -> None:
    """Answer right, in the reader's words. What is right comes from the source."""
    texts = {option["key"]: option["text"] for option in said["options"]}
    if item["kind"] == "ordering":
        put_in_order(asked, [texts[option["key"]] for option in item["options"]])
        return
    for option in item["options"]:
        if option["right"]:
            asked.get_by_text(texts[option["key"]], exact=True).click()


def put_in_order(asked: Locator, wanted: list[str]) -> None:
    for place, text in enumerate(wanted):
        while shown_order(asked).index(text) > place:
            row = asked.locator("ol.order li").nth(shown_order(asked).index(text))
            row.locator("[data-up]").click()


def shown_order(asked: Locator) -> list[str]:
    return [text.strip() for text in asked.locator("ol.order label").all_inner_texts()]


def fits(page: Page) -> bool:
    """Nothing runs over the side of the screen, once all of the page is there."""
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def newest(code: str) -> Edition:
    return Edition.objects.filter(module__code=code, language="en").newest_first()[0]


def title_of_programme(language: str) -> str:
    return {"en": "Buying without harm", "ar": "شراء بلا ضرر"}[language]


def draw_pdfs() -> None:
    """What the worker does when the outbox tells it."""
    for row in Outbox.objects.filter(done_at=None):
        outbox.work(row.pk)


def address_printed_on(printed: bytes) -> str:
    """The address behind the link on the certificate, which its QR code holds too."""
    with pikepdf.open(BytesIO(printed)) as pdf:
        for page in pdf.pages:
            for note in page.get("/Annots", []):
                if note.get("/A") and "/URI" in note["/A"]:
                    return str(note["/A"]["/URI"])
    raise AssertionError("the certificate has no address")
