"""Sums for all groups of all dimensions at once, in one query.

The query language says who counts and for what, one row for each place a person has; this module
wraps that query and adds up. Done by the query language alone, every dimension would look for the
same people again, and a person with two memberships would be added up twice.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from metrics.kpis.counted import STANDARD, Dimension, Population, Tally

GROUPED_BY = {
    Dimension.ROLE: "role",
    Dimension.ORGANISATION: "in_organisation",
    Dimension.COUNTRY: "in_country",
    Dimension.TIER: "in_tier",
    Dimension.RISK_BAND: "in_risk_band",
    Dimension.PLACE: "in_place",
}


def tally(
    places: QuerySet[Any],
    populations: Sequence[Population],
    columns: Sequence[str] = (),
    sums: Sequence[str] | None = None,
    *,
    fact: str = "who",
    dimensions: Sequence[Dimension] = STANDARD,
) -> Iterator[Tally]:
    """Add up once for each fact and group; a total stands for each of `populations`.

    `places` are annotated with `who`, `population`, `role` (or null), `in_organisation`,
    `in_country`, the `columns` to add up, and the `fact` if it is not the person; and finely, if
    finer `dimensions` are asked for. `sums` are the columns, or arithmetic with them.
    """
    sums = columns if sums is None else sums
    wanted = list(dict.fromkeys([fact, "who", "population", *columns]))
    grouped_by = [GROUPED_BY[dimension] for dimension in dimensions if dimension in GROUPED_BY]
    inner = places.order_by().values(*wanted, *grouped_by)
    query, parameters = inner.query.sql_with_params()
    parts = [_part(dimension, wanted, sums) for dimension in dimensions]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH place AS ({query}) " + " UNION ALL ".join(parts), parameters)
        rows = cursor.fetchall()
    missing = set(populations)
    for dimension, population, group, people, *added in rows:
        if dimension == Dimension.ALL:
            missing.discard(Population(population))
        # SQLite adds decimals up in binary: its text is what is meant.
        numbers = tuple(Decimal(str(number)) for number in added)
        name = "all" if dimension == Dimension.ALL else group
        yield Tally(Population(population), Dimension(dimension), name, people, numbers)
    for population in sorted(missing):
        yield Tally(population, Dimension.ALL, "all", 0, tuple(Decimal(0) for _ in sums))


def _part(dimension: Dimension, wanted: Sequence[str], sums: Sequence[str]) -> str:
    """The sums of one dimension; a fact counts once in a group, however many places lead to it."""
    column = GROUPED_BY.get(dimension)
    where = f" WHERE {column} IS NOT NULL" if column else ""
    added = "".join(f", SUM({expression})" for expression in sums)
    # Names of our own columns alone: nothing here comes from outside.
    return (
        f"SELECT '{dimension}', population, CAST(a_group AS varchar(200)),"  # noqa: S608
        f" COUNT(DISTINCT who){added}"
        f" FROM (SELECT DISTINCT {', '.join(wanted)}, {column or 0} AS a_group FROM place{where})"
        " AS once GROUP BY population, a_group"
    )
