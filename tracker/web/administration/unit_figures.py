"""How many open items the units of a tree lead, each with all below it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from psycopg import Connection

from tracker.projections.codes import ACTIVE_STATUSES, CLASS_OF_STATUS
from tracker.reading.counts import Dimension, counts
from tracker.reading.cut import Cut, Filters
from tracker.reading.tree import ListedUnit
from tracker.rights.granting import Caller
from tracker.rights.words import Act

OPEN_CLASSES: Final = tuple(dict.fromkeys(CLASS_OF_STATUS[one].value for one in ACTIVE_STATUSES))
"""The classes of work that is not finished, in their order."""


def open_items(
    connection: Connection[Any], caller: Caller, units: Sequence[ListedUnit], cut: Cut
) -> dict[str, int]:
    """Open items by the code of the unit, those of units below it included.

    Units of whose items the caller may see nothing are left out.
    """
    roots = {unit for unit, _ in caller.for_act(Act.READ)}
    if not roots:
        return {}
    own = _led(connection, {None} if None in roots else roots, cut)
    parents = {unit.code: unit.parent for unit in units}
    whole: Counter[str] = Counter()
    for code, number in own.items():
        for above in _up(code, parents):
            whole[above] += number
    return {
        code: whole[code]
        for code in parents
        if None in roots or any(above in roots for above in _up(code, parents))
    }


def _led(connection: Connection[Any], roots: set[str | None], cut: Cut) -> dict[str, int]:
    """By the unit that leads; overlapping roots tell the same of a unit."""
    classes = frozenset(OPEN_CLASSES)
    return {
        str(group.dimensions["unit"]): sum(
            number for name, number in group.counts.items() if name in classes
        )
        for root in roots
        for group in counts(connection, cut, Filters(unit=root), [Dimension.UNIT]).groups
    }


def _up(code: str, parents: Mapping[str, str | None]) -> list[str]:
    """The unit and those above it; nothing, where it is not in the tree."""
    found: list[str] = []
    above: str | None = code
    while above is not None and above in parents and above not in found:
        found.append(above)
        above = parents[above]
    return found
