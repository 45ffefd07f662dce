"""What the engine has to know of some people: where they work, and where they stand. Read only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from courses.dates import Holding
from courses.equivalents.models import Equivalent, Pair
from courses.models import NO_RULE, Completion, Enrolment, Requirement
from courses.role_bound import last_day_in_role
from courses.rules.deciding import Asked, Standing
from courses.rules.matching import Terms, Work, is_for_leaders
from courses.rules.models import AssignmentRule, Ground
from courses.validity import LEARNT
from people.cards import states
from people.models import Membership, Organisation, Person, RoleHeld
from people.quiet.finding import limits

AT_ONCE = 1000
Key = tuple[int, int]  # a person's id and a programme's


def batches(people: QuerySet[Person]) -> Iterator[list[int]]:
    """The ids of people in order, some at a time, so that memory does not grow with them."""
    ids = people.order_by("pk").values_list("pk", flat=True)
    last = 0
    while batch := list(ids.filter(pk__gt=last)[:AT_ONCE]):
        yield batch
        last = batch[-1]


def terms_in_force(on: date) -> list[Terms]:
    """The rules that ask on a day, by programme and age."""
    rules = AssignmentRule.objects.in_force(on).select_related("organisation", "programme")
    counted = Equivalent.objects.in_force(on).by_pair()
    found = list(rules.order_by("programme", "pk"))
    is_changed = any(rule.replaces_id for rule in found)
    replaced = AssignmentRule.objects.replaced() if is_changed else {}
    return [terms_of(rule, counted, replaced) for rule in found]


def terms_of(
    rule: AssignmentRule, counted: Mapping[Pair, frozenset[int]], replaced: Mapping[int, int]
) -> Terms:
    """A rule as it is evaluated: which programmes count as its own by company and programme, and
    which rule took the place of which. It need not be saved (its id then is 0)."""
    company = int(rule.organisation.path.partition(".")[0])
    return Terms(
        id=rule.pk or 0,
        programme_id=rule.programme_id,
        path=rule.organisation.path,
        begins_on=rule.begins_on,
        ends_on=rule.ends_on,
        roles=frozenset(rule.audience_roles),
        countries=frozenset(rule.countries),
        tiers=frozenset(rule.tiers),
        risk_bands=frozenset(rule.risk_bands),
        workforce_types=frozenset(rule.workforce_types),
        is_mandatory=rule.is_mandatory,
        due_in_days=rule.due_in_days,
        due_on=rule.due_on,
        renews=rule.renews,
        is_for_leaders=is_for_leaders(rule.programme.audience_roles),
        replaces=rule.before(replaced),
        met_by=counted.get((company, rule.programme_id), frozenset()),
    )


def held_of(people: Sequence[int], terms: Iterable[Terms], on: date) -> dict[int, set[int]]:
    """The programmes that rules would be met by and that people hold a valid completion of, by
    person. One query if there are such programmes, else none."""
    counted = set[int]().union(*(one.met_by for one in terms))
    if not counted:
        return {}
    held: dict[int, set[int]] = defaultdict(set)
    rows = Completion.objects.valid(on).filter(
        LEARNT, enrolment__person__in=people, enrolment__programme__in=counted
    )
    for person, programme in rows.values_list("enrolment__person", "enrolment__programme"):
        held[person].add(programme)
    return held


def works_of(people: Sequence[int], on: date) -> dict[int, list[Work]]:
    """Where people work on a day, by person; who may not sign in or is a test works nowhere.

    Three queries, however many people; two more if any works at a site.
    """
    rows = list(
        Membership.objects.active(on)
        .filter(person__in=people, person__is_active=True, person__is_test=False)
        .filter(Q(organisation__ended_on=None) | Q(organisation__ended_on__gte=on))
        .order_by("pk")
        .values_list(
            "pk",
            "person_id",
            "organisation",
            "organisation__kind",
            "workforce_type",
            "organisation__path",
            "organisation__country",
            Coalesce("organisation__tier", "organisation__branch__tier"),
            "organisation__risk_band",
            "organisation__branch__risk_band",
        )
    )
    held = _roles(people, on)
    sites = {place for _, _, place, kind, *_ in rows if kind == Organisation.Kind.SITE}
    unready, limited = states.unready(sites, on), limits()
    works: dict[int, list[Work]] = defaultdict(list)
    for pk, person, place, _, workforce_type, path, country, tier, risk, branch_risk in rows:
        risk_band, roles = risk or branch_risk or "", frozenset(held.get(pk, ()))
        work = Work(
            path,
            country,
            tier,
            risk_band,
            workforce_type,
            roles,
            may_begin=place not in unready,
            is_paused=limited.is_paused(path),
            is_restricted=limited.is_restricted(path, country),
        )
        works[person].append(work)
    return works


def _roles(people: Sequence[int], on: date) -> dict[int, set[str]]:
    roles: dict[int, set[str]] = defaultdict(set)
    rows = RoleHeld.objects.active(on).filter(membership__person__in=people)
    for membership, role in rows.values_list("membership_id", "role"):
        roles[membership].add(role)
    return roles


FIELDS = (
    "pk", "person_id", "programme_id", "cycle", "assigned_on", "due_on",
    "is_mandatory", "is_by_rule", "withdrawn_at", "exempted_at", "reason", "decided_by_id",
    "completion", "completion__completed_on", "completion__expires_on", "completion__revoked_on",
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    """An enrolment as a row, and as the rules see it."""

    enrolment_id: int
    standing: Standing


def standings_of(people: Sequence[int], programmes: Iterable[int]) -> dict[Key, Held]:
    """The latest cycle of each of these programmes that people have.

    Two queries, however many people; two more if any has a renewal to do.
    """
    begun = Requirement.objects.filter(enrolment=OuterRef("pk"), study__isnull=False)
    rows = (
        Enrolment.objects.filter(
            person__in=people, programme__in=set(programmes), duplicate_of=None
        )
        .order_by("cycle")
        .values(*FIELDS, in_role_until=last_day_in_role("completion__"), is_begun=Exists(begun))
    )
    latest = {(row["person_id"], row["programme_id"]): row for row in rows}
    grounds = _grounds([row["pk"] for row in latest.values()])
    held = _held_before(latest.values())
    return {
        key: Held(row["pk"], _standing(row, grounds.get(row["pk"], {}), held.get(row["pk"])))
        for key, row in latest.items()
    }


def _held_before(rows: Iterable[dict[str, Any]]) -> dict[int, Holding]:
    renewals = [row["pk"] for row in rows if row["cycle"] > 1 and row["completion"] is None]
    if not renewals:
        return {}
    return Completion.objects.held_before_each(Enrolment.objects.filter(pk__in=renewals))


def _grounds(enrolments: list[int]) -> dict[int, dict[int, Asked]]:
    found: dict[int, dict[int, Asked]] = defaultdict(dict)
    rows = Ground.objects.standing().filter(enrolment__in=enrolments)
    values = rows.values_list("enrolment_id", "rule_id", "asked_on", "due_on")
    for enrolment, rule, asked_on, due_on in values:
        found[enrolment][rule] = Asked(asked_on, due_on)
    return found


def _standing(row: dict[str, Any], grounds: dict[int, Asked], renews: Holding | None) -> Standing:
    is_withdrawn = row["withdrawn_at"] is not None
    is_rules_own = is_withdrawn and row["reason"] == NO_RULE and row["decided_by_id"] is None
    return Standing(
        cycle=row["cycle"],
        assigned_on=row["assigned_on"],
        due_on=row["due_on"],
        is_mandatory=row["is_mandatory"],
        is_by_rule=row["is_by_rule"],
        is_taken_back=is_rules_own,
        is_released=not is_rules_own and (is_withdrawn or row["exempted_at"] is not None),
        is_completed=row["completion"] is not None,
        completed_on=row["completion__completed_on"],
        valid_until=row["completion__expires_on"],
        is_revoked=row["completion__revoked_on"] is not None,
        in_role_until=row["in_role_until"],
        renews=renews,
        is_begun=row["is_begun"],
        grounds=grounds,
    )
