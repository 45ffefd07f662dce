"""Looks for likely duplicates among everybody: rows in the order of an index, a group at a time.

People are compared only with those who share a number, an address, or a first day and a place: the
work grows with the rows, not with their pairs. What too many share tells nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations, groupby, islice
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower

from people.merging.likeness import Known, Post, Reason, are_alike, names_of, reasons, words_of
from people.models import Membership, Organisation

AT_ONCE = 500
# A number, address or name with first day and place that more people share is no trace of one.
MOST_ALIKE = 6

Pair = tuple[int, int]
Employers = dict[int, str]


@dataclass(frozen=True)
class _Line:
    """A membership as it is compared with its neighbours."""

    person: int
    employer: str
    organisation: int
    number: str
    email: str
    started_on: date
    full_name: str
    latin_name: str


COLUMNS = ["person", "organisation", "employee_number", "work_email", "started_on"]
COLUMNS += ["person__full_name", "person__latin_name"]


def likely() -> Iterator[tuple[Pair, list[Reason]]]:
    """Every pair that may be one human, with what tells it."""
    employers = _employers()
    candidates = set(_candidates(employers))
    pairs = iter(sorted(candidates))
    while chunk := list(islice(pairs, AT_ONCE)):
        known = _known({pk for pair in chunk for pk in pair}, employers)
        for older, younger in chunk:
            if told := reasons(known[older], known[younger]):
                yield (older, younger), told


def _candidates(employers: Employers) -> Iterator[Pair]:
    rows = Membership.objects.filter(person__merged_into=None)
    numbered = rows.exclude(employee_number="").order_by("employee_number")
    yield from _pairs(numbered, employers, lambda line: line.number, lambda line: line.employer)
    addressed = rows.exclude(work_email="").order_by(Lower("work_email"))
    yield from _pairs(
        addressed, employers, lambda line: line.email.lower(), lambda line: line.employer
    )
    begun = rows.order_by("organisation", "started_on")
    for name in (_written, _in_latin):
        yield from _pairs(begun, employers, lambda line: (line.organisation, line.started_on), name)


def _written(line: _Line) -> Hashable:
    return words_of(line.full_name)


def _in_latin(line: _Line) -> Hashable:
    return words_of(line.latin_name)


def _pairs(
    rows: QuerySet[Any],
    employers: Employers,
    neighbours: Callable[[_Line], Hashable],
    share: Callable[[_Line], Hashable],
) -> Iterator[Pair]:
    """Pairs of neighbours that share something and have alike names."""
    found = rows.values_list(*COLUMNS).iterator()
    lines = (_Line(person, employers[place], place, *rest) for person, place, *rest in found)
    for _, near in groupby(lines, neighbours):
        yield from _alike(near, share)


def _alike(near: Iterable[_Line], share: Callable[[_Line], Hashable]) -> Iterator[Pair]:
    groups: dict[Hashable, dict[int, _Line]] = defaultdict(dict)
    for line in near:
        if shared := share(line):
            groups[shared][line.person] = line
    for people in groups.values():
        if len(people) > MOST_ALIKE:
            continue
        for one, other in combinations(sorted(people), 2):
            if are_alike(_names(people[one]), _names(people[other])):
                yield one, other


def _names(line: _Line) -> frozenset[tuple[str, ...]]:
    return names_of(line.full_name, line.latin_name)


def _known(people: set[int], employers: Employers) -> dict[int, Known]:
    """All that is compared of some people."""
    names: dict[int, frozenset[tuple[str, ...]]] = {}
    posts: dict[int, list[Post]] = defaultdict(list)
    managers: dict[int, set[int]] = defaultdict(set)
    rows = Membership.objects.filter(person__in=people)
    for person, place, number, email, started_on, full, latin, boss in rows.values_list(
        *COLUMNS, "reports_to"
    ):
        names[person] = names_of(full, latin)
        posts[person].append(Post(employers[place], place, number, email, started_on))
        if boss:
            managers[person].add(boss)
    return {pk: Known(pk, names[pk], tuple(posts[pk]), frozenset(managers[pk])) for pk in people}


def employers_of(people: list[int]) -> set[str]:
    """Whose employee numbers these people have or had: suppliers, or companies with their units."""
    places = Membership.objects.filter(person__in=people).values("organisation")
    return set(_employers(pk__in=places).values())


def _employers(**of: Any) -> Employers:
    """By organisation: the supplier above it, or the company."""
    rows = Organisation.objects.filter(**of).values_list("pk", "path", "branch", "branch__kind")
    return {
        pk: str(branch) if kind == Organisation.Kind.SUPPLIER else path.partition(".")[0]
        for pk, path, branch, kind in rows
    }
