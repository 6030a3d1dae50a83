"""A deadline that comes back (hằng tháng, hằng quý): one item an occurrence (domain.md 4.3)."""

from collections.abc import Sequence
from dataclasses import replace

from tracker.application import Tracker
from tracker.clock import Clock
from tracker.commands.items import Assign, assigned
from tracker.commands.recording import Outcome
from tracker.deadlines.outcome import Occurrence
from tracker.errors import RuleViolationError, StaleVersionError


def assign_series(
    command: Assign, occurrences: Sequence[Occurrence], tracker: Tracker, clock: Clock
) -> Outcome:
    """Records an item for each occurrence, all of them or none.

    The reference of each is that of the command with the occurrence's label:
    ``HH-2024-T01/2024-09``.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: a unit or the parent directive is unknown.
        RuleViolationError: a reference is taken, a day is impossible, or the series is empty.
    """
    if not occurrences:
        raise RuleViolationError("empty_series", field="deadline_text", value=command.ref)
    now = clock.now()
    items = [
        assigned(
            replace(command, ref=f"{command.ref}/{occurrence.label}", due_on=occurrence.due_on),
            tracker,
            now,
        )
        for occurrence in occurrences
    ]
    try:
        position = tracker.record(*items)
    except StaleVersionError as error:
        kept = [tracker.items([item.id]) for item in items]
        if all(found and found[0].has_recorded(command.command_id) for found in kept):
            return Outcome(1, None)
        ref = items[0].happenings[0].ref
        raise RuleViolationError("ref_taken", field="ref", value=ref) from error
    return Outcome(1, position)
