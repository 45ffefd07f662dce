"""What one row means for one person: joins, returns, moves, leaves, changes, or nothing.

History is never rewritten: a move closes what was the day before and opens what is; what has ended
stays as it ended. docs/guides/importing.md tells the rules.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from people.imports.changes import Change, Facts, Finding, Kind, iso
from people.imports.columns import PEOPLE
from people.imports.faults import Fault, shown
from people.imports.reading import Row
from people.imports.standing import Post, Standing
from people.imports.tree import Node, Tree
from people.models import WorkforceType

DAY = timedelta(days=1)
# Shorter absences are nobody's business here.
SHORTEST_LEAVE = timedelta(days=30)
FIELDS_OF_POST = {"is_decision_maker": "decision_maker", "work_email": "email"}


class PersonPlan:
    """The plan for one row. `posts` are what the person held under this number, oldest first."""

    def __init__(
        self,
        row: Row,
        node: Node,
        posts: list[Post],
        known: Standing,
        tree: Tree,
        today: date,
        manager: int | str | None,
    ) -> None:
        self.row = row
        self.node = node
        self.post = posts[-1] if posts else None
        self.was_elsewhere = len(posts) > 1
        self.known = known
        self.tree = tree
        self.today = today
        self.manager = manager
        self.workforce_type = row["workforce_type"] or self._usual_type()

    def findings(self) -> Iterator[Finding]:
        if self.post and self._speaks_for_another_number(self.post):
            yield self._fault("number_merged", "employee_number", is_note=True)
            return
        faults = [*self._impossible(), *self._leave_faults()]
        if not faults and self.post is None:
            faults = list(self._cannot_join())
        elif not faults and self.post is not None:
            faults = list(self._cannot_go_on(self.post))
        yield from faults
        if not faults:
            yield from self._notes()
            yield from self._change()

    def _speaks_for_another_number(self, post: Post) -> bool:
        """Whether a merge has closed this number's post, and the row does not begin a new one."""
        started = self.row["started_on"]
        is_back = started is not None and post.last_day is not None and started > post.last_day
        return post.pk in self.known.merged and not is_back

    # --- what cannot be --------------------------------------------------------------------

    def _impossible(self) -> Iterator[Fault]:
        if self.node.ended_on and self.node.ended_on < self.today and not self.is_gone:
            yield self._fault("organisation_ended", "organisation")
        is_suppliers = self.workforce_type == WorkforceType.SUPPLIER_STAFF
        if is_suppliers != (self._usual_type() == WorkforceType.SUPPLIER_STAFF):
            yield self._fault("type_does_not_fit", "workforce_type")
        if self._makes_a_worker() and self.node.is_restricted and not self.is_gone:
            yield self._fault("restricted", "roles")
        started, last = self.row["started_on"], self.row["last_day"]
        if started and last and last < started:
            yield self._fault("ends_before_start", "last_day")

    def _makes_a_worker(self) -> bool:
        """Whether the row records a worker who is not one there yet."""
        post = self.post
        held = self.known.roles.get(post.pk, set()) if post else set()
        wanted = self.row["roles"] or [] if self.row.has("roles") else held
        is_there = post and not post.has_ended(self.today) and not self._moves(post)
        return "worker" in wanted and not (is_there and "worker" in held)

    def _usual_type(self) -> str:
        """What people are where they work, unless the file says otherwise."""
        if self.node.is_suppliers:
            return WorkforceType.SUPPLIER_STAFF
        if self.post and self.post.workforce_type != WorkforceType.SUPPLIER_STAFF:
            return self.post.workforce_type
        return WorkforceType.EMPLOYEE

    def _cannot_join(self) -> Iterator[Fault]:
        if self.is_gone:
            return
        for column in ("full_name", "started_on"):
            if self.row[column] is None:
                yield self._fault("needed_to_join", column)

    def _cannot_go_on(self, post: Post) -> Iterator[Fault]:
        started, last = self.row["started_on"], self.row["last_day"]
        if post.has_ended(self.today):
            is_back = started is not None and started > post.last_day
            if is_back:
                yield from self._works_there(post)
            elif not self.row.has("last_day") or last != post.last_day:
                yield self._fault("has_left", "last_day", day=str(post.last_day))
            return
        if last and last < (self._moves_on(post) if self._moves(post) else post.started_on):
            yield self._fault("ends_before_start", "last_day")
        if self._moves(post):
            yield from self._works_there(post)

    def _works_there(self, post: Post) -> Iterator[Fault]:
        """Whether she is there under another number: nobody is at one place twice."""
        if (post.person_id, self.node.pk) in self.known.others:
            yield self._fault("works_there_already", "organisation")

    def _leave_faults(self) -> Iterator[Fault]:
        began, until = self.row["leave_from"], self.row["leave_until"]
        if not began or not until:
            return
        if until < began:
            yield self._fault("ends_before_start", "leave_until")
        elif until - began + DAY < SHORTEST_LEAVE:
            yield self._fault("leave_too_short", "leave_until", days=SHORTEST_LEAVE.days)
        elif self.post and any(
            leave.started_on <= until and leave.ended_on >= began and leave.started_on != began
            for leave in self.known.leaves.get(self.post.pk, [])
        ):
            yield self._fault("leave_overlaps", "leave_from")

    # --- what happens ----------------------------------------------------------------------

    @property
    def is_gone(self) -> bool:
        """Whether the row is about somebody whose last day is over."""
        last = self.row["last_day"]
        return last is not None and last < self.today

    def _moves(self, post: Post) -> bool:
        if self.is_gone:
            return False
        return post.organisation_id != self.node.pk or post.workforce_type != self.workforce_type

    def _moves_on(self, post: Post) -> date:
        """The first day there: as the file says if it is later than the start here, else today."""
        started = self.row["started_on"]
        wished = started if started and started > post.started_on else self.today
        return max(wished, post.started_on + DAY)

    def _change(self) -> Iterator[Change]:
        post = self.post
        if post is None:
            if not self.is_gone:
                yield self._joins()
        elif not post.has_ended(self.today):
            yield from self._goes_on(post)
        elif self.row["started_on"] and self.row["started_on"] > post.last_day:
            yield self._opens(post, Kind.RETURNED, self.row["started_on"])
        else:
            facts: Facts = {"person": post.person_id, **self._person_fields(post)}
            if facts["fields"]:
                yield self._told(Kind.CHANGED, facts)

    def _joins(self) -> Change:
        row = self.row
        fields = {"full_name": row["full_name"], "latin_name": row["latin_name"] or ""}
        facts = {
            "person": None,
            "fields": fields | {"language": row["language"] or ""},
            "was": {},
            "email": row["email"] or "",
            "open": self._opening(row["started_on"], None),
        }
        return self._told(Kind.JOINED, facts)

    def _opens(self, post: Post, kind: str, on: date) -> Change:
        """Another membership of somebody who is known, with what was there closed before it."""
        facts = {
            "person": post.person_id,
            **self._person_fields(post),
            "open": self._opening(on, post),
        }
        if kind == Kind.MOVED:
            facts |= {"from": self.tree.by_pk[post.organisation_id].code}
        if post.last_day is None or post.last_day >= on:
            facts |= {"close": post.pk, "close_on": iso(on - DAY)}
        return self._told(kind, facts)

    def _opening(self, on: date, before: Post | None) -> Facts:
        row = self.row
        roles = row["roles"] or []
        decides, address, manager = bool(row["decision_maker"]), row["email"] or "", self.manager
        if before:
            roles = roles if row.has("roles") else sorted(self.known.roles.get(before.pk, []))
            decides = decides if row["decision_maker"] is not None else before.is_decision_maker
            address = address if row.has("email") else before.work_email
            manager = manager if row.has("manager") else before.reports_to_id
        return {
            "organisation": self.node.code,
            "employer": self.node.employer,
            "workforce_type": str(self.workforce_type),
            "started_on": iso(on),
            "last_day": iso(row["last_day"]),
            "is_decision_maker": decides,
            "work_email": address,
            "manager": manager,
            "roles": roles,
            "leave": self._leave(None),
        }

    def _goes_on(self, post: Post) -> Iterator[Change]:
        if self._moves(post):
            yield self._opens(post, Kind.MOVED, self._moves_on(post))
            return
        facts = {"person": post.person_id, **self._person_fields(post)}
        sets, were = self._post_fields(post)
        roles = self._roles(post)
        leave = self._leave(post)
        if not (facts["fields"] or facts.get("email") or sets or roles or leave):
            return
        facts |= {"post": post.pk, "set": sets, "set_was": were, "employer": self.node.employer}
        facts |= {"roles": roles, "roles_on": iso(max(self.today, post.started_on)), "leave": leave}
        yield self._told(Kind.LEFT if sets.get("last_day") else Kind.CHANGED, facts)

    # --- what differs ----------------------------------------------------------------------

    def _person_fields(self, post: Post) -> Facts:
        """What belongs to the person; not ours to change if they also work out of our reach.

        The language is the person's own choice once they are here, and so is the address for
        signing in: an empty one is filled, but not for somebody with a power.
        """
        if post.person_id in self.known.shared:
            return {"fields": {}, "was": {}}
        wanted = {"full_name": self.row["full_name"], "latin_name": self.row["latin_name"]}
        fields = {
            name: value
            for name, value in wanted.items()
            if value is not None and value != getattr(post, name)
        }
        facts: Facts = {"fields": fields, "was": {name: getattr(post, name) for name in fields}}
        new = self.row["email"] and self.row["email"] != post.work_email
        if new and not post.email and post.person_id not in self.known.powerful:
            facts["email"] = self.row["email"]
        return facts

    def _post_fields(self, post: Post) -> tuple[Facts, Facts]:
        row = self.row
        wanted: dict[str, Any] = {}
        if row.has("last_day"):
            wanted["last_day"] = row["last_day"]
        if row["decision_maker"] is not None:
            wanted["is_decision_maker"] = row["decision_maker"]
        if row.has("email"):
            wanted["work_email"] = row["email"] or ""
        if row.has("manager"):
            wanted["reports_to_id"] = self.manager
        sets = {name: new for name, new in wanted.items() if new != getattr(post, name)}
        were = {name: getattr(post, name) for name in sets}
        return _plain(sets), _plain(were)

    def _roles(self, post: Post) -> Facts:
        if not self.row.has("roles"):
            return {}
        held, wanted = self.known.roles.get(post.pk, set()), set(self.row["roles"] or [])
        if held == wanted:
            return {}
        return {"add": sorted(wanted - held), "end": sorted(held - wanted)}

    def _leave(self, post: Post | None) -> list[str | None]:
        """A leave that is not on record like this; the same start is the same leave."""
        began, until = self.row["leave_from"], self.row["leave_until"]
        if not began or not until:
            return []
        known = self.known.leaves.get(post.pk, []) if post else []
        if any(leave.started_on == began and leave.ended_on == until for leave in known):
            return []
        return [iso(began), iso(until)]

    def _notes(self) -> Iterator[Fault]:
        row, post = self.row, self.post
        if post is None:
            if self.is_gone:
                yield self._fault("left_already", "last_day", is_note=True)
            return
        started = row["started_on"]
        stays = not post.has_ended(self.today) and not self._moves(post) and not self.was_elsewhere
        if stays and started and started != post.started_on:
            yield self._fault("start_stays", "started_on", is_note=True, day=str(post.started_on))
        is_new = row["email"] and row["email"] != post.work_email
        if is_new and post.email and row["email"].casefold() != post.email.casefold():
            yield self._fault("address_stays", "email", is_note=True)

    # --- how it is told --------------------------------------------------------------------

    def _told(self, kind: str, facts: Facts) -> Change:
        name = self.row["full_name"] or (self.post.full_name if self.post else "")
        return Change(self.row.number, kind, self.row["employee_number"], name, facts)

    def _fault(self, code: str, column: str, *, is_note: bool = False, **facts: str | int) -> Fault:
        value = self.row[column]
        said = "" if value is None else shown(str(value))
        return Fault(code, PEOPLE, self.row.number, column, said, facts, is_note)


def _plain(values: dict[str, Any]) -> Facts:
    return {
        name: iso(value) if isinstance(value, date) else value for name, value in values.items()
    }
