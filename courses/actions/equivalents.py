"""What a company counts as a programme of its own, and that it does so no longer."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from courses.equivalents.models import Equivalent, EquivalentQuerySet
from courses.events import counted_elsewhere, equivalent_made
from courses.models import Completion, Programme
from people import access
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.models import Organisation, Person, Power


class NotYoursToCount(Exception):
    """Somebody would speak for a company that she does not lead."""


class CountsAlready(Exception):
    """The company counts the one as the other already, for as long."""


class SentBefore(Exception):
    """The same form was sent before, for another programme."""


@transaction.atomic
def make_equivalent(
    uuid: UUID,
    *,
    by: Person,
    organisation: Organisation,
    programme: Programme,
    counted: Programme,
    reason: str,
    ends_on: date | None = None,
) -> Equivalent:
    """Count one programme as another from today on, up to a last day if one is given.

    `uuid` is the form's own: sent twice, it is one. Raises NotYoursToCount, CountsAlready and
    SentBefore.
    """
    _refuse_strangers(by, organisation)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    pair = {"organisation": organisation, "programme": programme, "counted": counted}
    made = Equivalent.objects.filter(uuid=uuid).first()
    if made and all(getattr(made, name) == value for name, value in pair.items()):
        return made
    if made:
        raise SentBefore(str(uuid))
    if _as_long(Equivalent.objects.in_force(reporting_day()).filter(**pair), ends_on).exists():
        raise CountsAlready(str(uuid))
    equivalent = Equivalent.objects.create(
        uuid=uuid, **pair, reason=reason, begins_on=reporting_day(), ends_on=ends_on, made_by=by
    )
    equivalent_made.send(sender=Equivalent, place=organisation)
    _tell(Verb.EQUIVALENT_MADE, equivalent, by)
    return equivalent


@transaction.atomic
def end_equivalent(equivalent: Equivalent, *, by: Person) -> None:
    """Let it count through today and no longer. Twice is once.

    Raises NotYoursToCount.
    """
    _refuse_strangers(by, equivalent.organisation)
    today = reporting_day()
    standing = Equivalent.objects.in_force(today).filter(pk=equivalent.pk)
    if standing.exclude(ends_on=today).update(ends_on=today, ended_by=by):
        equivalent.refresh_from_db()
        _tell(Verb.EQUIVALENT_ENDED, equivalent, by)


def count_elsewhere(completion: Completion) -> None:
    """Announce a completion that a company counts as another programme today."""
    counting = Equivalent.objects.in_force(reporting_day())
    if counting.filter(counted__enrolments__completion=completion).exists():
        counted_elsewhere.send(sender=Completion, completion=completion)


def _as_long(rows: EquivalentQuerySet, ends_on: date | None) -> EquivalentQuerySet:
    """Those that count up to a day, or without end."""
    endless = Q(ends_on=None)
    return rows.filter(endless | Q(ends_on__gte=ends_on) if ends_on else endless)


def _refuse_strangers(by: Person, organisation: Organisation) -> None:
    if organisation not in access.companies_of(by, Power.CSO):
        raise NotYoursToCount(str(organisation.uuid))


def _tell(verb: Verb, equivalent: Equivalent, by: Person) -> None:
    audit.record(
        verb,
        by=by,
        about=equivalent,
        of=equivalent.organisation,
        programme=equivalent.programme.code,
        counted=equivalent.counted.code,
        ends_on=equivalent.ends_on.isoformat() if equivalent.ends_on else None,
    )
