"""The worked table of domain.md 4.6 on the product's one pure function, cutoff by cutoff."""

from datetime import date, datetime
from typing import NamedTuple

import pytest

from tests.support.scenario import md, moment
from tracker.fold.segments import Begun, begun, segments
from tracker.fold.state import Fact, class_at, state_at
from tracker.fold.words import ItemClass, Phase, Word


class Told(NamedTuple):
    """One event of a story: what, on which day, and when it was typed."""

    word: Word
    on: str
    due: str | None = None
    typed: str | None = None
    voids: int = 0


def known(story: list[Told], known_at: datetime, *, needs_confirmation: bool) -> list[Fact]:
    """The events typed by K, in the order in which they were typed."""
    typed = sorted(story, key=lambda told: md(told.typed or told.on))
    return [
        Fact(
            no,
            told.word,
            md(told.on),
            md(told.due) if told.due else None,
            "H57.31" if told.word is Word.ASSIGNED else "",
            needs_confirmation,
            told.voids,
        )
        for no, told in enumerate(typed, 1)
        if moment(told.typed or told.on) <= known_at
    ]


LATER = moment("31/12")
ASSIGNED = Told(Word.ASSIGNED, "2/1", "15/3")
REPORTED, CONFIRMED, REJECTED = (
    Word.COMPLETION_REPORTED,
    Word.COMPLETION_CONFIRMED,
    Word.COMPLETION_REJECTED,
)

UNCONFIRMED = {
    "S1": (
        [ASSIGNED, Told(REPORTED, "15/3")],
        {"1/1": None, "2/1": "open_in_time", "14/3": "open_in_time", "15/3": "done_on_time"},
    ),
    "S2": (
        [ASSIGNED, Told(REPORTED, "16/3")],
        {"15/3": "open_in_time", "16/3": "done_late", "31/12": "done_late"},
    ),
    "S3": ([ASSIGNED], {"15/3": "open_in_time", "16/3": "open_overdue"}),
    "S4": (
        [ASSIGNED, Told(Word.DEADLINE_EXTENDED, "10/3", "31/3"), Told(REPORTED, "25/3")],
        {"18/3": "open_in_time", "25/3": "done_on_time"},
    ),
    "S5": (
        [ASSIGNED, Told(Word.DEADLINE_EXTENDED, "20/3", "31/3"), Told(REPORTED, "25/3")],
        {
            "15/3": "open_in_time",
            "16/3": "open_overdue",
            "18/3": "open_overdue",
            "19/3": "open_overdue",
            "20/3": "open_in_time",
            "22/3": "open_in_time",
            "25/3": "done_on_time",
        },
    ),
    "S6": (
        [Told(Word.ASSIGNED, "2/1"), Told(REPORTED, "1/2")],
        {"31/1": "open_no_deadline", "1/2": "done_no_deadline"},
    ),
    "S9": ([ASSIGNED, Told(Word.WITHDRAWN, "10/3")], {"9/3": "open_in_time", "10/3": "out"}),
    "S10": ([ASSIGNED, Told(Word.WITHDRAWN, "20/3")], {"18/3": "open_overdue", "20/3": "out"}),
    "S11": (
        [ASSIGNED, Told(Word.RETURN_ACCEPTED, "15/1")],
        {"14/1": "open_in_time", "15/1": "out"},
    ),
    "S12": (
        [ASSIGNED, Told(REPORTED, "10/3"), Told(Word.REOPENED, "20/3", "5/4")],
        {
            "15/3": "done_on_time",
            "19/3": "done_on_time",
            "25/3": "open_in_time",
            "5/4": "open_in_time",
            "6/4": "open_overdue",
        },
    ),
    "S12b": (
        [ASSIGNED, Told(REPORTED, "10/3"), Told(Word.REOPENED, "20/3")],
        {"15/3": "done_on_time", "25/3": "open_overdue"},
    ),
    "S15": (
        [ASSIGNED, Told(Word.SUSPENDED, "1/3"), Told(Word.RESUMED, "10/4", "30/4")],
        {
            "29/2": "open_in_time",
            "1/3": "suspended",
            "1/4": "suspended",
            "10/4": "open_in_time",
            "12/4": "open_in_time",
            "1/5": "open_overdue",
        },
    ),
    "S15 without a new deadline": (
        [ASSIGNED, Told(Word.SUSPENDED, "1/3"), Told(Word.RESUMED, "10/4")],
        {"9/4": "suspended", "10/4": "open_overdue"},
    ),
    "an extension asked for and refused moves nothing": (
        [
            ASSIGNED,
            Told(Word.EXTENSION_REQUESTED, "10/3"),
            Told(Word.EXTENSION_REFUSED, "12/3"),
        ],
        {"15/3": "open_in_time", "16/3": "open_overdue"},
    ),
    "flags move nothing": (
        [ASSIGNED, Told(Word.DUE_SOON_FLAGGED, "12/3"), Told(Word.OVERDUE_FLAGGED, "20/3")],
        {"15/3": "open_in_time", "16/3": "open_overdue"},
    ),
    "an extension can bring a deadline nearer": (
        [ASSIGNED, Told(Word.DEADLINE_EXTENDED, "1/3", "5/3")],
        {"5/3": "open_in_time", "6/3": "open_overdue"},
    ),
}
CONFIRMED_STORIES = {
    "S7": (
        [ASSIGNED, Told(REPORTED, "14/3"), Told(CONFIRMED, "20/3")],
        {
            "13/3": "open_in_time",
            "14/3": "await_in_time",
            "15/3": "await_in_time",
            "18/3": "await_in_time",
            "20/3": "done_on_time",
        },
    ),
    "S8": (
        [
            ASSIGNED,
            Told(REPORTED, "14/3"),
            Told(REJECTED, "18/3"),
            Told(REPORTED, "20/3"),
            Told(CONFIRMED, "21/3"),
        ],
        {
            "15/3": "await_in_time",
            "18/3": "open_overdue",
            "20/3": "await_late",
            "21/3": "done_late",
        },
    ),
    "S8 with a new deadline": (
        [ASSIGNED, Told(REPORTED, "14/3"), Told(REJECTED, "18/3", "25/3")],
        {"18/3": "open_in_time", "25/3": "open_in_time", "26/3": "open_overdue"},
    ),
    "S14": (
        [
            ASSIGNED,
            Told(REPORTED, "20/3"),
            Told(Word.DEADLINE_EXTENDED, "25/3", "31/3"),
            Told(CONFIRMED, "26/3"),
        ],
        {"20/3": "await_late", "25/3": "await_late", "27/3": "done_late"},
    ),
    "an extension of the very day of completion counts": (
        [
            ASSIGNED,
            Told(REPORTED, "20/3"),
            Told(Word.DEADLINE_EXTENDED, "20/3", "31/3"),
            Told(CONFIRMED, "26/3"),
        ],
        {"19/3": "open_overdue", "20/3": "await_in_time", "27/3": "done_on_time"},
    ),
    "waiting without a deadline": (
        [Told(Word.ASSIGNED, "2/1"), Told(REPORTED, "14/3")],
        {"14/3": "await_no_deadline"},
    ),
}


def cases(stories: dict[str, tuple[list[Told], dict[str, str | None]]]) -> list[object]:
    return [
        pytest.param(story, cutoff, expected, id=f"{name} at {cutoff}")
        for name, (story, cutoffs) in stories.items()
        for cutoff, expected in cutoffs.items()
    ]


@pytest.mark.parametrize(("story", "cutoff", "expected"), cases(UNCONFIRMED))
def test_item_that_needs_no_confirmation(story: list[Told], cutoff: str, expected: str | None):
    history = known(story, LATER, needs_confirmation=False)

    assert class_at(history, md(cutoff)) == expected


@pytest.mark.parametrize(("story", "cutoff", "expected"), cases(CONFIRMED_STORIES))
def test_item_that_needs_confirmation(story: list[Told], cutoff: str, expected: str | None):
    history = known(story, LATER, needs_confirmation=True)

    assert class_at(history, md(cutoff)) == expected


S13 = [ASSIGNED, Told(REPORTED, "10/3", typed="5/4")]


@pytest.mark.parametrize(
    ("known_at", "cutoff", "expected"),
    [
        (moment("16/3", "17:00"), "16/3", "open_overdue"),
        (moment("5/4", "08:59:59.999999"), "16/3", "open_overdue"),
        (moment("5/4"), "16/3", "done_on_time"),
        (moment("5/4"), "9/3", "open_in_time"),
        (moment("1/1"), "16/3", None),
    ],
)
def test_s13_entered_late_depends_on_what_was_known(
    known_at: datetime, cutoff: str, expected: str | None
):
    history = known(S13, known_at, needs_confirmation=False)

    assert class_at(history, md(cutoff)) == expected


def test_corrected_deadline_holds_from_the_assignment_on_but_only_once_known():
    story = [ASSIGNED, Told(Word.DEADLINE_CORRECTED, "1/4", "20/3")]

    before = known(story, moment("1/4", "08:59"), needs_confirmation=False)
    after = known(story, moment("1/4"), needs_confirmation=False)

    assert class_at(before, md("18/3")) == "open_overdue"
    assert class_at(after, md("18/3")) == "open_in_time"
    assert class_at(after, md("21/3")) == "open_overdue"


def test_correction_touches_only_the_last_deadline_set_before_it():
    story = [
        ASSIGNED,
        Told(Word.DEADLINE_EXTENDED, "10/3", "31/3"),
        Told(Word.DEADLINE_CORRECTED, "12/3", "25/3"),
    ]
    history = known(story, LATER, needs_confirmation=False)

    assert [s.due_on for s in segments(history)] == [md("15/3"), md("25/3"), md("25/3")]


def test_correction_of_a_correction_and_correction_to_no_deadline():
    story = [
        ASSIGNED,
        Told(Word.DEADLINE_CORRECTED, "12/3", "25/3"),
        Told(Word.DEADLINE_CORRECTED, "13/3"),
    ]
    history = known(story, LATER, needs_confirmation=False)

    assert class_at(history, md("2/1")) == "open_no_deadline"
    assert class_at(history[:2], md("20/3")) == "open_in_time"


def test_correction_made_after_completion_changes_how_it_is_judged():
    story = [
        ASSIGNED,
        Told(REPORTED, "20/3"),
        Told(Word.DEADLINE_CORRECTED, "1/4", "20/3"),
    ]
    history = known(story, LATER, needs_confirmation=False)

    assert class_at(history[:2], md("1/4")) == "done_late"
    assert class_at(history, md("20/3")) == "done_on_time"


def test_voided_event_drops_out_at_every_cutoff_once_the_void_is_known():
    story = [ASSIGNED, Told(REPORTED, "10/3"), Told(Word.VOIDED, "1/4", voids=2)]
    history = known(story, LATER, needs_confirmation=False)

    assert class_at(history[:2], md("20/3")) == "done_on_time"
    assert class_at(history, md("20/3")) == "open_overdue"


def test_voided_correction_leaves_the_deadline_as_typed_first():
    story = [
        ASSIGNED,
        Told(Word.DEADLINE_CORRECTED, "12/3", "25/3"),
        Told(Word.VOIDED, "13/3", voids=2),
    ]
    history = known(story, LATER, needs_confirmation=False)

    assert class_at(history, md("16/3")) == "open_overdue"


def test_correction_goes_past_an_extension_that_was_voided():
    story = [
        ASSIGNED,
        Told(Word.DEADLINE_EXTENDED, "10/3", "31/3"),
        Told(Word.VOIDED, "11/3", voids=2),
        Told(Word.DEADLINE_CORRECTED, "12/3", "25/3"),
    ]
    history = known(story, LATER, needs_confirmation=False)

    assert {s.due_on for s in segments(history)} == {md("25/3")}


def test_events_of_one_day_stay_in_stream_order():
    day = "14/3"
    story = [ASSIGNED, Told(REPORTED, day), Told(REJECTED, day), Told(REPORTED, day)]
    history = known(story, LATER, needs_confirmation=True)

    assert class_at(history, md(day)) == "await_in_time"
    assert class_at(history[:3], md(day)) == "open_in_time"


def test_transfer_moves_the_item_and_nothing_else():
    history = known([ASSIGNED], LATER, needs_confirmation=False)
    history.append(Fact(2, Word.TRANSFERRED, md("10/3"), unit="H57.32"))

    at = {cutoff: state_at(history, md(cutoff)) for cutoff in ("9/3", "10/3")}

    assert [state.unit for state in at.values() if state] == ["H57.31", "H57.32"]
    assert {(s.phase, s.due_on) for s in at.values() if s} == {(Phase.OPEN, md("15/3"))}


def test_started_marks_work_as_begun_and_leaves_the_class():
    history = known([ASSIGNED, Told(Word.STARTED, "10/3")], LATER, needs_confirmation=False)

    before, after = state_at(history, md("9/3")), state_at(history, md("10/3"))

    assert before is not None
    assert after is not None
    assert (before.begun, after.begun) == (False, True)
    assert class_at(history, md("10/3")) is ItemClass.OPEN_IN_TIME


def test_work_that_was_reported_done_and_rejected_has_begun():
    told = [Told(Word.COMPLETION_REPORTED, "10/3"), Told(Word.COMPLETION_REJECTED, "12/3")]
    history = known([ASSIGNED, *told], LATER, needs_confirmation=True)

    at = {cutoff: state_at(history, md(cutoff)) for cutoff in ("9/3", "10/3", "12/3", "16/3")}

    assert [state.is_under_way for state in at.values() if state] == [False, False, True, True]
    assert begun(history) == [Begun(md("10/3"))]


def test_work_that_was_only_reported_done_need_not_be_said_to_have_begun():
    history = known(
        [ASSIGNED, Told(Word.COMPLETION_REPORTED, "10/3")], LATER, needs_confirmation=True
    )

    assert begun(history) == []


def test_a_start_that_is_voided_began_nothing():
    history = [
        Fact(1, Word.ASSIGNED, md("2/1"), md("15/3"), "H57.31"),
        Fact(2, Word.STARTED, md("10/3")),
        Fact(3, Word.STARTED, md("5/3")),
        Fact(4, Word.VOIDED, md("5/3"), voids=3),
    ]

    assert [begun(history[:no]) for no in range(1, 5)] == [
        [],
        [Begun(md("10/3"))],
        [Begun(md("5/3"))],
        [Begun(md("10/3"))],
    ]


def test_out_says_how_the_item_left():
    withdrawn = known([ASSIGNED, Told(Word.WITHDRAWN, "10/3")], LATER, needs_confirmation=False)
    returned = known(
        [ASSIGNED, Told(Word.RETURN_ACCEPTED, "10/3")], LATER, needs_confirmation=False
    )

    assert [s.returned for s in segments(withdrawn)] == [False, False]
    assert [s.returned for s in segments(returned)] == [False, True]


def test_the_last_day_of_the_calendar_is_a_deadline_like_any_other():
    history = [Fact(1, Word.ASSIGNED, md("2/1"), date(2199, 12, 31), "H57.31")]

    assert class_at(history, date(2199, 12, 31)) == "open_in_time"
    assert class_at(history, date(2200, 1, 1)) == "open_overdue"
    assert segments(history)[-1].status == "open_overdue"
