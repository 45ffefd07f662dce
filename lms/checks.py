"""Numbered system checks: a bad installation is told so, with a hint."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags
from django.core.checks import register as register_check


def register() -> None:
    register_check(demo_stays_home, Tags.security, deploy=True)


def demo_stays_home(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The demo's people and their known passwords never stand on a real machine."""
    if not settings.IS_DEMO:
        return []
    return [
        Error(
            "The demo is switched on.",
            hint="Production uses lms.settings.production, where IS_DEMO is False.",
            id="daylight.E001",
        )
    ]
