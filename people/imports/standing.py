"""What the database knows about the people of a handful of rows: a few queries a chunk."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from people.imports.tree import Tree
from people.merging.closing import closed_by_merges
from people.models import Grant, Leave, Membership, RoleHeld

FIELDS = [
    "pk",
    "person_id",
    "organisation_id",
    "employee_number",
    "workforce_type",
    "reports_to_id",
    "is_decision_maker",
    "started_on",
    "last_day",
    "work_email",
    "person__full_name",
    "person__latin_name",
    "person__email",
]


@dataclass(frozen=True)
class Post:
    """A membership with its person's facts."""

    pk: int
    person_id: int
    organisation_id: int
    employee_number: str
    workforce_type: str
    reports_to_id: int | None
    is_decision_maker: bool
    started_on: date
    last_day: date | None
    work_email: str
    full_name: str
    latin_name: str
    email: str

    def has_ended(self, today: date) -> bool:
        return self.last_day is not None and self.last_day < today


@dataclass
class Standing:
    """All within the reach of the import; what is outside of it is not there."""

    # By employer and employee number, the earliest first.
    posts: dict[tuple[str, str], list[Post]] = field(default_factory=dict)
    # Person and organisation of open memberships under another number, or none.
    others: set[tuple[int, int]] = field(default_factory=set)
    # By membership: open audience roles.
    roles: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    leaves: dict[int, list[Leave]] = field(default_factory=lambda: defaultdict(list))
    # Who is also somewhere out of reach: what belongs to the person is not ours to change.
    shared: set[int] = field(default_factory=set)
    # Memberships that a merge has closed: the same person is there under another number.
    merged: set[int] = field(default_factory=set)
    powerful: set[int] = field(default_factory=set)


def standing(tree: Tree, numbers: Iterable[str]) -> Standing:
    """What is known about everybody with one of these employee numbers."""
    found = Standing()
    within = Membership.objects.filter(organisation__in=tree.reach.people)
    rows = within.filter(employee_number__in=set(numbers)).order_by("started_on", "pk")
    posts = [Post(*row) for row in rows.values_list(*FIELDS)]
    for post in posts:
        employer = tree.by_pk[post.organisation_id].employer
        found.posts.setdefault((employer, post.employee_number), []).append(post)
    people = {post.person_id for post in posts}
    memberships = {post.pk for post in posts}
    others = within.filter(person__in=people, last_day=None).exclude(pk__in=memberships)
    found.others = set(others.values_list("person_id", "organisation_id"))
    for membership, role in RoleHeld.objects.filter(
        membership__in=memberships, ended_on=None
    ).values_list("membership_id", "role"):
        found.roles[membership].add(role)
    for leave in Leave.objects.filter(membership__in=memberships).order_by("started_on"):
        found.leaves[leave.membership_id].append(leave)
    outside = Membership.objects.filter(person__in=people).exclude(
        organisation__in=tree.reach.people
    )
    found.shared = set(outside.values_list("person_id", flat=True))
    found.merged = closed_by_merges(memberships)
    granted = Grant.objects.open().filter(person__in=people)
    found.powerful = set(granted.values_list("person_id", flat=True))
    return found
