"""The items that a question proposes for a move are all that move, whatever happened to them."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from hypothesis import event, given
from hypothesis import strategies as st

from tests.calendars.deeds import adopting, found, moved, rule
from tests.conftest import Databases
from tests.support.properties import costly_examples
from tests.support.scenario import FIRST, SECOND, Office
from tracker.aggregates.events import stream_id
from tracker.aggregates.item import Item
from tracker.application import Tracker
from tracker.clock import FixedClock
from tracker.commands.calendars import adopt_days, preview_days
from tracker.commands.counting import counted_rule
from tracker.commands.items import (
    CorrectDeadline,
    ExtendDeadline,
    NoteProgress,
    RejectCompletion,
    ReportCompletion,
    Resume,
    Suspend,
    Transfer,
    VoidEvent,
    Withdraw,
)
from tracker.database.connect import app_conninfo, open_pool
from tracker.days import LOCAL_ZONE
from tracker.deadlines.arithmetic import Period, PeriodUnit, end_of_period
from tracker.deadlines.calendar import NATIONAL, DayKind, WorkCalendar, is_weekend
from tracker.errors import RuleViolationError
from tracker.fold.words import COMPLETED_KINDS, Kind
from tracker.projections.projector import catch_up
from tracker.reading.candidates import counted_open

DAY = timedelta(days=1)
FIRST_DAY = date(2024, 4, 22)
WINDOW = [FIRST_DAY + n * DAY for n in range(32)]
UNITS = ("working_day", "working_day", "day", "week")
IN_WORDS = {"working_day": "ngày làm việc", "day": "ngày", "week": "tuần"}
PLAIN = (NoteProgress, ReportCompletion, RejectCompletion, Suspend, Resume, Withdraw)

Pick = Callable[[Any], Any]


class Clerks:
    """Give items, let things happen to them, and adopt days, as the dice say."""

    def __init__(self, office: Office, url: str, pick: Pick) -> None:
        self.office, self.url, self.pick = office, url, pick
        self.led: list[UUID] = []
        self.refs: list[tuple[Kind, str]] = []
        found(office, "46", unit=FIRST)

    @property
    def today(self) -> date:
        return self.office.clock.now().date()

    def calendar(self, unit: str) -> WorkCalendar:
        return self.office.tracker.calendars().named("46" if unit == FIRST else NATIONAL)

    def deadline(self, unit: str, on: date) -> dict[str, Any]:
        """A day, or a period with its rule or its words alone; now and then another day."""
        calendar = self.calendar(unit)
        count, of, zero = self.pick(range(1, 9)), self.pick(UNITS), on + self.pick(range(4)) * DAY
        due_on = end_of_period(zero, Period(count, PeriodUnit(of)), calendar).due_on
        words = f"{count:02d} {IN_WORDS[of]} kể từ ngày {zero.day}/{zero.month}/{zero.year}"
        sort = self.pick(("rule", "rule and words", "words", "day", "chosen"))
        if sort.startswith("rule"):
            counted = rule(count, of, zero.isoformat(), calendar.code, calendar.version)
            own = {"deadline_text": words} if sort.endswith("words") else {}
            return {"due_on": due_on, "deadline_rule": counted, **own}
        if sort == "words":
            return {"due_on": due_on, "deadline_text": words}
        if sort == "day":
            return {"due_on": due_on}
        return {"due_on": due_on + DAY, "deadline_text": words}

    def give(self) -> None:
        kind, unit = self.pick(COMPLETED_KINDS), self.pick((FIRST, SECOND))
        ref = f"{len(self.refs)}"
        own = self.deadline(unit, self.today)
        due = own.pop("due_on")
        about = {**own, "needs_confirmation": self.pick((True, False))}
        self.office.assign(kind, ref, self.today, due=due, unit=unit, about=about)
        self.led.append(stream_id(kind, ref))
        self.refs.append((kind, ref))

    def happen(self) -> None:
        if not self.refs:
            return
        kind, ref = self.pick(self.refs)
        item = self.office.tracker.item(kind, ref)
        first = vars(item.happenings[0])
        command = self.pick((*PLAIN, ExtendDeadline, CorrectDeadline, Transfer, VoidEvent, Resume))
        own: dict[str, Any] = {}
        if command is ExtendDeadline or (command is Resume and self.pick((True, False))):
            own = self.deadline(first["unit"], self.today)
        elif command is CorrectDeadline:
            own = {"due_on": self.pick((None, self.today + 3 * DAY))}
        elif command is Transfer:
            own = {"to_unit": self.pick((FIRST, SECOND))}
        elif command is VoidEvent:
            if "cause" in item.happenings[-1].stored():
                return  # whether a move that somebody took back is made again, is another question
            own = {"event_no": item.version}
        with suppress(RuleViolationError):
            self.office.act(command, kind, ref, self.today, **own)

    def adopt(self) -> None:
        days = self.pick(range(1, 4))
        chosen = {self.pick(WINDOW): self.pick(list(DayKind)) for _ in range(days)}
        laid_down = [
            {"day": day.isoformat(), "kind": kind.value, "name": "Ngày nghỉ"}
            for day, kind in chosen.items()
            if kind is not DayKind.MAKEUP_WORK or is_weekend(day)
        ]
        years = self.pick(((), (), (2024,)))
        code = self.pick((NATIONAL, NATIONAL, "46"))
        command = adopting(self.office, *laid_down, code=code, years=years)
        # A complete year takes its proposals back, from the first of January on.
        since = min([*chosen, *(date(year, 1, 1) for year in years)])
        tracker, clock = self.office.tracker, self.office.clock
        asked = self.candidates(since)

        by_all = moved(preview_days(command, self.led, tracker, clock))
        by_candidates = moved(adopt_days(command, asked, tracker, clock))

        assert by_candidates == by_all
        event("moves something" if by_all else "moves nothing")
        event("leaves some out" if len(asked) < len(self.led) else "asks for all")
        for kind, ref in self.refs:
            self.assert_counted(tracker.item(kind, ref))

    def candidates(self, since: date) -> list[UUID]:
        catch_up(self.url)
        with psycopg.connect(app_conninfo(self.url), autocommit=True) as connection:
            return counted_open(connection, self.today, since)

    def assert_counted(self, item: Item) -> None:
        """After an adoption every open deadline that was counted is what counting gives now."""
        calendars = self.office.tracker.calendars()
        told = counted_rule(item, calendars, self.office.tracker.unit_tree(), self.today)
        if told is not None:
            calendar = calendars.named(told.rule.calendar)
            assert told.rule.computed(calendar).due_on == told.due_on


@costly_examples(0.3)
@given(data=st.data())
def test_moving_with_the_candidates_is_moving_with_all(databases: Databases, data: st.DataObject):
    def pick(options: Any) -> Any:
        return options[data.draw(st.integers(0, len(options) - 1))]

    with databases.fresh() as url, open_pool(url, size=2) as pool:
        clock = FixedClock(datetime(2024, 4, 22, 9, tzinfo=LOCAL_ZONE))
        office = Office(Tracker(pool), clock)
        office.settle_in()
        clerks = Clerks(office, url, pick)
        deeds = [clerks.give, clerks.give, clerks.happen, clerks.happen, clerks.adopt]
        for _ in range(data.draw(st.integers(4, 30))):
            clock.moment += pick((0, 0, 1, 2)) * DAY
            pick(deeds)()
        clerks.adopt()
