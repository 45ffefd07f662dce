"""The sites that somebody answers for, each with what is to be done there: counts, card, door.

How many people stand where is counted by the query that the lists of names go by, so that a number
and the names behind it never differ. No number is told of fewer people than suppression lets
through; there is no total, so that nothing can be found by subtracting.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from courses import team
from courses.models import Enrolment
from courses.team import Expiring, Status, Wish
from metrics import suppression
from metrics.suppression import Audience, Cell, Family, Reason
from people import access
from people.agreements import rules
from people.cards.access import sites_of
from people.cards.states import faults_of
from people.cards.validity import Fault
from people.doors import access as doors
from people.doors.models import JoinLink
from people.models import Membership, Organisation, Person, Power

# The site at which somebody of a row works: how memberships are reached from enrolments.
_PLACE = "person__memberships__organisation"


@dataclass(frozen=True)
class Counts:
    """How many people are asked for something at a site, and how many of them stand where.

    Whoever has several programmes counts once among the people, and once in each status (R22).
    """

    people: int
    by: dict[str, int]

    @property
    def reason(self) -> Reason:
        return suppression.apply_alone(Cell("people", self.people), least()).reason

    def of(self, status: str) -> int | None:
        """A status or an expiry; None where that is not told."""
        return None if self.reason else self.by.get(status, 0)


@dataclass(frozen=True)
class Site:
    """One site, or another place of hers where people work."""

    place: Organisation
    counts: Counts
    # Where people's status is not shown, because no works agreement stands (rule S-31).
    is_off: bool
    faults: list[Fault]
    has_card_page: bool
    link: JoinLink | None
    may_let_in: bool

    @property
    def has_overdue(self) -> bool:
        return bool(self.counts.of(Status.OVERDUE))

    @property
    def is_gap(self) -> bool:
        """Whether somebody has to do something about it."""
        return bool(self.faults) or self.has_overdue


def least() -> int:
    """Of how many people a number is told: she sees their names and status anyway (class P)."""
    return suppression.threshold(
        Family.PARTICIPATION, Audience.INSIDE, fine=True, raised_to=settings.GROUP_MINIMUM
    )


def places_of(person: Person, on: date) -> QuerySet[Organisation]:
    """Her standing sites, and what else of hers people work at: a supplier's own office."""
    here = Membership.objects.active(on).filter(organisation=OuterRef("pk"), person__erased_at=None)
    reached = access.organisations_of(person, Power.SUPPLIER_ADMINISTRATOR)
    stands = Q(ended_on=None) | Q(ended_on__gte=on)
    is_one = Q(kind=Organisation.Kind.SITE) | Exists(here)
    return reached.filter(stands, is_one, started_on__lte=on)


def sites(person: Person, on: date, programme: str = "") -> list[Site]:
    """Her sites on a day, gaps first and then by name; counted for one programme or for all.

    A fixed number of queries, however many sites and people.
    """
    places = list(places_of(person, on).order_by("name", "pk"))
    # Test accounts never count (R24).
    shown, off = rules.with_status(access.staff_of(person, on).filter(person__is_test=False))
    counts = _counts(shown, on, Wish(programme=programme))
    with_card = {one.pk for one in places} & set(sites_of(person).values_list("pk", flat=True))
    faults = faults_of(with_card, on)
    open_doors = set(doors.sites(person, on).values_list("pk", flat=True))
    links = _open_links(open_doors, on)
    told_off = set(off)
    found = [
        Site(
            place=place,
            counts=counts.get(place.pk, Counts(0, {})),
            is_off=place.country in told_off and place.pk not in counts,
            faults=faults.get(place.pk, []),
            has_card_page=place.pk in with_card,
            link=links.get(place.pk),
            may_let_in=place.pk in open_doors,
        )
        for place in places
    ]
    return sorted(found, key=lambda one: not one.is_gap)


def _counts(memberships: QuerySet[Membership], on: date, wish: Wish) -> dict[int, Counts]:
    """By the site's id. Three questions that the database answers with a row a site or few."""
    works = Q(person__memberships__in=memberships)
    asked = team.standings(on, wish).filter(works)
    one_each = Count("person", distinct=True)
    by: dict[int, dict[str, int]] = defaultdict(dict)
    for place, status, people in asked.values_list(_PLACE, "status").annotate(people=one_each):
        by[place][status] = people
    for place, *people in _running_out(works, on, wish):
        by[place] |= dict(zip(Expiring.values, people, strict=True))
    heads = asked.values_list(_PLACE).annotate(people=one_each)
    return {place: Counts(people, by[place]) for place, people in heads}


def _running_out(works: Q, on: date, wish: Wish) -> QuerySet[Enrolment, tuple[int, ...]]:
    """The site, and how many people's completion runs out within each time; as lists count them."""
    rows = team.standings(on, Wish(wish.programme, Expiring.IN_90)).filter(works)
    within = {
        one.value: Count(
            "person", distinct=True, filter=Q(valid_until__lte=on + timedelta(days=one.days))
        )
        for one in Expiring
    }
    counted: QuerySet[Enrolment, tuple[int, ...]] = rows.values(_PLACE).annotate(**within)
    return counted.values_list(_PLACE, *within)


def _open_links(places: Collection[int], on: date) -> dict[int, JoinLink]:
    """Of each place the open join link that lasts longest."""
    rows = JoinLink.objects.open(on).filter(organisation__in=places)
    return {link.organisation_id: link for link in rows.order_by("expires_on", "pk")}
