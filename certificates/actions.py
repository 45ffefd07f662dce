"""What may be done with certificates: the only place that writes them."""

import hashlib
from datetime import date

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from certificates.events import certificate_issued
from certificates.models import Certificate
from courses.models import Completion, Programme
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.models import Organisation, Person


@transaction.atomic
def issue(completion: Completion) -> Certificate | None:
    """Award the certificate of a completion, with everything it says copied into it.

    Issuing twice returns the certificate that stands. None if the programme has no certificate.
    """
    programme = completion.enrolment.programme
    if not programme.has_certificate:
        return None
    person = completion.enrolment.person
    wording = _wording(programme, person, completion.completed_on)
    certificate, is_new = Certificate.objects.get_or_create(
        completion=completion,
        defaults={
            "holder_name": person.full_name,
            "holder_latin_name": _latin_form(person),
            "languages": list(wording),
            "wording": wording,
            "evidence": completion.evidence,
            "issued_on": completion.completed_on,
            "expires_on": completion.expires_on,
        },
    )
    if is_new:
        certificate_issued.send(sender=Certificate, certificate=certificate)
    return certificate


def _latin_form(person: Person) -> str:
    return person.latin_name if person.latin_name != person.full_name else ""


def _wording(programme: Programme, person: Person, on: date) -> dict[str, dict[str, str]]:
    """What is said in the holder's language, where the programme speaks it, and the company's."""
    titles = dict(programme.texts.values_list("language", "title"))
    company = settings.LANGUAGE_CODE
    titles.setdefault(company, next(iter(titles.values()), programme.code))
    issuer = _issuer(person, on)
    languages = dict.fromkeys([person.language, company])
    return {
        language: {"programme": titles[language], "issuer": issuer}
        for language in languages
        if language in titles
    }


def _issuer(person: Person, on: date) -> str:
    """The company above where the person works, or last worked."""
    memberships = person.memberships.select_related("organisation").order_by("-started_on", "pk")
    membership = memberships.active(on).first() or memberships.first()
    if membership is None:
        return settings.SITE_NAME
    root = membership.organisation.path.split(".")[0]
    return Organisation.objects.get(pk=root).name


@transaction.atomic
def attach_pdf(certificate: Certificate, content: bytes) -> None:
    """Keep the drawn PDF with its digest. The first one stands, however often it is drawn.

    The name follows from the record, and the lock lets one writer in at a time: a file left by a
    worker that died before it could commit is replaced, and never joined by a second.
    """
    row = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if not row.is_drawn and not row.is_nameless:
        storage, name = row.pdf.storage, row.drawing_name
        storage.delete(name)
        row.pdf.name = storage.save(name, ContentFile(content))
        row.pdf_digest = hashlib.sha256(content).hexdigest()
        row.drawn_at = timezone.now()
        row.problem = ""
        row.save(update_fields=["pdf", "pdf_digest", "drawn_at", "problem"])
    certificate.refresh_from_db()


@transaction.atomic
def report_problem(certificate: Certificate, problem: str) -> None:
    """Write down for the operator why the PDF cannot be drawn. The certificate stands."""
    Certificate.objects.filter(pk=certificate.pk).update(problem=problem[:300])
    certificate.problem = problem[:300]


@transaction.atomic
def withdraw(certificate: Certificate, *, by: Person) -> None:
    """Take a certificate back: every check says so from now on, and never why. Twice is once."""
    standing = Certificate.objects.filter(pk=certificate.pk, withdrawn_at=None)
    is_new = standing.update(withdrawn_at=timezone.now(), withdrawn_by=by)
    certificate.refresh_from_db()
    if is_new:
        enrolment = certificate.completion.enrolment
        audit.record(
            Verb.CERTIFICATE_WITHDRAWN,
            by=by,
            about=enrolment,
            of=enrolment.person,
            person=str(enrolment.person.uuid),
            programme=enrolment.programme.code,
        )
