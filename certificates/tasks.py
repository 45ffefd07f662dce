"""What is done when nobody is waiting. A task loads by id, calls one action, and may run twice."""

import structlog
from celery import shared_task

from certificates import actions
from certificates.glyphs import MissingGlyph
from certificates.models import Certificate

log = structlog.get_logger(__name__)


@shared_task
def draw(certificate_id: int) -> None:
    """Draw a certificate's PDF and keep it. A name that cannot be printed is told the operator."""
    # WeasyPrint weighs 40 MB. Every process knows this task by name; only one that draws loads it.
    from certificates import pdf

    certificate = Certificate.objects.get(pk=certificate_id)
    if certificate.is_drawn or certificate.is_nameless:
        return
    try:
        content = pdf.draw(certificate)
    except MissingGlyph as missing:
        log.error("certificate_not_drawn", certificate=certificate.pk, problem=str(missing))
        actions.report_problem(certificate, str(missing))
        return
    actions.attach_pdf(certificate, content)
