"""The units to which an item can be given by who decides about it."""

from typing import Any, Final

from psycopg import Connection

from tracker.access.judging import Place
from tracker.commands.checking import in_nfc
from tracker.errors import InvalidInputError, NotFoundError
from tracker.folding import words_of
from tracker.reading.cut import Cut, refuse_unknown_unit
from tracker.reading.tree import ListedUnit, tree
from tracker.rights.granting import Caller
from tracker.rights.words import Act

SHOWN: Final = 300
"""Units offered in a list; others are found by typing their code."""
_PERSON: Final = "person"


def units_for(connection: Connection[Any], caller: Caller, act: Act, cut: Cut) -> list[ListedUnit]:
    """The units there today for which the caller may do it, in the order of the tree."""
    if not caller.may_somewhere(act):
        return []
    units = tree(connection, cut)
    if caller.may_everywhere(act):
        return units
    above: dict[str, list[str]] = {}
    for unit in units:
        above[unit.code] = [unit.code, *above.get(unit.parent or "", [])]
    return [unit for unit in units if _is_reached(caller, act, above[unit.code], unit)]


def _is_reached(caller: Caller, act: Act, codes: list[str], unit: ListedUnit) -> bool:
    place = Place(codes, unit.level == _PERSON)
    return any(
        code is not None and place.is_reached(code, reach) for code, reach in caller.for_act(act)
    )


def unit_typed(connection: Connection[Any], caller: Caller, typed: str, cut: Cut) -> str:
    """The code of the unit that somebody typed: its code, or its name however it is written.

    Raises:
        InvalidInputError: several units are called that.
        NotFoundError: none is, and none ever had such a code.
    """
    sought = str(in_nfc(typed)).strip()
    code = sought.partition(" ")[0]
    units = units_for(connection, caller, Act.DECIDE, cut)
    by_code = {unit.code.casefold(): unit.code for unit in units}
    if found := by_code.get(sought.casefold()) or by_code.get(code.casefold()):
        return found
    folded = words_of(sought)
    named = [unit.code for unit in units if words_of(unit.name) == folded]
    if len(named) > 1:
        raise InvalidInputError("unit_to_be_chosen", field="to_unit", value=typed)
    if named:
        return named[0]
    try:
        refuse_unknown_unit(connection, sought)
    except NotFoundError as error:
        raise NotFoundError("unknown_unit", field="to_unit", value=typed) from error
    return sought
