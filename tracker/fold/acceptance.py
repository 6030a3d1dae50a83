"""What is accepted: contract.md section 2 step 5, asked before an event is recorded.

:func:`refuse_unless_valid` looks at the whole history with the new event added. Because
every event was accepted after this question, applying one later never fails.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from tracker.errors import RuleViolationError
from tracker.fold.state import Fact, State, dropped, in_effective_order, standing
from tracker.fold.words import Phase, Word

_ANY_BUT_OUT: Final = frozenset(Phase) - {Phase.OUT}
_ALLOWED_IN: Final = {
    Word.COMPLETION_REPORTED: frozenset({Phase.OPEN}),
    Word.COMPLETION_CONFIRMED: frozenset({Phase.REPORTED}),
    Word.COMPLETION_REJECTED: frozenset({Phase.REPORTED}),
    Word.SUSPENDED: frozenset({Phase.OPEN}),
    Word.RESUMED: frozenset({Phase.SUSPENDED}),
    Word.REOPENED: frozenset({Phase.DONE}),
}
"""The phases that allow a word; every other word is allowed in any phase but out."""


def refuse_unless_valid(history: Sequence[Fact], new: Fact, recorded_on: date) -> None:
    """Accepts ``new`` after ``history`` (both as known now), or says what is in the way.

    Args:
        history: the item's accepted events in stream order.
        new: the event to add, numbered ``len(history) + 1``.
        recorded_on: the local day on which ``new`` is recorded.

    Raises:
        RuleViolationError: naming the event or the field in the way.
    """
    if new.effective_on > recorded_on:
        raise RuleViolationError(
            "effective_after_recording",
            field="effective_on",
            value=new.effective_on,
            recorded_on=recorded_on,
        )
    if not history:
        _refuse_unless_assigned(new)
        return
    if new.word is Word.ASSIGNED:
        raise RuleViolationError("assigned_twice", field="type", value=new.word)
    _refuse_bad_dates(history[0], new)
    if new.word is Word.VOIDED:
        _refuse_bad_void(history, new)
    _refuse_broken_phases([*history, new], new)


def _refuse_unless_assigned(new: Fact) -> None:
    if new.word is not Word.ASSIGNED:
        raise RuleViolationError("not_assigned_first", field="type", value=new.word)
    _refuse_due_before(new, new.effective_on)


def _refuse_bad_dates(first: Fact, new: Fact) -> None:
    if new.effective_on < first.effective_on:
        raise RuleViolationError(
            "effective_before_assignment",
            field="effective_on",
            value=new.effective_on,
            assigned_on=first.effective_on,
        )
    _refuse_due_before(new, first.effective_on)


def _refuse_due_before(new: Fact, assigned_on: date) -> None:
    if new.due_on is not None and new.due_on < assigned_on:
        raise RuleViolationError(
            "due_before_assignment", field="due_on", value=new.due_on, assigned_on=assigned_on
        )


def _refuse_bad_void(history: Sequence[Fact], new: Fact) -> None:
    """A void names an event that is neither the first, nor a void, nor dropped already."""

    def refuse(code: str) -> RuleViolationError:
        return RuleViolationError(code, field="event_no", value=new.voids, last=len(history))

    if not 1 <= new.voids <= len(history):
        raise refuse("void_of_unknown_event")
    if new.voids == 1:
        raise refuse("void_of_first_event")
    if history[new.voids - 1].word is Word.VOIDED:
        raise refuse("void_of_void")
    if new.voids in dropped(history):
        raise refuse("void_of_voided_event")


def _refuse_broken_phases(history: Sequence[Fact], new: Fact) -> None:
    """Every event that stands must stand in a phase that allows it, in effective order."""
    state = State()
    for entry in in_effective_order(standing(history)):
        fact = entry.fact
        if fact.no != 1 and state.phase not in _ALLOWED_IN.get(fact.word, _ANY_BUT_OUT):
            _refuse_phase(fact, new, state.phase)
        state.apply(entry)


def _refuse_phase(stuck: Fact, new: Fact, phase: Phase) -> None:
    if stuck.no == new.no:
        raise RuleViolationError(
            "phase_forbids", field="type", value=new.word, phase=phase, on=new.effective_on
        )
    raise RuleViolationError(
        "later_event_in_the_way",
        field="effective_on",
        value=new.effective_on,
        event_no=stuck.no,
        event=stuck.word,
        event_on=stuck.effective_on,
        phase=phase,
    )


def accepted_words(history: Sequence[Fact], today: date) -> frozenset[Word]:
    """The words that would be accepted of an item if they were said of today.

    A word that needs a deadline gets one that no rule refuses; a void names the youngest
    event that can be voided.

    Args:
        history: the item's accepted events in stream order, as known now.
        today: the local day, which is the day of the event as well.
    """
    return frozenset(word for word in Word if is_accepted_today(history, word, today))


def is_accepted_today(history: Sequence[Fact], word: Word, today: date) -> bool:
    """The same of one word."""
    if not history or word is Word.ASSIGNED:
        return False
    if word is Word.VOIDED:
        return bool(voidable(history, today))
    return _is_accepted(history, _said_of(history, word, today), today)


def voidable(history: Sequence[Fact], today: date) -> list[int]:
    """The numbers of the events that could be voided today, the rest of the history standing."""
    return [
        no
        for no in range(2, len(history) + 1)
        if _is_accepted(history, Fact(len(history) + 1, Word.VOIDED, today, voids=no), today)
    ]


def _said_of(history: Sequence[Fact], word: Word, today: date) -> Fact:
    needs_due = word is Word.DEADLINE_EXTENDED
    due_on = max(today, history[0].effective_on) if needs_due else None
    return Fact(len(history) + 1, word, today, due_on)


def _is_accepted(history: Sequence[Fact], new: Fact, today: date) -> bool:
    try:
        refuse_unless_valid(history, new, today)
    except RuleViolationError:
        return False
    return True
