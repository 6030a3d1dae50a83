"""Whatever happens and whenever we look: nothing is told twice, nothing untrue, nothing is lost.

The rules of alerts (domain.md 6) are said here once more, in plain words over the naive oracle of
the contract; the tree and the people are those of the staffed desk.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

import orjson
from hypothesis import given
from hypothesis import strategies as st

from tests.alerts.conftest import BEGINNING, Staffed
from tests.alerts.desk import BELOW, PERSON, PROVINCE, Desk, desk_at
from tests.conftest import Databases
from tests.oracle import naive
from tests.support.properties import costly_examples
from tests.support.scenario import FIRST, ROOT, SECOND
from tracker.aggregates.item import Item
from tracker.alerts.words import AlertState, Channel
from tracker.days import local_day
from tracker.errors import RuleViolationError
from tracker.eventstore.mapper import encode_state
from tracker.fold.words import Kind, Word
from tracker.rights.words import Role

DAY = timedelta(days=1)
REFS = ("CD-1", "CD-2", "CD-3")
UNITS = (ROOT, FIRST, SECOND, BELOW, PERSON)
ABOVE = {PERSON: FIRST, BELOW: SECOND, FIRST: ROOT, SECOND: ROOT, ROOT: PROVINCE}
UNHEARD = ("urged", "due_soon_flagged", "overdue_flagged")

Move = tuple[Any, ...]
DAYS = st.tuples(st.just("days"), st.sampled_from((1, 1, 2, 3, 5, 9)))
DEEDS = st.tuples(
    st.just("deed"),
    st.sampled_from(REFS),
    st.sampled_from(
        (
            *(Word.COMPLETION_REPORTED,) * 3,
            Word.COMPLETION_REJECTED,
            Word.COMPLETION_CONFIRMED,
            Word.REOPENED,
            Word.SUSPENDED,
            Word.RESUMED,
            *(Word.DEADLINE_EXTENDED,) * 3,
            Word.DEADLINE_CORRECTED,
            Word.TRANSFERRED,
            Word.PROGRESS_NOTED,
            Word.URGED,
            Word.VOIDED,
        )
    ),
    st.sampled_from((0, 0, 1, 4)),
    st.sampled_from((-5, -1, 0, 1, 3, 7, 12)),
)
STAFFING = st.tuples(
    st.sampled_from(("grant", "revoke")),
    st.sampled_from(("vt.h57.31", "ld.h57", "nguoi.moi")),
    st.sampled_from((Role.CLERK, Role.LEADER, Role.CONFIRMER)),
    st.sampled_from(UNITS),
)
LOOKS = st.sampled_from((("sweep",), ("tell",)))
MOVES = st.one_of(DAYS, DAYS, DEEDS, DEEDS, STAFFING, LOOKS, LOOKS)
STORIES = st.lists(MOVES, min_size=30, max_size=60)


class Truth(NamedTuple):
    """Something that should be told."""

    ref: str
    occasion: str
    level: int
    about_on: date
    name: str


@dataclass
class Story:
    """What happened so far, and what was told."""

    desk: Desk
    holders: set[tuple[str, Role, str]] = field(default_factory=set)
    told: Counter[int] = field(default_factory=Counter)
    lines: list[dict[str, Any]] = field(default_factory=list)

    def begin(self) -> None:
        for unit in (ROOT, FIRST, SECOND):
            self.holders.add((f"vt.{unit}".lower(), Role.CLERK, unit))
            self.holders.add((f"ld.{unit}".lower(), Role.LEADER, unit))
        self.holders |= {("vt.tu.phap", Role.CLERK, PERSON), ("xn.h57", Role.CONFIRMER, ROOT)}
        for ref, unit, due in zip(REFS, (FIRST, BELOW, PERSON), (4, 12, None), strict=True):
            due_on = None if due is None else self.desk.today + due * DAY
            self.desk.office.assign(Kind.DIRECTIVE, ref, "2/1", due=due_on, unit=unit)

    def go(self, move: Move) -> None:
        match move:
            case ("days", count):
                self.desk.on(self.desk.today + count * DAY)
            case ("deed", ref, word, back, due_in):
                self.act(ref, word, back, due_in)
            case ("grant", name, role, unit) if (name, role, unit) not in self.holders:
                self.desk.person(name, role, unit)
                self.holders.add((name, role, unit))
            case ("revoke", name, role, unit) if (name, role, unit) in self.holders:
                self.desk.staff.revoke(name, role, unit)
                self.holders.remove((name, role, unit))
            case ("sweep",):
                self.sweep()
            case ("tell",):
                self.tell()

    def act(self, ref: str, word: Word, back: int, due_in: int) -> None:
        tracker = self.desk.tracker
        item = tracker.item(Kind.DIRECTIVE, ref)
        own: dict[str, Any] = {}
        if word in (Word.DEADLINE_EXTENDED, Word.DEADLINE_CORRECTED):
            own["due_on"] = self.desk.today + due_in * DAY
        elif word is Word.TRANSFERRED:
            own["to_unit"] = UNITS[due_in % len(UNITS)]
        elif word is Word.VOIDED:
            own["event_no"] = max(1, item.version - back)
        about = self.desk.office.meta(self.desk.today - back * DAY, {})
        try:
            item.record(word, recorded_at=self.desk.now, **about, **own)
        except RuleViolationError:
            return
        tracker.record(item)

    # --- the product -----------------------------------------------------------------------------

    def sweep(self) -> None:
        """Afterwards everything that is true has a row that waits or was told."""
        self.desk.raise_()
        self.read()
        rows = {truth: state for truth, state in self.rows().items() if truth in self.truths()}
        assert set(rows) == self.truths()
        assert AlertState.DROPPED not in rows.values()

    def tell(self) -> None:
        """Due is what is true; nothing comes round a second time."""
        found = self.desk.check()
        self.read()
        keys = {
            alert.alert_id: Truth(
                alert.subject.partition(":")[2],
                alert.occasion,
                alert.level,
                alert.about_on,
                self.desk.names[alert.recipient],
            )
            for alert in self.desk.pending()
        }
        due = {one.alert_id for one in found.due}
        assert {keys[no] for no in due} == self.truths() & set(keys.values())
        assert due | {no for no, _ in found.dropped} == set(keys)
        self.told.update(due)
        assert max(self.told.values(), default=0) <= 1
        self.desk.settle(sorted(due), found.dropped)

    def rows(self) -> dict[Truth, AlertState]:
        alerts = [alert for ref in REFS for alert in self.desk.all_of(ref)]
        rows = {
            Truth(
                alert.subject.partition(":")[2],
                alert.occasion,
                alert.level,
                alert.about_on,
                self.desk.names[alert.recipient],
            ): alert.state
            for alert in alerts
        }
        assert len(rows) == len(alerts)
        return rows

    # --- the same in plain words -----------------------------------------------------------------

    def read(self) -> None:
        self.lines = [line for item in self.desk.items() for line in lines_of(item)]

    def truths(self) -> set[Truth]:
        found: set[Truth] = set()
        for ref in REFS:
            facts = naive.facts_of(self.lines, "directive", ref, self.desk.today, None)
            if facts is not None:
                found |= self.truths_of(ref, facts)
        return found

    def truths_of(self, ref: str, facts: dict[str, Any]) -> set[Truth]:
        today, status, unit = self.desk.today, facts["class"], facts["unit"]
        if status == "open_in_time":
            due_on = facts["due_on"]
            level = max((n for n in (-7, -3, -1) if due_on + n * DAY <= today), default=None)
            if level is None:
                return set()
            return {Truth(ref, "due_soon", level, due_on, name) for name in self.clerks(unit)}
        is_late = status == "open_overdue"
        if not is_late and not status.startswith("await"):
            return set()
        about_on = facts["due_on"] if is_late else facts["completed_on"]
        level = max((n for n in (1, 3, 7, 15, 31, 63) if about_on + n * DAY <= today), default=None)
        if level is None:
            return set()
        if not is_late:
            names = self.nearest(Role.CONFIRMER, above(unit))
            return {Truth(ref, "waiting", level, about_on, name) for name in names}
        office = ABOVE[unit] if unit == PERSON else unit
        names = self.clerks(unit) | self.who(Role.LEADER, office)
        found = {Truth(ref, "overdue", level, about_on, name) for name in names}
        if level >= 7 and not self.is_heard(ref, about_on, about_on + level * DAY):
            superiors = self.nearest(Role.LEADER, above(office))
            found |= {Truth(ref, "silent", 7, about_on, name) for name in superiors}
        return found

    def is_heard(self, ref: str, due_on: date, level_on: date) -> bool:
        """Whether anybody but a leader who urges said anything in the week before the level."""
        since = max(due_on, level_on - 7 * DAY)
        return any(
            local_day(naive.recorded(line)) > since
            for line in naive.stream(self.lines, "directive", ref)
            if naive.word_of(line) not in UNHEARD
        )

    def who(self, role: Role, unit: str) -> set[str]:
        return {name for name, its, where in self.holders if (its, where) == (role, unit)}

    def clerks(self, unit: str) -> set[str]:
        of_office = self.who(Role.CLERK, ABOVE[unit]) if unit == PERSON else set()
        return self.who(Role.CLERK, unit) | of_office

    def nearest(self, role: Role, units: list[str]) -> set[str]:
        return next((found for unit in units if (found := self.who(role, unit))), set())


def above(unit: str) -> list[str]:
    return [ABOVE[unit], *above(ABOVE[unit])] if unit in ABOVE else []


def lines_of(item: Item) -> list[dict[str, Any]]:
    return [
        {
            **orjson.loads(encode_state(type(event), event.stored())),
            "type": event.TOPIC,
            "recorded_at": event.recorded_at.isoformat(),
        }
        for event in item.happenings
    ]


@costly_examples(0.06)
@given(moves=STORIES)
def test_what_is_told_is_true_and_told_once_and_nothing_true_is_missed(
    databases: Databases, staffed_office: Staffed, moves: list[Move]
) -> None:
    with (
        databases.fresh(template=staffed_office.template) as url,
        desk_at(url, BEGINNING, first=1000) as desk,
    ):
        desk.names |= staffed_office.names
        desk.ways = frozenset({Channel.INBOX})
        story = Story(desk)
        story.begin()
        for move in (*moves, ("sweep",), ("tell",), ("sweep",), ("tell",)):
            story.go(move)
