"""What the rules decide, written for many people together: enrolments and their grounds."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from courses.actions.enrolling import enrol_many
from courses.actions.enrolments import complete_if_met, enrol
from courses.actions.lapsing import widen
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
    # Before they come back: what one has by then may complete it, but a refresher too late.
    back = [enrolments[key] for key, made in decisions.items() if made.comes_back]
    if back:
        widen(_taken_back().filter(pk__in=back), on)
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
    gone = _still_asked(enrolments[key] for key, made in decisions.items() if made.goes)
    Enrolment.objects.filter(pk__in=gone).update(withdrawn_at=timezone.now(), reason=NO_RULE)


def _change(decisions: Decisions, enrolments: dict[Key, int], on: date) -> None:
    """New days and duties; who comes back goes on where she was, and may have it all by now."""
    made_of = {enrolments[key]: made for key, made in decisions.items() if made.is_changed}
    back = {pk for pk, made in made_of.items() if made.comes_back}
    changed = [_row(pk, made_of[pk], on) for pk in _still_asked(made_of.keys() - back)]
    Enrolment.objects.bulk_update(changed, ["due_on", "is_mandatory"], batch_size=BATCH)
    returned = [_row(pk, made_of[pk], on) for pk in _still_taken_back(back)]
    # Who comes back has a new date: more time that was given before is over.
    days = ["due_on", "extended_to", "moved_to", "assigned_on"]
    fields = [*days, "is_mandatory", "withdrawn_at", "reason"]
    Enrolment.objects.bulk_update(returned, fields, batch_size=BATCH)
    for row in Enrolment.objects.filter(pk__in=[row.pk for row in returned]).order_by("pk"):
        complete_if_met(row, language=row.person.language)


def _row(pk: int, made: Decision, on: date) -> Enrolment:
    return Enrolment(pk=pk, due_on=made.due_on, is_mandatory=made.is_mandatory, assigned_on=on)


def _still_asked(ids: Iterable[int]) -> list[int]:
    """Those that nobody has finished or decided about since they were looked at; held."""
    found = _held(ids).filter(withdrawn_at=None, exempted_at=None, completion=None)
    return list(found.values_list("pk", flat=True))


def _still_taken_back(ids: Iterable[int]) -> list[int]:
    return list((_held(ids) & _taken_back()).values_list("pk", flat=True))


def _taken_back() -> QuerySet[Enrolment]:
    """What the rules took back, and nobody decided."""
    rows = Enrolment.objects.filter(withdrawn_at__isnull=False, exempted_at=None, decided_by=None)
    return rows.filter(reason=NO_RULE)


def _held(ids: Iterable[int]) -> QuerySet[Enrolment]:
    """Enrolments that nobody else writes from now on, read anew: a lesson may just have ended."""
    rows = Enrolment.objects.filter(pk__in=list(ids))
    list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    return rows


def _add_grounds(decisions: Decisions, enrolments: dict[Key, int], on: date) -> None:
    Ground.objects.bulk_create(
        (
            Ground(
                enrolment_id=enrolments[key],
                rule_id=rule,
                asked_on=made.asked_before.get(rule, on),
                due_on=due_on,
            )
            for key, made in decisions.items()
            for rule, due_on in made.new_grounds.items()
        ),
        batch_size=BATCH,
    )
