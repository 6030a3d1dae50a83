"""Whether what a command names is there; asked of the events, never of a read model."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from tracker.aggregates.events import stream_id
from tracker.application import Tracker
from tracker.errors import NotFoundError, RuleViolationError
from tracker.fold.units import UnitTree, unit_ends
from tracker.fold.words import Kind

_UNIT_FIELDS: Final = ("unit", "to_unit", "parent", "into", "successor")
_UNIT_LISTS: Final = ("coordinators", "successors")


def refuse_unknown_units(tracker: Tracker, fields: Mapping[str, Any]) -> None:
    """Every unit that the fields name must have been established.

    Raises:
        NotFoundError: naming the field and the code.
    """
    named = [(name, fields[name]) for name in _UNIT_FIELDS if fields.get(name) is not None]
    named += [(name, code) for name in _UNIT_LISTS for code in fields.get(name) or ()]
    for field, code in named:
        if not _exists(tracker, "unit", code):
            raise NotFoundError("unknown_unit", field=field, value=code)


def refuse_ended_unit(tracker: Tracker, field: str, code: str, day: date) -> None:
    """Work is not given to a unit that is no longer there.

    Raises:
        RuleViolationError: naming the unit, its end, and who took over.
    """
    for end in unit_ends(tracker.unit(code).history):
        if end.valid_from <= day:
            raise RuleViolationError(
                "unit_no_longer_there",
                field=field,
                value=code,
                ended_on=end.valid_from,
                heir=end.heir or "-",
            )


def refuse_absent_parent(tree: UnitTree, code: str, since: date) -> None:
    """A unit is below one that is there, for as long as it is itself; else it is lost to view.

    Raises:
        RuleViolationError: naming the parent, and the first day on which it is not there.
    """
    orphaned = tree.first_day_orphaned(code, since)
    if orphaned is not None:
        day, parent = orphaned
        raise RuleViolationError("parent_not_there", field="parent", value=parent, on=day)


def refuse_unknown_item(tracker: Tracker, kind: Kind, ref: str, field: str) -> None:
    """The item that a field names must have been assigned.

    Raises:
        NotFoundError: naming the field and the reference.
    """
    if not _exists(tracker, kind, ref):
        raise NotFoundError("unknown_item", field=field, kind=kind, ref=ref, value=ref)


def _exists(tracker: Tracker, sort: str, name: str) -> bool:
    try:
        next(iter(tracker.events.get(stream_id(sort, name), lte=1)))
    except StopIteration:
        return False
    return True
