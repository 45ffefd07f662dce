"""What a file of earlier completions would add, and what of it cannot be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from courses.dates import earliest_evidence
from courses.history.reading import TABLE
from courses.models import NO_RULE, Completion, Enrolment, Programme
from courses.quiet import works_only_where_restricted
from courses.rules.matching import is_for_leaders
from people.imports.faults import Fault, shown
from people.imports.reading import Row
from people.models import Membership, Organisation, Person

ROWS_AT_ONCE = 500


@dataclass(frozen=True, order=True)
class Earlier:
    """That a person did a programme on a day, and where the evidence lies."""

    person: int
    programme: int
    completed_on: date
    reference: str = field(compare=False)


@dataclass
class Plan:
    """What to add, oldest first for each person; how many stand already; what is wrong."""

    added: list[Earlier] = field(default_factory=list)
    standing: int = 0
    faults: list[Fault] = field(default_factory=list)


def plan(rows: Iterator[Row], today: date) -> Plan:
    """Go through the rows of a file, hundreds at a time; a row that stands twice counts once."""
    made = Plan()
    found: dict[Earlier, Row] = {}
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        sound = [row for row in chunk if not row.faults]
        made.faults += [fault for row in chunk for fault in row.faults]
        for row, earlier in _named(sound, today, made.faults):
            found.setdefault(earlier, row)
    for earlier in sorted(found):
        _settle(earlier, found[earlier], made, today)
    made.faults.sort(key=lambda fault: fault.row)
    return made


def _named(rows: list[Row], today: date, faults: list[Fault]) -> Iterator[tuple[Row, Earlier]]:
    """The rows that name somebody and something to do; what the others lack goes to `faults`."""
    asked_of_people = Programme.objects.filter(is_open=False, withdrawn_at=None)
    programmes = {programme.code: programme for programme in asked_of_people}
    people = _people(row["employee_number"] for row in rows)
    places = Organisation.objects.select_related("branch").filter(
        code__in={row["organisation"] for row in rows}
    )
    employers = {place.code: _employer(place) for place in places}
    unsafe = _only_where_restricted(people)
    for row in rows:
        employer = employers.get(row["organisation"])
        meant = people.get((employer, row["employee_number"]), set())
        wrong = {
            "organisation": "no_such_organisation" if employer is None else "",
            "programme": "" if row["programme"] in programmes else "no_such_programme",
            "completed_on": _day_fault(row["completed_on"], today),
        }
        programme = programmes.get(row["programme"])
        if employer is not None and len(meant) != 1:
            wrong["employee_number"] = "number_of_two" if meant else "no_such_person"
        elif programme and not is_for_leaders(programme.audience_roles) and meant <= unsafe:
            wrong["organisation"] = wrong["organisation"] or "restricted"
        told = [_fault(row, code, column) for column, code in wrong.items() if code]
        faults += told
        if programme and not told:
            (person,) = meant
            yield row, Earlier(person, programme.pk, row["completed_on"], row["reference"])


def _day_fault(day: date, today: date) -> str:
    if day > today:
        return "day_to_come"
    return "long_ago" if day < earliest_evidence(today) else ""


def _only_where_restricted(people: dict[tuple[int | None, str], set[int]]) -> set[int]:
    """Of these, whose learning is not recorded, for where they work (S-50)."""
    found = Person.objects.filter(
        works_only_where_restricted("pk"), pk__in=set().union(*people.values())
    )
    return set(found.values_list("pk", flat=True))


def _people(numbers: Iterable[str]) -> dict[tuple[int | None, str], set[int]]:
    """Who has an employee number at an employer."""
    posts = Membership.objects.filter(employee_number__in=set(numbers))
    found: dict[tuple[int | None, str], set[int]] = {}
    for post in posts.select_related("organisation__branch"):
        key = (_employer(post.organisation), post.employee_number)
        found.setdefault(key, set()).add(post.person_id)
    return found


def _employer(place: Organisation) -> int:
    """The id of whoever gives numbers at a place: the supplier, or else the company."""
    branch = place.branch
    if branch and branch.kind == Organisation.Kind.SUPPLIER:
        return branch.pk
    return int(place.path.split(".")[0])


def _settle(earlier: Earlier, row: Row, made: Plan, today: date) -> None:
    """Whether the record takes it; what the file itself adds before comes before it in time."""
    own = Enrolment.objects.filter(
        person=earlier.person, programme=earlier.programme, duplicate_of=None
    )
    latest = own.select_related("programme", "completion").order_by("-cycle").first()
    if own.filter(completion__completed_on=earlier.completed_on).exists():
        made.standing += 1
    elif own.filter(completion__completed_on__gt=earlier.completed_on).exists():
        made.faults.append(_fault(row, "later_recorded", "completed_on"))
    elif is_decided(latest):
        made.faults.append(_fault(row, "decided_otherwise", "programme"))
    elif comes_too_late(latest, earlier.completed_on, today):
        made.faults.append(_fault(row, "run_out", "completed_on"))
    else:
        made.added.append(earlier)


def is_decided(latest: Enrolment | None) -> bool:
    """Whether people decided that the newest cycle is not asked for; what the rules took back was
    decided by nobody."""
    if latest is None or is_taken_back(latest):
        return False
    return bool(latest.withdrawn_at or latest.exempted_at)


def is_taken_back(latest: Enrolment) -> bool:
    """Whether the rules took it back, for none asks for it any more."""
    by_nobody = latest.decided_by_id is None and latest.exempted_at is None
    return latest.withdrawn_at is not None and latest.reason == NO_RULE and by_nobody


def comes_too_late(latest: Enrolment | None, completed_on: date, today: date) -> bool:
    """Whether the newest cycle waits to be done, and what was done on that day has run out."""
    if latest is None or latest.withdrawn_at or hasattr(latest, "completion"):
        return False
    last_day = Completion.objects.last_valid_day(latest, completed_on)
    return last_day is not None and last_day < today


def _fault(row: Row, code: str, column: str) -> Fault:
    return Fault(code, TABLE, row.number, column, shown(str(row[column])))
