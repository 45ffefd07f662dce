"""Carries out a plan that was shown, in the caller's transaction, by the verbs of actions."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from people import actions, bulk_actions
from people.bulk_actions import Absence
from people.imports.changes import Facts, day
from people.imports.models import ImportChange, ImportRun
from people.models import Membership, Organisation, Person, RoleHeld

AT_ONCE = 1_000
DAY = timedelta(days=1)
Kind = ImportChange.Kind
OF_ORGANISATIONS = [Kind.ORGANISATION_ADDED, Kind.ORGANISATION_CHANGED]
OF_PEOPLE = [kind for kind in Kind if kind not in OF_ORGANISATIONS]
# Who is new, by employer and number.
Newcomers = dict[tuple[str, str], int]


def apply(run: ImportRun, tell: Callable[[int], None]) -> Newcomers:
    """Carry out all changes of a run, and return whom it added.

    `tell` hears how many are done: people count twice.
    """
    done = 0
    for chunk in chunks(run, OF_ORGANISATIONS):
        for change in chunk:
            _shape(change, run.by)
        done += len(chunk)
    places = _places()
    newcomers: Newcomers = {}
    for chunk in chunks(run, [Kind.JOINED]):
        newcomers |= _add(chunk, places)
        done += len(chunk)
        tell(done)
    for chunk in chunks(run, OF_PEOPLE):
        _Chunk(chunk, places, newcomers).apply()
        done += len(chunk)
        tell(done)
    return newcomers


@dataclass(frozen=True)
class Place:
    """An organisation as somebody new needs it."""

    pk: int
    time_zone: str


def _places() -> dict[str, Place]:
    rows = Organisation.objects.exclude(code="").values_list("code", "pk", "time_zone")
    return {code: Place(pk, time_zone) for code, pk, time_zone in rows}


def chunks(run: ImportRun, kinds: list[Kind]) -> Iterator[list[ImportChange]]:
    """The changes of some kinds, in the order in which they are applied, some at a time."""
    last = -1
    changes = run.changes.filter(kind__in=kinds).order_by("position")
    while chunk := list(changes.filter(position__gt=last)[:AT_ONCE]):
        yield chunk
        last = chunk[-1].position


# --- organisations -------------------------------------------------------------------------


def _shape(change: ImportChange, by: Person | None) -> None:
    facts = change.facts
    fields = {name: _value(name, value) for name, value in facts["fields"].items()}
    parent = facts["parent"] and Organisation.objects.get(code=facts["parent"])
    if change.kind == Kind.ORGANISATION_ADDED:
        actions.add_organisation(code=change.reference, parent=parent or None, by=by, **fields)
        return
    organisation = Organisation.objects.get(pk=facts["organisation"])
    if fields:
        actions.change_organisation(organisation, by=by, **fields)
    if parent:
        actions.move_organisation(organisation, parent, by=by)


def _value(name: str, value: Any) -> Any:
    return day(value) if name.endswith("_on") or name == "last_day" else value


# --- people --------------------------------------------------------------------------------


def _add(chunk: list[ImportChange], places: dict[str, Place]) -> Newcomers:
    people = bulk_actions.add_people(
        [
            {
                **change.facts["fields"],
                "email": change.facts["email"],
                "language": change.facts["fields"]["language"] or settings.LANGUAGE_CODE,
                "time_zone": places[change.facts["open"]["organisation"]].time_zone,
            }
            for change in chunk
        ]
    )
    return {
        (change.facts["open"]["employer"], change.reference): person.pk
        for change, person in zip(chunk, people, strict=True)
    }


class _Chunk:
    """Some changes of people, carried out together: first what ends, then what begins."""

    def __init__(
        self, changes: list[ImportChange], places: dict[str, Place], newcomers: Newcomers
    ) -> None:
        self._changes = changes
        self._places = places
        self._newcomers = newcomers

    def apply(self) -> None:
        all_facts = [change.facts for change in self._changes]
        bulk_actions.change_people(
            {facts["person"]: _of_person(facts) for facts in all_facts if facts["person"]}
        )
        bulk_actions.close_memberships(
            {facts["close"]: _day(facts["close_on"]) for facts in all_facts if "close" in facts}
        )
        opened = self._open([change for change in self._changes if "open" in change.facts])
        going_on = [facts for facts in all_facts if "post" in facts]
        bulk_actions.change_memberships({facts["post"]: self._sets(facts) for facts in going_on})
        self._change_roles([facts for facts in going_on if facts["roles"]])
        absences = [(facts["post"], facts["leave"]) for facts in going_on] + opened
        bulk_actions.record_leaves(
            [Absence(pk, _day(leave[0]), _day(leave[1])) for pk, leave in absences if leave]
        )

    def _open(self, changes: list[ImportChange]) -> list[tuple[int, list[str]]]:
        """Open memberships; return each with the leave that goes with it."""
        openings = [change.facts["open"] for change in changes]
        opened = bulk_actions.open_memberships(
            [self._membership(change) for change in changes],
            [opening["roles"] for opening in openings],
        )
        return [
            (membership.pk, opening["leave"])
            for membership, opening in zip(opened, openings, strict=True)
        ]

    def _membership(self, change: ImportChange) -> Membership:
        opening = change.facts["open"]
        person = change.facts["person"] or self._newcomers[opening["employer"], change.reference]
        return Membership(
            person_id=person,
            organisation_id=self._places[opening["organisation"]].pk,
            employee_number=change.reference,
            workforce_type=opening["workforce_type"],
            reports_to_id=self._boss(opening["manager"], opening["employer"]),
            is_decision_maker=opening["is_decision_maker"],
            work_email=opening["work_email"],
            started_on=_day(opening["started_on"]),
            last_day=day(opening["last_day"]),
        )

    def _boss(self, manager: int | str | None, employer: str) -> int | None:
        """The manager's id: known, or of somebody who has just been added under this number."""
        return self._newcomers[employer, manager] if isinstance(manager, str) else manager

    def _sets(self, facts: Facts) -> Facts:
        sets = {name: _value(name, value) for name, value in facts["set"].items()}
        if "reports_to_id" in sets:
            sets["reports_to_id"] = self._boss(sets["reports_to_id"], facts["employer"])
        return sets

    def _change_roles(self, going_on: list[Facts]) -> None:
        ended: dict[tuple[date, str], list[int]] = defaultdict(list)
        begun = []
        for facts in going_on:
            on = _day(facts["roles_on"])
            for role in facts["roles"]["end"]:
                ended[on - DAY, role].append(facts["post"])
            for role in facts["roles"]["add"]:
                begun.append(RoleHeld(membership_id=facts["post"], role=role, started_on=on))
        for (last_day, role), memberships in ended.items():
            bulk_actions.end_roles(memberships, last_day, role)
        bulk_actions.hold_roles(begun)


def _of_person(facts: Facts) -> dict[str, Any]:
    """A person's fields that change; an address, where there was none, among them."""
    address = {"email": facts["email"]} if facts.get("email") else {}
    return {**facts["fields"], **address}


def _day(text: str) -> date:
    return date.fromisoformat(text)
