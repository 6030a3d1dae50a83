"""What happens to the items of a year: planned by dice, then tried; what is refused is left.

A deed is planned for the day on which it is typed; the day of which it is said may lie before.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any, NamedTuple

from tests.simulation.calendar import FIRST, LAST, ONE_DAY
from tests.simulation.town import LEADING, Town
from tests.support.scenario import ABOUT
from tracker.aggregates.events import stream_id
from tracker.aggregates.item import Item
from tracker.aggregates.topics import ITEM_CLASSES
from tracker.errors import RuleViolationError
from tracker.fold.words import Kind, Word

KINDS = (Kind.DIRECTIVE, Kind.DIRECTIVE, Kind.PLAN_TASK, Kind.FINDING)
LAST_ASSIGNED = LAST - 20 * ONE_DAY


class Deed(NamedTuple):
    """Something to be typed on a day; it is dated ``back`` days before that day."""

    ref: str
    kind: Kind
    word: Word
    back: int = 0
    due_in: int | None = None
    """A new deadline, so many days after the day of typing."""


@dataclass
class Lives:
    """The deeds of the year by the day on which they are typed."""

    town: Town
    dice: Random
    items: int
    planned: dict[date, list[Deed]] = field(default_factory=lambda: defaultdict(list))
    refused: int = 0
    done: int = 0

    def plan(self) -> None:
        days = (LAST_ASSIGNED - FIRST).days
        for no in range(self.items):
            kind = self.dice.choice(KINDS)
            self._plan_one(f"V{no:04}", kind, FIRST + self.dice.randrange(days) * ONE_DAY)

    def _plan_one(self, ref: str, kind: Kind, on: date) -> None:
        dice = self.dice
        due = dice.choice((1, 3, 6, 10, 15, 20, 30, 45, 60)) if dice.random() < 0.95 else None
        typed = on + dice.choice((0, 0, 0, 0, 1, 4, 9)) * ONE_DAY
        self._add(typed, Deed(ref, kind, Word.ASSIGNED, (typed - on).days, due))
        end = typed + (due or 30) * ONE_DAY
        for _ in range(dice.randrange(3)):
            self._add(self._between(typed, end), Deed(ref, kind, Word.PROGRESS_NOTED))
        for chance, word, with_due in (
            (0.30, Word.DEADLINE_EXTENDED, True),
            (0.10, Word.DEADLINE_CORRECTED, True),
            (0.15, Word.URGED, False),
            (0.10, Word.TRANSFERRED, False),
            (0.06, Word.WITHDRAWN, False),
            (0.08, Word.VOIDED, False),
            (0.05, Word.STARTED, False),
        ):
            if dice.random() < chance:
                day = self._between(typed, end + 12 * ONE_DAY)
                due_in = dice.randrange(2, 40) if with_due else None
                self._add(day, Deed(ref, kind, word, dice.choice((0, 0, 0, 2)), due_in))
        if dice.random() < 0.12:
            day = self._between(typed, end + 5 * ONE_DAY)
            self._add(day, Deed(ref, kind, Word.SUSPENDED))
            later = day + dice.randrange(1, 40) * ONE_DAY
            due_in = dice.randrange(1, 30) if dice.random() < 0.5 else None
            self._add(later, Deed(ref, kind, Word.RESUMED, 0, due_in))
        if dice.random() < 0.85:
            self._complete(ref, kind, typed, end)

    def _complete(self, ref: str, kind: Kind, typed: date, end: date) -> None:
        """Promptly, late, or told only long after; then somebody has to say yes or no to it."""
        dice = self.dice
        late = dice.choice((-20, -10, -5, -2, -1, 0, 0, 1, 2, 4, 9, 20, 40, 70))
        day = max(typed, end + late * ONE_DAY)
        back = dice.choice((0, 0, 0, 1, 3, 8, 15))
        self._add(day + back * ONE_DAY, Deed(ref, kind, Word.COMPLETION_REPORTED, back))
        decided = day + (back + dice.choice((0, 1, 2, 5, 12, 30))) * ONE_DAY
        if dice.random() < 0.2:
            due_in = dice.randrange(1, 20) if dice.random() < 0.5 else None
            self._add(decided, Deed(ref, kind, Word.COMPLETION_REJECTED, 0, due_in))
            again = decided + dice.randrange(1, 25) * ONE_DAY
            self._add(again, Deed(ref, kind, Word.COMPLETION_REPORTED))
            decided = again + dice.randrange(6) * ONE_DAY
        if dice.random() < 0.8:
            self._add(decided, Deed(ref, kind, Word.COMPLETION_CONFIRMED))
        if dice.random() < 0.05:
            reopened = decided + dice.randrange(1, 20) * ONE_DAY
            self._add(reopened, Deed(ref, kind, Word.REOPENED, 0, dice.choice((None, 5, 25))))

    def _between(self, first: date, last: date) -> date:
        return first + self.dice.randrange(max(1, (last - first).days + 1)) * ONE_DAY

    def _add(self, day: date, deed: Deed) -> None:
        self.planned[day].append(deed)

    # --- typing ----------------------------------------------------------------------------------

    def type(self, day: date, deeds: Iterable[Deed]) -> None:
        """Tries what is planned, all at once as a busy office would."""
        tracker, now = self.town.office.tracker, self.town.now
        deeds = list(deeds)
        known = {item.id: item for item in tracker.items([_stream(deed) for deed in deeds])}
        changed: dict[Any, Item] = {}
        for deed in deeds:
            item = known.get(_stream(deed))
            fields = self.town.office.meta(day - deed.back * ONE_DAY, {"actor": "vt.h57"})
            try:
                if item is None:
                    item = self._assigned(deed, day, fields)
                elif deed.word is not Word.ASSIGNED:
                    item.record(deed.word, recorded_at=now, **fields, **self._own(deed, day, item))
            except RuleViolationError:
                self.refused += 1
            if item is not None and item.pending_events:
                known[item.id] = changed[item.id] = item
        self.done += sum(len(item.pending_events) for item in changed.values())
        tracker.record(*changed.values())

    def _assigned(self, deed: Deed, day: date, fields: dict[str, Any]) -> Item | None:
        if deed.word is not Word.ASSIGNED:
            return None
        kind, dice = deed.kind, self.dice
        about = dict(ABOUT[kind])
        about["needs_confirmation"] = dice.random() < 0.7
        unit = dice.choice(LEADING)
        if kind is not Kind.FINDING and dice.random() < 0.3:
            about["coordinators"] = dice.sample([each for each in LEADING if each != unit], 2)
        due_on = None if deed.due_in is None else day + deed.due_in * ONE_DAY
        return ITEM_CLASSES[kind].assign(
            ref=deed.ref,
            recorded_at=self.town.now,
            unit=unit,
            title=f"Việc {deed.ref}",
            due_on=due_on,
            **fields,
            **about,
        )

    def _own(self, deed: Deed, day: date, item: Item) -> dict[str, Any]:
        if deed.word is Word.TRANSFERRED:
            return {"to_unit": self.dice.choice(LEADING)}
        if deed.word is Word.VOIDED:
            return {"event_no": self.dice.randrange(2, item.version + 2)}
        if deed.due_in is None:
            return {}
        return {"due_on": day + deed.due_in * ONE_DAY}


def _stream(deed: Deed) -> Any:
    return stream_id(deed.kind, deed.ref)
