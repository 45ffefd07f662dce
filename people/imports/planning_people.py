"""Compares a file's people with the database, some rows at a time. Reads only.

What one row means for one person is in people/imports/person_plan.py; here is what rows mean to
each other: numbers and addresses that stand twice, managers further down, circles of managers.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from people.imports.changes import Finding
from people.imports.columns import PEOPLE
from people.imports.faults import Fault, shown
from people.imports.person_plan import PersonPlan
from people.imports.reading import Row
from people.imports.standing import Post, Standing, standing
from people.imports.tree import Node, Tree
from people.models import Membership

ROWS_AT_ONCE = 1_000

# A person as the chain of managers knows them: the id, or employer and number of somebody new.
Key = int | tuple[str, str]


class PeoplePlanner:
    def __init__(self, tree: Tree, today: date) -> None:
        self._tree = tree
        self._today = today
        # What was seen, and in which row. Numbers by employer.
        self._numbers: dict[str, dict[str, int]] = {}
        self._addresses: dict[int, int] = {}
        # Who is in the file but left already, so that they are not added.
        self._absent: set[tuple[str, str]] = set()
        # Managers whom only the file can bring, and in which rows they are named.
        self._awaited: dict[tuple[str, str], list[int]] = {}
        self._managers: dict[Key, tuple[Key | None, int]] = {}

    def plan(self, rows: Iterator[Row]) -> Iterator[Finding]:
        while chunk := list(islice(rows, ROWS_AT_ONCE)):
            numbers = {row["employee_number"] for row in chunk if row["employee_number"]}
            numbers |= {row["manager"] for row in chunk if row["manager"]}
            known = standing(self._tree, numbers)
            for row in chunk:
                yield from row.notes
                yield from self._row(row, known)
        for (employer, number), named_in in self._awaited.items():
            if not self._is_here(employer, number):
                for place in named_in:
                    yield Fault("no_such_manager", PEOPLE, place, "manager", shown(number))
        yield from self._circles()

    def _row(self, row: Row, known: Standing) -> Iterator[Finding]:
        faults = [*row.faults, *self._together(row)]
        node = self._tree.get(row["organisation"] or "")
        if node is None or not node.takes_people:
            if row["organisation"]:
                faults.append(_fault(row, _why_not(node), "organisation"))
            yield from faults
            return
        number = row["employee_number"]
        if number is None:
            yield from faults
            return
        faults += self._is_second(row, node.employer, number)
        posts = known.posts.get((node.employer, number), [])
        if len({post.person_id for post in posts}) > 1:
            faults.append(_fault(row, "number_of_two", "employee_number"))
        if faults:
            yield from faults
            return
        manager = self._manager(row, node, posts, known)
        if isinstance(manager, Fault):
            yield manager
            return
        plan = PersonPlan(row, node, posts, known, self._tree, self._today, manager)
        if not posts and plan.is_gone:
            self._absent.add((node.employer, number))
        yield from plan.findings()

    # --- rows beside each other ------------------------------------------------------------

    def _is_second(self, row: Row, employer: str, number: str) -> Iterator[Fault]:
        seen = self._numbers.setdefault(employer, {})
        first = seen.setdefault(number, row.number)
        if first != row.number:
            yield _fault(row, "row_twice", "employee_number", other=first)

    def _together(self, row: Row) -> Iterator[Fault]:
        if row["email"]:
            first = self._addresses.setdefault(hash(row["email"].casefold()), row.number)
            if first != row.number:
                yield _fault(row, "address_twice", "email", other=first)
        if (row["leave_from"] is None) != (row["leave_until"] is None):
            column = "leave_from" if row["leave_from"] is None else "leave_until"
            yield _fault(row, "leave_half", column)

    # --- managers --------------------------------------------------------------------------

    def _manager(
        self, row: Row, node: Node, posts: list[Post], known: Standing
    ) -> int | str | Fault | None:
        """Whom a row names: an id, the number of somebody new, None; or what is wrong with it."""
        number = row["manager"]
        if number is not None and number == row["employee_number"]:
            return _fault(row, "own_manager", "manager")
        manager: int | str | None = None
        key: Key | None = None
        if number is not None:
            bosses = {post.person_id for post in known.posts.get((node.employer, number), [])}
            if len(bosses) > 1:
                return _fault(row, "number_of_two", "manager")
            if bosses:
                manager = key = bosses.pop()
            else:
                manager, key = number, (node.employer, number)
                self._await(row, node.employer, number)
        if row.has("manager"):
            person: Key = posts[-1].person_id if posts else (node.employer, row["employee_number"])
            self._managers[person] = (key, row.number)
        return manager

    def _await(self, row: Row, employer: str, number: str) -> None:
        if not self._is_here(employer, number):
            self._awaited.setdefault((employer, number), []).append(row.number)

    def _is_here(self, employer: str, number: str) -> bool:
        """Whether the rows so far bring somebody with this number."""
        seen = number in self._numbers.get(employer, {})
        return seen and (employer, number) not in self._absent

    def _circles(self) -> Iterator[Fault]:
        """Rows whose chain of managers comes back to themselves."""
        if not any(key for key, _ in self._managers.values()):
            return
        above: dict[Key, Key | None] = {key: boss for key, (boss, _) in self._managers.items()}
        others = Membership.objects.active(self._today).filter(
            organisation__in=self._tree.reach.people, reports_to__isnull=False
        )
        for person, boss in others.values_list("person_id", "reports_to_id").iterator():
            above.setdefault(person, boss)
        for key in _in_circles(above):
            if key in self._managers:
                row = self._managers[key][1]
                yield Fault("manager_circle", PEOPLE, row, "manager")


def _in_circles(above: dict[Key, Key | None]) -> Iterable[Key]:
    """Everybody who is above themselves; each chain is gone up once."""
    done: set[Key] = set()
    for start in above:
        chain: dict[Key, int] = {}
        key: Key | None = start
        while key is not None and key not in done and key not in chain:
            chain[key] = len(chain)
            key = above.get(key)
        if key in chain:
            yield from list(chain)[chain[key] :]
        done.update(chain)


def _why_not(node: Node | None) -> str:
    """What is out of reach does not exist; what one may see but not fill is told."""
    return "no_such_organisation" if node is None else "not_yours_to_fill"


def _fault(row: Row, code: str, column: str, **facts: str | int) -> Fault:
    value = row[column]
    said = "" if value is None else shown(str(value))
    return Fault(code, PEOPLE, row.number, column, said, facts)
