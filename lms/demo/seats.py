"""Writes generated people: who they are, where they work and since when, what they do there."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from lms.demo.company import HISTORY_DAYS
from lms.demo.history import Pen
from lms.demo.ledger import Learner
from lms.demo.names import name
from lms.demo.staff import Draft
from lms.demo.stories import between
from people.calendar import day_begins
from people.models import Leave, Membership, Person, RoleHeld, WorkforceType
from people.privacy import notices

# No hash reads like this: nobody signs in as them by password.
NO_PASSWORD = "!generated"  # noqa: S105


def employee_number(seed: int, number: int) -> str:
    return f"g{seed}-{number:07}"


def address(seed: int, number: int) -> str:
    return f"{number}.g{seed}@daylight.example"


@dataclass(frozen=True, slots=True)
class Tenure:
    """When somebody works here, from when on training was their turn, and whether they count."""

    started_on: date
    last_day: date | None
    called_on: date
    is_test: bool

    @property
    def is_current(self) -> bool:
        return self.last_day is None and not self.is_test


class Seats:
    """Seats the people of one company. Leads stay, so that everybody has somebody to report to."""

    def __init__(self, pen: Pen, *, seed: int, issuer: str, today: date) -> None:
        self.pen = pen
        self.seed = seed
        self.issuer = issuer
        self.today = today
        # For each audience role one generated person with an address, by id.
        self.examples: dict[str, int] = {}

    def tenure(self, draft: Draft, rng: Random) -> Tenure:
        is_recent = rng.random() < 0.3 and draft.number > 2
        ago = between(rng, 3, HISTORY_DAYS) if is_recent else between(rng, HISTORY_DAYS, 5000)
        started_on = self.today - timedelta(days=ago)
        last_day = None
        if not draft.leads and rng.random() < 0.08:
            last_day = self.today - timedelta(days=between(rng, 1, min(ago, HISTORY_DAYS) - 1))
        return Tenure(
            started_on,
            last_day,
            max(started_on, self.today - timedelta(days=draft.place.called_ago)),
            is_test=not draft.leads and rng.random() < 0.001,
        )

    def seat(self, draft: Draft, tenure: Tenure, boss: int | None, rng: Random) -> Learner:
        """Put down a person with a membership and roles; `boss` is a person's id."""
        place = draft.place
        full_name, latin_name = name(rng.choice(place.country.cultures), rng)
        language = place.country.language if rng.random() < 0.9 else "en"
        has_address = place.is_own or draft.leads or rng.random() < 0.4
        person = self.pen.put(
            Person,
            uuid=UUID(int=rng.getrandbits(128), version=4),
            password=NO_PASSWORD,
            full_name=full_name,
            latin_name=latin_name,
            email=address(self.seed, draft.number) if has_address else "",
            language=language,
            time_zone=place.country.time_zone,
            is_active=tenure.last_day is None,
            is_test=tenure.is_test,
            joined_at=day_begins(tenure.called_on),
            notice_version=notices.VERSION,
            notice_read_on=tenure.called_on,
        )
        self._membership(draft, tenure, person, boss, rng)
        if has_address and tenure.is_current and not draft.is_decision_maker:
            for role in draft.roles:
                self.examples.setdefault(role, person)
        return Learner(person, full_name, latin_name, language, self.issuer)

    def _membership(
        self, draft: Draft, tenure: Tenure, person: int, boss: int | None, rng: Random
    ) -> None:
        membership = self.pen.put(
            Membership,
            person_id=person,
            organisation_id=draft.place.organisation_id,
            employee_number=employee_number(self.seed, draft.number),
            workforce_type=_workforce_type(draft, rng),
            reports_to_id=boss,
            is_decision_maker=draft.is_decision_maker,
            started_on=tenure.started_on,
            last_day=tenure.last_day,
        )
        for role in draft.roles:
            self.pen.put(
                RoleHeld, membership_id=membership, role=role, started_on=tenure.started_on
            )
        if rng.random() < 0.02:
            self._leave(membership, tenure, rng)

    def _leave(self, membership: int, tenure: Tenure, rng: Random) -> None:
        """Some months away, of which some are not over yet."""
        started_on = self.today - timedelta(days=between(rng, 5, 400))
        if started_on <= tenure.started_on or tenure.last_day:
            return
        ended_on = started_on + timedelta(days=between(rng, 30, 180))
        self.pen.put(Leave, membership_id=membership, started_on=started_on, ended_on=ended_on)


def _workforce_type(draft: Draft, rng: Random) -> str:
    if not draft.place.is_own:
        return WorkforceType.SUPPLIER_STAFF
    if draft.leads or rng.random() < 0.92:
        return WorkforceType.EMPLOYEE
    return WorkforceType.NON_EMPLOYEE
