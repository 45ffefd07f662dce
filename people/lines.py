"""Tables as text that is handed on line by line: however long they are, memory holds one line."""

import csv
from collections.abc import Iterable, Iterator, Sequence


class _Line:
    """A file for csv.writer that hands every line straight on."""

    def write(self, text: str) -> str:
        return text


def csv_lines(header: Sequence[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Plain UTF-8, comma as separator, full stop as decimal mark, one header line."""
    writer = csv.writer(_Line())
    yield writer.writerow(header)
    for row in rows:
        yield writer.writerow(row)
