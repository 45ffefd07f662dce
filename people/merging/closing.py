"""Memberships that a merge closes because nobody is at one place twice, before it and after."""

from collections.abc import Iterable

from people.merging.models import MergeStep
from people.models import Membership

TABLE = Membership._meta.label_lower


def closing_memberships(kept: int, younger: int) -> list[Membership]:
    """The memberships that a merge of two people would close, by the people's ids."""
    both = Membership.objects.filter(person__in=[kept, younger], last_day=None)
    last: dict[int, Membership] = {}
    closing = []
    for post in both.select_related("organisation").order_by("started_on", "person", "pk"):
        if earlier := last.get(post.organisation_id):
            closing.append(earlier)
        last[post.organisation_id] = post
    return closing


def closed_by_merges(memberships: Iterable[int]) -> set[int]:
    """Which of these memberships a standing merge has closed, by their ids."""
    steps = MergeStep.objects.filter(
        table=TABLE,
        row__in=list(memberships),
        merge__undone_at=None,
        after__has_key="last_day",
    )
    return set(steps.values_list("row", flat=True))
