"""Which disclosure asks for which key figure, and for reporting periods from when to when. Data.

Frameworks are renumbered: a code means something only with its set, and only for its years. A new
set is a new line here, never a change of code.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Mapping:
    """A key figure feeds a disclosure for periods that end within these days (both included)."""

    kpi: str
    disclosure: str
    since: date = date.min
    until: date = date.max


GRI_UNIVERSAL_2021 = date(2023, 1, 1)
LAST_DAY_OF_GRI_412 = date(2022, 12, 31)

MAPPINGS = [
    Mapping("PAR-01", "UK-MSA:54(5)(f)"),
    Mapping("PAR-01", "GRI-2-2021:2-24", since=GRI_UNIVERSAL_2021),
    Mapping("PAR-01", "GRI-412-2016:412-2", until=LAST_DAY_OF_GRI_412),
    Mapping("PAR-01", "AU-MSA:16(1)(d)"),
    Mapping("PAR-01", "CHRB:B.1.5"),
    Mapping("PAR-04", "UK-MSA:54(5)(f)"),
    Mapping("PAR-04", "GRI-404-2016:404-2"),
    Mapping("PAR-04", "ESRS-2026:ESRS2-GDR-A", since=date(2027, 1, 1)),
    Mapping("SUP-01", "UK-MSA:54(5)(f)"),
    Mapping("SUP-02", "KTC:1.4(2)"),
    Mapping("SUP-02", "CHRB:B.1.5"),
    Mapping("HRS-02a", "GRI-2-2021:2-24", since=GRI_UNIVERSAL_2021),
    Mapping("HRS-02a", "GRI-412-2016:412-2", until=LAST_DAY_OF_GRI_412),
    Mapping("HRS-02b", "GRI-2-2021:2-24", since=GRI_UNIVERSAL_2021),
    Mapping("HRS-02b", "GRI-412-2016:412-2", until=LAST_DAY_OF_GRI_412),
    Mapping("LRN-01", "UK-MSA:54(5)(e)"),
    Mapping("LRN-01", "AU-MSA:16(1)(e)"),
]


def maps_to(kpi: str, on: date) -> tuple[str, ...]:
    """The disclosures that a key figure feeds for a period ending on a day."""
    return tuple(
        line.disclosure for line in MAPPINGS if line.kpi == kpi and line.since <= on <= line.until
    )
