"""What groups are called: codes stay codes, organisations have names."""

from collections import Counter
from dataclasses import dataclass
from typing import Self

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from metrics.kpis.counted import Dimension
from people.models import Organisation


@dataclass(frozen=True)
class Labels:
    """The names of the organisations that figures are grouped by, and which are suppliers."""

    names: dict[str, str]
    suppliers: frozenset[str]
    # The country of each, where all of it lies in one.
    homes: dict[str, str]

    @classmethod
    def read(cls, company: Organisation) -> Self:
        """Read them once for a whole report: the company and what hangs directly below it."""
        within = Organisation.objects.under(company)
        rows = within.filter(Q(branch=None) | Q(branch=F("pk"))).values_list(
            "pk", "name", "kind", "uuid"
        )
        times = Counter(name for _, name, _, _ in rows)
        return cls(
            names={
                # Two of one name are told apart by the beginning of their public identifier.
                str(pk): f"{name} [{uuid.hex[:8]}]" if times[name] > 1 else name
                for pk, name, _, uuid in rows
            },
            suppliers=frozenset(
                str(pk)
                for pk, _, kind, _ in rows
                if kind in {Organisation.Kind.SUPPLIER, Organisation.Kind.SITE}
            ),
            homes=_homes(within),
        )

    def of(self, dimension: Dimension, group: str) -> str:
        return self.names.get(group, group) if dimension is Dimension.ORGANISATION else group

    def is_supplier(self, dimension: Dimension, group: str) -> bool:
        return dimension is Dimension.ORGANISATION and group in self.suppliers


def _homes(within: QuerySet[Organisation]) -> dict[str, str]:
    """The country of each unit and supplier whose places are all in one."""
    rows = within.annotate(group=Coalesce("branch", "pk")).values_list("group", "country")
    countries: dict[str, set[str]] = {}
    for group, country in rows.distinct():
        countries.setdefault(str(group), set()).add(country)
    return {group: found.pop() for group, found in countries.items() if len(found) == 1}
