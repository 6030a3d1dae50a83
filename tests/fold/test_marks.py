"""Which marks of a deadline an item has reached, and the day on which each should have fired."""

from datetime import date, datetime, time
from typing import NamedTuple

import pytest

from tests.support.scenario import md, moment
from tracker.days import LOCAL_ZONE
from tracker.fold.marks import Known, marks_due
from tracker.fold.state import Fact
from tracker.fold.words import Word

MORNING = time(7)
WEEK, THREE, ONE, LATE = -7, -3, -1, 1


class Told(NamedTuple):
    """One event: what, on which day, and when it was typed (at nine of that day)."""

    word: Word
    on: str
    due: str | None = None
    typed: str | None = None
    voids: int = 0
    about: str | None = None
    before: int | None = None
    at: str = "09:00"


def known(*story: Told) -> list[Known]:
    """The events in the order of typing; the item needs confirmation."""
    return [
        Known(
            Fact(
                no,
                told.word,
                md(told.on),
                md(told.due) if told.due else None,
                needs_confirmation=True,
                voids=told.voids,
            ),
            moment(told.typed or told.on, told.at),
            md(told.about) if told.about else None,
            told.before,
        )
        for no, told in enumerate(story, 1)
    ]


def due(story: list[Told], today: str, swept: str | None = "1/1") -> list[tuple[int, date]]:
    """Levels and days; every mark is about the deadline in force."""
    marks = marks_due(known(*story), md(today), (3, 7, 1), MORNING, md(swept) if swept else None)
    return [(mark.level, mark.fired_on) for mark in marks]


ASSIGNED = Told(Word.ASSIGNED, "2/1", "15/3")
REPORTED = Told(Word.COMPLETION_REPORTED, "10/3")


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("7/3", []),
        ("8/3", [(WEEK, "8/3")]),
        ("11/3", [(WEEK, "8/3")]),
        ("12/3", [(WEEK, "8/3"), (THREE, "12/3")]),
        ("14/3", [(WEEK, "8/3"), (THREE, "12/3"), (ONE, "14/3")]),
        ("15/3", [(WEEK, "8/3"), (THREE, "12/3"), (ONE, "14/3")]),
        ("16/3", [(WEEK, "8/3"), (THREE, "12/3"), (ONE, "14/3"), (LATE, "16/3")]),
    ],
)
def test_each_mark_fires_on_its_own_day_whenever_somebody_looks(
    today: str, expected: list[tuple[int, str]]
):
    assert due([ASSIGNED], today) == [(level, md(on)) for level, on in expected]


@pytest.mark.parametrize(
    ("swept", "expected"),
    [
        (None, [(LATE, "16/3")]),
        ("1/3", [(WEEK, "8/3"), (THREE, "12/3"), (ONE, "14/3"), (LATE, "16/3")]),
        ("8/3", [(THREE, "12/3"), (ONE, "14/3"), (LATE, "16/3")]),
        ("13/3", [(ONE, "14/3"), (LATE, "16/3")]),
        ("14/3", [(LATE, "16/3")]),
        ("31/3", [(LATE, "16/3")]),
    ],
)
def test_of_an_overdue_item_only_an_outage_is_made_good(
    swept: str | None, expected: list[tuple[int, str]]
):
    assert due([ASSIGNED], "20/3", swept) == [(level, md(on)) for level, on in expected]


def test_in_time_all_its_marks_are_made_good_even_at_the_very_first_sweep():
    assert due([ASSIGNED], "15/3", None) == [
        (WEEK, md("8/3")),
        (THREE, md("12/3")),
        (ONE, md("14/3")),
    ]


QUIET = {
    "reported": [REPORTED],
    "done": [REPORTED, Told(Word.COMPLETION_CONFIRMED, "11/3")],
    "suspended": [Told(Word.SUSPENDED, "1/3")],
    "withdrawn": [Told(Word.WITHDRAWN, "10/3")],
    "returned": [Told(Word.RETURN_ACCEPTED, "10/3")],
    "without a deadline": [Told(Word.DEADLINE_CORRECTED, "10/3")],
}


@pytest.mark.parametrize("today", ["11/3", "14/3", "20/3"])
@pytest.mark.parametrize("story", QUIET.values(), ids=QUIET)
def test_a_quiet_item_has_no_marks(story: list[Told], today: str):
    assert due([ASSIGNED, *story], today) == []


def test_before_its_assignment_and_without_any_event_there_is_nothing():
    assert due([ASSIGNED], "1/1") == []
    assert due([], "1/3") == []


def test_registered_late_it_shows_the_most_urgent_mark_alone():
    late = [Told(Word.ASSIGNED, "2/1", "15/3", typed="13/3")]
    assert due(late, "13/3") == [(THREE, md("13/3"))]
    assert due([ASSIGNED._replace(typed="20/3")], "20/3") == [(LATE, md("20/3"))]


def test_what_is_typed_after_the_morning_is_seen_the_next_morning_or_today():
    typed_at_nine = [Told(Word.ASSIGNED, "2/1", "15/3", typed="8/3")]
    assert due(typed_at_nine, "8/3") == [(WEEK, md("8/3"))]
    assert due(typed_at_nine, "9/3") == [(WEEK, md("9/3"))]
    at_dawn = [Told(Word.ASSIGNED, "2/1", "15/3", typed="8/3", at="07:00")]
    assert due(at_dawn, "9/3") == [(WEEK, md("8/3"))]


def test_typed_too_late_for_one_mark_the_next_morning_shows_the_next():
    # The band of "a week before" ended with that day, and nobody looked in it.
    typed = [Told(Word.ASSIGNED, "2/1", "15/3", typed="11/3")]
    assert due(typed, "12/3") == [(THREE, md("12/3"))]


def test_an_extension_re_arms_and_is_about_the_new_deadline_only():
    story = [ASSIGNED, Told(Word.DEADLINE_EXTENDED, "10/3", "31/3")]
    assert due(story, "20/3") == []
    assert due(story, "24/3") == [(WEEK, md("24/3"))]
    flagged = [ASSIGNED, Told(Word.DUE_SOON_FLAGGED, "8/3", about="15/3", before=7), story[1]]
    assert due(flagged, "24/3") == [(WEEK, md("24/3"))]


def test_a_deadline_moved_to_an_earlier_day_is_overdue_from_the_morning_on_that_knows_it():
    story = [ASSIGNED, Told(Word.DEADLINE_CORRECTED, "12/2", "1/2")]
    assert due(story, "15/2") == [(LATE, md("13/2"))]
    assert due(story, "12/2") == [(LATE, md("12/2"))]


def test_moved_away_and_back_a_deadline_keeps_its_flags():
    story = [
        ASSIGNED,
        Told(Word.DUE_SOON_FLAGGED, "8/3", about="15/3", before=7),
        Told(Word.DEADLINE_EXTENDED, "9/3", "31/3"),
        Told(Word.DEADLINE_CORRECTED, "10/3", "15/3"),
    ]
    assert due(story, "11/3") == []
    assert due(story, "12/3") == [(THREE, md("12/3"))]


def test_a_mark_seen_before_the_deadline_moved_away_fires_on_that_day_when_it_is_back():
    story = [
        ASSIGNED,
        Told(Word.DEADLINE_EXTENDED, "9/3", "31/3"),
        Told(Word.VOIDED, "11/3", voids=2),
    ]
    assert due(story, "11/3") == [(WEEK, md("8/3"))]


@pytest.mark.parametrize(
    ("flags", "left"),
    [
        ([Told(Word.OVERDUE_FLAGGED, "16/3", about="15/3")], []),
        ([Told(Word.OVERDUE_FLAGGED, "16/3")], []),
        ([Told(Word.OVERDUE_FLAGGED, "16/3", about="14/3")], [LATE]),
        ([Told(Word.DUE_SOON_FLAGGED, "12/3", about="15/3", before=3)], [LATE]),
        (
            [Told(Word.OVERDUE_FLAGGED, "16/3"), Told(Word.VOIDED, "17/3", voids=2)],
            [LATE],
        ),
    ],
    ids=["its own", "that came with the history", "of another deadline", "of a level", "voided"],
)
def test_a_flag_that_stands_is_not_due_again(flags: list[Told], left: list[int]):
    assert [level for level, _ in due([ASSIGNED, *flags], "20/3", None)] == left


@pytest.mark.parametrize(
    ("on", "meant"),
    [("8/3", WEEK), ("9/3", WEEK), ("10/3", WEEK), ("11/3", THREE), ("13/3", THREE), ("14/3", ONE)],
)
def test_a_flag_that_does_not_say_what_it_is_about_means_the_nearest_level(on: str, meant: int):
    levels = {level for level, _ in due([ASSIGNED, Told(Word.DUE_SOON_FLAGGED, on)], "14/3")}
    assert levels == {WEEK, THREE, ONE} - {meant}


def test_a_flag_that_does_not_say_it_means_the_deadline_known_when_it_was_recorded():
    story = [
        ASSIGNED,
        Told(Word.OVERDUE_FLAGGED, "16/3"),
        Told(Word.DEADLINE_CORRECTED, "17/3", "10/3"),
    ]
    assert due(story, "20/3", None) == [(LATE, md("18/3"))]
    lacking_one = [Told(Word.ASSIGNED, "2/1"), Told(Word.OVERDUE_FLAGGED, "16/3")]
    corrected = Told(Word.DEADLINE_CORRECTED, "17/3", "10/3")
    assert due([*lacking_one, corrected], "20/3", None) == [(LATE, md("18/3"))]


def test_a_rejected_report_shows_what_was_missed_meanwhile_only_when_it_is_seen():
    story = [ASSIGNED, REPORTED, Told(Word.COMPLETION_REJECTED, "18/3")]
    assert due(story, "17/3") == []
    assert due(story, "20/3", "17/3") == [(LATE, md("19/3"))]


def test_resumed_after_the_deadline_it_is_overdue_at_once():
    story = [ASSIGNED, Told(Word.SUSPENDED, "1/3"), Told(Word.RESUMED, "10/4")]
    assert due(story, "9/4") == []
    assert due(story, "12/4") == [(LATE, md("11/4"))]


def test_a_completion_found_wrong_later_leaves_the_days_on_which_nobody_could_know():
    story = [ASSIGNED, REPORTED, Told(Word.VOIDED, "20/3", voids=2)]
    assert due(story, "21/3", "20/3") == [(LATE, md("21/3"))]


def test_a_completion_dated_back_leaves_nothing_to_flag():
    assert due([ASSIGNED, Told(Word.COMPLETION_REPORTED, "14/3", typed="20/3")], "20/3") == []


def test_a_transfer_or_a_note_changes_neither_the_marks_nor_their_days():
    story = [ASSIGNED, Told(Word.TRANSFERRED, "9/3"), Told(Word.PROGRESS_NOTED, "10/3")]
    assert due(story, "12/3") == due([ASSIGNED], "12/3")


def test_whatever_the_store_s_clock_says_nothing_fires_later_than_today():
    ahead = [ASSIGNED._replace(typed="31/12")]
    assert due(ahead, "8/3") == [(WEEK, md("8/3"))]
    assert due(ahead, "20/3") == [(LATE, md("20/3"))]


def test_an_event_of_a_day_that_the_clock_went_back_behind_does_not_count_yet():
    story = [ASSIGNED, Told(Word.DEADLINE_EXTENDED, "14/3", "31/3")]
    assert due(story, "13/3") == [(WEEK, md("8/3")), (THREE, md("12/3"))]


def test_without_days_before_there_is_the_overdue_mark_alone():
    story = known(ASSIGNED, Told(Word.DUE_SOON_FLAGGED, "12/3"))
    assert marks_due(story, md("15/3"), (), MORNING, md("1/1")) == []
    late = marks_due(story, md("20/3"), (), MORNING, md("1/1"))
    assert late == [(md("15/3"), LATE, md("16/3"))]


def test_a_level_named_twice_is_one():
    marks = marks_due(known(ASSIGNED), md("10/3"), (7, 7), MORNING, None)
    assert marks == [(md("15/3"), WEEK, md("8/3"))]


def test_the_last_deadline_that_is_kept_has_marks_too():
    last = date(2199, 12, 31)
    first = Known(
        Fact(1, Word.ASSIGNED, date(2199, 1, 1), last),
        datetime(2199, 1, 1, tzinfo=LOCAL_ZONE),
    )
    marks = marks_due([first], last, (1,), MORNING, None)
    assert marks == [(last, ONE, date(2199, 12, 30))]
