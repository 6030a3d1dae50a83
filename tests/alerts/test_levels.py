"""Which level an item has reached on a day: the most urgent one, and silence beside it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.properties import examples
from tests.support.scenario import ABOUT, FIRST, SECOND, md, moment
from tracker.aggregates.directive import Directive
from tracker.alerts.levels import UNHEARD, Cause, cause, fired_on, level_before, silence
from tracker.alerts.looking import look
from tracker.alerts.rules.policy import DEFAULT, Policy
from tracker.alerts.words import Occasion
from tracker.fold.marks import Situation, situation
from tracker.fold.words import ItemClass, Kind, Word

DUE = md("15/3")
LATE = DEFAULT.overdue_levels


def directive(due: date | None = DUE, typed: str = "2/1") -> Directive:
    return Directive.assign(
        ref="CD-1",
        recorded_at=moment(typed),
        effective_on=md("2/1"),
        actor="vt.h57",
        unit=FIRST,
        title="Rà soát chữ ký số",
        due_on=due,
        **ABOUT[Kind.DIRECTIVE],
    )


def say(item: Directive, word: Word, on: str, typed: str | None = None, **fields: object) -> None:
    item.record(
        word, recorded_at=moment(typed or on), effective_on=md(on), actor="vt.h57", **fields
    )


def causes(item: Directive, day: str, policy: Policy = DEFAULT) -> list[tuple[Occasion, int]]:
    return [(one.occasion, one.level) for one in look(item, policy, md(day)).causes]


def test_the_levels_grow_apart_and_end() -> None:
    assert LATE == (1, 3, 7, 15, 31, 63)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("7/3", None),
        ("8/3", (Occasion.DUE_SOON, -7)),
        ("11/3", (Occasion.DUE_SOON, -7)),
        ("12/3", (Occasion.DUE_SOON, -3)),
        ("13/3", (Occasion.DUE_SOON, -3)),
        ("14/3", (Occasion.DUE_SOON, -1)),
        ("15/3", (Occasion.DUE_SOON, -1)),
        ("16/3", (Occasion.OVERDUE, 1)),
        ("17/3", (Occasion.OVERDUE, 1)),
        ("18/3", (Occasion.OVERDUE, 3)),
        ("21/3", (Occasion.OVERDUE, 3)),
        ("22/3", (Occasion.OVERDUE, 7)),
        ("15/4", (Occasion.OVERDUE, 31)),
        ("31/12", (Occasion.OVERDUE, 63)),
    ],
)
def test_an_open_item_has_reached_one_level_at_most(
    day: str, expected: tuple[Occasion, int] | None
) -> None:
    item = directive()
    say(item, Word.PROGRESS_NOTED, on=day)
    assert causes(item, day) == ([] if expected is None else [expected])


def test_reported_work_waits_from_the_day_of_completion_on() -> None:
    item = directive()
    say(item, Word.COMPLETION_REPORTED, on="10/3")
    assert causes(item, "10/3") == []
    assert causes(item, "11/3") == [(Occasion.WAITING, 1)]
    assert causes(item, "18/3") == [(Occasion.WAITING, 7)]
    assert look(item, DEFAULT, md("18/3")).causes[0].about_on == md("10/3")


def test_reported_late_or_without_a_deadline_it_waits_just_so() -> None:
    late, free = directive(), directive(due=None)
    for item in (late, free):
        say(item, Word.COMPLETION_REPORTED, on="20/3")
        assert causes(item, "23/3") == [(Occasion.WAITING, 3)]


@pytest.mark.parametrize("word", [Word.SUSPENDED, Word.WITHDRAWN])
def test_what_is_suspended_or_out_is_quiet(word: Word) -> None:
    item = directive()
    say(item, word, on="1/3")
    assert not any(causes(item, day) for day in ("8/3", "15/3", "16/3", "22/4"))


def test_what_is_confirmed_is_quiet() -> None:
    item = directive()
    say(item, Word.COMPLETION_REPORTED, on="10/3")
    say(item, Word.COMPLETION_CONFIRMED, on="11/3")
    assert causes(item, "22/3") == []


def test_what_has_no_deadline_is_quiet_while_open() -> None:
    assert causes(directive(due=None), "31/12") == []


def test_what_is_not_assigned_yet_is_quiet() -> None:
    assert causes(directive(), "1/1") == []


def test_an_extension_arms_every_level_anew() -> None:
    item = directive()
    say(item, Word.DEADLINE_EXTENDED, on="14/3", due_on=md("31/3"))
    assert causes(item, "15/3") == []
    assert look(item, DEFAULT, md("24/3")).causes == (Cause(Occasion.DUE_SOON, -7, md("31/3")),)


def test_a_policy_may_name_no_days_before() -> None:
    policy = DEFAULT.model_copy(update={"due_soon_days": ()})
    assert causes(directive(), "15/3", policy) == []


def test_level_before_takes_the_nearest_day_that_has_come() -> None:
    reached = {days: level_before((3, 7, 1), days) for days in range(-9, 3)}
    assert reached == {
        **dict.fromkeys((-9, -8), None),
        **dict.fromkeys((-7, -6, -5, -4), -7),
        **dict.fromkeys((-3, -2), -3),
        **dict.fromkeys((-1, 0), -1),
        **dict.fromkeys((1, 2), None),
    }


# --- silence -------------------------------------------------------------------------------------

ESCALATED = [(Occasion.OVERDUE, 7), (Occasion.SILENT, 7)]


def test_a_week_without_a_word_is_escalated() -> None:
    item = directive()
    assert causes(item, "21/3") == [(Occasion.OVERDUE, 3)]
    assert causes(item, "22/3") == ESCALATED
    assert look(item, DEFAULT, md("22/3")).causes[1] == Cause(Occasion.SILENT, 7, DUE)


@pytest.mark.parametrize(
    ("word", "fields"),
    [
        (Word.STARTED, {}),
        (Word.PROGRESS_NOTED, {}),
        (Word.EXTENSION_REQUESTED, {}),
        (Word.EXTENSION_REFUSED, {}),
        (Word.RETURN_REQUESTED, {}),
        (Word.RETURN_REFUSED, {}),
        (Word.TRANSFERRED, {"to_unit": SECOND}),
    ],
)
def test_whoever_says_or_decides_something_ends_silence(
    word: Word, fields: dict[str, object]
) -> None:
    item = directive()
    say(item, word, on="16/3", **fields)
    assert causes(item, "22/3") == ESCALATED[:1]
    assert causes(item, "30/3") == [(Occasion.OVERDUE, 15), (Occasion.SILENT, 7)]


def test_a_rejection_gives_the_unit_its_days() -> None:
    item = directive()
    say(item, Word.COMPLETION_REPORTED, on="14/3")
    say(item, Word.COMPLETION_REJECTED, on="21/3")
    assert causes(item, "22/3") == ESCALATED[:1]


def test_urging_and_our_own_flags_do_not_end_silence() -> None:
    item = directive()
    say(item, Word.URGED, on="20/3")
    say(item, Word.OVERDUE_FLAGGED, on="16/3", typed="21/3", for_due_on=DUE)
    assert causes(item, "22/3") == ESCALATED
    assert {Word.URGED, Word.OVERDUE_FLAGGED, Word.DUE_SOON_FLAGGED} == UNHEARD


def test_a_word_counts_on_the_day_it_was_typed() -> None:
    item = directive()
    say(item, Word.PROGRESS_NOTED, on="10/3", typed="20/3")
    assert causes(item, "22/3") == ESCALATED[:1]


def test_a_word_recorded_by_a_clock_ahead_counts_on_its_own_day() -> None:
    item = directive()
    say(item, Word.PROGRESS_NOTED, on="10/3", typed="20/6")
    assert causes(item, "22/3") == ESCALATED


def test_silence_is_judged_on_the_day_of_the_level_whenever_we_look() -> None:
    """An outage from the 22nd to the 27th escalates neither more nor less."""
    spoken = directive()
    say(spoken, Word.PROGRESS_NOTED, on="18/3")
    assert causes(spoken, "27/3") == causes(spoken, "22/3") == ESCALATED[:1]
    assert causes(directive(), "27/3") == ESCALATED


def test_silence_longer_than_the_levels_is_judged_at_the_next_level() -> None:
    policy = DEFAULT.model_copy(update={"silent_days": 10})
    item = directive()
    assert causes(item, "26/3", policy) == [(Occasion.OVERDUE, 7)]
    assert causes(item, "30/3", policy) == [(Occasion.OVERDUE, 15), (Occasion.SILENT, 10)]


def test_what_waits_for_confirmation_is_never_silent() -> None:
    item = directive()
    say(item, Word.COMPLETION_REPORTED, on="16/3")
    found = Cause(Occasion.WAITING, 15, md("16/3"))
    assert silence(item.happenings, found, DEFAULT, md("31/3")) is None
    assert silence(item.happenings, None, DEFAULT, md("31/3")) is None


# --- the day it was due --------------------------------------------------------------------------


def due_to_tell(item: Directive, day: str) -> date:
    return look(item, DEFAULT, md(day)).fired_on


def test_a_level_is_due_on_its_day_even_after_an_outage() -> None:
    assert due_to_tell(directive(), "18/3") == md("18/3")
    assert due_to_tell(directive(), "21/3") == md("18/3")
    assert due_to_tell(directive(), "13/3") == md("12/3")


def test_nothing_is_due_before_it_was_known() -> None:
    assert due_to_tell(directive(typed="17/3"), "20/3") == md("18/3")
    assert due_to_tell(directive(typed="20/3"), "21/3") == md("20/3")


def test_whoever_takes_over_is_told_from_then_on() -> None:
    item = directive()
    say(item, Word.TRANSFERRED, on="16/3", typed="20/3", to_unit=SECOND)
    assert due_to_tell(item, "21/3") == md("20/3")


def test_a_note_moves_no_day() -> None:
    item = directive()
    say(item, Word.PROGRESS_NOTED, on="20/3")
    say(item, Word.URGED, on="20/3")
    assert due_to_tell(item, "21/3") == md("18/3")


def test_nothing_is_due_after_today() -> None:
    item = directive()
    say(item, Word.TRANSFERRED, on="16/3", typed="20/3", to_unit=SECOND)
    assert fired_on(item.happenings, Cause(Occasion.OVERDUE, 3, DUE), md("19/3")) == md("18/3")
    assert fired_on(item.happenings, Cause(Occasion.OVERDUE, 7, DUE), md("20/3")) == md("20/3")


# --- restated ------------------------------------------------------------------------------------

DAYS = st.integers(min_value=-20, max_value=130)
NUMBERS = st.lists(st.integers(min_value=1, max_value=40), max_size=4).map(tuple)


@examples(1)
@given(
    days=DAYS,
    item_class=st.sampled_from(ItemClass),
    soon=NUMBERS,
    waits=NUMBERS,
)
def test_the_level_is_the_latest_day_named_that_has_come(
    days: int, item_class: ItemClass, soon: tuple[int, ...], waits: tuple[int, ...]
) -> None:
    policy = DEFAULT.model_copy(update={"due_soon_days": soon, "overdue_waits": waits})
    is_open = item_class is ItemClass.OPEN_IN_TIME
    named = [-n for n in soon] if is_open else [1 + sum(waits[:n]) for n in range(len(waits) + 1)]
    come = [level for level in named if DUE + timedelta(level) <= DUE + timedelta(days)]
    if is_open and days > 0:
        come = []
    found = cause(Situation(item_class, FIRST, DUE, days), policy)
    assert (found.level if found else None) == max(come, default=None)


@examples(0.5)
@given(
    spoken=st.lists(st.integers(min_value=0, max_value=60), max_size=4).map(sorted),
    days=st.integers(min_value=1, max_value=70),
    silent_days=st.integers(min_value=1, max_value=40),
)
def test_escalated_is_who_said_nothing_in_the_days_before_the_level(
    spoken: list[int], days: int, silent_days: int
) -> None:
    policy = DEFAULT.model_copy(update={"silent_days": silent_days})
    today = DUE + timedelta(days)
    item = directive()
    for day in (DUE - timedelta(10) + timedelta(n) for n in spoken):
        if day <= today:
            on = f"{day.day}/{day.month}"
            say(item, Word.PROGRESS_NOTED, on=on)
    level = max(n for n in LATE if n <= days)
    window = [DUE + timedelta(n) for n in range(level - silent_days + 1, days + 1)]
    heard = any(DUE - timedelta(10) + timedelta(n) in window for n in spoken)
    expected = level >= silent_days and not heard
    stands = situation(item.history, today)
    assert stands is not None
    found = silence(item.happenings, cause(stands, policy), policy, today)
    assert (found is not None) == expected
