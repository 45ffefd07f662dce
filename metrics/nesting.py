"""Groups that lie within other groups: organisations within countries. Pure.

Both are shown beside one total, so a hidden organisation could be found from its country, or a
hidden country from its organisations. Every set of organisations whose sum can be known (those of a
shown country; those of all hidden countries together) is therefore treated as a parent of its own.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from metrics.suppression import Cell, apply


def apply_nested(
    parts: Sequence[Cell],
    wholes: Sequence[Cell],
    home: Mapping[str, str],
    k: int,
    *,
    also: Collection[str] = (),
) -> tuple[list[Cell], list[Cell]]:
    """Hide among parts and the wholes they lie in, so that neither gives the other away.

    `home` names the whole of each part; a part that lies in several is not in it. `also` names
    cells of either kind to hide whatever their size.
    """
    # Parts begin with those that must be hidden anyway: a neighbour in the same whole protects both
    # there and in the total, one from elsewhere in the total alone.
    hidden_parts = {part.name for part in parts if 0 < part.people < k or part.name in also}
    hidden_wholes = _hidden(wholes, k, also)
    before: tuple[int, int] | None = None
    while before != (len(hidden_parts), len(hidden_wholes)):
        before = (len(hidden_parts), len(hidden_wholes))
        for own, block in _blocks(parts, wholes, home, hidden_wholes):
            if not _widen(block, hidden_parts, k):
                next_whole = own or _smallest_shown(wholes, hidden_wholes)
                hidden_wholes = _hidden(wholes, k, {*hidden_wholes, next_whole})
                break  # the blocks are others now
        hidden_parts = _hidden(parts, k, hidden_parts)
    return apply(parts, k, also=hidden_parts), apply(wholes, k, also=hidden_wholes)


def _hidden(cells: Sequence[Cell], k: int, also: Collection[str]) -> set[str]:
    return {cell.name for cell in apply(cells, k, also=also) if cell.is_hidden}


def _blocks(
    parts: Sequence[Cell],
    wholes: Sequence[Cell],
    home: Mapping[str, str],
    hidden_wholes: Collection[str],
) -> Iterator[tuple[str, list[Cell]]]:
    """The sets of parts whose sum can be known, each with the whole that tells it, if one does."""
    for whole in wholes:
        if whole.name not in hidden_wholes:
            yield whole.name, [part for part in parts if home.get(part.name) == whole.name]
    yield "", [part for part in parts if home.get(part.name) in hidden_wholes]


def _widen(block: Sequence[Cell], hidden: set[str], k: int) -> bool:
    """Hide the next smallest of a block until its hidden ones protect each other, if they can."""
    found = [cell for cell in block if cell.name in hidden]
    if not found:
        return True
    others = [cell for cell in block if cell.name not in hidden and cell.people]
    for cell in sorted(others, key=lambda cell: (cell.people, cell.name)):
        if _is_safe(found, k):
            break
        hidden.add(cell.name)
        found.append(cell)
    return _is_safe(found, k)


def _is_safe(hidden: Sequence[Cell], k: int) -> bool:
    return len(hidden) >= 2 and sum(cell.people for cell in hidden) >= k


def _smallest_shown(wholes: Sequence[Cell], hidden: Collection[str]) -> str:
    shown = [cell for cell in wholes if cell.name not in hidden and cell.people]
    return min(shown, key=lambda cell: (cell.people, cell.name)).name if shown else ""
