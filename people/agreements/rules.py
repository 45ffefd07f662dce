"""In which countries what tells of one person stays off until an agreement stands.

Where employees' representatives have a say in what can record conduct or performance (S-31), a
list of people with their status is such a thing. Figures about groups are none: they are hidden
for small groups everywhere.
"""

from django.db.models import Q, QuerySet

from people.agreements.models import Agreement
from people.models import Membership, Organisation

# Where a works council or its like must agree, or be heard, before such a thing is used. A lead
# company can add to these; to take one out needs a reason, which is kept.
COUNTRIES = frozenset({"AT", "BE", "DE", "DK", "FI", "FR", "IT", "LU", "NL", "NO", "SE"})

Kind = Agreement.Kind


def is_off(company: Organisation, country: str) -> bool:
    """Whether lists of people with their status are off for those who work there."""
    found = Agreement.objects.open().filter(company=company, country=country).first()
    return found.kind == Kind.NEEDED if found else country in COUNTRIES


def with_status(memberships: QuerySet[Membership]) -> tuple[QuerySet[Membership], list[str]]:
    """Those of them whose status may be shown to who answers for them; and the countries in which
    the others work."""
    off = _off()
    countries = memberships.filter(off).values_list("organisation__country", flat=True)
    return memberships.exclude(off), sorted(countries.order_by().distinct())


def _off() -> Q:
    """A condition on memberships. The answers are few: one for a company and country."""
    opened, needed = Q(pk__in=[]), Q(pk__in=[])
    rows = Agreement.objects.open().values_list("company__path", "country", "kind")
    for path, country, kind in rows:
        here = Q(organisation__path__startswith=path, organisation__country=country)
        if kind == Kind.NEEDED:
            needed |= here
        else:
            opened |= here
    return (Q(organisation__country__in=COUNTRIES) & ~opened) | needed
