"""Sets up the demonstration: a company, its people, and what they have learnt."""

import resource
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lms import statistics
from lms.demo import counts, logins, small
from lms.demo.bulk import Company, OtherCompany, Wish
from lms.demo.plans import plans

MOST_PEOPLE = 1_000_000
FEWEST_PEOPLE = 50
SECONDS_BETWEEN_LINES = 3


class Command(BaseCommand):
    help = (
        "Set up the demo company and its log-ins; with --people, generate a larger one. "
        "What stands is left alone. Only where settings.IS_DEMO is true."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--people", type=int, help=f"how many people to generate, up to {MOST_PEOPLE:,}"
        )
        parser.add_argument(
            "--seed", type=int, help="the same seed, size and day give the same company"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.is_silent = options["verbosity"] == 0
        if not settings.IS_DEMO:
            raise CommandError(
                "The demo's people are invented and their password is known to everybody, so it "
                "only stands where settings.IS_DEMO is true. This is not a demonstration."
            )
        if not plans():
            raise CommandError(
                "There is no programme to learn yet. Run `python manage.py load_starter` first."
            )
        people = options["people"]
        if people is None:
            if options["seed"] is not None:
                raise CommandError("--seed goes with --people; the small demo is always the same.")
            self._small()
        elif FEWEST_PEOPLE <= people <= MOST_PEOPLE:
            self._large(Wish(people, options["seed"] or 1))
        else:
            raise CommandError(f"--people takes {FEWEST_PEOPLE} to {MOST_PEOPLE:,}.")
        for line in logins.listing():
            self._say(line)

    def _small(self) -> None:
        if small.stands():
            self._say("The demo company stands; nothing is changed.")
            return
        self._say(f"The demo company stands now, with {small.set_up()} people.")

    def _large(self, wish: Wish) -> None:
        company = Company(wish)
        before = company.standing()
        if before >= wish.people:
            self._say(f"{before:,} people of seed {wish.seed} stand; nothing is changed.")
            return
        begun = told = time.monotonic()
        standing = before
        try:
            for standing in company.build():
                if time.monotonic() - told > SECONDS_BETWEEN_LINES:
                    told = time.monotonic()
                    self._tell(standing, wish.people, (standing - before) / (told - begun))
        except OtherCompany as other:
            raise CommandError(f"{other}, of another size. Choose another --seed.") from other
        counts.write(company.pen, company.seats.today)
        company.open_doors(logins.PASSWORD)
        statistics.refresh()
        self._tell(standing, wish.people, (standing - before) / (time.monotonic() - begun))

    def _say(self, line: str) -> None:
        if not self.is_silent:
            self.stdout.write(line)

    def _tell(self, standing: int, wanted: int, a_second: float) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self._say(f"{standing:,} of {wanted:,} people, {a_second:,.0f} a second, {peak} MB at most")
