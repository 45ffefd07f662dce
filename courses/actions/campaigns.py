"""Campaigns: made with their rule; ended with it (`end_rule`), or by their last day."""

from typing import Any
from uuid import UUID

from django.db import transaction

from courses.actions.rules import make_rule
from courses.campaigns.models import Campaign
from people.audit.verbs import Verb
from people.models import Person


class CampaignWithoutEnd(Exception):
    """A campaign has a last day."""


@transaction.atomic
def make_campaign(
    uuid: UUID, *, by: Person, words: dict[str, dict[str, str]], **facts: Any
) -> Campaign:
    """Make a rule with these fields, which asks once, and the words for those whom it asks.

    Sent twice, it is one. Raises NotYoursToRule, CampaignWithoutEnd.
    """
    if facts.get("ends_on") is None:
        raise CampaignWithoutEnd(str(uuid))
    rule = make_rule(uuid, by=by, verb=Verb.CAMPAIGN_MADE, **facts | {"renews": False})
    return Campaign.objects.get_or_create(rule=rule, defaults={"words": words})[0]
