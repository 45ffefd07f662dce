"""The engine: some people at a time, what the rules decide for them, written all together.

Each batch is one transaction that holds its people, so that two engines, or an engine and a person
who is just finishing a lesson, wait for one another. Killed anywhere, the next run finds what is
left; run twice, it finds nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.actions import assigning
from courses.models import Enrolment, Programme
from courses.paths import may_renew, ready_paths
from courses.rules.deciding import Decision, decide
from courses.rules.facts import (
    Held,
    Key,
    batches,
    held_of,
    standings_of,
    terms_in_force,
    works_of,
)
from courses.rules.matching import Terms, asks, is_met, may_begin
from courses.rules.models import AssignmentRule, Ground
from people.calendar import reporting_day
from people.models import Membership, Person


def run(people: QuerySet[Person] | None = None, *, on: date | None = None) -> Counter[str]:
    """Bring the enrolments of people (default: everybody) to what the rules ask on a day.

    Returns how many enrolments began, came back, went and changed. Doing it again on the same day
    does nothing.
    """
    day = on or reporting_day()
    counts: Counter[str] = Counter()
    for batch in batches(_concerned(people)):
        counts += _work_off(batch, day)
    return counts


def concerned_by(rule: AssignmentRule) -> QuerySet[Person]:
    """Those whom a rule may ask, by where they work, or has asked; and whom those have asked whose
    place it took."""
    works = Membership.objects.filter(
        person=OuterRef("pk"), organisation__path__startswith=rule.organisation.path
    )
    rules = {rule.pk, *rule.before(AssignmentRule.objects.replaced())}
    asked = Ground.objects.standing().filter(rule__in=rules, enrolment__person=OuterRef("pk"))
    return Person.objects.filter(Q(Exists(works)) | Q(Exists(asked)))


def _concerned(people: QuerySet[Person] | None) -> QuerySet[Person]:
    """Those whom a rule may ask, or has asked: who never worked anywhere is not looked at."""
    if people is not None:
        return people
    works = Membership.objects.filter(person=OuterRef("pk"))
    asked = Ground.objects.standing().filter(enrolment__person=OuterRef("pk"))
    return Person.objects.filter(Q(Exists(works)) | Q(Exists(asked)))


@transaction.atomic
def _work_off(people: list[int], on: date) -> Counter[str]:
    """Decide for a batch and write it. The people are held from before they are looked at.

    The rules are read anew each time: one that has ended since the run began asks nobody.
    """
    held = Person.objects.filter(pk__in=people).order_by("pk")
    list(held.select_for_update(no_key=True).values_list("pk", flat=True))
    terms = terms_in_force(on)
    programmes = _programmes(people, terms)
    standings = standings_of(people, programmes)
    decisions = dict(_decisions(people, terms, programmes, standings, on))
    return assigning.write(decisions, standings, programmes, on)


def _programmes(people: list[int], terms: list[Terms]) -> dict[int, Programme]:
    """Those that rules ask for, and those that rules have asked these people for."""
    standing = Ground.objects.standing().filter(enrolment__person__in=people)
    asked = Enrolment.objects.filter(grounds__in=standing).values("programme")
    ids = {one.programme_id for one in terms} | set(asked.values_list("programme", flat=True))
    return Programme.objects.in_bulk(ids)


def _decisions(
    people: list[int],
    terms: list[Terms],
    programmes: dict[int, Programme],
    standings: dict[Key, Held],
    on: date,
) -> Iterator[tuple[Key, Decision]]:
    works, done = works_of(people, on), held_of(people, terms, on)
    by_programme = _by_programme(terms)
    ready = ready_paths(programmes.values())
    for person in people:
        own = works.get(person, [])
        for pk, programme in programmes.items():
            asking = [one for one in by_programme[pk] if asks(one, own, done.get(person, ()), on)]
            held = standings.get((person, pk))
            # What she has done stands with its grounds, also where something else counts as it.
            is_done = held is not None and held.standing.is_completed
            if is_done and not asking and is_met(by_programme[pk], own, done.get(person, ()), on):
                continue
            decision = decide(
                asking,
                held.standing if held else None,
                on,
                window_days=programme.renewal_window_days,
                works_here=bool(own),
            )
            # A programme in which there is nothing to do yet is begun by nobody.
            path = (pk, _is_renewal(programme, decision, held, on))
            is_waiting = bool(decision.new_cycle) and path not in ready
            # Nor by anybody whom only sites without a valid response card would give it to.
            is_waiting |= decision.begins and not may_begin(asking, own, on)
            if not decision.is_nothing and not is_waiting:
                yield (person, pk), decision


def _is_renewal(programme: Programme, decision: Decision, held: Held | None, on: date) -> bool:
    """Whether what begins is a renewal, by the rule that `enrol` goes by too."""
    if held is None or not decision.new_cycle:
        return False
    return may_renew(programme, held.standing.holding, on)


def _by_programme(terms: Iterable[Terms]) -> dict[int, list[Terms]]:
    found: dict[int, list[Terms]] = defaultdict(list)
    for one in terms:
        found[one.programme_id].append(one)
    return found
