"""Compares a file's organisations with the database. Reads only."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from people.imports.changes import Change, Facts, Finding, Kind, iso
from people.imports.columns import ORGANISATIONS
from people.imports.faults import Fault
from people.imports.reading import Row
from people.imports.tree import COMPANY, Node, Tree
from people.models import Organisation

# What may hang under what.
PARENTS = {
    "unit": {"company", "unit"},
    "supplier": {"company"},
    "site": {"company", "unit", "supplier", "site"},
}
NEEDED = ("name", "kind", "country", "started_on")
# A field that an empty cell empties; the others stay as they are.
MAY_BE_EMPTY = {"tier", "risk_band", "ended_on"}
COLUMN_OF = {"ended_on": "last_day"}
COMPARED = ("name", "country", "time_zone", "tier", "risk_band", "ended_on")


class OrganisationPlanner:
    """Goes through all rows first, since a parent may stand below its children."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._rows: dict[str, Row] = {}
        self._before: dict[str, Node] = {}

    def plan(self, rows: Iterator[Row]) -> Iterator[Finding]:
        """Faults and changes; the changes parents first. The tree then is as the file wants it."""
        is_whole = True
        for row in rows:
            faults = row.faults or list(self._take(row))
            is_whole = is_whole and not faults
            yield from faults
            yield from row.notes
        if not is_whole:
            return
        misplaced = list(self._place())
        yield from misplaced
        if not misplaced:
            yield from self._changes()

    # --- one row by itself -----------------------------------------------------------------

    def _take(self, row: Row) -> Iterator[Fault]:
        code = row["organisation"]
        if code in self._rows:
            yield _fault(row, "row_twice", "organisation", other=self._rows[code].number)
            return
        self._rows[code] = row
        node = self._tree.get(code)
        if node and code not in self._tree.shapeable:
            yield _fault(row, "not_yours_to_change", "organisation")
        elif node:
            yield from self._check_known(row, node)
        else:
            yield from self._check_new(row)

    def _check_known(self, row: Row, node: Node) -> Iterator[Fault]:
        if row["kind"] and row["kind"] != node.kind:
            yield _fault(row, "kind_stays", "kind")
        if row["last_day"] and row["last_day"] < node.started_on:
            yield _fault(row, "ends_before_start", "last_day")

    def _check_new(self, row: Row) -> Iterator[Fault]:
        if not self._tree.shapeable:
            yield _fault(row, "not_yours_to_add", "organisation")
            return
        if Organisation.objects.filter(code=row["organisation"]).exists():
            yield _fault(row, "code_cannot_be_used", "organisation")
        for column in NEEDED:
            if row[column] is None:
                yield _fault(row, "needed_for_new", column)
        if row["started_on"] and row["last_day"] and row["last_day"] < row["started_on"]:
            yield _fault(row, "ends_before_start", "last_day")

    # --- where each hangs ------------------------------------------------------------------

    def _place(self) -> Iterator[Fault]:
        for code, row in self._rows.items():
            known = self._tree.get(code)
            if known:
                self._before[code] = known
                self._tree.put(_updated(known, row, self._parent(row, known)))
            else:
                self._tree.put(_new(row, self._parent(row, None)))
        circles = [row for row in self._rows.values() if self._is_in_circle(row["organisation"])]
        for row in circles:
            yield _fault(row, "organisation_circle", "parent")
        if circles:
            return
        for code in self._parents_first():
            yield from self._hang(code, self._rows[code])

    def _parent(self, row: Row, known: Node | None) -> str | None:
        if known and (known.kind == COMPANY or not row.has("parent")):
            return known.parent
        company = self._tree.company()
        return row["parent"] or (company.code if company else None)

    def _is_in_circle(self, code: str) -> bool:
        """Whether the way up from here comes back to here."""
        seen = {code}
        node = self._tree.get(code)
        while node and node.parent:
            if node.parent in seen:
                return node.parent == code
            seen.add(node.parent)
            node = self._tree.get(node.parent)
        return False

    def _parents_first(self) -> list[str]:
        def depth(code: str) -> int:
            node, steps = self._tree.get(code), 0
            while node and node.parent:
                node, steps = self._tree.get(node.parent), steps + 1
            return steps

        return sorted(self._rows, key=depth)

    def _hang(self, code: str, row: Row) -> Iterator[Fault]:
        node, before = self._tree.get(code), self._before.get(code)
        assert node is not None  # noqa: S101 - put there by _place
        if node.kind == COMPANY:
            return
        parent = self._tree.get(node.parent or "")
        if parent is None:
            yield _fault(row, "no_such_organisation", "parent")
        elif parent.kind not in PARENTS[node.kind]:
            yield _fault(row, "parent_of_wrong_kind", "parent")
        elif before is None:
            self._tree.settle(node)
        elif before.employer != parent.employer and node.kind != "supplier":
            yield _fault(row, "other_employer", "parent")

    # --- what changes ----------------------------------------------------------------------

    def _changes(self) -> Iterator[Change]:
        for code in self._parents_first():
            node, before, row = self._tree.get(code), self._before.get(code), self._rows[code]
            assert node is not None  # noqa: S101 - put there by _place
            facts = _facts(node, before)
            if before is None:
                yield Change(row.number, Kind.ORGANISATION_ADDED, code, node.name, facts)
            elif facts["fields"] or facts["parent"]:
                yield Change(row.number, Kind.ORGANISATION_CHANGED, code, node.name, facts)


def _facts(node: Node, before: Node | None) -> Facts:
    fields = {
        name: _plain(getattr(node, name))
        for name in COMPARED
        if before is None or getattr(before, name) != getattr(node, name)
    }
    was = {name: _plain(getattr(before, name)) for name in fields} if before else {}
    if before is None:
        fields |= {"kind": node.kind, "started_on": iso(node.started_on)}
    has_moved = before is None or before.parent != node.parent
    return {
        "organisation": node.pk,
        "parent": node.parent if has_moved else None,
        "parent_was": before.parent if before and has_moved else None,
        "fields": fields,
        "was": was,
    }


def _plain(value: Any) -> Any:
    return iso(value) if isinstance(value, date) else value


def _updated(node: Node, row: Row, parent: str | None) -> Node:
    # A restriction goes along wherever a place is said to lie.
    values: dict[str, Any] = {"parent": parent, "is_held": node.is_restricted}
    for name in COMPARED:
        column = COLUMN_OF.get(name, name)
        if row.has(column) and (row[column] is not None or name in MAY_BE_EMPTY):
            values[name] = "" if name == "risk_band" and row[column] is None else row[column]
    return replace(node, **values)


def _new(row: Row, parent: str | None) -> Node:
    return Node(
        pk=None,
        code=row["organisation"],
        kind=row["kind"],
        name=row["name"],
        parent=parent,
        country=row["country"],
        time_zone=row["time_zone"] or "UTC",
        tier=row["tier"],
        risk_band=row["risk_band"] or "",
        is_held=False,
        restricted_countries=frozenset(),
        started_on=row["started_on"],
        ended_on=row["last_day"],
        employer="",
        is_suppliers=False,
        takes_people=False,
    )


def _fault(row: Row, code: str, column: str, **facts: str | int) -> Fault:
    value = row[column]
    said = "" if value is None else str(value)[:60]
    return Fault(code, ORGANISATIONS, row.number, column, said, facts)
