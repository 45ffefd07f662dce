"""Organisations and countries beside one total: neither gives a hidden one of the other away."""

from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from metrics.nesting import apply_nested
from metrics.suppression import Cell, Reason

# For each country the people of its organisations.
COMPANIES = st.lists(
    st.lists(st.integers(min_value=0, max_value=25), min_size=1, max_size=4),
    min_size=1,
    max_size=5,
)


def judged(company: list[list[int]], k: int) -> tuple[list[Cell], list[Cell], dict[str, str]]:
    home = {
        f"o{country}{number}": f"c{country}"
        for country, sizes in enumerate(company)
        for number in range(len(sizes))
    }
    parts = [
        Cell(f"o{country}{number}", people)
        for country, sizes in enumerate(company)
        for number, people in enumerate(sizes)
    ]
    wholes = [Cell(f"c{country}", sum(sizes)) for country, sizes in enumerate(company)]
    return *apply_nested(parts, wholes, home, k), home


def rank(rows: list[list[int]]) -> int:
    """How many of the equations say something new."""
    left = [[Fraction(number) for number in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left[found:] if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left.insert(found, pivot)
        for row in left[found + 1 :]:
            factor = row[column] / pivot[column]
            row[:] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
        found += 1
    return found


@given(COMPANIES, st.sampled_from([5, 10]))
@example([[6], [3, 14]], 5)
@example([[12, 3], [40], [30]], 10)
@example([[3], [6], [40, 50]], 5)
def test_no_hidden_group_can_be_solved_for(company, k):
    """Everything shown is an equation; a hidden group must not follow from all of them."""
    parts, wholes, home = judged(company, k)
    if sum(cell.people for cell in wholes) < k:
        return
    names = [part.name for part in parts if part.people]

    def equation(cell: Cell) -> list[int]:
        return [int(name == cell.name or home[name] == cell.name) for name in names]

    people = {cell.name: cell.people for cell in [*parts, *wholes]}
    cells = [cell for cell in [*parts, *wholes] if people[cell.name]]
    known = [[1] * len(names), *(equation(cell) for cell in cells if not cell.is_hidden)]
    alone = len(names) == 1
    for cell in cells:
        if cell.is_hidden and not alone and people[cell.name] < sum(map(sum, company)):
            assert rank([*known, equation(cell)]) > rank(known)


@given(COMPANIES, st.sampled_from([5, 10]))
def test_nothing_is_hidden_where_no_group_is_small(company, k):
    large = [[people + k for people in sizes] for sizes in company]

    parts, wholes, _ = judged(large, k)

    assert not any(cell.is_hidden for cell in [*parts, *wholes])


def test_an_organisation_is_not_hidden_where_its_country_would_tell_it():
    """Hiding the 6 beside the 3 would not do: the 6 are a country of their own."""
    parts, wholes, _ = judged([[6], [3, 14]], 5)

    hidden = {cell.name: cell.reason for cell in [*parts, *wholes] if cell.is_hidden}
    assert hidden == {"o10": Reason.BELOW_K, "o11": Reason.COMPLEMENTARY}


def test_a_neighbour_in_the_same_country_is_hidden_rather_than_one_elsewhere():
    parts, wholes, _ = judged([[2, 60], [30]], 5)

    assert [cell.name for cell in parts if cell.is_hidden] == ["o00", "o01"]
    assert not any(cell.is_hidden for cell in wholes)
