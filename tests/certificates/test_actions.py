"""Issuing, keeping the PDF, withdrawing."""

import hashlib
from datetime import date
from threading import Barrier, Thread

import pytest
from django.core.files.base import ContentFile
from django.db import connections

from certificates import actions
from certificates.models import Certificate
from courses import actions as courses
from courses.models import Completion, ProgrammeText
from lms.models import Outbox
from people import actions as people
from tests.factories import (
    CertificateFactory,
    EnrolmentFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
)

PDF = b"%PDF-1.7 a certificate"


def files(media):
    return sorted(path for path in media.rglob("*") if path.is_file())


@pytest.mark.django_db
def test_completing_a_programme_brings_its_certificate_and_the_order_to_draw_it():
    enrolment = EnrolmentFactory(completed=True)

    certificate = Certificate.objects.get(completion__enrolment=enrolment)
    assert certificate.holder_name == enrolment.person.full_name
    assert certificate.issued_on == enrolment.completion.completed_on
    assert certificate.expires_on == enrolment.completion.expires_on
    assert certificate.evidence == Completion.Evidence.ONLINE
    order = Outbox.objects.get(task="certificates.tasks.draw")
    assert order.facts == {"certificate_id": certificate.pk}


@pytest.mark.django_db
def test_without_completion_there_is_no_certificate():
    EnrolmentFactory()

    assert not Certificate.objects.exists()


@pytest.mark.django_db
def test_a_programme_without_certificate_gives_none():
    enrolment = EnrolmentFactory(programme__has_certificate=False, completed=True)

    assert actions.issue(enrolment.completion) is None
    assert not Certificate.objects.exists()


@pytest.mark.django_db
def test_issuing_twice_is_issuing_once():
    completion = EnrolmentFactory(completed=True).completion

    assert actions.issue(completion) == actions.issue(completion)
    assert Certificate.objects.count() == 1
    assert Outbox.objects.filter(task="certificates.tasks.draw").count() == 1


@pytest.mark.django_db
def test_nothing_is_issued_when_the_completion_is_rolled_back(monkeypatch):
    def fail(**facts):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("certificates.actions.certificate_issued.send", fail)

    with pytest.raises(RuntimeError):
        EnrolmentFactory(completed=True)

    assert not Completion.objects.exists()
    assert not Certificate.objects.exists()


@pytest.mark.django_db
def test_the_words_are_the_holders_and_the_companys():
    company = OrganisationFactory(name="Northwind Trading")
    site = OrganisationFactory(site=True, parent=OrganisationFactory(supplier=True, parent=company))
    person = PersonFactory(full_name="আমিনা রহমান", latin_name="Amina Rahman", language="bn")
    MembershipFactory(person=person, organisation=site)
    programme = ProgrammeFactory()
    ProgrammeText.objects.create(programme=programme, language="bn", title="দায়িত্বশীল ক্রয়")

    certificate = CertificateFactory(
        enrolment=EnrolmentFactory(person=person, programme=programme, completed=True)
    )

    assert certificate.languages == ["bn", "en"]
    assert certificate.wording["bn"] == {"programme": "দায়িত্বশীল ক্রয়", "issuer": "Northwind Trading"}
    assert certificate.wording["en"]["programme"] == programme.texts.get(language="en").title
    assert certificate.holder_latin_name == "Amina Rahman"


@pytest.mark.django_db
def test_a_language_the_programme_does_not_speak_is_left_out():
    person = PersonFactory(language="km")

    certificate = CertificateFactory(enrolment=EnrolmentFactory(person=person, completed=True))

    assert certificate.languages == ["en"]


@pytest.mark.django_db
def test_what_a_certificate_says_is_not_touched_by_later_changes():
    company = OrganisationFactory(name="Northwind Trading")
    person = PersonFactory(full_name="Amina Rahman")
    MembershipFactory(person=person, organisation=company)
    certificate = CertificateFactory(enrolment=EnrolmentFactory(person=person, completed=True))
    before = Certificate.objects.filter(pk=certificate.pk).values().get()

    company.name = "Southwind"
    company.save()
    ProgrammeText.objects.update(title="Another title")
    person.full_name = "Amina Khatun"
    person.save()

    assert Certificate.objects.filter(pk=certificate.pk).values().get() == before
    assert before["wording"]["en"]["issuer"] == "Northwind Trading"


@pytest.mark.django_db
def test_without_a_company_the_site_is_the_issuer(settings):
    settings.SITE_NAME = "Daylight for all"

    certificate = CertificateFactory()

    assert certificate.wording["en"]["issuer"] == "Daylight for all"


@pytest.mark.django_db
def test_a_person_who_left_has_the_last_company_as_issuer():
    company = OrganisationFactory(name="Northwind Trading")
    person = PersonFactory()
    people.join(
        person,
        company,
        workforce_type="employee",
        started_on=date(2020, 1, 1),
        roles=[],
        last_day=date(2021, 1, 1),
    )

    certificate = CertificateFactory(enrolment=EnrolmentFactory(person=person, completed=True))

    assert certificate.wording["en"]["issuer"] == "Northwind Trading"


@pytest.mark.django_db
def test_a_waived_programme_is_labelled():
    enrolment = EnrolmentFactory()
    one, other = PersonFactory.create_batch(2)

    completion = courses.waive(
        enrolment, by=one, confirmed_by=other, reason="A recent course elsewhere"
    )

    assert completion.certificate.evidence == Completion.Evidence.WAIVED


@pytest.mark.django_db
def test_the_pdf_is_kept_once_with_its_digest(media):
    certificate = CertificateFactory()

    actions.attach_pdf(certificate, PDF)
    actions.attach_pdf(certificate, b"another drawing")

    (file,) = files(media)
    assert file.read_bytes() == PDF
    assert certificate.pdf_digest == hashlib.sha256(PDF).hexdigest()
    assert certificate.drawn_at


@pytest.mark.django_db
def test_a_file_left_by_a_killed_worker_is_replaced_not_joined(media):
    certificate = CertificateFactory()
    certificate.pdf.storage.save(certificate.drawing_name, ContentFile(b"half a file"))

    actions.attach_pdf(certificate, PDF)

    (file,) = files(media)
    assert file.read_bytes() == PDF


@pytest.mark.django_db
def test_a_lost_file_is_put_back_by_drawing_again(media):
    certificate = CertificateFactory()
    actions.attach_pdf(certificate, PDF)
    files(media)[0].unlink()

    actions.attach_pdf(certificate, PDF)

    assert [file.read_bytes() for file in files(media)] == [PDF]


@pytest.mark.django_db
def test_whoever_knows_the_public_code_cannot_name_the_file():
    certificate = CertificateFactory()

    actions.attach_pdf(certificate, PDF)

    assert certificate.code not in certificate.pdf.name
    assert certificate.name_code not in certificate.pdf.name


@pytest.mark.django_db
def test_withdrawing_keeps_the_first_moment_and_person():
    certificate = CertificateFactory()
    first, second = PersonFactory.create_batch(2)

    actions.withdraw(certificate, by=first)
    moment = certificate.withdrawn_at
    actions.withdraw(certificate, by=second)

    assert (certificate.withdrawn_at, certificate.withdrawn_by) == (moment, first)


@pytest.mark.django_db
def test_a_problem_is_kept_for_the_operator_until_the_pdf_is_drawn():
    certificate = CertificateFactory()

    actions.report_problem(certificate, "U+13A0 " + "x" * 400)
    assert len(certificate.problem) == 300
    actions.attach_pdf(certificate, PDF)

    assert certificate.problem == ""


def in_parallel(times, work):
    """Run the same work in threads that begin at the same moment; give what it raised."""
    barrier, raised = Barrier(times), []

    def run():
        try:
            barrier.wait()
            work()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            raised.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
def test_issuing_in_parallel_gives_one_certificate_and_one_order():
    completion = EnrolmentFactory(completed=True).completion
    Outbox.objects.all().delete()
    Certificate.objects.all().delete()

    raised = in_parallel(6, lambda: actions.issue(Completion.objects.get(pk=completion.pk)))

    assert raised == []
    assert Certificate.objects.count() == 1
    assert Outbox.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_drawing_in_parallel_keeps_one_file(media):
    certificate = CertificateFactory()

    raised = in_parallel(
        6, lambda: actions.attach_pdf(Certificate.objects.get(pk=certificate.pk), PDF)
    )

    assert raised == []
    assert len(files(media)) == 1
    certificate.refresh_from_db()
    assert certificate.pdf_digest == hashlib.sha256(PDF).hexdigest()
