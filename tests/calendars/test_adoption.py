"""Calendars as what was adopted made them; a version names one state for ever."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.calendars.deeds import entry
from tests.support.properties import examples
from tracker.deadlines.adoption import (
    Adopted,
    CalendarFact,
    Calendars,
    Established,
    refuse_impossible,
)
from tracker.deadlines.calendar import NATIONAL, DayEntry, DayKind, WorkCalendar, is_weekend
from tracker.deadlines.proposals import proposed_days
from tracker.errors import NotFoundError, RuleViolationError

HUE, A_LUOI = "46", "46.A"
THERE = Established(HUE, "Lịch của thành phố Huế", NATIONAL, "H57")
BELOW = Established(A_LUOI, "Lịch của A Lưới", HUE, "H57.31")
FREE = date(2024, 6, 12)
"""A Wednesday of which nothing is proposed."""


def by(code: str, *days: DayEntry, complete: Sequence[int] = ()) -> Adopted:
    return Adopted(code, days, tuple(complete))


def works(calendar: WorkCalendar, day: str) -> bool:
    return calendar.works(date.fromisoformat(day))


# --- the nation and those who rest on it ----------------------------------------------------------


def test_before_anything_is_adopted_there_is_the_national_calendar_with_what_is_proposed():
    nobody = Calendars()

    calendar = nobody.named(NATIONAL)

    assert list(nobody) == [NATIONAL]
    assert NATIONAL in nobody
    assert (calendar.version, calendar.entries, calendar.complete) == (0, {}, frozenset())
    assert [works(calendar, f"2024-04-{day}") for day in (26, 29, 30)] == [True, False, False]
    assert works(calendar, "2024-05-04")


def test_a_province_adds_days_to_those_of_the_nation_and_leaves_the_nation_as_it_was():
    known = Calendars([by(NATIONAL, entry("2024-06-13")), THERE, by(HUE, entry(FREE.isoformat()))])

    of_province, of_nation = known.named(HUE), known.named(NATIONAL)

    assert not works(of_province, "2024-06-13")
    assert not of_province.works(FREE)
    assert not works(of_nation, "2024-06-13")
    assert of_nation.works(FREE)


@pytest.mark.parametrize("province_first", [True, False])
def test_what_a_province_says_of_a_day_goes_before_what_the_nation_says(province_first: bool):
    facts = [by(HUE, entry("2024-06-12", "ordinary")), by(NATIONAL, entry("2024-06-12"))]

    known = Calendars([THERE, *(facts if province_first else reversed(facts))])

    assert known.named(HUE).works(FREE)
    assert not known.named(NATIONAL).works(FREE)


def test_a_calendar_without_a_base_knows_nothing_of_the_nation():
    alone = Established(HUE, "Lịch riêng", None, None)
    known = Calendars([alone, by(NATIONAL, entry("2024-06-12"))])

    assert known.named(HUE).works(FREE)
    assert known.chain(HUE) == [HUE]
    assert known.resting_on(NATIONAL) == {NATIONAL}


def test_an_adoption_below_raises_the_version_of_all_that_rest_on_it():
    known = Calendars([THERE, BELOW])

    known.know(by(NATIONAL, entry("2024-06-12")))
    known.know(by(HUE, entry("2024-06-13")))
    known.know(by(A_LUOI, entry("2024-06-14")))
    known.know(by(NATIONAL, entry("2024-06-17")))

    assert [known.version(code) for code in known] == [2, 3, 4]
    assert known.resting_on(NATIONAL) == {NATIONAL, HUE, A_LUOI}
    assert known.resting_on(HUE) == {HUE, A_LUOI}
    assert known.chain(A_LUOI) == [A_LUOI, HUE, NATIONAL]


def test_every_version_is_still_there_when_later_ones_are():
    known = Calendars([THERE, by(NATIONAL, entry("2024-06-12")), by(HUE, entry("2024-06-13"))])
    known.know(by(NATIONAL, entry("2024-06-12", "ordinary")))

    days_off = [
        [not works(known.named(HUE, version), day) for day in ("2024-06-12", "2024-06-13")]
        for version in range(4)
    ]

    assert days_off == [[False, False], [True, False], [True, True], [False, True]]
    assert [known.named(HUE, version).version for version in range(4)] == [0, 1, 2, 3]


def test_a_version_that_never_was_and_a_calendar_that_never_was_are_named():
    known = Calendars([THERE, by(NATIONAL, entry("2024-06-12"))])

    with pytest.raises(NotFoundError) as no_version:
        known.named(HUE, 2)
    with pytest.raises(NotFoundError) as no_calendar:
        known.named("99")

    assert (no_version.value.code, no_version.value.details["value"]) == (
        "unknown_calendar_version",
        2,
    )
    assert (no_calendar.value.code, no_calendar.value.details["value"]) == (
        "unknown_calendar",
        "99",
    )


# --- what one adoption does -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "proposed_as"),
    [("2024-04-29", "off"), ("2024-05-04", "worked"), ("2024-06-12", "worked")],
)
def test_an_ordinary_day_takes_back_what_was_proposed_or_adopted(day: str, proposed_as: str):
    before = Calendars([by(NATIONAL, entry("2024-06-12"))]) if day == "2024-06-12" else Calendars()

    before.know(by(NATIONAL, entry(day, "ordinary")))

    there = date.fromisoformat(day)
    assert before.named(NATIONAL).works(there) is not is_weekend(there)
    assert Calendars().named(NATIONAL).works(there) is (proposed_as == "worked")
    laid_down = before.named(NATIONAL).entry(there)
    assert laid_down is not None
    assert laid_down.kind is DayKind.ORDINARY


def test_the_last_document_says_what_a_day_is_and_is_named_with_it():
    known = Calendars(
        [
            by(NATIONAL, entry("2024-06-12", "holiday", "01/QĐ-TTg")),
            by(NATIONAL, entry("2024-06-12", "swapped_off", "02/QĐ-TTg")),
        ]
    )

    told = known.named(NATIONAL).entry(FREE)

    assert told == entry("2024-06-12", "swapped_off", "02/QĐ-TTg")
    assert known.named(NATIONAL, 1).entry(FREE) == entry("2024-06-12", "holiday", "01/QĐ-TTg")


def test_a_year_that_is_complete_consults_no_proposal_and_others_still_do():
    known = Calendars([by(NATIONAL, entry("2024-04-30"), complete=[2024])])

    calendar = known.named(NATIONAL)

    assert [entry.day for entry in calendar.days_of(2024)] == [date(2024, 4, 30)]
    assert works(calendar, "2024-04-29")
    assert not works(calendar, "2024-05-04")
    assert not works(calendar, "2025-05-01")
    assert not works(known.named(NATIONAL, 0), "2024-04-29")


def test_adopted_days_of_a_year_that_is_not_complete_stand_beside_the_proposals():
    calendar = Calendars([by(NATIONAL, entry("2024-06-12"))]).named(NATIONAL)

    days = {told.day: told.paper for told in calendar.days_of(2024)}

    assert days[FREE] == "2450/VPCP-KGVX"
    assert days[date(2024, 4, 30)] is None
    assert list(days) == sorted([FREE, *proposed_days(2024)])


def test_24_11_2026_is_worked_until_a_document_names_it():
    the_day = date(2026, 11, 24)
    without = Calendars([by(NATIONAL, entry("2026-04-30"))])

    assert the_day in proposed_days(2026)
    for known in (Calendars(), without):
        assert known.named(NATIONAL).works(the_day)
        assert known.named(NATIONAL).entry(the_day) is None
        assert the_day not in [told.day for told in known.named(NATIONAL).days_of(2026)]
    without.know(by(NATIONAL, entry("2026-11-24", paper="80/2026/QH16")))
    assert not without.named(NATIONAL).works(the_day)
    assert without.named(NATIONAL).days_of(2026)[-1].paper == "80/2026/QH16"


# --- which calendar rules -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("units_up", "ruling"),
    [
        (["H57.31.01", "H57.31", "H57"], A_LUOI),
        (["H57.31", "H57"], A_LUOI),
        (["H57.32", "H57"], HUE),
        (["H57"], HUE),
        (["H58", "H01"], NATIONAL),
        ([], NATIONAL),
    ],
)
def test_the_calendar_of_the_nearest_unit_above_rules(units_up: list[str], ruling: str):
    elsewhere = Established("48", "Đà Nẵng", NATIONAL, "H48")

    assert Calendars([elsewhere, THERE, BELOW]).of_unit(units_up) == ruling


def test_a_calendar_for_no_unit_rules_nobody():
    assert Calendars([THERE._replace(unit=None)]).of_unit(["H57"]) == NATIONAL


# --- what no document can say ---------------------------------------------------------------------


def test_a_day_is_laid_down_once_in_one_act():
    with pytest.raises(RuleViolationError) as caught:
        refuse_impossible([entry("2024-06-12"), entry("2024-06-13"), entry("2024-06-12")])

    assert caught.value.code == "day_twice"
    assert caught.value.details["value"] == FREE


def test_only_a_rest_day_can_be_made_up_for():
    refuse_impossible([entry("2024-05-04", "makeup_work"), entry("2024-05-05", "makeup_work")])

    with pytest.raises(RuleViolationError) as caught:
        refuse_impossible([entry("2024-06-12", "makeup_work")])

    assert (caught.value.code, caught.value.details["value"]) == ("makeup_on_weekday", FREE)


# --- any adoptions --------------------------------------------------------------------------------

CODES = [NATIONAL, "A", "B", "C", "D"]
WINDOW = [date(2024, 4, 24) + timedelta(days=n) for n in range(14)] + [date(2024, 12, 31)]
DAYS = st.lists(
    st.builds(
        DayEntry,
        day=st.sampled_from(WINDOW),
        kind=st.sampled_from(DayKind),
        name=st.just("Ngày nghỉ"),
        paper=st.sampled_from(["01/CV", "02/CV"]),
    ),
    max_size=4,
)


@st.composite
def adoptions(draw: st.DrawFn) -> list[CalendarFact]:
    """Calendars on other ones, and adoptions of those that are there, in any order."""
    there, resting = [NATIONAL], set[str]()
    facts: list[CalendarFact] = []
    for _ in range(draw(st.integers(1, 14))):
        if len(there) < len(CODES) and draw(st.integers(0, 2)) == 0:
            base = draw(st.sampled_from([*there, None]))
            facts.append(Established(CODES[len(there)], "Lịch", base, None))
            resting |= {CODES[len(there)]} if base else set()
            there.append(CODES[len(there)])
        else:
            code = draw(st.sampled_from(there))
            # Whether a year is complete is for the calendar to say that all others rest on.
            years = st.just(()) if code in resting else st.sampled_from([(), (), (2024,)])
            facts.append(Adopted(code, tuple(draw(DAYS)), draw(years)))
    return facts


@examples(2)
@given(adoptions())
@example([THERE, by(NATIONAL, entry("2024-05-02")), by(HUE, complete=[2024])])
def test_what_a_version_names_never_changes_whatever_is_adopted_later(facts: list[CalendarFact]):
    known = Calendars()
    seen: dict[tuple[str, int], WorkCalendar] = {}
    for fact in facts:
        known.know(fact)
        for code in known:
            now = known.named(code)
            assert now.version == known.version(code)
            # A version is only ever given to one state.
            assert seen.setdefault((code, now.version), now) == now

    for (code, version), then in seen.items():
        assert known.named(code, version) == then
    assert Calendars(facts).named(NATIONAL) == known.named(NATIONAL)


def as_said(facts: list[CalendarFact], code: str, day: date) -> DayKind | None:
    """The last word of the calendar itself, else of the one below it, else the proposal."""
    bases = {f.code: f.base for f in facts if isinstance(f, Established)}
    at: str | None = code
    chain = []
    while at is not None:
        chain.append(at)
        at = bases.get(at)
    for level in chain:
        for fact in reversed(facts):
            if isinstance(fact, Adopted) and fact.code == level:
                for told in reversed(fact.days):
                    if told.day == day:
                        return told.kind
    asked = [y for f in facts if isinstance(f, Adopted) and f.code in chain for y in f.complete]
    proposed = proposed_days(day.year).get(day)
    if proposed is None or day.year in asked:
        return None
    return DayKind(proposed.kind)


@examples(2)
@given(adoptions())
def test_every_day_is_what_the_nearest_calendar_said_last(facts: list[CalendarFact]):
    known = Calendars(facts)
    for code in known:
        calendar = known.named(code)
        for day in WINDOW:
            kind = as_said(facts, code, day)
            told = calendar.entry(day)
            assert (None if told is None else told.kind) == kind
            by_week = not is_weekend(day)
            worked = {None: by_week, DayKind.ORDINARY: by_week, DayKind.MAKEUP_WORK: True}
            assert calendar.works(day) is worked.get(kind, False)


@examples(1)
@given(adoptions(), st.data())
def test_an_adoption_elsewhere_changes_nothing_of_a_calendar_that_does_not_rest_on_it(
    facts: list[CalendarFact], data: st.DataObject
):
    known = Calendars(facts)
    changed = data.draw(st.sampled_from(list(known)))
    touched = known.resting_on(changed)
    before = {code: known.named(code) for code in known}

    known.know(Adopted(changed, tuple(data.draw(DAYS)), ()))

    for code, calendar in before.items():
        assert (known.named(code) == calendar) is (code not in touched)
