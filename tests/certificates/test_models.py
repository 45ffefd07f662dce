"""What the database refuses, and what a certificate says of itself."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates import actions
from certificates.models import Certificate
from people.calendar import reporting_day
from tests.factories import CertificateFactory, PersonFactory

pytestmark = pytest.mark.django_db


def refused(certificate, **fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**fields)
    return True


def test_a_completion_has_one_certificate():
    certificate = CertificateFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(
            completion=certificate.completion,
            languages=["en"],
            wording={},
            issued_on=date(2026, 1, 1),
        )


def test_a_code_is_given_once():
    first, second = CertificateFactory.create_batch(2)

    assert refused(second, code=first.code)


def test_a_certificate_does_not_expire_before_it_is_issued():
    certificate = CertificateFactory()

    assert refused(certificate, expires_on=certificate.issued_on - timedelta(days=1))


def test_a_file_comes_with_its_digest_and_moment():
    certificate = CertificateFactory()

    assert refused(certificate, pdf="certificates/x.pdf")
    assert refused(certificate, pdf_digest="0" * 64)
    assert refused(certificate, drawn_at=timezone.now())


def test_a_withdrawal_says_who():
    certificate = CertificateFactory()

    assert refused(certificate, withdrawn_at=timezone.now())
    assert refused(certificate, withdrawn_by=PersonFactory())


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "UTC", "Asia/Dhaka", "Pacific/Kiritimati"])
def test_the_last_day_counts_to_its_end_in_the_reporting_time_zone(settings, zone):
    settings.REPORTING_TIME_ZONE = zone
    certificate = CertificateFactory()
    hours = {"Etc/GMT+12": 12, "UTC": 0, "Asia/Dhaka": -6, "Pacific/Kiritimati": -14}[zone]
    day = certificate.expires_on
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1, hours=hours)

    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        assert certificate.status(reporting_day()) == "valid"
    with time_machine.travel(midnight, tick=False):
        assert certificate.status(reporting_day()) == "expired"


def test_a_withdrawn_certificate_is_withdrawn_even_when_expired():
    certificate = CertificateFactory()

    actions.withdraw(certificate, by=PersonFactory())

    assert certificate.status(date(2099, 1, 1)) == "withdrawn"


def test_a_revoked_completion_takes_its_certificate_with_it():
    certificate = CertificateFactory()
    certificate.completion.revoked_on = certificate.issued_on + timedelta(days=10)

    assert certificate.status(certificate.issued_on + timedelta(days=9)) == "valid"
    assert certificate.status(certificate.issued_on + timedelta(days=10)) == "withdrawn"


def test_words_come_in_the_language_asked_for_or_the_first():
    certificate = Certificate(
        languages=["bn", "en"], wording={"bn": {"programme": "ক"}, "en": {"programme": "A"}}
    )

    assert certificate.words("en")["programme"] == "A"
    assert certificate.words("es")["programme"] == "ক"
