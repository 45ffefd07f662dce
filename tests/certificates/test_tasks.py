"""Drawing as the worker does it: from the outbox."""

import pytest

from certificates import tasks
from certificates.models import Certificate
from lms import outbox
from lms.models import Outbox
from tests.factories import CertificateFactory, EnrolmentFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_from_the_last_lesson_to_the_pdf():
    enrolment = EnrolmentFactory(completed=True)

    outbox.work(Outbox.objects.get(task="certificates.tasks.draw").pk)

    certificate = Certificate.objects.get(completion__enrolment=enrolment)
    with certificate.pdf.open() as file:
        assert file.read(5) == b"%PDF-"
    assert Outbox.objects.get(task="certificates.tasks.draw").done_at


def test_a_task_that_runs_twice_draws_once(monkeypatch):
    certificate = CertificateFactory()

    tasks.draw(certificate.pk)
    certificate.refresh_from_db()
    drawn_at = certificate.drawn_at
    tasks.draw(certificate.pk)

    certificate.refresh_from_db()
    assert certificate.drawn_at == drawn_at


def test_a_name_that_cannot_be_printed_is_told_the_operator_and_not_tried_again():
    person = PersonFactory(full_name="ᎠᎹ")
    enrolment = EnrolmentFactory(person=person, completed=True)

    outbox.work(Outbox.objects.get(task="certificates.tasks.draw").pk)

    certificate = Certificate.objects.get(completion__enrolment=enrolment)
    assert certificate.problem == "U+13A0 CHEROKEE LETTER A"
    assert not certificate.pdf
    assert Outbox.objects.get(task="certificates.tasks.draw").done_at


def test_a_drawing_that_fails_is_tried_again_and_the_record_stands(monkeypatch):
    from certificates import pdf

    monkeypatch.setattr(pdf, "draw", lambda certificate: 1 / 0)
    EnrolmentFactory(completed=True)
    order = Outbox.objects.get(task="certificates.tasks.draw")

    outbox.work(order.pk)

    order.refresh_from_db()
    assert order.done_at is None
    assert "ZeroDivisionError" in order.problem
    assert Certificate.objects.count() == 1
