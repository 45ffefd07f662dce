"""A larger company, of any size up to a million people: generated batch by batch, written at once.

Every batch has a Random of its own, seeded by the seed and the batch's first number. So the same
seed and size on the same day give the same company, memory does not grow with it, and a run that
was broken off goes on where it stopped.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from certificates.events import certificate_issued
from certificates.models import Certificate
from lms.demo.company import Grounds
from lms.demo.history import Pen, let_sign_in
from lms.demo.ledger import Ledger
from lms.demo.lives import Circumstances, cycles
from lms.demo.plans import plans
from lms.demo.seats import Seats, Tenure, employee_number
from lms.demo.staff import MANAGER, Crew, Draft
from people import actions
from people.calendar import day_begins, reporting_day
from people.models import Grant, Membership, Person, Power

BATCH = 1000


class OtherCompany(Exception):
    """People of this seed stand, of a company of another size: it cannot be gone on with."""


@dataclass(frozen=True)
class Wish:
    """What is asked for."""

    people: int
    seed: int
    batch: int = BATCH


class Company:
    """The generated company of one seed and size. `build` writes what of it is missing."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.now = timezone.now().replace(microsecond=0)
        self.pen = Pen()
        self.plans = plans()
        self.grounds = Grounds(wish.seed, wish.people)
        self.seats = Seats(
            self.pen,
            seed=wish.seed,
            issuer=self.grounds.company.name,
            today=reporting_day(self.now),
        )
        # The ids of the heads, to whom people in every batch report, by number.
        self._heads: dict[int, int] = {}

    def standing(self) -> int:
        """How many people of this seed there are."""
        return Membership.objects.filter(employee_number__startswith=f"g{self.wish.seed}-").count()

    def build(self) -> Iterator[int]:
        """Write the company, a batch at a time; yields how many people stand after each."""
        standing = self.standing()
        with transaction.atomic():
            is_new = self.grounds.lay_out()
            heads = len(self.grounds.heads)
            if standing and (is_new or (standing - heads) % self.wish.batch):
                raise OtherCompany(f"{standing} people of seed {self.wish.seed} stand")
            if not standing:
                self._write(0, self._head_drafts())
                standing = heads
        yield standing
        self._heads = self._standing_heads()
        for first in range(standing + 1, self.wish.people + 1, self.wish.batch):
            count = min(self.wish.batch, self.wish.people + 1 - first)
            self._write(first, self._drafts(first, count))
            yield first + count - 1

    @transaction.atomic
    def open_doors(self, password: str) -> None:
        """Let a learner of each audience role sign in, and whoever holds a power of the company.

        The learners' certificates are drawn.
        """
        people = [*self.seats.examples.values(), *self._powerful()]
        let_sign_in(people, password)
        theirs = Certificate.objects.filter(completion__enrolment__person__in=people)
        for certificate in theirs.order_by("pk"):
            certificate_issued.send(sender=Certificate, certificate=certificate)

    def _powerful(self) -> list[int]:
        """The heads of the company, its first units and its first supplier get a power each.

        None where the company has a lead already, whose log-in is told elsewhere.
        """
        company = self.grounds.company
        if Grant.objects.open().filter(power=Power.CSO, organisation=company).exists():
            return []
        numbers = {place.is_own: n for n, place in reversed([*enumerate(self.grounds.heads, 1)])}
        ids = [self._heads[number] for number in (1, 2, 3, numbers[False])]
        people = Person.objects.in_bulk(ids)
        lead, author, auditor, administrator = (people[pk] for pk in ids)
        supplier = administrator.memberships.get().organisation
        actions.grant(lead, Power.CSO, company, by=None)
        actions.grant(author, Power.AUTHOR, company, by=lead)
        actions.grant(auditor, Power.AUDITOR, company, by=lead)
        actions.grant(author, Power.PEOPLE_ADMINISTRATOR, company, by=lead)
        actions.grant(administrator, Power.SUPPLIER_ADMINISTRATOR, supplier, by=lead)
        for who in (lead, author, auditor, administrator):
            actions.accept_undertaking(who)
        return ids

    def _random(self, what: str, batch: int) -> Random:
        return Random(f"{self.wish.seed}/{what}/{batch}")  # noqa: S311 - a demonstration

    def _head_drafts(self) -> Iterator[Draft]:
        for number, place in enumerate(self.grounds.heads, 1):
            boss = None if number == 1 else 1
            yield Draft(number, place, (MANAGER,), boss, leads=True, is_decision_maker=True)

    def _standing_heads(self) -> dict[int, int]:
        heads = range(1, len(self.grounds.heads) + 1)
        ids = dict(
            Membership.objects.filter(
                organisation__in=[place.organisation_id for place in self.grounds.heads],
                employee_number__gte=employee_number(self.wish.seed, 1),
                employee_number__lte=employee_number(self.wish.seed, heads[-1]),
            ).values_list("employee_number", "person_id")
        )
        return {number: ids[employee_number(self.wish.seed, number)] for number in heads}

    def _drafts(self, first: int, count: int) -> Iterator[Draft]:
        numbers = {place.branch_id: n for n, place in enumerate(self.grounds.heads, 1)}
        crew = Crew(self.grounds.places, numbers, self._random("teams", first))
        begins_long = first == len(self.grounds.heads) + 1
        return crew.drafts(first, count, begins_long=begins_long)

    def _write(self, batch: int, drafts: Iterable[Draft]) -> None:
        rng = self._random("people", batch)
        ids = dict(self._heads)
        with self.pen.batch():
            for draft in drafts:
                tenure = self.seats.tenure(draft, rng)
                boss = ids[draft.reports_to] if draft.reports_to else None
                learner = self.seats.seat(draft, tenure, boss, rng)
                ids[draft.number] = learner.person_id
                # The company's head decides with the first unit's, whose row is the next one.
                ledger = Ledger(self.pen, rng, (ids[1], ids.get(2, ids[1] + 1)))
                chosen = [plan for plan in self.plans if plan.roles.intersection(draft.roles)]
                told = cycles(chosen, self._circumstances(tenure, rng), rng)
                ledger.enter(learner, told, certified=True)

    def _circumstances(self, tenure: Tenure, rng: Random) -> Circumstances:
        until = self.now
        if tenure.last_day:
            until = min(until, day_begins(tenure.last_day + timedelta(days=1)))
        return Circumstances(tenure.called_on, until, rng.gauss(0, 0.8), rng.uniform(-1, 1))
