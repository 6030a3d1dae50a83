"""What every handler does around its decision: retries, stale views, names already taken."""

from collections.abc import Callable
from typing import NamedTuple

from tracker.aggregates.calendar import Calendar, CalendarEvent
from tracker.aggregates.events import Happening
from tracker.aggregates.item import Item
from tracker.aggregates.item_events import SCHEDULER, ItemEvent
from tracker.aggregates.target import Target
from tracker.aggregates.unit import Unit, UnitEvent
from tracker.application import Tracker
from tracker.errors import RuleViolationError, StaleVersionError
from tracker.fold.marks import FLAGS

Recorded = Item | Target | Unit | Calendar


class Outcome(NamedTuple):
    """What a command came to: the version now, and the last position of the log if new."""

    version: int
    position: int | None


def recorded_before(aggregate: Recorded, command_id: str) -> Outcome | None:
    """The outcome of a command that is only repeated; None when it is new."""
    return Outcome(aggregate.version, None) if aggregate.has_recorded(command_id) else None


def refuse_stale(aggregate: Recorded, expected_version: int | None) -> None:
    """A form opened yesterday must not overwrite what was recorded since.

    What the scheduler flagged meanwhile changes nothing that the caller saw: nobody's form
    may be refused because the morning came.

    Raises:
        StaleVersionError: the aggregate is not what the caller saw.
    """
    found = aggregate.version - len(aggregate.pending_events)
    if expected_version in (None, found):
        return
    since = aggregate.happenings[expected_version:found]
    if not 0 < expected_version < found or not all(map(_is_flag, since)):
        raise StaleVersionError("stale_version", expected=expected_version, found=found)


def _is_flag(event: Happening) -> bool:
    return isinstance(event, ItemEvent) and event.word in FLAGS and event.actor == SCHEDULER


def record_next(
    tracker: Tracker, changed: Recorded, command_id: str, load: Callable[[], Recorded]
) -> Outcome:
    """Records what was decided about a stream.

    Raises:
        StaleVersionError: somebody was first, and it was not this command itself, retried.
    """
    try:
        return Outcome(changed.version, tracker.record(changed))
    except StaleVersionError:
        again = recorded_before(load(), command_id)
        if again is None:
            raise
        return again


def record_first(
    tracker: Tracker, new: Recorded, command_id: str, load: Callable[[], Recorded], taken: str
) -> Outcome:
    """Records the beginning of a stream.

    Raises:
        RuleViolationError: the name is taken by another than this command, retried;
            ``taken`` is the code of the refusal.
    """
    try:
        return record_next(tracker, new, command_id, load)
    except StaleVersionError as error:
        first = new.happenings[0]
        field = "code" if isinstance(first, UnitEvent | CalendarEvent) else "ref"
        raise RuleViolationError(taken, field=field, value=getattr(first, field)) from error
