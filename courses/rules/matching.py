"""Whom a rule matches, and if not, why not. Pure: one evaluation enrols, previews and explains."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto


class Condition(StrEnum):
    """What a rule may ask of where somebody works and what she does there."""

    ORGANISATION = auto()
    AUDIENCE_ROLE = auto()
    COUNTRY = auto()
    TIER = auto()
    RISK_BAND = auto()
    WORKFORCE_TYPE = auto()
    RESTRICTED = auto()
    NOT_BEGUN = auto()
    OVER = auto()


# Who may be asked where it is not safe: whoever leads, and whoever buys (S-50).
LEADERS = frozenset({"manager", "procurement"})


def is_for_leaders(audience_roles: Iterable[str]) -> bool:
    """Whether a programme is for leaders alone, and so may be asked for at a restricted place."""
    roles = frozenset(audience_roles)
    return bool(roles) and roles <= LEADERS


@dataclass(frozen=True)
class Work:
    """One membership on a day: where, what as, and in which audience roles.

    `path` is the organisation's; tier and risk band are the supplier's where the site has none.
    """

    path: str
    country: str
    tier: int | None
    risk_band: str
    workforce_type: str
    roles: frozenset[str]
    # False at a site without a valid response card: nothing new is begun there.
    may_begin: bool = True
    # Nothing new is begun there either (S-09), and that is not said.
    is_paused: bool = False
    is_restricted: bool = False


@dataclass(frozen=True)
class Terms:
    """A rule as it is evaluated. An empty set does not narrow it."""

    id: int
    programme_id: int
    path: str
    begins_on: date
    ends_on: date | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    countries: frozenset[str] = field(default_factory=frozenset)
    tiers: frozenset[int] = field(default_factory=frozenset)
    risk_bands: frozenset[str] = field(default_factory=frozenset)
    workforce_types: frozenset[str] = field(default_factory=frozenset)
    is_mandatory: bool = True
    due_in_days: int | None = None
    due_on: date | None = None
    renews: bool = True
    is_for_leaders: bool = False
    # The rules whose place this one took, one after the other, the last one first.
    replaces: tuple[int, ...] = ()
    # The programmes that its company counts as this one.
    met_by: frozenset[int] = field(default_factory=frozenset)


def unmet(terms: Terms, work: Work, on: date) -> frozenset[Condition]:
    """What keeps a rule from asking for this work on a day; nothing: it asks."""
    return frozenset(condition for condition, is_met in _conditions(terms, work, on) if not is_met)


def matches(terms: Terms, works: Iterable[Work], on: date) -> bool:
    """Whether a rule asks somebody who works like this; one of her works is enough."""
    return any(all(met for _, met in _conditions(terms, work, on)) for work in works)


def asks(terms: Terms, works: Iterable[Work], held: Collection[int], on: date) -> bool:
    """Whether a rule asks somebody who works like this and holds valid completions of these
    programmes: not if one of them counts as the rule's."""
    return terms.met_by.isdisjoint(held) and matches(terms, works, on)


def is_met(asking: Iterable[Terms], works: Iterable[Work], held: Collection[int], on: date) -> bool:
    """Whether one of these rules would ask her, but that she holds what counts as its programme."""
    works = list(works)
    return any(not one.met_by.isdisjoint(held) and matches(one, works, on) for one in asking)


def may_begin(asking: Iterable[Terms], works: Iterable[Work], on: date) -> bool:
    """Whether a rule asks for a work at which something new may be begun (S-08); who works at any
    paused place begins nothing (S-09)."""
    works = list(works)
    if any(work.is_paused for work in works):
        return False
    ready = [work for work in works if work.may_begin]
    return any(matches(terms, ready, on) for terms in asking)


def waits_for_card(terms: Terms, works: Iterable[Work], on: date) -> bool:
    """Whether only works at sites without a valid response card are in the way."""
    return not any(work.may_begin and matches(terms, [work], on) for work in works)


def nearest(terms: Terms, works: Iterable[Work], on: date) -> frozenset[Condition] | None:
    """What is unmet where the fewest things are; None if the person works nowhere."""
    return min((unmet(terms, work, on) for work in works), key=len, default=None)


def _conditions(terms: Terms, work: Work, on: date) -> Iterable[tuple[Condition, bool]]:
    # The cheapest and the most telling first: `matches` stops at the first that is not met.
    yield Condition.ORGANISATION, work.path.startswith(terms.path)
    yield Condition.AUDIENCE_ROLE, not terms.roles or not terms.roles.isdisjoint(work.roles)
    yield Condition.COUNTRY, not terms.countries or work.country in terms.countries
    yield Condition.TIER, not terms.tiers or work.tier in terms.tiers
    yield Condition.RISK_BAND, not terms.risk_bands or work.risk_band in terms.risk_bands
    types = terms.workforce_types
    yield Condition.WORKFORCE_TYPE, not types or work.workforce_type in types
    may_be_asked = terms.is_for_leaders and not LEADERS.isdisjoint(work.roles)
    yield Condition.RESTRICTED, not work.is_restricted or may_be_asked
    yield Condition.NOT_BEGUN, terms.begins_on <= on
    yield Condition.OVER, terms.ends_on is None or on <= terms.ends_on
