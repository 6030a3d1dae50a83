"""Deadlines that are periods: whether one says the day it should, and whether it is in force."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from tracker.aggregates.item import Item
from tracker.application import Tracker
from tracker.deadlines.adoption import Calendars
from tracker.deadlines.rule import DeadlineRule
from tracker.deadlines.ruling import Said, in_force, rule_behind
from tracker.errors import RuleViolationError
from tracker.fold.state import ALWAYS_SETS_DUE, MAY_SET_DUE, standing, state_at
from tracker.fold.units import UnitTree
from tracker.fold.words import Phase, Word


class Counted(NamedTuple):
    """The rule of the deadline in force, and the day that it gave."""

    rule: DeadlineRule
    due_on: date


def refuse_other_day(tracker: Tracker, fields: Mapping[str, Any]) -> None:
    """A deadline that is said to be counted must be the day that counting gives.

    Raises:
        NotFoundError: there is no such calendar, or it never had the version.
        RuleViolationError: naming the day given and the day counted; or the calendar has
            changed since the deadline was counted.
    """
    stored = fields.get("deadline_rule")
    if stored is None:
        return
    rule = DeadlineRule.from_stored(stored)
    calendars = tracker.calendars()
    counted_with = calendars.named(rule.calendar, rule.calendar_version)
    calendar = calendars.named(rule.calendar)
    if rule.calendar_version != calendar.version:
        raise RuleViolationError(
            "calendar_changed",
            field="deadline_rule",
            value=rule.calendar_version,
            expected=calendar.version,
        )
    counted = rule.computed(counted_with).due_on
    if fields.get("due_on") != counted:
        raise RuleViolationError(
            "rule_gives_other_day", field="due_on", value=fields.get("due_on"), expected=counted
        )


def counted_rule(item: Item, calendars: Calendars, tree: UnitTree, today: date) -> Counted | None:
    """The rule of an item that is still to be done; None where its deadline is a plain day.

    A reported or finished item keeps the deadline by which it is judged, and one whose
    deadline somebody corrected by hand keeps that.
    """
    history = item.history
    state = state_at(history, today)
    entry = in_force(history, today)
    if state is None or entry is None or state.phase not in (Phase.OPEN, Phase.SUSPENDED):
        return None
    said = Said.by(vars(item.happenings[entry.fact.no - 1]))
    if entry.due_on is None or entry.due_on != said.due_on:
        return None
    if said.rule is not None and said.rule.calendar not in calendars:
        return None
    code = calendars.of_unit(tree.above(state.unit, said.effective_on))
    rule = rule_behind(said, calendars.named(code))
    return None if rule is None else Counted(rule, entry.due_on)


def superseded(item: Item, word: Word, effective_on: date) -> list[int]:
    """The calendar's moves that a person's decision of an earlier day puts out of force.

    A calendar moves a deadline on the day it is adopted; what somebody decided before that
    day, and typed after it, must not be lost to the move. Events are named by their numbers.
    """
    if word not in ALWAYS_SETS_DUE | MAY_SET_DUE:
        return []
    return [
        entry.fact.no
        for entry in standing(item.history)
        if entry.fact.effective_on > effective_on
        and vars(item.happenings[entry.fact.no - 1]).get("cause") is not None
    ]
