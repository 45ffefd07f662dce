"""A campaign's share for a template."""

from django import template

from courses.campaigns.models import Campaign
from metrics import campaigns

register = template.Library()


@register.simple_tag
def campaign_share(campaign: Campaign) -> str:
    """How many of how many have done it; empty where the group is too small to tell."""
    return campaigns.share(campaign)
