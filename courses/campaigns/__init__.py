"""Campaigns: an assignment rule with a title, a message and a last day."""
