"""Says who may be signed in as on a demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lms.demo import logins


class Command(BaseCommand):
    help = "List the demo's log-ins; says nothing on an installation that is no demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_DEMO:
            for line in logins.listing():
                self.stdout.write(line)
