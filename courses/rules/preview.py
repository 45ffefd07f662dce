"""What a rule would do before it is made: counts by what becomes of people, and by site.

The engine's own evaluation on the same facts, so that what is shown is what will happen. Numbers
only: whoever makes rules for a company does not see who has learnt what.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto

from django.db.models import Exists, OuterRef, QuerySet

from courses.equivalents.models import Equivalent
from courses.models import Programme
from courses.paths import has_refresher, may_renew, ready_paths
from courses.rules.deciding import Decision, Standing, decide
from courses.rules.facts import (
    batches,
    held_of,
    standings_of,
    terms_in_force,
    terms_of,
    works_of,
)
from courses.rules.matching import (
    Condition,
    Terms,
    asks,
    matches,
    may_begin,
    nearest,
    waits_for_card,
)
from courses.rules.models import AssignmentRule, Ground
from people.models import Membership, Organisation, Person

MOST_PLACES = 50
# Fewer than so many people are told as "fewer than": who they are could be guessed.
FEWEST_TOLD = 5


class Outcome(StrEnum):
    """What becomes of somebody whom the rule asks."""

    BEGINS = auto()  # has not had the programme before, or comes back to it
    RENEWS = auto()  # has done it, and it has run out or soon will
    WAITS = auto()  # works only at sites without a valid response card
    CHANGES = auto()  # has it to do already, by another day
    STAYS = auto()  # has it to do already, by the same day
    MET = auto()  # holds a valid completion, or one that counts as it
    RELEASED = auto()  # was exempted, or it was withdrawn by a decision
    # Of those whom only the rule asked whose place it takes:
    GOES = auto()  # had it to do, and it is taken back
    KEEPS = auto()  # has done it, was released, or is asked by another rule


@dataclass(frozen=True)
class Preview:
    """Counts of people. `outcomes` holds None for a number that is too small to be told."""

    asked: int
    # Whether there is anything to do in the programme yet; nobody begins it before.
    is_ready: bool
    # Whether a renewal asks for something else than the first time: a refresher.
    renews_shorter: bool
    outcomes: dict[Outcome, int | None]
    not_asked: dict[Condition, int]
    places: list[tuple[str, int]]
    further_places: int
    # How many the rule asked whose place it takes, and it does not ask; and what becomes of them.
    let_go: int = 0
    let_go_outcomes: dict[Outcome, int | None] = field(default_factory=dict)


def preview(rule: AssignmentRule, on: date) -> Preview:
    """What a rule that is not made yet would do on its first day, or today if that has been.

    Works in batches over those who work below its organisation. A rule that it takes the place of
    (`replaces`) is thought away.
    """
    day = max(on, rule.begins_on)
    counted = Equivalent.objects.in_force(day).by_pair()
    new = terms_of(rule, counted, AssignmentRule.objects.replaced())
    others = _others(rule, rule.programme, day)
    window = rule.programme.renewal_window_days
    ready = {is_renewal for _, is_renewal in ready_paths([rule.programme])}
    outcomes: Counter[Outcome] = Counter()
    not_asked: Counter[Condition] = Counter()
    places: Counter[str] = Counter()
    for batch in batches(_people(rule.organisation, day)):
        works, done = works_of(batch, day), held_of(batch, [new, *others], day)
        standings = standings_of(batch, [new.programme_id])
        for person, own in works.items():
            # Nothing becomes of whoever works where quiet is kept (S-09): not now, not counted.
            if any(work.is_paused for work in own):
                continue
            if not matches(new, own, day):
                not_asked.update(sorted(nearest(new, own, day) or [])[:1])
                continue
            held = standings.get((person, new.programme_id))
            standing = held.standing if held else None
            asking = [one for one in (new, *others) if asks(one, own, done.get(person, ()), day)]
            made = decide(asking, standing, day, window_days=window)
            # Nor of whom only a path would be given that is empty, as an unfinished refresher is.
            is_renewal = may_renew(rule.programme, standing.holding if standing else None, day)
            if ready and made.new_cycle and is_renewal not in ready:
                continue
            is_waiting = made.begins and not may_begin(asking, own, day)
            outcomes[Outcome.WAITS if is_waiting else _outcome(made, standing)] += 1
            places[next(one.path for one in own if matches(new, [one], day))] += 1
    named, let_go = _named(places), _let_go(rule, new, day)
    return Preview(
        asked=outcomes.total(),
        is_ready=bool(ready),
        renews_shorter=rule.renews and has_refresher(rule.programme),
        outcomes=_told(outcomes),
        not_asked=dict(sorted(not_asked.items(), key=lambda pair: -pair[1])),
        places=named[:MOST_PLACES],
        further_places=max(0, len(named) - MOST_PLACES),
        let_go=let_go.total(),
        let_go_outcomes=_told(let_go),
    )


def _let_go(rule: AssignmentRule, new: Terms, day: date) -> Counter[Outcome]:
    """What becomes of those whom the rule asked whose place this one takes, and it does not ask."""
    outcomes: Counter[Outcome] = Counter()
    if rule.replaces is None:
        return outcomes
    programme = rule.replaces.programme
    others = _others(rule, programme, day)
    asked = Ground.objects.standing().filter(
        rule__in=new.replaces, enrolment__programme=programme, enrolment__person=OuterRef("pk")
    )
    for batch in batches(Person.objects.filter(Exists(asked))):
        works, done = works_of(batch, day), held_of(batch, others, day)
        standings = standings_of(batch, [programme.pk])
        for person, own in works.items():
            is_asked = new.programme_id == programme.pk and matches(new, own, day)
            held = standings.get((person, programme.pk))
            if held is None or is_asked or any(work.is_paused for work in own):
                continue
            asking = [one for one in others if asks(one, own, done.get(person, ()), day)]
            made = decide(asking, held.standing, day, window_days=programme.renewal_window_days)
            outcomes[Outcome.GOES if made.goes else Outcome.KEEPS] += 1
    return outcomes


def _others(rule: AssignmentRule, programme: Programme, day: date) -> list[Terms]:
    """The other rules that ask for a programme, but for the one whose place this one takes."""
    return [
        one
        for one in terms_in_force(day)
        if one.programme_id == programme.pk and one.id != rule.replaces_id
    ]


def _people(organisation: Organisation, on: date) -> QuerySet[Person]:
    works = Membership.objects.active(on).filter(organisation__path__startswith=organisation.path)
    return Person.objects.filter(pk__in=works.values("person"))


def _outcome(made: Decision, standing: Standing | None) -> Outcome:
    if made.new_cycle:
        return Outcome.BEGINS if made.new_cycle == 1 else Outcome.RENEWS
    if made.comes_back:
        return Outcome.BEGINS
    if standing and standing.is_released:
        return Outcome.RELEASED
    # Nothing begins of whom a rule asks and who has nothing: she holds what counts as it.
    if not standing or standing.is_completed or made.goes or standing.is_taken_back:
        return Outcome.MET
    return Outcome.CHANGES if made.is_changed else Outcome.STAYS


def _told(outcomes: Counter[Outcome]) -> dict[Outcome, int | None]:
    """Of few people nothing is told. Small numbers are hidden, and with them the next smallest
    until the sum does not tell them either: two at least, and together no small number."""
    if outcomes.total() < FEWEST_TOLD:
        return {}
    by_size = sorted(outcomes, key=lambda outcome: (outcomes[outcome], outcome))
    hidden: list[Outcome] = []
    for outcome in by_size:
        is_open = len(hidden) < 2 or sum(outcomes[one] for one in hidden) < FEWEST_TOLD
        if outcomes[outcome] < FEWEST_TOLD or (hidden and is_open):
            hidden.append(outcome)
    return {
        outcome: None if outcome in hidden else outcomes[outcome]
        for outcome in Outcome
        if outcome in outcomes
    }


def _named(places: Counter[str]) -> list[tuple[str, int]]:
    """Organisations by name, with their supplier's; how many people are asked at each."""
    rows = Organisation.objects.filter(path__in=places).select_related("branch")
    return sorted(
        (
            f"{row.branch.name} · {row.name}" if row.branch and row.branch != row else row.name,
            places[row.path],
        )
        for row in rows
    )


@dataclass(frozen=True)
class Told:
    """Whether a rule asks one person; if not, what is unmet where it comes nearest."""

    is_asked: bool
    unmet: list[Condition]
    works_nowhere: bool = False
    # Asked, and nothing begins before a site where she works has a valid response card.
    waits_for_card: bool = False


def tell(rule: AssignmentRule, person: Person, on: date) -> Told:
    """Whether a rule asks a person, by where she works alone; never how far she has got."""
    day = max(on, rule.begins_on)
    terms: Terms = terms_of(rule, {}, {})
    works = works_of([person.pk], day).get(person.pk, [])
    missing = nearest(terms, works, day)
    if missing is None:
        return Told(is_asked=False, unmet=[], works_nowhere=True)
    unmet = [one for one in Condition if one in missing]
    waits = not missing and waits_for_card(terms, works, day)
    return Told(is_asked=not missing, unmet=unmet, waits_for_card=waits)
