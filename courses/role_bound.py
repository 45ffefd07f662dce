"""Validity that ends with the role: asked of the rows of who did what when, and written nowhere.

A completion may say that it counts while its holder does the work (`Completion.handover_days`).
Then it ends so many days after she did the last of the programme's audience roles, wherever that
was; who has one again before those days are over keeps it. Who left none does not lose it: what
was learnt before somebody came ends with no role that she had elsewhere.
"""

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    Func,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Least, StrIndex

from people.models import RoleHeld

# Later than any day on which a role ends.
FOR_EVER = Cast(Value("9000-01-01"), DateField())


class PlusDays(Func):
    """A day some days later, where their number is a column."""

    output_field = DateField()
    template = "(%(expressions)s)"
    arg_joiner = " + "

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "date(%(expressions)s || ' days')"
        return self.as_sql(compiler, connection, template=template, arg_joiner=", '+' || ")


def endings(to_completion: str = "", *, before: date | None = None) -> QuerySet[Any]:
    """The holdings after which a completion counts no more, for a subquery of completions.

    `to_completion` leads from the outer rows to theirs. Adds `last`, the last day it counts; with
    `before`, only those where that is before a day.
    """
    left = (
        _held(to_completion, OuterRef)
        .annotate(ends=_end())
        .filter(ends__lt=FOR_EVER)
        .annotate(last=PlusDays("ends", OuterRef(f"{to_completion}handover_days")))
        .filter(last__gte=OuterRef(f"{to_completion}completed_on"))
    )
    taken_up = (
        _held(to_completion, lambda name: OuterRef(OuterRef(name)))
        .annotate(ends=_end())
        .filter(ends__gt=OuterRef("ends"), started_on__lte=PlusDays(OuterRef("last"), Value(1)))
    )
    if before is not None:
        left = left.filter(last__lt=before)
    return left.filter(~Exists(taken_up)).order_by()


def last_day_in_role(to_completion: str = "") -> Case:
    """The last day that its holder's role lets a completion count; null where none ends it."""
    rows = endings(to_completion).annotate(all=Value(1)).values("all")
    day = Subquery(rows.annotate(day=Min("last")).values("day"))
    return Case(When(**{f"{to_completion}handover_days__isnull": False}, then=day))


def _held(to_completion: str, outer: Any) -> QuerySet[RoleHeld]:
    """What a completion's holder ever did of its programme's audience roles."""
    enrolment = f"{to_completion}enrolment"
    roles = Cast(outer(f"{enrolment}__programme__audience_roles"), TextField())
    rows = RoleHeld.objects.filter(membership__person=outer(f"{enrolment}__person"))
    quoted = Concat(Value('"'), F("role"), Value('"'))
    return rows.annotate(named=StrIndex(roles, quoted)).filter(named__gt=0)


def _end() -> Least:
    """The last day on which somebody did a role at a place."""
    return Least(Coalesce("ended_on", FOR_EVER), Coalesce("membership__last_day", FOR_EVER))
