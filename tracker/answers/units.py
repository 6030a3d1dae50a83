"""The tree of units, and what a reorganisation touches, as JSON."""

from typing import Any

from tracker.answers import cut_answer
from tracker.fold.segments import FOREVER
from tracker.reading.affected import Affected
from tracker.reading.candidates import Stranded
from tracker.reading.cut import Cut
from tracker.reading.tree import ListedUnit
from tracker.reading.unit import OneUnit


def tree_answer(cut: Cut, units: list[ListedUnit]) -> dict[str, Any]:
    """``unit tree --format json``; parents stand before their children."""
    return {**cut_answer(cut), "units": list(map(_unit, units))}


def _unit(unit: ListedUnit) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "level": unit.level,
        "parent": unit.parent,
        "since": unit.since.isoformat(),
        "until": None if unit.until is None else unit.until.isoformat(),
    }


def one_unit_answer(cut: Cut, unit: OneUnit) -> dict[str, Any]:
    """One unit at the cut; on a day on which it is not there it has no name."""
    there, end = unit.standing, unit.end
    return {
        **cut_answer(cut),
        "code": unit.code,
        "version": unit.version,
        "name": None if there is None else there.name,
        "level": None if there is None else there.level,
        "parent": None if there is None else there.parent,
        "since": None if there is None else there.valid_from.isoformat(),
        "until": None if there is None or there.valid_to == FOREVER else there.valid_to.isoformat(),
        "ended_on": None if end is None else end.valid_from.isoformat(),
        "heir": None if end is None else end.heir,
    }


def affected_answer(affected: Affected) -> dict[str, Any]:
    """What ends with a unit: shown before anybody decides."""
    return {
        "unit": affected.code,
        "on": affected.on.isoformat(),
        "open_items": len(affected.items),
        "by_class": dict(affected.by_class),
        "alerts": affected.alerts,
        "actors": affected.actors,
        "people": list(map(_unit, affected.people)),
        "below": list(map(_unit, affected.below)),
        "items": [
            {
                "kind": item.kind.value,
                "ref": item.ref,
                "class": item.item_class.value,
                "due_on": None if item.due_on is None else item.due_on.isoformat(),
                "title": item.title,
                "alerts": item.alerts,
            }
            for item in affected.items
        ],
    }


def stranded_answer(left: list[Stranded]) -> dict[str, Any]:
    """``unit stranded --format json``."""
    return {
        "units": [
            {
                "code": unit.code,
                "ended_on": unit.ended_on.isoformat(),
                "heir": unit.heir,
                "open_items": unit.items,
            }
            for unit in left
        ]
    }
