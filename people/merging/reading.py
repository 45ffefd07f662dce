"""What an administrator may look at of duplicates and merges: her own people's, and no score."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from people import access
from people.merging.models import LikelyDuplicate, Merge
from people.models import Membership, Person

PAIRS_A_PAGE = 50
MOST_MERGES = 20


@dataclass(frozen=True)
class PairPage:
    """Some proposals in the order they were found; `after` names the last if more follow."""

    pairs: list[LikelyDuplicate]
    after: UUID | None


def proposals(administrator: Person) -> QuerySet[LikelyDuplicate]:
    """The pairs of which both are hers to merge, and still to be decided."""
    hers = access.mergeable(administrator).values("pk")
    return LikelyDuplicate.objects.open().filter(older__in=hers, younger__in=hers)


def page_of(administrator: Person, after: UUID | None) -> PairPage:
    """Fifty proposals with both people and where they work, behind the one of that id."""
    pairs = proposals(administrator)
    anchor = pairs.filter(uuid=after).first() if after else None
    if anchor:
        pairs = pairs.filter(pk__gt=anchor.pk)
    found = list(_with_places(pairs).order_by("pk")[: PAIRS_A_PAGE + 1])
    shown = found[:PAIRS_A_PAGE]
    return PairPage(shown, shown[-1].uuid if len(found) > PAIRS_A_PAGE else None)


def _with_places(pairs: QuerySet[LikelyDuplicate]) -> QuerySet[LikelyDuplicate]:
    posts = Membership.objects.select_related("organisation").order_by("started_on", "pk")
    return pairs.select_related("older", "younger").prefetch_related(
        Prefetch("older__memberships", posts), Prefetch("younger__memberships", posts)
    )


def pair_of(administrator: Person, uuid: UUID) -> LikelyDuplicate:
    """A proposal with both people and where they work. Raises LikelyDuplicate.DoesNotExist."""
    return _with_places(proposals(administrator)).get(uuid=uuid)


def merges(administrator: Person) -> QuerySet[Merge]:
    """The merges that stand of people who are hers, the newest first."""
    hers = access.mergeable(administrator).values("pk")
    rows = Merge.objects.standing().filter(kept__in=hers)
    return rows.select_related("kept", "younger", "by").order_by("-merged_at", "-pk")
