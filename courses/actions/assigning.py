"""What the rules decide, written for many people together: enrolments and their grounds."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from courses.actions.enrolling import enrol_many
from courses.actions.enrolments import enrol
from courses.models import NO_RULE, Enrolment, Programme
from courses.rules.deciding import Decision
from courses.rules.facts import Held, Key
from courses.rules.models import Ground
from people.models import Person

BATCH = 500

Decisions = dict[Key, Decision]


def write(
    decisions: Decisions, standings: dict[Key, Held], programmes: dict[int, Programme], on: date
) -> Counter[str]:
    """Write what was decided, inside the caller's transaction; count what became of enrolments."""
    enrolments = {key: held.enrolment_id for key, held in standings.items()}
    _end_grounds(decisions, enrolments, on)
    begun = {key: made for key, made in decisions.items() if made.new_cycle}
    enrolments |= _begin(begun, programmes, on)
    _take_back(decisions, enrolments)
    _change(decisions, enrolments, on)
    _add_grounds(decisions, enrolments, on)
    counts = Counter(
        began=len(begun),
        came_back=sum(made.comes_back for made in decisions.values()),
        went=sum(made.goes for made in decisions.values()),
        changed=sum(made.is_changed and not made.comes_back for made in decisions.values()),
    )
    return +counts


def _end_grounds(decisions: Decisions, enrolments: dict[Key, int], on: date) -> None:
    """Rules are few: the grounds of one are ended together.

    A clock that was put back makes none end before it began.
    """
    by_rule: dict[int, list[int]] = defaultdict(list)
    for key, made in decisions.items():
        for rule in made.ended_grounds:
            by_rule[rule].append(enrolments[key])
    for rule, ids in by_rule.items():
        standing = Ground.objects.standing().filter(rule=rule, enrolment__in=ids)
        standing.update(ended_on=Greatest(F("asked_on"), Value(on)))


def _begin(begun: Decisions, programmes: dict[int, Programme], on: date) -> dict[Key, int]:
    """New cycles: first ones all together, a renewal by itself, for it closes what came before."""
    people = Person.objects.in_bulk({person for person, _ in begun})
    first: dict[int, list[Enrolment]] = defaultdict(list)
    made_now: dict[Key, int] = {}
    for (person, programme), made in begun.items():
        facts: dict[str, Any] = {
            "assigned_on": on,
            "due_on": made.due_on,
            "is_mandatory": made.is_mandatory,
            "is_by_rule": True,
            "cycle": made.new_cycle,
        }
        if made.new_cycle == 1:
            row = Enrolment(person=people[person], programme_id=programme, **facts)
            first[programme].append(row)
        else:
            made_now[person, programme] = enrol(people[person], programmes[programme], **facts).pk
    for pk, rows in first.items():
        enrol_many(rows, programmes[pk])
        made_now |= {(row.person_id, pk): row.pk for row in rows}
    return made_now


def _take_back(decisions: Decisions, enrolments: dict[Key, int]) -> None:
    gone = [enrolments[key] for key, made in decisions.items() if made.goes]
    if gone:
        Enrolment.objects.filter(pk__in=gone).update(withdrawn_at=timezone.now(), reason=NO_RULE)


def _change(decisions: Decisions, enrolments: dict[Key, int], on: date) -> None:
    rows = []
    for key, made in decisions.items():
        if made.is_changed:
            row = Enrolment(pk=enrolments[key], due_on=made.due_on, is_mandatory=made.is_mandatory)
            row.assigned_on = on  # of who came back; the others keep theirs
            rows.append((made.comes_back, row))
    changed = [row for comes_back, row in rows if not comes_back]
    Enrolment.objects.bulk_update(changed, ["due_on", "is_mandatory"], batch_size=BATCH)
    back = [row for comes_back, row in rows if comes_back]
    fields = ["due_on", "is_mandatory", "assigned_on", "withdrawn_at", "reason"]
    Enrolment.objects.bulk_update(back, fields, batch_size=BATCH)


def _add_grounds(decisions: Decisions, enrolments: dict[Key, int], on: date) -> None:
    Ground.objects.bulk_create(
        (
            Ground(enrolment_id=enrolments[key], rule_id=rule, asked_on=on, due_on=due_on)
            for key, made in decisions.items()
            for rule, due_on in made.new_grounds.items()
        ),
        batch_size=BATCH,
    )
