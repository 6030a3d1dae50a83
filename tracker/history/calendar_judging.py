"""Judges the calendars of a history as the file is read; they are few, like units."""

from collections.abc import Iterator
from typing import Final

from tracker.aggregates.calendar import CalendarEvent
from tracker.aggregates.topics import EVENT_CLASSES
from tracker.days import local_day
from tracker.deadlines.adoption import Adopted, Calendars, Established, refuse_impossible
from tracker.deadlines.calendar import NATIONAL
from tracker.entry.problems import Problem, shown
from tracker.entry.reading import Entry
from tracker.errors import RuleViolationError

_NUMBER: Final = "source.number"


class CalendarJudge:
    """Keeps which calendars are there and judges every event of one."""

    def __init__(self) -> None:
        self._known = Calendars()
        self._there: set[str] = set()
        self._suspect: set[str] = set()

    def suspect(self, code: str) -> None:
        """Notes a calendar whose own line was bad; it is not reported again as unknown."""
        self._suspect.add(code)

    def take(self, entry: Entry) -> None:
        """Judges a calendar's event by the rules for new ones.

        Raises:
            RuleViolationError: naming the field in the way.
        """
        recorded_on = local_day(entry.recorded_at)
        if entry.effective_on > recorded_on:
            raise RuleViolationError(
                "effective_after_recording",
                field="effective_on",
                value=entry.effective_on,
                recorded_on=recorded_on,
            )
        event_class = EVENT_CLASSES[entry.topic]
        if not issubclass(event_class, CalendarEvent):
            raise TypeError(entry.topic)
        fact = event_class.fact_from(entry.state)
        if isinstance(fact, Established):
            self._establish(fact)
        else:
            self._adopt(fact, entry)
        self._known.know(fact)

    def unknown(self, entry: Entry) -> Iterator[Problem]:
        """A rule by which a deadline was counted must name a calendar as it once was.

        Whether counting gives the very day is not asked: days that nobody adopted come
        from a package, and an older installation had an older one.
        """
        rule = entry.state.get("deadline_rule")
        if rule is None or rule["calendar"] in self._suspect:
            return
        code, version = rule["calendar"], rule["calendar_version"]
        if code not in self._known:
            yield Problem("deadline_rule.calendar", "unknown_calendar", {"value": shown(code)})
        elif version > self._known.version(code):
            field = "deadline_rule.calendar_version"
            yield Problem(field, "unknown_calendar_version", {"value": version})

    def _establish(self, fact: Established) -> None:
        if fact.code in self._there:
            raise RuleViolationError("calendar_taken", field="code", value=shown(fact.code))
        if fact.base is not None and fact.base not in {NATIONAL, *self._there, *self._suspect}:
            raise RuleViolationError("unknown_calendar", field="base", value=shown(fact.base))
        self._there.add(fact.code)

    def _adopt(self, fact: Adopted, entry: Entry) -> None:
        if fact.code not in self._there | self._suspect:
            raise RuleViolationError("unknown_calendar", field="code", value=shown(fact.code))
        refuse_impossible(fact.days)
        if not (entry.state.get("source") or {}).get("number"):
            raise RuleViolationError("adoption_without_document", field=_NUMBER, value="-")
