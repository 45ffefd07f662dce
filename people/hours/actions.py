"""Saying when an organisation may be written to: the only place that writes it."""

from django.db import transaction

from people import access
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.hours.clock import Hours
from people.hours.finding import said_hours
from people.hours.models import SendingHours
from people.models import Organisation, Person


class NotYoursToSay(Exception):
    """Somebody would say it for an organisation whose people are not hers."""


@transaction.atomic
def set_hours(organisation: Organisation, hours: Hours | None, *, by: Person) -> None:
    """Say the hours of an organisation; none: those above it count again. Twice is once.

    Raises NotYoursToSay.
    """
    if not access.importable(by).filter(pk=organisation.pk).exists():
        raise NotYoursToSay(str(organisation.uuid))
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    row = SendingHours.objects.filter(organisation=organisation).first()
    if (said_hours(row) if row else None) == hours:
        return
    if hours is None:
        SendingHours.objects.filter(organisation=organisation).delete()
    else:
        facts = {
            "days": "".join(map(str, sorted(hours.days))),
            "begins_at": hours.begins,
            "ends_at": hours.ends,
        }
        SendingHours.objects.update_or_create(organisation=organisation, defaults=facts)
    audit.record(
        Verb.HOURS_CHANGED,
        by=by,
        about=organisation,
        of=organisation,
        days="".join(map(str, sorted(hours.days))) if hours else None,
    )
