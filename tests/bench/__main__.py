"""Prints what the platform costs, row by row, beside a bare Django view measured in the same run.

    python -m tests.bench [--people 10000] [--keep]

Every figure is a median of five runs after a warm-up. CPU time is user and system time of all the
server's processes, by the kernel's accounting; with one client less noise, with four more truth.
"""

import argparse
import logging
import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
django.setup()
logging.getLogger().setLevel(logging.WARNING)  # the server says what it does, not we

from django.conf import settings  # noqa: E402

from tests.bench import company, rows  # noqa: E402
from tests.bench.loads import lesson_loads  # noqa: E402
from tests.bench.memory import idle_memory  # noqa: E402
from tests.bench.server import serving  # noqa: E402


def main() -> None:
    options = argparse.ArgumentParser(prog="make bench")
    options.add_argument("--people", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", action="store_true", help="measure on the company of before")
    people, seed, keep = vars(options.parse_args()).values()
    settings.VAR.mkdir(parents=True, exist_ok=True)
    rows.say(f"A company of {people:,} people, on PostgreSQL and Redis …")
    if not keep:
        company.build(people, seed)
    bare_log = settings.VAR / "bare.log"
    with serving("tests.bench.bare_settings", bare_log, wsgi="tests.bench.bare_wsgi") as server:
        bare = rows.bare_view(server)
    with serving("tests.bench.settings", settings.VAR / "server.log") as server:
        rows.bare_view_of_ours(server, bare)
        rows.lesson_page(server, bare)
        rows.quiz(server, bare)
        rows.overview(server, bare)
        rows.figures_export(server)
        lesson_loads(server)
    rows.certificate()
    idle_memory()
    rows.import_of_people()
    rows.rules()


if __name__ == "__main__":
    main()
