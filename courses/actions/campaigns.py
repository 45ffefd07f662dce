"""Campaigns: made with their rule; ended with it (`end_rule`), or by their last day."""

from typing import Any
from uuid import UUID

from django.db import transaction

from courses.actions.rules import make_rule
from courses.campaigns.models import Campaign
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.models import Person


class CampaignWithoutEnd(Exception):
    """A campaign has a last day."""


@transaction.atomic
def make_campaign(
    uuid: UUID, *, by: Person, words: dict[str, dict[str, str]], **facts: Any
) -> Campaign:
    """Make a rule with these fields, and what those it asks are told. Sent twice, it is one.

    Raises NotYoursToRule, CampaignWithoutEnd.
    """
    if facts.get("ends_on") is None:
        raise CampaignWithoutEnd(str(uuid))
    rule = make_rule(uuid, by=by, **facts)
    campaign, is_new = Campaign.objects.get_or_create(rule=rule, defaults={"words": words})
    if is_new:
        audit.record(
            Verb.CAMPAIGN_MADE,
            by=by,
            about=rule,
            of=rule.organisation,
            programme=rule.programme.code,
            organisation=str(rule.organisation.uuid),
        )
    return campaign
