"""One's own certificates."""

from datetime import date
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates import actions, codes
from certificates.views import file_name
from courses.models import ProgrammeText
from tests.factories import (
    CertificateFactory,
    EnrolmentFactory,
    PersonFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 a certificate"


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def certificate():
    person = PersonFactory(full_name="আমিনা রহমান", latin_name="Amina Rahman")
    return CertificateFactory(enrolment=EnrolmentFactory(person=person, completed=True))


@pytest.fixture
def holder(certificate) -> Client:
    return signed_in(certificate.completion.enrolment.person)


def addresses(certificate):
    return [reverse(name, args=[certificate.code]) for name in ("certificate", "certificate-pdf")]


def test_the_list_shows_only_ones_own_the_newest_first(holder, certificate):
    CertificateFactory()

    answer = holder.get(reverse("certificates"))

    assert [award["code"] for award in answer.context["awards"]] == [certificate.code]
    assert "no-store" in answer["Cache-Control"]


def test_the_list_asks_the_database_as_often_for_many_as_for_one(
    holder, certificate, django_assert_num_queries
):
    person = certificate.completion.enrolment.person
    holder.get(reverse("certificates"))  # what is the same for every page is remembered
    with CaptureQueriesContext(connection) as for_one:
        holder.get(reverse("certificates"))
    for _ in range(4):
        CertificateFactory(enrolment=EnrolmentFactory(person=person, completed=True))

    with django_assert_num_queries(len(for_one)):
        answer = holder.get(reverse("certificates"))

    assert len(answer.context["awards"]) == 5


def test_an_empty_list_says_what_comes_next():
    assert "No certificate yet" in signed_in(PersonFactory()).get(reverse("certificates")).text


def test_the_holder_sees_what_it_says_and_both_codes(holder, certificate):
    answer = holder.get(reverse("certificate", args=[certificate.code]))

    assert answer.status_code == 200
    for words in (
        "আমিনা রহমান",
        "Amina Rahman",
        certificate.wording["en"]["programme"],
        codes.spaced(certificate.code),
        codes.spaced(certificate.name_code),
    ):
        assert words in answer.text


def test_anothers_certificate_is_as_one_that_does_not_exist(certificate):
    stranger = signed_in(PersonFactory(full_name="Nobody Else"))

    for address in addresses(certificate):
        other = stranger.get(address)
        none = stranger.get(address.replace(certificate.code, "z" * 27))
        assert other.status_code == none.status_code == 404
        assert certificate.holder_name not in other.text


def test_without_signing_in_there_is_only_the_way_to_sign_in(client, certificate):
    for address in [*addresses(certificate), reverse("certificates")]:
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


def test_while_the_pdf_is_prepared_the_page_says_so_and_offers_no_file(holder, certificate):
    page = holder.get(reverse("certificate", args=[certificate.code]))
    file = holder.get(reverse("certificate-pdf", args=[certificate.code]))

    assert "data-look-again" in page.text
    assert "Download" not in page.text
    assert file.status_code == 302
    assert file["Location"] == reverse("certificate", args=[certificate.code])


def test_a_name_that_cannot_be_printed_is_told_kindly_and_without_details(holder, certificate):
    actions.report_problem(certificate, "U+13A0 CHEROKEE LETTER A")

    page = holder.get(reverse("certificate", args=[certificate.code])).text

    assert "Your certificate stands" in page
    assert "U+13A0" not in page
    assert "data-look-again" not in page


def test_the_file_is_sent_as_it_is_and_kept_by_no_cache(holder, certificate):
    actions.attach_pdf(certificate, PDF)

    answer = holder.get(reverse("certificate-pdf", args=[certificate.code]))

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Buying without harm", "Buying without harm 2026-11-23.pdf"),
        ('Who paid? Fees/debt: a "way out"', "Who paid Fees debt a way out 2026-11-23.pdf"),
        ("../../etc\\passwd\r\n", "etc passwd 2026-11-23.pdf"),
        ("\u202eশ্রম", "শ্রম 2026-11-23.pdf"),
        ("کار می\u200cکنم", "کار می\u200cکنم 2026-11-23.pdf"),
        ("a" * 300, "a" * 70 + " 2026-11-23.pdf"),
        ("///", "2026-11-23.pdf"),
    ],
)
def test_the_file_is_named_for_its_programme_and_safe_to_keep(title, name):
    assert file_name(title, date(2026, 11, 23)) == name


@pytest.mark.parametrize(
    ("language", "sent"),
    [
        ("en", 'attachment; filename="{name}"'),
        ("ar", "attachment; filename*=utf-8''{name}"),
    ],
)
def test_the_file_name_is_in_the_readers_language_by_the_rules_of_the_header(language, sent):
    programme = ProgrammeFactory()
    ProgrammeText.objects.create(programme=programme, language="ar", title="شراء بلا ضرر")
    enrolment = EnrolmentFactory(person__language=language, programme=programme, completed=True)
    award = CertificateFactory(enrolment=enrolment)
    actions.attach_pdf(award, PDF)

    answer = signed_in(enrolment.person).get(reverse("certificate-pdf", args=[award.code]))

    name = file_name(award.wording[language]["programme"], award.issued_on)
    expected = quote(name) if language == "ar" else name
    assert answer["Content-Disposition"] == sent.format(name=expected)
    answer.close()


def test_a_lost_file_is_a_clear_answer_and_not_a_crash(holder, certificate, media):
    actions.attach_pdf(certificate, PDF)
    for file in media.rglob("*.pdf"):
        file.unlink()

    answer = holder.get(reverse("certificate-pdf", args=[certificate.code]))

    assert answer.status_code == 503
    assert answer["Retry-After"] == "120"
    assert "Your certificate stands" in answer.text


def test_media_addresses_do_not_lead_to_certificates(holder, certificate):
    actions.attach_pdf(certificate, PDF)

    assert holder.get(f"/media/{certificate.pdf.name}").status_code == 404
