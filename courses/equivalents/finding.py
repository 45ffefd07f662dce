"""Whom a company's rules leave alone, as a condition for lists. The engine goes by its own facts
(courses/rules/facts.py), which say the same."""

from collections import defaultdict
from datetime import date

from django.db.models import Q

from courses.equivalents.models import Equivalent
from courses.models import Completion
from courses.validity import LEARNT


def is_met_elsewhere(on: date) -> Q:
    """A condition on grounds: their person holds on a day what the rule's company counts as the
    programme that it asks for. One query."""
    rows = Equivalent.objects.in_force(on)
    by_pair: dict[tuple[str, int], set[int]] = defaultdict(set)
    for path, programme, counted in rows.values_list("organisation__path", "programme", "counted"):
        by_pair[path, programme].add(counted)
    met = Q(pk__in=[])
    for (path, programme), others in by_pair.items():
        held = Completion.objects.valid(on).filter(LEARNT, enrolment__programme__in=others)
        met |= Q(
            rule__programme=programme,
            rule__organisation__path__startswith=path,
            enrolment__person__in=held.values("enrolment__person"),
        )
    return met
