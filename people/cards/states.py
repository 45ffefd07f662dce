"""Which sites may be assigned anything on a day, by their cards. Read only; two queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from people.cards.models import NumberTest, ResponseCard
from people.cards.validity import Called, Facts, Fault, site_faults
from people.models import Membership, Organisation, Person


def faults_of(sites: Iterable[int], on: date) -> dict[int, list[Fault]]:
    """What keeps each of these sites from being assigned anything; nothing: it is ready."""
    asked = list(sites)
    cards: dict[int, list[Facts]] = defaultdict(list)
    tests: dict[int, dict[str, Called]] = defaultdict(dict)
    if not asked:
        return {}
    for card in ResponseCard.objects.standing().filter(site__in=asked).order_by("pk"):
        cards[card.site_id].append(Facts(card.language, vars(card)))
    # The last call counts, not what was entered last.
    rows = NumberTest.objects.filter(site__in=asked).order_by("tested_on", "pk")
    for site, number, day, has_passed in rows.values_list(
        "site", "number", "tested_on", "has_passed"
    ):
        tests[site][number] = Called(day, has_passed)
    return {site: site_faults(cards[site], tests[site], on) for site in asked}


def unready(sites: Iterable[int], on: date) -> set[int]:
    """Those of these sites at which nobody is assigned anything."""
    return {site for site, found in faults_of(sites, on).items() if found}


def is_held_up(person: Person, on: date) -> bool:
    """Whether a person works on a day, and only at sites without a valid card."""
    works = Membership.objects.active(on).filter(person=person)
    places = list(works.values_list("organisation", "organisation__kind"))
    sites = {pk for pk, kind in places if kind == Organisation.Kind.SITE}
    if not places or len(sites) < len({pk for pk, _ in places}):
        return False
    return unready(sites, on) == sites
