"""An invented company with everything that makes counting hard, from a seeded source of chance."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from courses.models import Edition, Programme
from people.models import Membership, Person, RoleHeld
from tests.factories import (
    EditionFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
)
from tests.metrics import records

ROLES = ["manager", "procurement", "supervisor", "worker"]


class Company:
    """What was invented, and the chance that invents it."""

    def __init__(self, chance: Random, today: date) -> None:
        self.chance = chance
        self.today = today
        self.company = records.root()
        units = [
            OrganisationFactory(unit=True, parent=self.company, country=country)
            for country in ["DE", "GB", "GB"]
        ]
        suppliers = [
            OrganisationFactory(supplier=True, parent=self.company, country=country)
            for country in ["BD", "VN", "BD"]
        ]
        self.own = [self.company, *units]
        self.sites = [
            OrganisationFactory(site=True, parent=parent, country=parent.country)
            for parent in suppliers
        ]
        self.editions = [EditionFactory() for _ in range(3)]
        modules = [edition.module for edition in self.editions]
        self.programmes = [
            ProgrammeFactory(code="A", audience_roles=["manager"], modules=modules[:2]),
            ProgrammeFactory(
                code="B", audience_roles=["procurement", "manager"], modules=modules[1:]
            ),
            ProgrammeFactory(code="C", audience_roles=["supervisor"], modules=modules[:1]),
        ]
        self.deciders = [PersonFactory(is_test=True) for _ in range(2)]

    def odds(self, share: float) -> bool:
        return self.chance.random() < share

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.chance.randint(0, max(0, (last - first).days)))

    def moment(self, first: date, last: date) -> datetime:
        """Often close to midnight, where time zones part."""
        clock = self.chance.choice([time(23, 30), time(0, 15), time(12), time(22, 45)])
        return datetime.combine(self.day(first, last), clock, UTC)


def invent(chance: Random, *, people: int, today: date) -> Company:
    made = Company(chance, today)
    for _ in range(people):
        person = PersonFactory(is_test=made.odds(0.05))
        for _ in range(1 + made.odds(0.15)):
            _join(made, person)
        for programme in made.programmes:
            if made.odds(0.6):
                _learn(made, person, programme)
    return made


def _join(made: Company, person: Person) -> None:
    is_own = made.odds(0.6)
    organisation = made.chance.choice(made.own if is_own else made.sites)
    if Membership.objects.filter(person=person, organisation=organisation).exists():
        return
    own_kind = "employee" if made.odds(0.8) else "non_employee"
    started_on = made.day(date(2024, 1, 1), made.today)
    membership = MembershipFactory(
        person=person,
        organisation=organisation,
        workforce_type=own_kind if is_own else "supplier_staff",
        started_on=started_on,
        last_day=made.day(started_on, made.today) if made.odds(0.25) else None,
        roles=made.chance.sample(ROLES, made.chance.randint(0, 2)),
    )
    _change_roles(made, membership)
    if made.odds(0.3):
        first = made.day(started_on, made.today)
        records.leave(membership, first, first + timedelta(days=made.chance.randint(20, 90)))


def _change_roles(made: Company, membership: Membership) -> None:
    for held in membership.roles.all():
        if made.odds(0.2):
            stopped = made.day(membership.started_on, made.today)
            records.stop_role(membership, held.role, stopped)
            if made.odds(0.5):
                RoleHeld.objects.create(
                    membership=membership, role=held.role, started_on=stopped
                )  # the same role twice on one day


def _learn(made: Company, person: Person, programme: Programme) -> None:
    assigned = made.day(date(2024, 1, 8), made.today)
    for cycle in range(1, 2 + made.odds(0.3)):
        due = assigned + timedelta(days=made.chance.randint(0, 60)) if made.odds(0.8) else None
        asked = records.enrolment(person, programme, assigned=assigned, due=due, cycle=cycle)
        if made.odds(0.1) or made.odds(0.1):
            column = made.chance.choice(["exempted_at", "withdrawn_at"])
            setattr(asked, column, made.moment(assigned, made.today))
            asked.reason, (asked.decided_by, asked.confirmed_by) = "asked", made.deciders
            asked.save()
        for place in programme.places.all():
            _study(made, asked, place.module.editions.get())
        if made.odds(0.5):
            done = records.completion(asked, made.day(assigned, made.today))
            if made.odds(0.1):
                done.revoked_on = made.day(done.completed_on, made.today)
                done.save()
        assigned = made.day(assigned, made.today)


def _study(made: Company, asked: object, edition: Edition) -> None:
    study = records.study(asked, edition)
    first = asked.assigned_on
    for key in ["l1", "l2"]:
        if made.odds(0.5):
            records.lesson_done(
                study, key, made.moment(first, made.today), made.chance.choice([4, 7, 30])
            )
    for _ in range(made.chance.randint(0, 2)):
        score = Decimal(made.chance.randint(0, 9)) * 100 / 9
        records.attempt(
            study,
            made.moment(first, made.today),
            score.quantize(Decimal("0.0001")),
            critical_missed=int(made.odds(0.2)),
        )
