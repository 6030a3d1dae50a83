"""The units that new work can be given to, and units that a form names in words."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from psycopg import Connection

from tracker.folding import words_of
from tracker.reading.cut import Cut
from tracker.reading.tree import ListedUnit, tree
from tracker.rights.granting import Caller
from tracker.rights.words import Act
from tracker.web.clerk.typed import Typed
from tracker.web.items.units import units_for

SEARCH: Final = "unit_q"
"""The field with words of the names of units that are sought."""
_ALL: Final = 80
"""Units that are offered all at once; of more, those at the top and one step below."""
_FOUND: Final = 40
_SEPARATOR: Final = "\n"


class Offered(NamedTuple):
    """The units of a form."""

    units: Sequence[ListedUnit]
    """Those to choose from, in the order of the tree."""
    names: dict[str, str]
    """Of all to which the clerk may give work, by their codes."""
    is_part: bool
    """Whether there are more, to be sought by name."""


def offered(
    connection: Connection[Any], caller: Caller, cut: Cut, typed: Typed, chosen: Iterable[str]
) -> Offered:
    """The units to choose from: near ones, those chosen already, and those that are sought.

    Args:
        connection: to the read model.
        caller: who gives the work.
        cut: today, as known now.
        typed: the form.
        chosen: the codes of the units that stand in it.
    """
    units = units_for(connection, caller, Act.REGISTER, cut)
    names = {unit.code: unit.name for unit in units}
    if len(units) <= _ALL:
        return Offered(_from_top(units), names, is_part=False)
    near = set(chosen) | {unit.code for unit in _near(units)} | _sought(units, typed.one(SEARCH))
    return Offered(_from_top([one for one in units if one.code in near]), names, is_part=True)


def _from_top(units: Sequence[ListedUnit]) -> Sequence[ListedUnit]:
    least = min((unit.depth for unit in units), default=0)
    return [unit._replace(depth=unit.depth - least) for unit in units]


def _near(units: Sequence[ListedUnit]) -> list[ListedUnit]:
    least = min(unit.depth for unit in units)
    near = [unit for unit in units if unit.depth <= least + 1]
    return near if len(near) <= _ALL else [unit for unit in units if unit.depth == least]


def _sought(units: Sequence[ListedUnit], text: str | None) -> set[str]:
    sought = words_of(text or "")
    if not sought:
        return set()
    found = [unit.code for unit in units if _is_meant(unit, sought)]
    return set(found[:_FOUND])


def _is_meant(unit: ListedUnit, sought: Sequence[str]) -> bool:
    """Whether each word sought begins some word of the unit's name or code."""
    there = [*words_of(unit.name), *words_of(unit.code)]
    return all(any(word.startswith(one) for word in there) for one in sought)


def codes_of(connection: Connection[Any], cut: Cut, texts: Sequence[str]) -> list[str]:
    """The codes of units that are named by code or by name, a line each or with ``;`` between.

    What names none, or several, is given back as it was typed, to be refused as an unknown code.
    """
    named = [one.strip() for text in texts for one in text.replace(";", _SEPARATOR).splitlines()]
    named = [one for one in named if one]
    if not named:
        return []
    units = tree(connection, cut)
    by_code = {unit.code.casefold(): unit.code for unit in units}
    return [by_code.get(one.casefold()) or _named(units, one) for one in named]


def _named(units: Sequence[ListedUnit], text: str) -> str:
    folded = words_of(text)
    found = [unit.code for unit in units if words_of(unit.name) == folded]
    return found[0] if len(found) == 1 else text
