"""The tree of units, and what a reorganisation touches, as JSON."""

from typing import Any

from tracker.answers import cut_answer
from tracker.reading.affected import Affected
from tracker.reading.candidates import Stranded
from tracker.reading.cut import Cut
from tracker.reading.tree import ListedUnit


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
