"""How far the people of a campaign are: of the whole group, or nothing where it is small."""

from django.conf import settings
from django.core.cache import caches
from django.db.models import Count, Q

from courses.campaigns.models import Campaign
from courses.rules.models import Ground
from metrics import suppression, wording
from metrics.suppression import Audience, Cell, Family
from people.calendar import reporting_day

DAY_SECONDS = 24 * 60 * 60


def share(campaign: Campaign) -> str:
    """ "48 of 60 people", or nothing. Colleagues read it: it is judged as for outside.

    Counted once a day: who watches it does not see who has just finished.
    """
    cache, today = caches["once"], reporting_day()
    key = f"campaign:{campaign.pk}:{today}:{settings.GROUP_MINIMUM}"
    kept: tuple[int, int] | None = cache.get(key)
    if kept is None:
        kept = _counted(campaign)
        if _is_hidden(kept[1]):
            return ""  # people are still being asked: it may be told within the hour
        cache.set(key, kept, DAY_SECONDS)
    return wording.part_of(*kept)


def _is_hidden(people: int) -> bool:
    k = suppression.threshold(
        Family.PARTICIPATION, Audience.OUTSIDE, fine=True, raised_to=settings.GROUP_MINIMUM
    )
    return bool(suppression.apply_alone(Cell("all", people), k).reason)


def _counted(campaign: Campaign) -> tuple[int, int]:
    asked = Ground.objects.standing().filter(
        rule=campaign.rule,
        enrolment__withdrawn_at=None,
        enrolment__exempted_at=None,
        enrolment__person__is_test=False,
    )
    counts = asked.aggregate(
        people=Count("enrolment__person", distinct=True),
        done=Count(
            "enrolment__person", distinct=True, filter=Q(enrolment__completion__isnull=False)
        ),
    )
    return counts["done"], counts["people"]
