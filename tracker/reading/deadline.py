"""How the deadline of an item came about: every decision, and how each day was counted."""

from datetime import date
from typing import Any, NamedTuple

from psycopg import Connection

from tracker.aggregates.events import Happening, stream_id
from tracker.aggregates.item_events import ItemEvent
from tracker.deadlines.adoption import Calendars
from tracker.deadlines.arithmetic import Step
from tracker.deadlines.calendar import NATIONAL
from tracker.deadlines.rule import DeadlineRule
from tracker.deadlines.ruling import Said, in_force, rule_behind
from tracker.errors import InvalidInputError, NotFoundError
from tracker.fold.segments import Segment
from tracker.fold.state import Standing, standing
from tracker.fold.words import Kind, Word
from tracker.reading.calendars import calendars_known
from tracker.reading.cut import SQL, Cut
from tracker.reading.item import standing_on
from tracker.reading.streams import streams

_TOLD = frozenset(
    {
        Word.EXTENSION_REQUESTED,
        Word.EXTENSION_REFUSED,
        Word.DEADLINE_CORRECTED,
        Word.SUSPENDED,
        Word.RESUMED,
    }
)
"""Events that belong to the story of a deadline without always setting one."""


class Decided(NamedTuple):
    """One event of the story."""

    event: ItemEvent
    sets_due: bool
    due_on: date | None
    """As it stands now, a later correction included."""
    in_force: bool
    """Whether its deadline is the one in force at C."""
    rule: DeadlineRule | None
    stored: bool
    """Whether the rule was kept with the event; otherwise its words say it."""
    steps: tuple[Step, ...]
    differs: date | None
    """The day that counting gives today, where it is not the one recorded."""
    corrected: bool = False
    """Somebody corrected the day; how it was counted first no longer holds."""


class DeadlineStory(NamedTuple):
    """The deadline of an item at the cut and how it came about."""

    cut: Cut
    kind: Kind
    ref: str
    title: str
    standing: Segment | None
    original_due_on: date | None
    decisions: list[Decided]


def deadline_story(connection: Connection[Any], kind: Kind, ref: str, cut: Cut) -> DeadlineStory:
    """The story of an item's deadline at (C, K).

    Raises:
        InvalidInputError: targets have no deadline.
        NotFoundError: no such item was known at K.
    """
    if kind is Kind.TARGET:
        raise InvalidInputError("targets_have_no_deadline", field="kind", value=kind)
    originator = stream_id(kind, ref)
    found = streams(connection, [originator], cut.position).get(originator)
    if not found:
        raise NotFoundError("unknown_item", field="ref", value=ref)
    events = [event for _, event in found if isinstance(event, ItemEvent)]
    positions = {event.originator_version: position for position, event in found}
    history = [event.fact for event in events]
    there = standing_on(list[Happening](events), cut.as_of)
    # What is reported or done is judged by the deadline in force on the day of completion.
    judged_on = cut.as_of if there is None else there.completed_on or cut.as_of
    ruling = in_force(history, judged_on)
    stands = standing(history)
    unit = there.unit if there is not None else vars(events[0])["unit"]
    code = calendar_of(connection, unit, calendars_known(connection, cut.position), cut)
    decisions = [
        _decided(
            events[entry.fact.no - 1],
            entry,
            entry == ruling,
            calendars_known(connection, positions[entry.fact.no]),
            code,
        )
        for entry in stands
        if _is_told(entry, cut.as_of)
    ]
    title = vars(events[0])["title"]
    return DeadlineStory(cut, kind, events[0].ref, title, there, stands[0].due_on, decisions)


def _is_told(entry: Standing, as_of: date) -> bool:
    """What was decided by C; a correction concerns earlier days whenever it was made."""
    fact = entry.fact
    corrects = fact.word is Word.DEADLINE_CORRECTED
    return (entry.sets_due or fact.word in _TOLD) and (corrects or fact.effective_on <= as_of)


def _decided(
    event: ItemEvent, entry: Standing, rules: bool, calendars: Calendars, code: str
) -> Decided:
    """With the calendars as known when it was recorded, by which it was counted."""
    said = Said.by(vars(event))
    corrected = entry.due_on != said.due_on
    rule = None
    if entry.sets_due and not corrected:
        rule = rule_behind(said, calendars.named(code if code in calendars else NATIONAL))
    stored = said.rule is not None
    plain = Decided(event, entry.sets_due, entry.due_on, rules, rule, stored, (), None)
    if rule is None or not calendars.had(rule.calendar, rule.calendar_version):
        return plain._replace(corrected=corrected and entry.sets_due)
    computed = rule.computed(calendars.named(rule.calendar, rule.calendar_version))
    differs = None if computed.due_on == said.due_on else computed.due_on
    return plain._replace(steps=computed.steps, differs=differs)


def calendar_of(connection: Connection[Any], unit: str, calendars: Calendars, cut: Cut) -> str:
    """The code of the calendar that rules for the unit on C."""
    span = {"code": unit, "as_of": cut.as_of, "position": cut.position}
    return calendars.of_unit(row[0] for row in connection.execute(SQL["above"], span))
