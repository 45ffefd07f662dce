"""Load the starter curriculum from its files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from content import actions, starter_files
from content.starter_parts import StarterNotSound

FOLDER = Path(starter_files.__file__).parent / "starter"


class Command(BaseCommand):
    help = "Loads the starter curriculum: reads the files, makes the pages, publishes them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
        parser.add_argument(
            "--check", action="store_true", help="only read the files and tell their mistakes"
        )
        parser.add_argument(
            "--stamp",
            action="store_true",
            help="write into each translation which state of its source it is of",
        )

    def handle(self, *args: Any, folder: Path, check: bool, stamp: bool, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        try:
            starter = starter_files.read(folder)
            if stamp:
                self.stdout.write(f"{starter_files.stamp(folder, starter)} translations stamped.")
                return
            if check:
                self.stdout.write(f"{len(starter.modules)} modules read, no mistakes.")
                return
            loading = actions.load_starter(starter)
        except StarterNotSound as mistakes:
            raise CommandError(f"{mistakes}\nNothing was loaded.") from mistakes
        if options["verbosity"] == 0:
            return
        for line in loading.told:
            self.stdout.write(line)
        self.stdout.write(
            f"{loading.changed} pages published." if loading.changed else "Nothing new."
        )
