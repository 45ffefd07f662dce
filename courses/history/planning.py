"""What a file of earlier completions would add, and what of it cannot be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from courses.history.reading import TABLE
from courses.models import Enrolment, Programme
from people.imports.faults import Fault, shown
from people.imports.reading import Row
from people.models import Membership, Organisation

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
        _settle(earlier, found[earlier], made)
    made.faults.sort(key=lambda fault: fault.row)
    return made


def _named(rows: list[Row], today: date, faults: list[Fault]) -> Iterator[tuple[Row, Earlier]]:
    """The rows that name somebody and something to do; what the others lack goes to `faults`."""
    programmes = dict(
        Programme.objects.filter(is_open=False, withdrawn_at=None).values_list("code", "pk")
    )
    people = _people(row["employee_number"] for row in rows)
    places = Organisation.objects.select_related("branch").filter(
        code__in={row["organisation"] for row in rows}
    )
    employers = {place.code: _employer(place) for place in places}
    for row in rows:
        employer = employers.get(row["organisation"])
        meant = people.get((employer, row["employee_number"]), set())
        wrong = {
            "organisation": "no_such_organisation" if employer is None else "",
            "programme": "" if row["programme"] in programmes else "no_such_programme",
            "completed_on": "day_to_come" if row["completed_on"] > today else "",
        }
        if employer is not None and len(meant) != 1:
            wrong["employee_number"] = "number_of_two" if meant else "no_such_person"
        told = [_fault(row, code, column) for column, code in wrong.items() if code]
        faults += told
        if not told:
            (person,) = meant
            programme = programmes[row["programme"]]
            yield row, Earlier(person, programme, row["completed_on"], row["reference"])


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


def _settle(earlier: Earlier, row: Row, made: Plan) -> None:
    """Whether the record takes it; what the file itself adds before comes before it in time."""
    own = Enrolment.objects.filter(
        person=earlier.person, programme=earlier.programme, duplicate_of=None
    )
    if own.filter(completion__completed_on=earlier.completed_on).exists():
        made.standing += 1
    elif own.filter(completion__completed_on__gt=earlier.completed_on).exists():
        made.faults.append(_fault(row, "later_recorded", "completed_on"))
    elif is_decided(own.order_by("-cycle").first()):
        made.faults.append(_fault(row, "decided_otherwise", "programme"))
    else:
        made.added.append(earlier)


def is_decided(latest: Enrolment | None) -> bool:
    """Whether people decided that the newest cycle is not asked for."""
    return latest is not None and bool(latest.withdrawn_at or latest.exempted_at)


def _fault(row: Row, code: str, column: str) -> Fault:
    return Fault(code, TABLE, row.number, column, shown(str(row[column])))
