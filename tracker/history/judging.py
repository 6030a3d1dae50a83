"""Judges the events of a history one after another by the rules for new events.

Units are few and are judged as the file is read; items are judged stream by stream
afterwards (:func:`judge_stream`), so memory does not grow with their number.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from tracker.aggregates.events import Happening
from tracker.aggregates.item_events import ItemEvent
from tracker.aggregates.target import TargetEvent
from tracker.aggregates.topics import EVENT_CLASSES
from tracker.aggregates.unit import UnitEvent
from tracker.days import local_day
from tracker.entry.problems import Problem, shown
from tracker.entry.reading import Entry
from tracker.errors import RuleViolationError
from tracker.fold import acceptance, targets
from tracker.fold.state import Fact
from tracker.fold.units import UnitFact, UnitTree, UnitWord, refuse_unless_valid
from tracker.fold.words import Word

_TAKEN_OVER_BY: Final = ("into", "successor", "successors")
PLACEHOLDER: Final = "placeholder"
"""Stands in a stream for a line already found bad, so that the others keep their numbers."""
_OF_THEIR_OWN: Final = frozenset(
    {
        "effective_after_recording",
        "effective_before_assignment",
        "due_before_assignment",
        "assigned_twice",
        "void_of_unknown_event",
        "void_of_first_event",
    }
)
"""Refusals that stay true whatever else is wrong with the stream."""


def as_problem(error: RuleViolationError) -> Problem:
    """A refusal by rule as a problem of a line."""
    details = dict(error.details)
    return Problem(str(details.pop("field", "-")), error.code, details)


class UnitJudge:
    """Keeps the tree as the file builds it and judges every reference to a unit."""

    def __init__(self) -> None:
        self._histories: dict[str, list[UnitFact]] = {}
        self._tree = UnitTree({})
        self._suspect: set[str] = set()

    def suspect(self, code: str) -> None:
        """Notes a unit whose own line was bad; it is not reported again as unknown."""
        self._suspect.add(code)

    def unknown(self, entry: Entry) -> Iterator[Problem]:
        """The fields of an entry that name a unit nobody established before."""
        for field in ("unit", "to_unit", "parent", "into", "successor"):
            code = entry.state.get(field)
            if code is not None and not self._knows(code):
                yield Problem(field, "unknown_unit", {"value": shown(code)})
        for field in ("coordinators", "successors"):
            for code in entry.state.get(field) or ():
                if not self._knows(code):
                    yield Problem(field, "unknown_unit", {"value": shown(code)})

    def _knows(self, code: str) -> bool:
        return code in self._histories or code in self._suspect

    def take(self, entry: Entry) -> None:
        """Judges a unit's event and makes it part of the tree.

        Raises:
            RuleViolationError: naming the field or event in the way.
        """
        fact = _unit_fact(entry)
        history = self._histories.get(entry.name, [])
        if not history and fact.word is not UnitWord.ESTABLISHED:
            if entry.name in self._suspect:
                return
            raise RuleViolationError("unknown_unit", field="code", value=shown(entry.name))
        if entry.name in (fact.parent, *fact.successors):
            field = next(name for name in ("parent", *_TAKEN_OVER_BY) if entry.state.get(name))
            raise RuleViolationError("unit_into_itself", field=field, value=shown(entry.name))
        refuse_unless_valid(history, fact)
        self._tree.know(entry.name, [*history, fact])
        if fact.word is UnitWord.MOVED:
            self._refuse_cycle(entry.name, history, fact)
        self._histories[entry.name] = [*history, fact]

    def _refuse_cycle(self, code: str, history: list[UnitFact], fact: UnitFact) -> None:
        try:
            self._tree.refuse_cycle(code, fact.effective_on)
        except RuleViolationError:
            self._tree.know(code, history)
            raise


def _unit_fact(entry: Entry) -> UnitFact:
    event_class = EVENT_CLASSES[entry.topic]
    if not issubclass(event_class, UnitEvent):
        raise TypeError(entry.topic)
    return event_class.fact_from({**entry.state, "effective_on": entry.effective_on})


def judge_stream(
    events: Iterable[tuple[Any, type[Happening], dict[str, Any], datetime]],
) -> Iterator[tuple[Any, Problem]]:
    """The problems of one item's or target's stream, each with the mark of its line.

    Args:
        events: mark, class, fields and recorded time of each event in stream order.
    """
    stream = list(events)
    first = stream[0][1]
    if issubclass(first, TargetEvent):
        yield from _judge_target(stream)
    else:
        yield from _judge_item(stream)


def _judge_item(
    stream: Sequence[tuple[Any, type[Happening], dict[str, Any], datetime]],
) -> Iterator[tuple[Any, Problem]]:
    history: list[Fact] = []
    broken = False
    for no, (mark, event_class, fields, recorded_at) in enumerate(stream, 1):
        if not issubclass(event_class, ItemEvent):
            raise TypeError(event_class)
        if PLACEHOLDER in fields:
            history.append(_neutral(no, history, fields))
            broken = True
            continue
        fact = event_class.fact_from(no, fields)
        if not history and fact.word is not Word.ASSIGNED:
            yield mark, Problem("ref", "unknown_item", {"value": shown(fields["ref"])})
            continue
        try:
            acceptance.refuse_unless_valid(history, fact, local_day(recorded_at))
        except RuleViolationError as error:
            if not broken or error.code in _OF_THEIR_OWN:
                yield mark, as_problem(error)
            broken = True
            fact = _neutral(no, history, fields)
        history.append(fact)


def _neutral(no: int, history: list[Fact], fields: dict[str, Any]) -> Fact:
    """Keeps the place of a refused line without meaning anything."""
    if history:
        return Fact(no, Word.PROGRESS_NOTED, history[0].effective_on)
    return Fact(no, Word.ASSIGNED, fields["effective_on"])


def _judge_target(
    stream: Sequence[tuple[Any, type[Happening], dict[str, Any], datetime]],
) -> Iterator[tuple[Any, Problem]]:
    history: list[targets.TargetFact] = []
    for mark, event_class, fields, recorded_at in stream:
        if not issubclass(event_class, TargetEvent):
            raise TypeError(event_class)
        if PLACEHOLDER in fields:
            if not history:
                history.append(targets.TargetFact(fields["effective_on"]))
            continue
        is_first = event_class.TOPIC == "target.set"
        if not history and not is_first:
            yield mark, Problem("ref", "unknown_item", {"value": shown(fields["ref"])})
            continue
        if history and is_first:
            yield mark, Problem("ref", "assigned_twice", {"value": shown(fields["ref"])})
            continue
        fact = event_class.fact_from(fields)
        try:
            targets.refuse_unless_valid(history, fact, local_day(recorded_at))
        except RuleViolationError as error:
            yield mark, as_problem(error)
        else:
            history.append(fact)
