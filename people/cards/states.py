"""Which sites may be assigned anything on a day, and which card may hang. Two queries each."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from people.cards.models import NumberTest, ResponseCard
from people.cards.validity import Called, Facts, Fault, faults, site_faults
from people.models import Membership, Organisation, Person


def faults_of(sites: Iterable[int], on: date) -> dict[int, list[Fault]]:
    """What keeps each of these sites from being assigned anything; nothing: it is ready."""
    asked = list(sites)
    cards, tests = _kept(asked)
    return {site: site_faults(cards[site], tests[site], on) for site in asked}


def card_faults(site: int, on: date) -> dict[str, list[Fault]]:
    """What keeps each of a site's cards from being valid, by language; nothing: it may hang."""
    cards, tests = _kept([site])
    return {card.language: faults(card, tests[site], on) for card in cards[site]}


def _kept(sites: list[int]) -> tuple[dict[int, list[Facts]], dict[int, dict[str, Called]]]:
    """By site, the cards that stand there, and how the last call of each number went."""
    cards: dict[int, list[Facts]] = defaultdict(list)
    tests: dict[int, dict[str, Called]] = defaultdict(dict)
    if not sites:
        return cards, tests
    for card in ResponseCard.objects.standing().filter(site__in=sites).order_by("pk"):
        cards[card.site_id].append(Facts(card.language, vars(card)))
    # The last call counts, not what was entered last.
    rows = NumberTest.objects.filter(site__in=sites).order_by("tested_on", "pk")
    for site, number, day, has_passed in rows.values_list(
        "site", "number", "tested_on", "has_passed"
    ):
        tests[site][number] = Called(day, has_passed)
    return cards, tests


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
