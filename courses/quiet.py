"""By which day people are asked, and where by none: the one place that knows of it.

Where quiet is kept (rule S-09) no day counts; at a restricted place (S-50) it does for leaders'
programmes only; of a withdrawn programme none does. Lists, reminders, calendars and one's own
pages go by this, so that a paused place looks as if nothing were due. Key figures do not: they
keep to the due day (rule R9).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, TextField

from courses.models import Enrolment, EnrolmentQuerySet, Programme, Requirement
from courses.rules.matching import is_for_leaders
from people.calendar import reporting_day
from people.models import Membership, Organisation, Person
from people.quiet.finding import limits, works_at
from people.quiet.models import PlaceDecision


def not_due() -> Q:
    """A condition on enrolments: no day counts for them now. One query, two if any place is
    restricted.

    None does of a programme that is not taught any more. Who works at one paused place is left in
    quiet for all she has to do.
    """
    found, today = limits(), reporting_day()
    silent = Q(programme__withdrawn_at__isnull=False)
    if found.paused:
        silent |= Q(person__in=works_at(found.paused, today).values("person"))
    if found.restricts():
        roles = Programme.objects.values_list("pk", "audience_roles")
        leaders = [pk for pk, audience_roles in roles if is_for_leaders(audience_roles)]
        works, is_restricted = (
            Membership.objects.active(today),
            found.where_restricted("organisation__"),
        )
        there = works.filter(is_restricted).values("person")
        free = works.exclude(is_restricted)
        # Of the few there, asked for each: all who work elsewhere are nearly everybody.
        elsewhere = Exists(free.filter(person=OuterRef("person")))
        silent |= Q(person__in=there) & ~Q(elsewhere) & ~Q(programme__in=leaders)
    return silent


def with_asked_by(rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Add `asks_by` to enrolments: the day that the person and those who answer for her go by."""
    return rows.with_asked_by(not_due())


def asked_by(enrolment: Enrolment) -> date | None:
    """The same of one that is read already."""
    row: Any = with_asked_by(Enrolment.objects.filter(pk=enrolment.pk)).get()
    day: date | None = row.asks_by
    return day


def not_due_among(enrolments: Iterable[Enrolment] | QuerySet[Enrolment]) -> set[int]:
    """The ids of those for which no day counts."""
    ids = [row.pk for row in enrolments]
    return set(Enrolment.objects.filter(not_due(), pk__in=ids).values_list("pk", flat=True))


def is_kept_for(person: Person) -> bool:
    """Whether a person works where quiet is kept."""
    return works_at(limits().paused, reporting_day()).filter(person=person).exists()


def may_begin(person: Person, programme: Programme) -> bool:
    """Whether something new may be asked of a person by hand, as far as places go (S-09, S-50)."""
    found, today = limits(), reporting_day()
    works = Membership.objects.active(today).filter(person=person)
    places = list(works.values_list("organisation__path", "organisation__country"))
    is_safe = not places or not all(found.is_restricted(*place) for place in places)
    is_quiet = any(found.is_paused(path) for path, _ in places)
    return not is_quiet and (is_safe or is_for_leaders(programme.audience_roles))


def works_only_where_restricted(person: str = "person") -> Any:
    """A condition on rows: their person works, and only at restricted places (S-50).

    `person` leads from the row to her. It asks nothing by itself: a page that locks a row pays no
    more for it.
    """
    works = Membership.objects.active(reporting_day()).filter(person=OuterRef(person))
    place = ExpressionWrapper(OuterRef("organisation__path"), output_field=TextField())
    restricted = Organisation.objects.filter(state=Organisation.State.RESTRICTED)
    above = restricted.alias(place=place).filter(place__startswith=F("path"))
    countries = PlaceDecision.objects.restricted_countries().filter(
        country=OuterRef("organisation__country")
    )
    of_company = countries.alias(place=place).filter(place__startswith=F("organisation__path"))
    is_restricted = Q(Exists(above)) | Q(Exists(of_company))
    return Exists(works.filter(is_restricted)) & ~Exists(works.exclude(is_restricted))


def may_record(person: Person, programme: Programme) -> bool:
    """Whether a completion of a programme that others vouch for may be recorded (S-50)."""
    if is_for_leaders(programme.audience_roles):
        return True
    there = Person.objects.filter(works_only_where_restricted("pk"), pk=person.pk)
    return not there.exists()


def may_learn(person: int, module: int, *, is_restricted: bool | None = None) -> bool:
    """Whether what a person does of a module may be recorded (S-50); both by id.

    Nothing is where she works only at restricted places, unless a leaders' programme asks for it.
    `is_restricted` is what `works_only_where_restricted` said, where that is known.
    """
    if is_restricted is None:
        found = Person.objects.filter(works_only_where_restricted("pk"), pk=person)
        is_restricted = found.exists()
    if not is_restricted:
        return True
    asked = Requirement.objects.open().filter(enrolment__person=person, module=module)
    roles = asked.values_list("enrolment__programme__audience_roles", flat=True)
    return any(map(is_for_leaders, roles))
