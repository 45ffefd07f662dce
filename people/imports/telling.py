"""What the audit log hears of an applied import: of each person what became of them, by whom, when.

Written last, some at a time: a file of 200,000 people is as many events, and never all in memory.
"""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from people.audit import actions as audit
from people.audit.actions import Told
from people.audit.chain import Fact
from people.audit.verbs import Verb
from people.imports.applying import OF_PEOPLE, Newcomers, chunks
from people.imports.changes import Facts
from people.imports.models import ImportChange, ImportRun
from people.imports.tree import Reach
from people.models import Membership, Organisation, Person

Kind = ImportChange.Kind


def tell(run: ImportRun, newcomers: Newcomers) -> None:
    """Record an event for everything that an applied run has done to a person."""
    paths = Reach.of(run.by).people.values_list("path", flat=True)
    roots = {int(path.partition(".")[0]) for path in paths}
    for company in Organisation.objects.filter(pk__in=roots).order_by("pk"):
        told = partial(_told, run, newcomers, company.pk if len(roots) > 1 else None)
        audit.record_each(told, by=run.by, of=company)


def _told(run: ImportRun, newcomers: Newcomers, company: int | None) -> Iterator[Told]:
    """What is told of a company's people; of all, if there is one company."""
    places = dict(Organisation.objects.exclude(code="").values_list("code", "uuid"))
    for chunk in chunks(run, OF_PEOPLE):
        yield from _Chunk(run, chunk, places, newcomers, company).told()


class _Chunk:
    """Some changes with the ids of those they are about."""

    def __init__(
        self,
        run: ImportRun,
        changes: list[ImportChange],
        places: dict[str, UUID],
        newcomers: Newcomers,
        company: int | None,
    ) -> None:
        self._run = str(run.uuid)
        self._places = places
        people = [(change, _person(change, newcomers)) for change in changes]
        pks = {pk for _, pk in people}
        uuids = dict(Person.objects.filter(pk__in=pks).values_list("pk", "uuid"))
        theirs = pks if company is None else _of_company(pks, company)
        self._people = [(change, uuids[pk]) for change, pk in people if pk in theirs]
        posts = [change.facts["post"] for change in changes if "post" in change.facts]
        rows = Membership.objects.filter(pk__in=posts)
        self._posts = dict(rows.values_list("pk", "organisation__uuid"))

    def told(self) -> Iterator[Told]:
        for change, person in self._people:
            for verb, facts in self._of(change):
                yield Told(verb, person, {**facts, "run": self._run})

    def _of(self, change: ImportChange) -> Iterator[tuple[Verb, dict[str, Fact]]]:
        facts = change.facts
        if change.kind == Kind.JOINED:
            yield Verb.PERSON_ADDED, {}
        if "open" in facts:
            yield self._opened(change.kind, facts)
        if change.kind == Kind.LEFT:
            last_day = facts["set"]["last_day"]
            yield Verb.PERSON_LEFT, {"organisation": self._place(facts), "last_day": last_day}
        if roles := facts.get("roles"):
            told = {"organisation": self._place(facts), "added": roles["add"]}
            yield Verb.ROLES_CHANGED, {**told, "ended": roles["end"]}
        if change.kind != Kind.JOINED and (fields := _fields(change.kind, facts)):
            yield Verb.PERSON_CHANGED, {"fields": fields}
        if facts.get("leave") or facts.get("open", {}).get("leave"):
            yield Verb.LEAVE_RECORDED, {}

    def _opened(self, kind: str, facts: Facts) -> tuple[Verb, dict[str, Fact]]:
        opening = facts["open"]
        told: dict[str, Fact] = {
            "organisation": str(self._places[opening["organisation"]]),
            "workforce_type": opening["workforce_type"],
            "roles": opening["roles"],
            "on": opening["started_on"],
        }
        if kind != Kind.MOVED:
            return Verb.PERSON_JOINED, told
        return Verb.PERSON_MOVED, {**told, "left": str(self._places[facts["from"]])}

    def _place(self, facts: Facts) -> str:
        return str(self._posts[facts["post"]])


def _person(change: ImportChange, newcomers: Newcomers) -> int:
    known: int | None = change.facts["person"]
    return known or newcomers[change.facts["open"]["employer"], change.reference]


def _of_company(people: set[int], company: int) -> set[int]:
    rows = Membership.objects.filter(
        person__in=people, organisation__path__startswith=f"{company}."
    )
    return set(rows.values_list("person", flat=True))


def _fields(kind: str, facts: Facts) -> list[str]:
    """The names of the facts that changed, and not what they are."""
    names = {*facts["fields"], *(name.removesuffix("_id") for name in facts.get("set", {}))}
    if kind == Kind.LEFT:
        names.discard("last_day")
    if facts.get("email"):
        names.add("email")
    return sorted(names)
