"""Ending units: given these items, when a unit ends, then these transfers, or none at all."""

from datetime import date, datetime
from uuid import UUID

import pytest

from tests.support.scenario import FIRST, ROOT, SECOND, Office, md
from tracker.aggregates.events import stream_id
from tracker.commands.items import ReportCompletion, Transfer, Withdraw
from tracker.commands.reorganising import HandOver, Reorganise, Reorganised, hand_over, reorganise
from tracker.commands.units import DissolveUnit, MergeUnit, MoveUnit, SplitUnit
from tracker.days import LOCAL_ZONE
from tracker.errors import RuleViolationError
from tracker.fold.segments import segments
from tracker.fold.words import Kind


def streams(*refs: str) -> list[UUID]:
    return [stream_id(Kind.DIRECTIVE, ref) for ref in refs]


def merge(office: Office, on: str, led: list[UUID], **own: object) -> Reorganised:
    end = MergeUnit(
        code=FIRST, into=SECOND, expected_version=None, **office.meta(on, {"reason": "NQ 1668"})
    )
    return reorganise(Reorganise(end=end, **own), led, office.tracker, office.clock)  # type: ignore[arg-type]


def unit_on(office: Office, ref: str, on: str) -> str:
    for stretch in segments(office.tracker.item(Kind.DIRECTIVE, ref).history):
        if stretch.valid_from <= md(on) < stretch.valid_to:
            return stretch.unit
    raise AssertionError(on)


def test_a_merger_takes_the_open_items_along_and_leaves_the_finished(office: Office):
    for ref in ("open", "reported", "done", "gone"):
        office.assign(Kind.DIRECTIVE, ref, about={"needs_confirmation": ref == "reported"})
    office.act(ReportCompletion, Kind.DIRECTIVE, "reported", "1/3")
    office.act(ReportCompletion, Kind.DIRECTIVE, "done", "1/3")
    office.act(Withdraw, Kind.DIRECTIVE, "gone", "1/3")

    result = merge(office, "1/5", streams("open", "reported", "done", "gone"))

    assert (result.transferred, result.moved) == (2, 0)
    assert {ref: unit_on(office, ref, "30/4") for ref in ("open", "done")} == {
        "open": FIRST,
        "done": FIRST,
    }
    assert {ref: unit_on(office, ref, "1/5") for ref in ("open", "reported", "done", "gone")} == {
        "open": SECOND,
        "reported": SECOND,
        "done": FIRST,
        "gone": FIRST,
    }
    moved = office.tracker.item(Kind.DIRECTIVE, "open").happenings[-1]
    assert (moved.TOPIC, moved.reason) == ("directive.transferred", "NQ 1668")


def test_what_was_done_after_the_merger_but_typed_before_it_was_known_goes_along(office: Office):
    office.assign(Kind.DIRECTIVE, "CD-1", about={"needs_confirmation": False})
    office.act(ReportCompletion, Kind.DIRECTIVE, "CD-1", "10/5")

    assert merge(office, "1/5", streams("CD-1")).transferred == 1
    assert unit_on(office, "CD-1", "1/5") == unit_on(office, "CD-1", "10/5") == SECOND


def test_what_was_assigned_to_it_after_its_end_goes_over_on_its_first_day(office: Office):
    office.assign(Kind.DIRECTIVE, "late", "12/5", due="30/5")

    assert merge(office, "1/5", streams("late")).transferred == 1
    assert unit_on(office, "late", "12/5") == SECOND


def test_what_already_went_elsewhere_stays_there(office: Office):
    office.assign(Kind.DIRECTIVE, "CD-1")
    office.act(Transfer, Kind.DIRECTIVE, "CD-1", "1/4", to_unit=ROOT)

    assert merge(office, "1/5", streams("CD-1")).transferred == 0
    assert unit_on(office, "CD-1", "1/5") == ROOT


def test_the_same_command_again_changes_nothing(office: Office):
    office.assign(Kind.DIRECTIVE, "CD-1")
    end = MergeUnit(code=FIRST, into=SECOND, expected_version=None, **office.meta("1/5", {}))

    once = reorganise(Reorganise(end=end), streams("CD-1"), office.tracker, office.clock)
    again = reorganise(Reorganise(end=end), streams("CD-1"), office.tracker, office.clock)

    assert once.transferred == 1
    assert again == Reorganised(None, 0, 0)


def test_exceptions_go_to_the_unit_that_is_named(office: Office):
    for ref in ("a", "b"):
        office.assign(Kind.DIRECTIVE, ref)
    end = SplitUnit(
        code=FIRST, successors=[SECOND, ROOT], expected_version=None, **office.meta("1/5", {})
    )
    exceptions = {stream_id(Kind.DIRECTIVE, "b"): ROOT}

    reorganise(
        Reorganise(end=end, exceptions=exceptions), streams("a", "b"), office.tracker, office.clock
    )

    assert (unit_on(office, "a", "1/5"), unit_on(office, "b", "1/5")) == (SECOND, ROOT)


def test_a_unit_with_units_below_it_does_not_end_before_they_have_a_place(office: Office):
    office.establish("H57.31.01", "Tổ CCHC", "person", FIRST)

    with pytest.raises(RuleViolationError) as caught:
        merge(office, "1/5", [])
    moved = merge(office, "1/5", [], children_to=SECOND)

    assert (caught.value.code, caught.value.details["value"]) == (
        "unit_has_units_below",
        "H57.31.01",
    )
    assert moved.moved == 1
    there = office.tracker.unit_tree().at("H57.31.01", md("1/5"))
    assert there is not None
    assert there.parent == SECOND


def test_those_below_do_not_go_below_themselves(office: Office):
    office.establish("H57.31.01", "Tổ CCHC", "person", FIRST)

    with pytest.raises(RuleViolationError) as caught:
        merge(office, "1/5", [], children_to="H57.31.01")

    assert caught.value.code == "unit_cycle"
    assert office.tracker.unit(FIRST).version == 1


def test_a_unit_that_is_not_there_takes_nothing_over(office: Office):
    office.assign(Kind.DIRECTIVE, "CD-1")
    office.change(DissolveUnit, SECOND, "1/4")

    with pytest.raises(RuleViolationError) as caught:
        merge(office, "1/5", streams("CD-1"))

    assert (caught.value.code, caught.value.details["field"]) == (
        "successor_not_there",
        "successor",
    )
    assert office.tracker.unit(FIRST).version == 1


def test_all_or_nothing_when_one_item_has_nobody_to_go_to(office: Office):
    for ref in ("a", "b"):
        office.assign(Kind.DIRECTIVE, ref)
    end = DissolveUnit(code=FIRST, expected_version=None, **office.meta("1/5", {}))
    half = {stream_id(Kind.DIRECTIVE, "a"): SECOND}

    with pytest.raises(RuleViolationError) as caught:
        reorganise(
            Reorganise(end=end, exceptions=half), streams("a", "b"), office.tracker, office.clock
        )

    assert caught.value.code == "nobody_takes_over"
    assert office.tracker.unit(FIRST).version == 1
    assert office.tracker.item(Kind.DIRECTIVE, "a").version == 1


def test_a_reform_decided_ahead_is_carried_out_on_its_day(office: Office):
    office.assign(Kind.DIRECTIVE, "CD-1")
    ahead = date(2024, 7, 1)
    end = MergeUnit(code=FIRST, into=SECOND, expected_version=None, **office.meta(ahead, {}))
    decided = reorganise(Reorganise(end=end), streams("CD-1"), office.tracker, office.clock)
    over = HandOver(code=FIRST, **office.meta("3/6", {}))

    with pytest.raises(RuleViolationError) as caught:
        hand_over(over, streams("CD-1"), office.tracker, office.clock)
    office.clock.moment = datetime(2024, 7, 4, 8, tzinfo=LOCAL_ZONE)
    done = hand_over(over, streams("CD-1"), office.tracker, office.clock)
    again = hand_over(over, streams("CD-1"), office.tracker, office.clock)

    assert decided.transferred == 0
    assert caught.value.code == "unit_not_ended"
    assert (done.transferred, again.transferred) == (1, 0)
    assert unit_on(office, "CD-1", "1/7") == SECOND


def test_work_is_not_given_to_a_unit_that_has_ended(office: Office):
    office.assign(Kind.DIRECTIVE, "CD-1", unit=SECOND)
    merge(office, "1/5", [])

    with pytest.raises(RuleViolationError) as assigning:
        office.assign(Kind.DIRECTIVE, "CD-2", "1/5", due="1/6")
    with pytest.raises(RuleViolationError) as transferring:
        office.act(Transfer, Kind.DIRECTIVE, "CD-1", "2/5", to_unit=FIRST)
    office.assign(Kind.DIRECTIVE, "CD-3", "30/4", due="1/6")

    assert assigning.value.code == transferring.value.code == "unit_no_longer_there"
    assert assigning.value.details["heir"] == SECOND
    assert [e.value.details["field"] for e in (assigning, transferring)] == ["unit", "to_unit"]


def test_a_unit_goes_only_below_one_that_is_there(office: Office):
    merge(office, "1/5", [])

    with pytest.raises(RuleViolationError) as moving:
        office.change(MoveUnit, SECOND, "1/5", parent=FIRST)
    with pytest.raises(RuleViolationError) as founding:
        office.establish("H57.33", "UBND xã mới", "commune", FIRST, "1/5")

    assert moving.value.code == founding.value.code == "parent_not_there"
    assert "H57.33" not in office.tracker.unit_tree()


def test_nothing_is_placed_below_a_unit_whose_end_is_decided(office: Office):
    office.establish("H57.33", "UBND xã khác", "commune", ROOT)
    ahead = date(2024, 7, 1)
    end = MergeUnit(code=FIRST, into=SECOND, expected_version=None, **office.meta(ahead, {}))
    reorganise(Reorganise(end=end), [], office.tracker, office.clock)

    with pytest.raises(RuleViolationError) as moving:
        office.change(MoveUnit, "H57.33", "1/5", parent=FIRST)
    with pytest.raises(RuleViolationError) as founding:
        office.establish("H57.34", "UBND xã mới", "commune", FIRST, "1/5")

    for refused in (moving, founding):
        assert refused.value.code == "parent_not_there"
        assert refused.value.details["on"] == ahead


def test_an_item_goes_to_the_heir_of_its_day_though_that_one_ended_too(office: Office):
    office.assign(Kind.DIRECTIVE, "CD-1")
    office.establish("H57.33", "UBND xã sau", "commune", ROOT, "1/5")
    office.change(MergeUnit, FIRST, "1/4", into=SECOND)
    office.change(MergeUnit, SECOND, "1/6", into="H57.33")

    for code in (FIRST, SECOND):
        over = HandOver(code=code, **office.meta("3/6", {}))
        hand_over(over, streams("CD-1"), office.tracker, office.clock)

    assert (unit_on(office, "CD-1", "1/4"), unit_on(office, "CD-1", "1/6")) == (SECOND, "H57.33")


def test_a_unit_is_not_split_into_the_same_twice(office: Office):
    end = SplitUnit(
        code=FIRST, successors=[SECOND, SECOND], expected_version=None, **office.meta("1/5", {})
    )

    with pytest.raises(RuleViolationError) as caught:
        reorganise(Reorganise(end=end), [], office.tracker, office.clock)

    assert caught.value.code == "successor_twice"
