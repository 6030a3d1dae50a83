"""What happens to one made-up item from assignment to its end, valid by the product's rules.

The distribution is that of engine.md section 3.1: 20% extended, 85% completed, 3% corrected,
a reporting lag of 0 to 5 days, 5% of the completions dated back by 10 to 60 days.
"""

from collections.abc import Callable
from operator import attrgetter
from random import Random
from typing import Final, NamedTuple

from benchmarks.days import iso
from benchmarks.vocabulary import DONE_NOTES, NOTES

PLAN_TASK: Final = "plan_task"
DIRECTIVE: Final = "directive"
FINDING: Final = "finding"

_LAGS: Final = (0, 0, 0, 0, 0, 1, 1, 1, 2, 3, 4, 5)
_FINDING_WORDS: Final = {
    "completion_reported": "remediation_reported",
    "completion_confirmed": "remediated",
    "completion_rejected": "remediation_rejected",
}


class Happened(NamedTuple):
    """One event: the day it was recorded, the day it is dated, and what it says of its own."""

    recorded: int
    effective: int
    word: str
    own: str = ""
    """Fields between ``ref`` and ``effective_on``, as JSON with a comma before each."""
    after: str = ""
    """Fields after ``actor``, likewise."""
    voids: "Happened | None" = None


_in_recorded_order: Final = attrgetter("recorded")


def word_of(kind: str, word: str) -> str:
    """How a kind spells a word."""
    return _FINDING_WORDS.get(word, word) if kind == FINDING else word


class Item(NamedTuple):
    """What decides about the life of an item."""

    kind: str
    assigned: int
    due: int | None
    amount: int | None
    transfers_to: str


class Life:
    """Lets things happen to one item; ``happened`` gives them in recorded order."""

    def __init__(self, item: Item, random: Random) -> None:
        self._item = item
        self._chance: Callable[[], float] = random.random
        self._confirmed = item.kind != PLAN_TASK
        # Nothing of an item is recorded before its assignment.
        self._known = item.assigned + self._lag()
        self._events: list[Happened] = []

    def happened(self) -> list[Happened]:
        """The whole life, beginning with the assignment."""
        assigned = Happened(self._known, self._item.assigned, "assigned")
        due = self._extended()
        end = self._item.assigned + 30 if due is None else due
        chance = self._chance
        completed = chance() < 0.85
        done = self._day_of_completion(end) if completed else end + 60
        self._worked(min(done, end))
        reported = self._completed(done) if completed else self._left_open(done)
        if due is not None:
            self._alerted(due, reported)
        if chance() < 0.023:
            self._corrected(due)
        return [assigned, *sorted(self._events, key=_in_recorded_order)]

    def _lag(self) -> int:
        return _LAGS[int(self._chance() * 12)]

    def _between(self, first: int, last: int) -> int:
        return first + int(self._chance() * (last - first + 1)) if last > first else first

    def _add(self, effective: int, word: str, own: str = "", after: str = "") -> Happened:
        event = Happened(max(effective + self._lag(), self._known), effective, word, own, after)
        self._events.append(event)
        return event

    def _next(self, before: int, event: Happened) -> Happened:
        """Adds an event that can be recorded only after another was, on the day ``before``."""
        if event.recorded < before:
            event = event._replace(recorded=before)
        self._events.append(event)
        return event

    def _extended(self) -> int | None:
        due = self._item.due
        if due is None or self._chance() >= 0.2:
            return due
        day = self._between(self._item.assigned + 1, due)
        later = due + 10 + int(self._chance() * 30)
        before = self._known
        if self._chance() < 0.5:
            before = self._add(max(day - 2, self._item.assigned), "extension_requested").recorded
        lag = self._lag()
        own = f',"due_on":"{iso(later)}"'
        self._next(before, Happened(day + lag, day, "deadline_extended", own))
        return later

    def _day_of_completion(self, due: int) -> int:
        if self._chance() < 0.8:
            return self._between(self._item.assigned, due)
        return due + 1 + int(self._chance() * 40)

    def _worked(self, until: int) -> None:
        chance = self._chance
        if chance() < 0.4:
            self._add(self._between(self._item.assigned, until), "started")
        for _ in range(int(chance() * 2.6)):
            note = NOTES[int(chance() * len(NOTES))]
            day = self._between(self._item.assigned, until)
            self._add(day, "progress_noted", after=f',"note":"{note}"')
        if self._item.amount is not None and chance() < 0.6:
            day = self._between(self._item.assigned, until)
            own = f',"amount":{self._item.amount},"voucher":"Giấy nộp tiền ngày {iso(day)}"'
            self._add(day, "payment_recorded", own)

    def _completed(self, done: int) -> int:
        """Reports the work done, perhaps twice, and has it confirmed; gives when it was known."""
        chance = self._chance
        late = 10 + int(chance() * 51) if chance() < 0.05 else self._lag()
        note = DONE_NOTES[int(chance() * len(DONE_NOTES))] if chance() < 0.5 else ""
        after = f',"note":"{note}"' if note else ""
        known = done + late
        reported = self._next(
            self._known, Happened(known, done, "completion_reported", after=after)
        )
        if chance() < 0.007:
            reported = self._reported_again(reported, "voided")
        if not self._confirmed:
            return reported.recorded
        if chance() < 0.03:
            reported = self._reported_again(reported, "completion_rejected")
        if chance() < 0.95:
            day = reported.recorded + int(chance() * 6)
            self._next(day, Happened(day, day, "completion_confirmed"))
        return reported.recorded

    def _reported_again(self, reported: Happened, word: str) -> Happened:
        day = reported.recorded + int(self._chance() * 4)
        voids = reported if word == "voided" else None
        undone = Happened(day, day, word, after=',"reason":"Báo cáo chưa đúng"', voids=voids)
        self._next(reported.recorded, undone)
        again = day + int(self._chance() * 10)
        return self._next(day, Happened(again + self._lag(), again, "completion_reported"))

    def _left_open(self, end: int) -> int:
        """The item is still open, or left in one of the rarer ways; gives "never reported"."""
        chance = self._chance()
        day = self._between(self._item.assigned, end)
        if chance < 0.07:
            own = f',"to_unit":"{self._item.transfers_to}"'
            self._add(day, "transferred", own)
        elif chance < 0.14:
            suspended = self._add(day, "suspended")
            if chance < 0.10:
                later = suspended.recorded + 5
                self._next(later, Happened(later, later, "resumed"))
        elif chance < 0.21:
            # Nothing may be dated or recorded after it.
            last = max((e.recorded for e in self._events), default=self._known) + 70
            self._next(last, Happened(last, last, "withdrawn", after=',"reason":"Không còn cần"'))
        return end + 60

    def _alerted(self, due: int, reported: int) -> None:
        """The system warns by what it knows, so a completion told late does not stop it."""
        withdrawn = self._events and self._events[-1].word == "withdrawn"
        if withdrawn and self._events[-1].effective <= due + 1:
            return
        soon = due - 3
        if reported > soon >= self._known and self._chance() < 0.6:
            self._events.append(Happened(soon, soon, "due_soon_flagged"))
        if reported > due + 1 >= self._known:
            self._events.append(Happened(due + 1, due + 1, "overdue_flagged"))

    def _corrected(self, due: int | None) -> None:
        wrong = next((e for e in self._events if e.word == "progress_noted"), None)
        if wrong is not None and self._chance() < 0.45:
            day = wrong.recorded
            self._next(day, Happened(day, day, "voided", after=',"reason":"Ghi nhầm"', voids=wrong))
        elif due is not None and not any(e.word == "withdrawn" for e in self._events):
            right = due + 1 + int(self._chance() * 9)
            own = f',"due_on":"{iso(right)}"'
            self._add(self._between(self._item.assigned, due), "deadline_corrected", own)
