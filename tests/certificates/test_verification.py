"""The public check: what it tells, and to whom it says nothing."""

import re
import secrets
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates import actions, codes
from certificates.models import Certificate, new_code
from courses import actions as courses
from tests.factories import CertificateFactory, EnrolmentFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def patient(settings):
    settings.VERIFICATION_LIMIT = 100_000


@pytest.fixture
def certificate():
    person = PersonFactory(
        full_name="আমিনা রহমান", latin_name="Amina Rahman", email="amina@example.org"
    )
    return CertificateFactory(enrolment=EnrolmentFactory(person=person, completed=True))


def address(code: str) -> str:
    return reverse("verify-certificate", args=[code])


def same(answer) -> tuple[int, str, dict[str, str]]:
    """An answer without what differs between any two: the tokens and the address asked for."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.text)
    body = re.sub(r'name="next" value="[^"]*"', "", body)
    headers = {
        name: value
        for name, value in answer.headers.items()
        if name not in {"X-Request-ID", "Expires", "Set-Cookie"}
    }
    headers.pop("Content-Length", None)
    return answer.status_code, body, headers


def test_anybody_sees_the_state_the_programme_the_dates_and_the_issuer(client, certificate):
    page = client.get(address(certificate.code))

    assert page.status_code == 200
    assert "This certificate is valid" in page.text
    assert certificate.wording["en"]["programme"] in page.text
    assert certificate.wording["en"]["issuer"] in page.text


def test_nobody_sees_who_it_is_without_the_second_code(client, certificate):
    page = client.get(address(certificate.code))

    person = certificate.completion.enrolment.person
    for secret in (
        certificate.holder_name,
        "Amina",
        person.email,
        str(person.uuid),
        certificate.name_code,
        codes.spaced(certificate.name_code),
    ):
        assert secret not in page.text
    assert set(page.context["award"]) == {
        "code", "spaced_code", "programme", "issuer", "language", "direction", "status", "issued",
        "expires", "condition", "evidence",
    }  # fmt: skip


@pytest.mark.parametrize("write", [str, str.upper, codes.spaced, lambda code: f" {code} "])
def test_the_second_code_shows_the_name_however_it_is_typed(client, certificate, write):
    page = client.post(address(certificate.code), {"name_code": write(certificate.name_code)})

    assert page.status_code == 200
    assert "আমিনা রহমান" in page.text
    assert "Amina Rahman" in page.text


@pytest.mark.parametrize("typed", ["", "z" * 12, "a" * 5_000, "é"])
def test_a_wrong_second_code_shows_no_name(client, certificate, typed):
    page = client.post(address(certificate.code), {"name_code": typed})

    assert page.status_code == 422
    assert "আমিনা" not in page.text


def test_the_second_code_of_another_certificate_is_wrong(client, certificate):
    other = CertificateFactory()

    page = client.post(address(certificate.code), {"name_code": other.name_code})

    assert page.status_code == 422


def test_the_second_code_in_the_address_shows_no_name(client, certificate):
    page = client.get(address(certificate.code), {"name_code": certificate.name_code})

    assert "আমিনা" not in page.text


def test_a_second_code_is_not_taken_from_another_site(certificate):
    strict = Client(enforce_csrf_checks=True)

    page = strict.post(address(certificate.code), {"name_code": certificate.name_code})

    assert page.status_code == 403


@pytest.mark.parametrize("write", [str, str.upper, codes.spaced, lambda code: f" {code}\t"])
def test_the_code_may_be_typed_with_spaces_dashes_and_capitals(client, certificate, write):
    page = client.get(reverse("verify"), {"code": write(certificate.code)})

    assert page.context["award"]["code"] == certificate.code


def test_without_a_code_the_page_asks_for_one(client):
    page = client.get(reverse("verify"))

    assert page.status_code == 200
    assert 'name="code"' in page.text


@pytest.mark.parametrize(
    "malformed",
    [
        "0",
        "abc",
        "a" * 27,
        "i0l1o" * 5,
        "z" * 300,
        "%F0%9F%98%80",
        "..%2F..%2Fetc",
        "a/b/c",
        "%27 OR 1=1",
    ],
)
def test_unknown_and_malformed_codes_get_one_answer(client, certificate, malformed):
    unknown = client.get(address(new_code()))

    answer = client.get(f"/verify/{malformed}/")

    assert unknown.status_code == 404
    assert same(answer) == same(unknown)


def test_a_code_that_is_not_known_stays_in_its_field(client):
    page = client.get(reverse("verify"), {"code": 'bz93 5545 "x'})

    assert page.status_code == 404
    assert 'value="bz93 5545 &quot;x"' in page.text


def test_a_thousand_random_codes_get_one_answer(client, certificate):
    answers = {
        repr(same(client.get(address("".join(secrets.choice(codes.ALPHABET) for _ in range(27))))))
        for _ in range(1_000)
    }

    assert len(answers) == 1


def test_an_impossible_code_takes_the_same_way_through_the_database(client, certificate):
    def queries(code: str) -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(f"/verify/{code}/")
        return [re.sub(r"'[^']*'", "?", query["sql"]) for query in captured]

    assert queries("!!!") == queries(new_code())
    assert len(queries("!!!")) == 1


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_verbs_are_refused(client, certificate, method):
    assert getattr(client, method)(address(certificate.code)).status_code == 405


def test_no_answer_is_kept_or_listed(client, certificate):
    for answer in (
        client.get(reverse("verify")),
        client.get(address(certificate.code)),
        client.get(address(new_code())),
    ):
        assert "noindex" in answer["X-Robots-Tag"]
        assert "no-store" in answer["Cache-Control"]


def test_checking_changes_nothing(client, certificate):
    before = Certificate.objects.values().get()

    with CaptureQueriesContext(connection) as captured:
        client.get(address(certificate.code))
        client.post(address(certificate.code), {"name_code": certificate.name_code})

    assert Certificate.objects.values().get() == before
    assert {query["sql"].split()[0] for query in captured} == {"SELECT"}


def test_a_withdrawn_certificate_says_so_and_never_why(client, certificate):
    by = PersonFactory(full_name="Siti Withdrawer")

    actions.withdraw(certificate, by=by)
    page = client.get(address(certificate.code))

    assert page.status_code == 200
    assert "This certificate is withdrawn" in page.text
    assert "Siti" not in page.text


def test_the_last_valid_day_is_the_last(client, certificate):
    with time_machine.travel(f"{certificate.expires_on}T23:59:59Z", tick=False):
        assert "is valid" in client.get(address(certificate.code)).text
    with time_machine.travel(f"{certificate.expires_on + timedelta(days=1)}T00:00:00Z", tick=False):
        assert "has expired" in client.get(address(certificate.code)).text


def test_a_certificate_without_end_shows_none(client):
    award = CertificateFactory(
        enrolment=EnrolmentFactory(programme__validity_months=None, completed=True)
    )

    assert "Valid until" not in client.get(address(award.code)).text


def test_what_was_waived_is_labelled_for_everybody(client):
    one, other = PersonFactory.create_batch(2)
    completion = courses.waive(
        EnrolmentFactory(), by=one, confirmed_by=other, reason="A secret reason"
    )

    page = client.get(address(completion.certificate.code))

    assert "Waived" in page.text
    assert "secret reason" not in page.text


def test_the_check_speaks_the_visitors_language(client, certificate):
    page = client.get(address(certificate.code), headers={"accept-language": "ar"})

    assert '<html lang="ar" dir="rtl">' in page.text
    assert "نوفمبر" in page.text or "٢" in page.text or certificate.code in page.text
