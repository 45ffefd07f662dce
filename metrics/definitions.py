"""What each key figure is: its kind, unit, basis and use. Words for people: docs/kpis.md. Pure."""

from dataclasses import dataclass

from metrics.suppression import Family

HEADCOUNT = "headcount_period_end"
ROSTER = "roster"


@dataclass(frozen=True)
class Definition:
    """A key figure's facts that never depend on the data.

    A snapshot is as at one day, a flow over a period. What is `hidden_with` another is hidden
    wherever that one is. `use` says what a statement may do with it: material, supplementary or
    internal; internal figures never leave the company.
    """

    kpi: str
    version: str
    family: Family
    unit: str
    use: str
    is_snapshot: bool = False
    denominator_basis: str | None = None
    has_in_person_evidence: bool = False
    hidden_with: str = ""

    @property
    def is_internal(self) -> bool:
        return self.use == "internal"


DEFINITIONS = {
    definition.kpi: definition
    for definition in [
        Definition(
            kpi="PAR-01",
            version="1.1",
            family=Family.PARTICIPATION,
            unit="%",
            use="supplementary",
            is_snapshot=True,
            denominator_basis=HEADCOUNT,
            has_in_person_evidence=True,
        ),
        Definition(
            kpi="PAR-02",
            hidden_with="PAR-01",
            version="1.1",
            family=Family.PARTICIPATION,
            unit="%",
            use="internal",
            is_snapshot=True,
            denominator_basis=HEADCOUNT,
            has_in_person_evidence=True,
        ),
        Definition(
            kpi="PAR-04",
            version="1.0",
            family=Family.PARTICIPATION,
            unit="people",
            use="supplementary",
            has_in_person_evidence=True,
        ),
        Definition(
            kpi="SUP-01",
            version="1.1",
            family=Family.PARTICIPATION,
            unit="%",
            use="supplementary",
        ),
        Definition(
            kpi="SUP-02",
            version="1.1",
            family=Family.PARTICIPATION,
            unit="%",
            use="supplementary",
            is_snapshot=True,
        ),
        Definition(
            kpi="LRN-01",
            version="1.0",
            family=Family.LEARNING,
            unit="%",
            use="supplementary",
        ),
        Definition(
            kpi="LRN-02",
            version="1.0",
            family=Family.LEARNING,
            unit="%",
            use="supplementary",
            hidden_with="LRN-01",
        ),
        Definition(
            kpi="HRS-02a",
            version="1.0",
            family=Family.PARTICIPATION,
            unit="hours",
            use="supplementary",
        ),
        Definition(
            kpi="HRS-02b",
            version="1.0",
            family=Family.PARTICIPATION,
            unit="%",
            use="supplementary",
            denominator_basis=HEADCOUNT,
        ),
    ]
}
