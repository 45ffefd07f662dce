"""What groups are called: codes stay codes, organisations have names."""

from collections import Counter
from dataclasses import dataclass
from typing import Self

from django.db.models import F, Q

from metrics.kpis.counted import Dimension
from people.models import Organisation


@dataclass(frozen=True)
class Labels:
    """The names of the organisations that figures are grouped by, and which are suppliers."""

    names: dict[str, str]
    suppliers: frozenset[str]

    @classmethod
    def read(cls) -> Self:
        """Read them once for a whole report: the company and what hangs directly below it."""
        rows = Organisation.objects.filter(Q(branch=None) | Q(branch=F("pk"))).values_list(
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
        )

    def of(self, dimension: Dimension, group: str) -> str:
        return self.names.get(group, group) if dimension is Dimension.ORGANISATION else group

    def is_supplier(self, dimension: Dimension, group: str) -> bool:
        return dimension is Dimension.ORGANISATION and group in self.suppliers
