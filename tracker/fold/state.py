"""The one pure function behind every count: the state and class of an item at (C, K).

contract.md section 2 steps 1 to 4, in that order: :func:`standing` drops and
corrects what is known, :func:`in_effective_order` sorts, :class:`State` folds,
:func:`classify` names the class. Nothing else in the product compares a day
with a deadline.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from tracker.fold.words import ItemClass, Phase, Word


class Fact(NamedTuple):
    """What the fold asks of one event of an item; a history is in stream order."""

    no: int
    """1-based place in the item's stream."""
    word: Word
    effective_on: date
    due_on: date | None = None
    unit: str = ""
    """The unit assigned or transferred to."""
    needs_confirmation: bool = False
    voids: int = 0
    """The number of the event that a ``voided`` names."""


class Standing(NamedTuple):
    """An event that still stands after voiding, with its deadline after correction."""

    fact: Fact
    due_on: date | None
    sets_due: bool


WITHOUT_EFFECT: Final = frozenset(
    {
        Word.PROGRESS_NOTED,
        Word.PAYMENT_RECORDED,
        Word.EXTENSION_REQUESTED,
        Word.EXTENSION_REFUSED,
        Word.RETURN_REQUESTED,
        Word.RETURN_REFUSED,
        Word.URGED,
        Word.OVERDUE_FLAGGED,
        Word.DUE_SOON_FLAGGED,
    }
)
"""Words that change nothing about an item; they only tell (contract.md section 2 step 3)."""

LEAVES_CLASS: Final = WITHOUT_EFFECT | {Word.STARTED}
"""Words that leave phase, unit and deadline as they are, and so the class of every day."""

BEGINS: Final = frozenset({Word.STARTED, Word.COMPLETION_REPORTED})
"""Words after which work has begun: said so, or shown by a report of completion."""

ALWAYS_SETS_DUE: Final = frozenset({Word.ASSIGNED, Word.DEADLINE_EXTENDED})
MAY_SET_DUE: Final = frozenset({Word.COMPLETION_REJECTED, Word.RESUMED, Word.REOPENED})
_CORRECTIVE: Final = frozenset({Word.VOIDED, Word.DEADLINE_CORRECTED})


def dropped(history: Iterable[Fact]) -> frozenset[int]:
    """Numbers (1-based) of the events that drop out: the voided ones and the voids."""
    numbers: set[int] = set()
    for fact in history:
        if fact.word is Word.VOIDED:
            numbers.add(fact.no)
            numbers.add(fact.voids)
    return frozenset(numbers)


def standing(history: Sequence[Fact]) -> list[Standing]:
    """Step 1: the events that stand, in stream order, each with its corrected deadline.

    A ``deadline_corrected`` stands too (it must be allowed where it stands) but
    its only effect is on the deadline of the event that it corrects.
    """
    plain = not any(fact.word in _CORRECTIVE for fact in history)
    gone = frozenset[int]() if plain else dropped(history)
    result: list[Standing] = []
    bearer = -1
    for fact in history:
        if fact.no in gone:
            continue
        sets_due = fact.word in ALWAYS_SETS_DUE or (
            fact.word in MAY_SET_DUE and fact.due_on is not None
        )
        if fact.word is Word.DEADLINE_CORRECTED:
            result[bearer] = result[bearer]._replace(due_on=fact.due_on)
        if sets_due:
            bearer = len(result)
        result.append(Standing(fact, fact.due_on, sets_due))
    return result


def _effective_on(entry: Standing) -> date:
    return entry.fact.effective_on


def in_effective_order(entries: list[Standing]) -> list[Standing]:
    """Step 2: by effective date; events of one day stay in stream order."""
    return sorted(entries, key=_effective_on)


@dataclass(slots=True)
class State:
    """Where an item stands after some of its events; local to one fold.

    ``due_on`` is the deadline in force, ``judged_due_on`` the one in force on
    the day of completion, by which lateness is judged (step 4).
    """

    phase: Phase = Phase.OPEN
    unit: str = ""
    needs_confirmation: bool = False
    begun: bool = False
    """Whether work was ever begun (:data:`BEGINS`); what has begun has on every later day."""
    due_on: date | None = None
    completed_on: date | None = None
    judged_due_on: date | None = None
    left_by: Word | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether it is open and work has begun ("đang thực hiện", not "chưa thực hiện")."""
        return self.begun and self.phase is Phase.OPEN

    def apply(self, entry: Standing) -> None:
        """Step 3: what one event does; it only assigns."""
        fact = entry.fact
        if entry.sets_due:
            self._set_due(entry.due_on, fact.effective_on)
        word = fact.word
        self.begun = self.begun or word in BEGINS
        if word is Word.ASSIGNED:
            self.unit = fact.unit
            self.needs_confirmation = fact.needs_confirmation
        elif word is Word.COMPLETION_REPORTED:
            self.phase = Phase.REPORTED if self.needs_confirmation else Phase.DONE
            self.completed_on = fact.effective_on
            self.judged_due_on = self.due_on
        elif word is Word.TRANSFERRED:
            self.unit = fact.unit
        elif word in _NEXT_PHASE:
            self._move_to(_NEXT_PHASE[word], word)

    def _set_due(self, due_on: date | None, effective_on: date) -> None:
        self.due_on = due_on
        # An extension of the very day of completion counts, a later one cannot
        # clean a late completion (contract.md section 2 step 4).
        if self.completed_on is not None and effective_on <= self.completed_on:
            self.judged_due_on = due_on

    def _move_to(self, phase: Phase, word: Word) -> None:
        self.phase = phase
        if phase is not Phase.DONE:
            self.completed_on = None
            self.judged_due_on = None
        if phase is Phase.OUT:
            self.left_by = word

    @property
    def shown_due_on(self) -> date | None:
        """The deadline the class is judged by: of day F once reported, else the one in force."""
        return self.due_on if self.completed_on is None else self.judged_due_on


_NEXT_PHASE: Final = {
    Word.COMPLETION_CONFIRMED: Phase.DONE,
    Word.COMPLETION_REJECTED: Phase.OPEN,
    Word.SUSPENDED: Phase.SUSPENDED,
    Word.RESUMED: Phase.OPEN,
    Word.REOPENED: Phase.OPEN,
    Word.WITHDRAWN: Phase.OUT,
    Word.RETURN_ACCEPTED: Phase.OUT,
}
REOPENS: Final = frozenset(word for word, phase in _NEXT_PHASE.items() if phase is Phase.OPEN)
"""Words by which an item is open again; only by them is one open that was reported before."""

_CLASSES: Final = {
    Phase.OPEN: (ItemClass.OPEN_IN_TIME, ItemClass.OPEN_OVERDUE, ItemClass.OPEN_NO_DEADLINE),
    Phase.REPORTED: (ItemClass.AWAIT_IN_TIME, ItemClass.AWAIT_LATE, ItemClass.AWAIT_NO_DEADLINE),
    Phase.DONE: (ItemClass.DONE_ON_TIME, ItemClass.DONE_LATE, ItemClass.DONE_NO_DEADLINE),
}


def state_at(history: Sequence[Fact], as_of: date) -> State | None:
    """Steps 1 to 3 for a history already cut at K: the state at cutoff C, or not counted."""
    state: State | None = None
    for entry in in_effective_order(standing(history)):
        if entry.fact.effective_on > as_of:
            break
        if state is None:
            state = State()
        state.apply(entry)
    return state


def classify(state: State, as_of: date) -> ItemClass:
    """Step 4: the class at cutoff C. The day of the deadline is still in time."""
    if state.phase is Phase.OUT:
        return ItemClass.OUT
    if state.phase is Phase.SUSPENDED:
        return ItemClass.SUSPENDED
    in_time, late, no_deadline = _CLASSES[state.phase]
    due_on = state.shown_due_on
    if due_on is None:
        return no_deadline
    day = as_of if state.completed_on is None else state.completed_on
    return in_time if day <= due_on else late


def class_at(history: Sequence[Fact], as_of: date) -> ItemClass | None:
    """The class at (C, K) of an item whose history is already cut at K; None: not counted."""
    state = state_at(history, as_of)
    return None if state is None else classify(state, as_of)
