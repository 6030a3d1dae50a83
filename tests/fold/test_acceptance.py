"""contract.md section 2 step 5: given these events, when this one is proposed, then this error."""

from typing import Any

import pytest

from tests.support.scenario import md
from tracker.errors import RuleViolationError
from tracker.fold.acceptance import refuse_unless_valid
from tracker.fold.state import Fact
from tracker.fold.words import Phase, Word

W = Word
TODAY = "1/6"
ANY_BUT_OUT = (
    W.STARTED,
    W.PROGRESS_NOTED,
    W.PAYMENT_RECORDED,
    W.EXTENSION_REQUESTED,
    W.EXTENSION_REFUSED,
    W.RETURN_REQUESTED,
    W.RETURN_REFUSED,
    W.URGED,
    W.OVERDUE_FLAGGED,
    W.DUE_SOON_FLAGGED,
    W.DEADLINE_EXTENDED,
    W.DEADLINE_CORRECTED,
    W.TRANSFERRED,
    W.WITHDRAWN,
    W.RETURN_ACCEPTED,
)
ONLY_FROM = {
    W.COMPLETION_REPORTED: {Phase.OPEN},
    W.COMPLETION_CONFIRMED: {Phase.REPORTED},
    W.COMPLETION_REJECTED: {Phase.REPORTED},
    W.SUSPENDED: {Phase.OPEN},
    W.RESUMED: {Phase.SUSPENDED},
    W.REOPENED: {Phase.DONE},
}
REACHED_BY = {
    Phase.OPEN: (),
    Phase.REPORTED: (W.COMPLETION_REPORTED,),
    Phase.DONE: (W.COMPLETION_REPORTED, W.COMPLETION_CONFIRMED),
    Phase.SUSPENDED: (W.SUSPENDED,),
    Phase.OUT: (W.WITHDRAWN,),
}


def history(*told: tuple[Any, ...]) -> list[Fact]:
    """An item assigned on 2/1 with the deadline 15/3 that needs confirmation, and then these."""
    first = Fact(1, W.ASSIGNED, md("2/1"), md("15/3"), "H57.31", needs_confirmation=True)
    return [first, *(fact(no, *one) for no, one in enumerate(told, 2))]


def fact(no: int, word: Word, on: str, due: str | None = None, voids: int = 0) -> Fact:
    unit = "H57.32" if word is W.TRANSFERRED else ""
    return Fact(no, word, md(on), md(due) if due else None, unit, voids=voids)


def propose(  # noqa: PLR0913 - a sentence in one line
    given: list[Fact], word: Word, on: str, *, typed: str = TODAY, due: Any = None, voids: int = 0
) -> None:
    refuse_unless_valid(given, fact(len(given) + 1, word, on, due, voids), md(typed))


def refused(given: list[Fact], word: Word, on: str, **more: Any) -> tuple[str, dict[str, Any]]:
    before = list(given)
    with pytest.raises(RuleViolationError) as caught:
        propose(given, word, on, **more)
    assert given == before
    return caught.value.code, caught.value.details


@pytest.mark.parametrize("word", [w for w in Word if w is not W.ASSIGNED])
def test_the_first_event_must_be_the_assignment(word: Word):
    code, details = refused([], word, "2/1")

    assert (code, details["field"], details["value"]) == ("not_assigned_first", "type", word)


def test_a_second_assignment_is_refused():
    code, details = refused(history(), W.ASSIGNED, "3/1")

    assert (code, details["field"]) == ("assigned_twice", "type")


@pytest.mark.parametrize("word", list(Word))
def test_nothing_is_dated_after_the_local_day_of_its_recording(word: Word):
    given = [] if word is W.ASSIGNED else history()

    code, details = refused(given, word, "10/3", typed="9/3")

    assert code == "effective_after_recording"
    assert details == {
        "field": "effective_on",
        "value": md("10/3"),
        "recorded_on": md("9/3"),
    }


def test_the_day_of_recording_itself_is_accepted():
    propose(history(), W.COMPLETION_REPORTED, "10/3", typed="10/3")


@pytest.mark.parametrize("word", [w for w in Word if w is not W.ASSIGNED])
def test_nothing_is_dated_before_the_assignment(word: Word):
    code, details = refused(history(), word, "1/1")

    assert code == "effective_before_assignment"
    assert details == {"field": "effective_on", "value": md("1/1"), "assigned_on": md("2/1")}


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ([], W.ASSIGNED),
        (history(), W.DEADLINE_EXTENDED),
        (history(), W.DEADLINE_CORRECTED),
        (history((W.COMPLETION_REPORTED, "10/3")), W.COMPLETION_REJECTED),
        (history((W.SUSPENDED, "10/3")), W.RESUMED),
        (
            history((W.COMPLETION_REPORTED, "10/3"), (W.COMPLETION_CONFIRMED, "10/3")),
            W.REOPENED,
        ),
    ],
)
def test_no_deadline_lies_before_the_assignment(given: list[Fact], word: Word):
    on = "2/1" if word is W.ASSIGNED else "11/3"

    code, details = refused(given, word, on, due="1/1")

    assert code == "due_before_assignment"
    assert details == {"field": "due_on", "value": md("1/1"), "assigned_on": md("2/1")}
    propose(given, word, on, due="2/1")


@pytest.mark.parametrize("phase", [p for p in Phase if p is not Phase.OUT])
@pytest.mark.parametrize("word", ANY_BUT_OUT)
def test_allowed_in_every_phase_but_out(word: Word, phase: Phase):
    given = history(*((reached, "10/3") for reached in REACHED_BY[phase]))

    propose(given, word, "11/3", due="1/4" if word is W.DEADLINE_EXTENDED else None)


@pytest.mark.parametrize("word", [*ANY_BUT_OUT, *ONLY_FROM])
def test_out_is_final(word: Word):
    code, details = refused(history((W.WITHDRAWN, "10/3")), word, "11/3")

    assert code == "phase_forbids"
    assert (details["field"], details["value"], details["phase"]) == ("type", word, Phase.OUT)


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("word", list(ONLY_FROM))
def test_the_six_words_are_allowed_only_from_their_phase(word: Word, phase: Phase):
    given = history(*((reached, "10/3") for reached in REACHED_BY[phase]))

    if phase in ONLY_FROM[word]:
        propose(given, word, "11/3")
        return
    code, details = refused(given, word, "11/3")
    assert code == "phase_forbids"
    assert details == {"field": "type", "value": word, "phase": phase, "on": md("11/3")}


def test_every_word_is_tried_above():
    assert {*ANY_BUT_OUT, *ONLY_FROM, W.ASSIGNED, W.VOIDED} == set(Word)


def test_a_late_entry_is_refused_by_what_was_recorded_for_later_days():
    given = history((W.COMPLETION_REPORTED, "20/3"), (W.COMPLETION_CONFIRMED, "22/3"))

    code, details = refused(given, W.SUSPENDED, "10/3")

    assert code == "later_event_in_the_way"
    assert details == {
        "field": "effective_on",
        "value": md("10/3"),
        "event_no": 2,
        "event": W.COMPLETION_REPORTED,
        "event_on": md("20/3"),
        "phase": Phase.SUSPENDED,
    }


def test_a_late_withdrawal_is_refused_by_the_first_event_that_it_would_strand():
    given = history((W.PROGRESS_NOTED, "12/3"), (W.COMPLETION_REPORTED, "20/3"))

    code, details = refused(given, W.WITHDRAWN, "10/3")

    assert (code, details["event_no"]) == ("later_event_in_the_way", 2)


def test_a_late_entry_of_the_same_day_stands_after_what_was_recorded_before():
    given = history((W.COMPLETION_REPORTED, "20/3"))

    propose(given, W.COMPLETION_REJECTED, "20/3")
    code, _ = refused(given, W.SUSPENDED, "20/3")

    assert code == "phase_forbids"


def test_a_late_entry_that_fits_between_is_accepted():
    given = history((W.SUSPENDED, "1/3"), (W.RESUMED, "5/3"), (W.COMPLETION_REPORTED, "20/3"))

    propose(given, W.DEADLINE_EXTENDED, "10/3", due="31/3")
    propose(given, W.URGED, "3/3")


@pytest.mark.parametrize(
    ("voids", "code"),
    [
        (-1, "void_of_unknown_event"),
        (0, "void_of_unknown_event"),
        (1, "void_of_first_event"),
        (2, "void_of_voided_event"),
        (3, "void_of_void"),
        (5, "void_of_unknown_event"),
        (6, "void_of_unknown_event"),
    ],
)
def test_a_void_names_an_event_that_can_drop(voids: int, code: str):
    given = history((W.SUSPENDED, "10/3"), (W.VOIDED, "11/3", None, 2), (W.PROGRESS_NOTED, "12/3"))

    found, details = refused(given, W.VOIDED, "13/3", voids=voids)

    assert found == code
    assert details == {"field": "event_no", "value": voids, "last": 4}


def test_a_void_of_an_event_that_still_stands_is_accepted():
    given = history((W.SUSPENDED, "10/3"), (W.VOIDED, "11/3", None, 2), (W.PROGRESS_NOTED, "12/3"))

    propose(given, W.VOIDED, "13/3", voids=4)


def test_a_void_that_would_strand_a_later_event_is_refused():
    given = history((W.COMPLETION_REPORTED, "10/3"), (W.COMPLETION_CONFIRMED, "12/3"))

    code, details = refused(given, W.VOIDED, "20/3", voids=2)

    assert (code, details["event_no"], details["event"]) == (
        "later_event_in_the_way",
        3,
        W.COMPLETION_CONFIRMED,
    )
    propose(given, W.VOIDED, "20/3", voids=3)


def test_a_void_may_be_dated_anywhere_in_the_life_even_once_out():
    given = history((W.WITHDRAWN, "10/3"))

    propose(given, W.VOIDED, "11/3", voids=2)
    propose(given, W.VOIDED, "2/1", voids=2)


def test_a_correction_must_stand_where_it_is_dated():
    given = history((W.WITHDRAWN, "10/3"))

    propose(given, W.DEADLINE_CORRECTED, "9/3", due="20/3")
    code, _ = refused(given, W.DEADLINE_CORRECTED, "11/3", due="20/3")

    assert code == "phase_forbids"


def test_without_need_of_confirmation_a_report_is_the_end():
    given = [Fact(1, W.ASSIGNED, md("2/1"), None, "H57.31", needs_confirmation=False)]
    given.append(Fact(2, W.COMPLETION_REPORTED, md("10/3")))

    code, details = refused(given, W.COMPLETION_CONFIRMED, "11/3")

    assert (code, details["phase"]) == ("phase_forbids", Phase.DONE)
    propose(given, W.REOPENED, "11/3")
