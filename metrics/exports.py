"""The report as files: CSV and JSON, streamed, saying the same digits as the screen."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings

from metrics.periods import Period
from metrics.record import COLUMNS, Row, to_cells, to_json
from metrics.suppression import Audience
from people import lines

# In one language for every reader: the same figures are the same bytes.
NOTES = [
    "A person with several roles counts once in each: rows can add up to more than the total.",
    "Training reaches people; it does not show that a place is free of forced labour.",
]


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    return lines.csv_lines(COLUMNS, map(to_cells, rows))


def json_parts(
    rows: Iterable[Row], period: Period, audience: Audience, *, counted_at: datetime
) -> Iterator[str]:
    """One object: what was asked, when it was counted, notes for the reader, and the rows."""
    about = {
        "period": period.name,
        "for": audience,
        "counted_at": counted_at.isoformat(timespec="seconds"),
        "reporting_tz": settings.REPORTING_TIME_ZONE,
        "notes": NOTES,
    }
    yield json.dumps(about, ensure_ascii=False)[:-1] + ', "rows": ['
    between = "\n"
    for row in rows:
        yield between + to_json(row)
        between = ",\n"
    yield "\n]}\n"
