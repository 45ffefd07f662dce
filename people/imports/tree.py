"""The organisations an import knows: those within its reach, and those its own file adds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from people import access
from people.models import Organisation, Person
from people.quiet.finding import Limits, limits

COMPANY, SUPPLIER = Organisation.Kind.COMPANY, Organisation.Kind.SUPPLIER


@dataclass(frozen=True)
class Reach:
    """Where an import may bring people in, which organisations it may change."""

    people: QuerySet[Organisation]
    organisations: QuerySet[Organisation]
    is_operator: bool

    @classmethod
    def of(cls, person: Person | None) -> "Reach":
        """A person's reach by her powers of this moment; None is the operator of the machine."""
        if person is None:
            everything = Organisation.objects.all()
            return cls(everything, everything, is_operator=True)
        return cls(access.importable(person), access.shapeable(person), is_operator=False)


@dataclass(frozen=True)
class Node:
    """An organisation as the plan sees it; `pk` is None for one that the file adds."""

    pk: int | None
    code: str
    kind: str
    name: str
    parent: str | None
    country: str
    time_zone: str
    tier: int | None
    risk_band: str
    # Restricted itself or by a place above it, and the countries that are restricted as wholes.
    is_held: bool
    restricted_countries: frozenset[str]
    started_on: date
    ended_on: date | None
    # Whose employee numbers count here: the supplier's, or the company's.
    employer: str
    is_suppliers: bool
    takes_people: bool

    @property
    def is_restricted(self) -> bool:
        return self.is_held or self.country in self.restricted_countries


FIELDS = ["pk", "code", "kind", "name", "parent_id", "country", "time_zone", "tier", "risk_band"]
FIELDS += ["started_on", "ended_on", "path", "branch_id", "branch__kind"]


class Tree:
    """The nodes by code. What is out of reach is not in it, and so does not exist."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        takes_people = set(reach.people.values_list("pk", flat=True))
        limited = limits()
        rows = list((reach.people | reach.organisations).order_by("pk").values(*FIELDS))
        codes = {row["pk"]: row["code"] for row in rows}
        self._nodes = {
            row["code"]: _node(row, codes.get(row["parent_id"]), row["pk"] in takes_people, limited)
            for row in rows
        }
        self.by_pk = {node.pk: node for node in self._nodes.values() if node.pk}
        self.shapeable = set(reach.organisations.values_list("code", flat=True))

    def __iter__(self) -> Iterator[Node]:
        return iter(self._nodes.values())

    def get(self, code: str) -> Node | None:
        return self._nodes.get(code)

    def put(self, node: Node) -> None:
        self._nodes[node.code] = node

    def company(self) -> Node | None:
        """What an organisation without a parent in the file hangs under, if there is one of it."""
        roots = [node for node in self if node.kind == COMPANY]
        return roots[0] if len(roots) == 1 else None

    def settle(self, node: Node) -> None:
        """Put a node that the file adds where its parent is: with its employer, if it has one."""
        parent = self._nodes[node.parent or ""]
        is_supplier = node.kind == SUPPLIER
        self.put(
            replace(
                node,
                employer=f"+{node.code}" if is_supplier else parent.employer,
                is_suppliers=is_supplier or parent.is_suppliers,
                is_held=parent.is_held,
                restricted_countries=parent.restricted_countries,
                takes_people=self.reach.is_operator or (parent.takes_people and not is_supplier),
            )
        )


def _node(row: dict[str, object], parent: str | None, takes_people: bool, limited: Limits) -> Node:
    root = str(row["path"]).partition(".")[0]
    facts = {name: row[name] for name in FIELDS if name in Node.__dataclass_fields__}
    is_suppliers = row["branch__kind"] == SUPPLIER
    return Node(
        **facts,  # type: ignore[arg-type]
        parent=parent,
        is_held=str(row["path"]).startswith(limited.restricted),
        restricted_countries=limited.countries_of(str(row["path"])),
        employer=str(row["branch_id"]) if is_suppliers else root,
        is_suppliers=is_suppliers,
        takes_people=takes_people,
    )
