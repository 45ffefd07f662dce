"""Who works where in a generated company: teams of about ten, and whom they report to.

A draft is a person about to be written; its number is its place in the whole company, from 1.
"""

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from lms.demo.company import Place
from people.models import AudienceRole

USUAL_TEAM = 10
LONGEST_TEAM = 200
LEADS_A_MANAGER = 10

MANAGER, PROCUREMENT = AudienceRole.MANAGER.value, AudienceRole.PROCUREMENT.value
SUPERVISOR, WORKER = AudienceRole.SUPERVISOR.value, AudienceRole.WORKER.value

Roles = tuple[str, ...]


@dataclass(frozen=True)
class Team:
    """What the one who leads does, and what the others do: what stands twice is twice as likely."""

    lead: tuple[Roles, ...]
    others: tuple[Roles, ...]


OWN_TEAMS = (
    Team(((MANAGER, PROCUREMENT), (MANAGER,)), ((PROCUREMENT,),) * 5 + ((),)),
    Team(((SUPERVISOR,), (MANAGER, SUPERVISOR)), ((WORKER,), (WORKER,), (SUPERVISOR,))),
    Team(((MANAGER,),), ((MANAGER,), (PROCUREMENT,), (), ())),
)
SUPPLIER_TEAMS = (
    Team(((SUPERVISOR,),), ((WORKER,), (WORKER,), (SUPERVISOR,))),
    Team(((SUPERVISOR,), (MANAGER,)), ((WORKER,), (SUPERVISOR,), (SUPERVISOR,))),
    Team(((MANAGER,),), ((PROCUREMENT,), (PROCUREMENT,), (MANAGER,))),
)


@dataclass(slots=True)
class Draft:
    """A person about to be written. `reports_to` is a number, as ids are not known yet."""

    number: int
    place: Place
    roles: Roles
    reports_to: int | None
    leads: bool = False
    is_decision_maker: bool = False


@dataclass
class Crew:
    """The teams of one batch. Branch heads have the first numbers of the company."""

    places: list[Place]
    # The number of each branch's head, by the branch's id.
    heads: dict[int, int]
    rng: Random
    _middle: dict[int, tuple[int, int]] = field(default_factory=dict)

    def drafts(self, first: int, count: int, *, begins_long: bool) -> Iterator[Draft]:
        """So many people from a number on, team by team; a long team first if asked for."""
        weights = list(accumulate(place.weight for place in self.places))
        end = first + count
        number = first
        while number < end:
            place = self.places[bisect(weights, self.rng.random() * weights[-1])]
            size = 1 + max(3, round(self.rng.gauss(USUAL_TEAM, 2.5)))
            if begins_long and number == first:
                size = 1 + min(LONGEST_TEAM, count // 2)
            yield from self._team(number, min(size, end - number), place)
            number += size

    def _team(self, first: int, size: int, place: Place) -> Iterator[Draft]:
        team = self.rng.choice(OWN_TEAMS if place.is_own else SUPPLIER_TEAMS)
        boss, is_middle = self._boss(first, place)
        roles = self.rng.choice(team.lead)
        decides = is_middle or (PROCUREMENT in roles and self.rng.random() < 0.5)
        yield Draft(first, place, roles, boss, leads=True, is_decision_maker=decides)
        for number in range(first + 1, first + size):
            yield Draft(number, place, self.rng.choice(team.others), first)

    def _boss(self, lead: int, place: Place) -> tuple[int, bool]:
        """Whom a lead reports to: one in eleven to the branch's head, the others to that one."""
        middle, leads = self._middle.get(place.branch_id, (0, LEADS_A_MANAGER))
        if leads < LEADS_A_MANAGER:
            self._middle[place.branch_id] = (middle, leads + 1)
            return middle, False
        self._middle[place.branch_id] = (lead, 0)
        return self.heads[place.branch_id], True
