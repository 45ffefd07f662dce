"""The certificate's pages in a real browser."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from certificates import actions
from certificates.models import new_code
from courses import actions as courses
from people import actions as people
from tests.browser_fixtures import barriers
from tests.factories import CertificateFactory, EnrolmentFactory, PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PDF = b"%PDF-1.7 a certificate"


@pytest.fixture
def certificate():
    person = PersonFactory(full_name="ဒေါ်ခင်မြတ်နိုး", latin_name="Daw Khin Myat Noe")
    return CertificateFactory(enrolment=EnrolmentFactory(person=person, completed=True))


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_without_barriers_and_fits(open_page, sign_in, certificate, width, language):
    person = certificate.completion.enrolment.person
    people.choose_language(person, language)
    actions.attach_pdf(certificate, PDF)
    page = open_page(width=width)
    sign_in(page, person)

    for address in (
        reverse("certificates"),
        reverse("certificate", args=[certificate.code]),
        reverse("verify"),
        reverse("verify-certificate", args=[certificate.code]),
    ):
        page.goto(address)
        assert barriers(page) == []


def test_the_page_finds_the_pdf_by_itself_as_soon_as_it_is_drawn(chromium, sign_in, certificate):
    sign_in(chromium, certificate.completion.enrolment.person)
    chromium.goto(reverse("certificate", args=[certificate.code]))
    expect(chromium.get_by_text("is being prepared")).to_be_visible()

    actions.attach_pdf(certificate, PDF)

    expect(chromium.get_by_role("link", name="Download the PDF")).to_be_visible()
    expect(chromium.get_by_text("is being prepared")).to_be_hidden()
    with chromium.expect_download() as download:
        chromium.get_by_role("link", name="Download the PDF").click()
    assert download.value.path().read_bytes() == PDF


def test_without_javascript_one_can_look_again(open_page, sign_in, certificate):
    page = open_page(java_script_enabled=False)
    sign_in(page, certificate.completion.enrolment.person)
    page.goto(reverse("certificate", args=[certificate.code]))

    actions.attach_pdf(certificate, PDF)
    page.get_by_role("link", name="Look again").click()

    expect(page.get_by_role("link", name="Download the PDF")).to_be_visible()


def test_a_stranger_checks_a_code_and_sees_the_name_with_the_second(chromium, certificate):
    chromium.goto(reverse("verify"))
    chromium.get_by_label("Code of the certificate").fill(certificate.code.upper())
    chromium.get_by_role("button", name="Check").click()
    expect(chromium.get_by_role("heading", name="This certificate is valid")).to_be_visible()
    expect(chromium.get_by_text("ဒေါ်ခင်မြတ်နိုး")).to_be_hidden()

    chromium.get_by_label("Second code").fill(certificate.name_code)
    chromium.get_by_role("button", name="Show the name").click()

    expect(chromium.get_by_text("ဒေါ်ခင်မြတ်နိုး")).to_be_visible()


def test_an_unknown_code_is_told_kindly(chromium, complaints):
    chromium.goto(reverse("verify-certificate", args=[new_code()]))

    expect(chromium.get_by_text("We know no certificate with this code")).to_be_visible()
    assert barriers(chromium) == []
    complaints[:] = [each for each in complaints if not re.search("status of 404", each)]


def test_what_was_waived_and_withdrawn_shows_both(chromium):
    one, other = PersonFactory.create_batch(2)
    completion = courses.waive(EnrolmentFactory(), by=one, confirmed_by=other, reason="Done before")
    actions.withdraw(completion.certificate, by=one)

    chromium.goto(reverse("verify-certificate", args=[completion.certificate.code]))

    expect(chromium.get_by_role("heading", name="This certificate is withdrawn")).to_be_visible()
    expect(chromium.get_by_text("Waived")).to_be_visible()
