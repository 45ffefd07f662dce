"""The tasks the outbox needs (do one row, find what was lost, clear away), and sending mail."""

import smtplib
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.utils.translation import gettext as _

from lms import outbox, statistics
from lms.accounts import actions as accounts
from lms.privacy import retention_actions
from people.audit import anchors
from people.calendar import reporting_day


@shared_task
def work(outbox_id: int) -> None:
    outbox.work(outbox_id)


# A sweep may take up a row just before it stops for the time; the row has its full minute.
@shared_task(time_limit=70)
def sweep() -> None:
    outbox.sweep()


@shared_task
def clear_away() -> None:
    outbox.clear_away()


# Many sessions may have ended since yesterday.
@shared_task(time_limit=600)
def clear_sessions() -> None:
    call_command("clearsessions")
    accounts.forget_ended_sessions()


# The first night after an upgrade may have much to delete.
@shared_task(time_limit=3600)
def keep_no_longer() -> None:
    retention_actions.keep_no_longer(reporting_day())


@shared_task
def refresh_statistics(run_id: int | None = None) -> None:
    """Every hour, and as soon as a file was applied, before lists and figures are asked for."""
    statistics.refresh()


@shared_task
def anchor_audit() -> None:
    """Write down the newest end of every chain of the audit log where the database cannot reach.

    Twice is as good as once. A mail's lines can be given to `verify_audit --anchors` as they are.
    """
    ends = anchors.heads()
    if not ends:
        return
    anchors.append(Path(settings.AUDIT_ANCHOR_FILE), ends)
    words = _("Keep this mail. It proves how far the audit log went on this day.")
    for address in settings.AUDIT_ANCHOR_EMAILS:
        outbox.put(
            send_mail,
            to=address,
            subject=_("Anchor of the audit log, %(day)s") % {"day": ends[0].at[:10]},
            text=f"{words}\n\n{anchors.lines(ends)}",
        )


# Its facts hold an address, and may hold a link that opens somebody's account.
@shared_task(is_confidential=True)
def send_mail(to: str, subject: str, text: str) -> None:
    """Send a mail; to nobody, if no address is given. What a server refuses for good is final."""
    try:
        EmailMessage(subject, text, to=[to]).send()
    except smtplib.SMTPException as error:
        if _is_final(error):
            raise outbox.Hopeless from error
        raise


@shared_task
def delete_file(name: str) -> None:
    """Delete a stored file; one that is gone is gone."""
    default_storage.delete(name)


def _is_final(error: smtplib.SMTPException) -> bool:
    """Whether the server says that this mail will never go (5xx)."""
    match error:
        case smtplib.SMTPAuthenticationError() | smtplib.SMTPConnectError():
            return False  # our settings or their server: to be mended, and then the mail goes
        case smtplib.SMTPRecipientsRefused():
            return all(code >= 500 for code, _ in error.recipients.values())
        case smtplib.SMTPResponseException():
            return error.smtp_code >= 500
    return False
