"""From a file to its plan: all that it would change, all that is wrong with it. Reads only."""

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from people.imports.changes import Change, Finding
from people.imports.columns import ORGANISATIONS
from people.imports.faults import Unreadable
from people.imports.planning_organisations import OrganisationPlanner
from people.imports.planning_people import PeoplePlanner
from people.imports.reading import Row, Sheet, sheets
from people.imports.tree import Reach, Tree


class Plan:
    """Goes through a file once; how many rows it has is known in the end."""

    def __init__(self, path: Path, reach: Reach, today: date) -> None:
        self._path = path
        self._reach = reach
        self._today = today
        self.rows = 0

    def findings(self) -> Iterator[Finding]:
        """Faults, notes and changes in the order in which they are found; never raises for a file.

        A book's people are planned as if its organisations were there: these come first, wherever
        their sheet stands. If they have faults, what follows from them is not told.
        """
        tree = Tree(self._reach)
        try:
            with tempfile.TemporaryDirectory() as scratch:
                is_whole = True
                for finding in self._organisations(tree, Path(scratch)):
                    is_whole = is_whole and (isinstance(finding, Change) or finding.is_note)
                    yield finding
                if is_whole:
                    yield from self._people(tree, Path(scratch))
        except Unreadable as error:
            yield error.fault

    def _organisations(self, tree: Tree, scratch: Path) -> Iterator[Finding]:
        for sheet in sheets(self._path, scratch):
            if sheet.table == ORGANISATIONS:
                yield from OrganisationPlanner(tree).plan(self._counted(sheet))

    def _people(self, tree: Tree, scratch: Path) -> Iterator[Finding]:
        for sheet in sheets(self._path, scratch):
            if sheet.table != ORGANISATIONS:
                yield from PeoplePlanner(tree, self._today).plan(self._counted(sheet))

    def _counted(self, sheet: Sheet) -> Iterator[Row]:
        for row in sheet.rows:
            self.rows += 1
            yield row
