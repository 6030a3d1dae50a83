"""Commands on targets."""

from dataclasses import dataclass

from tracker.aggregates.target import Target
from tracker.application import Tracker
from tracker.clock import Clock
from tracker.commands.checking import checked
from tracker.commands.meta import Meta
from tracker.commands.recording import (
    Outcome,
    record_first,
    record_next,
    recorded_before,
    refuse_stale,
)
from tracker.commands.referring import refuse_unknown_units


@dataclass(frozen=True, kw_only=True)
class SetTarget(Meta):
    """A plan sets a target for a unit."""

    ref: str
    unit: str
    title: str
    plan: str
    goal: str
    measure: str


@dataclass(frozen=True, kw_only=True)
class AssessTarget(Meta):
    """A target is assessed as of a day; for ``state`` see contract.md section 3."""

    ref: str
    expected_version: int | None
    state: str
    numerator: int | None = None
    denominator: int | None = None
    evidence: str | None = None


def set_target(command: SetTarget, tracker: Tracker, clock: Clock) -> Outcome:
    """Records a new target.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: the unit is unknown.
        RuleViolationError: the reference is taken.
    """
    now = clock.now()
    fields = checked("target.set", command.fields(), now)
    refuse_unknown_units(tracker, fields)
    return record_first(
        tracker,
        Target.set(recorded_at=now, **fields),
        command.command_id,
        lambda: tracker.target(fields["ref"]),
        "ref_taken",
    )


def assess_target(command: AssessTarget, tracker: Tracker, clock: Clock) -> Outcome:
    """Records an assessment.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: the target is unknown.
        RuleViolationError: the day is ahead, or before the target was set.
        StaleVersionError: the target is not what the caller saw.
    """
    now = clock.now()
    target = tracker.target(command.ref)
    again = recorded_before(target, command.command_id)
    if again is not None:
        return again
    given = {k: v for k, v in command.fields().items() if k != "expected_version"}
    fields = checked("target.assessed", given, now)
    refuse_stale(target, command.expected_version)
    del fields["ref"]
    target.assess(recorded_at=now, **fields)
    return record_next(tracker, target, command.command_id, lambda: tracker.target(command.ref))
