"""What a leader reads adds up, and is what the contract says when it is counted the slow way."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from tests.conftest import Databases
from tests.oracle import naive, strategies
from tests.reading.test_reading_equals_oracle import as_filters, at, filters_of, taken_in
from tests.support.properties import costly_examples
from tests.support.scenario import Line
from tracker.reading.steering import LATE_SINCE, Branch, Steering, path_to, steering
from tracker.reading.steering_layouts import (
    COLUMNS,
    TOTAL,
    Column,
    Layout,
    Tally,
    by_class,
    columns,
)
from tracker.reading.steering_lists import Longest, conclusions, longest

QUESTIONS = 6
MANY = 1_000


def as_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


class Slow:
    """Every item counted at (C, K) that passes the filters, one dict each."""

    def __init__(
        self,
        lines: list[Line],
        as_of: date,
        known_at: datetime | None,
        given_: dict[str, str | None],
    ) -> None:
        self.lines, self.as_of, self.known_at = lines, as_of, known_at
        self.items = [
            {
                **row,
                "due_on": as_day(row["due_on"]),
                "completed_on": as_day(row["completed_on"]),
                "begun": naive.begun_at(lines, row["kind"], row["ref"], as_of, known_at),
            }
            for row in naive.items(lines, as_of, known_at, **given_)
            if row["class"] != "out"
        ]

    def within(self, code: str) -> list[dict[str, Any]]:
        below = naive.units_below(self.lines, code, self.as_of, self.known_at)
        return [row for row in self.items if row["unit"] in below]

    def led_by(self, code: str) -> list[dict[str, Any]]:
        return [row for row in self.items if row["unit"] == code]

    def of_class(self, *names: str) -> list[dict[str, Any]]:
        return [row for row in self.items if row["class"] in names]


def in_column(rows: list[dict[str, Any]], column: Column) -> int:
    return sum(
        row["class"] in column.classes and column.begun in (None, row["begun"]) for row in rows
    )


def assert_row(tally: Tally, rows: list[dict[str, Any]]) -> None:
    assert by_class(tally) == Counter(row["class"] for row in rows)
    for layout in Layout:
        for column in COLUMNS[layout]:
            assert column.number(tally) == in_column(rows, column), column


@costly_examples(0.3)
@given(lines=strategies.histories(max_items=9), data=st.data())
def test_every_number_of_the_page_is_the_oracles(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    with taken_in(databases, lines) as connection:
        for _ in range(QUESTIONS):
            as_of, known_at = data.draw(strategies.cut_points(lines))
            given_ = data.draw(filters_of(lines, targets=False))
            cut, filters = at(connection, as_of, known_at), as_filters(given_)
            slow = Slow(lines, as_of, known_at, given_)

            page = steering(connection, cut, filters)

            assert_row(page.whole, slow.items)
            for branch in page.branches:
                assert_row(branch.tally, rows_of(slow, branch))
            assert_adds_up(page, unit=given_["unit"])
            assert_bands(page, slow)
            assert_sorts(page, slow)
            assert_path(path_to(connection, cut, given_["unit"] or ""), slow, given_["unit"])
            assert_lists(longest(connection, cut, filters, page.units, MANY), slow)
            event(f"branches: {min(len(page.branches), 4)}, begun: {has_begun(page)}")


def rows_of(slow: Slow, branch: Branch) -> list[dict[str, Any]]:
    return slow.led_by(branch.code) if branch.is_own else slow.within(branch.code)


def has_begun(page: Steering) -> bool:
    return any(column.begun and column.number(page.whole) for column in COLUMNS[Layout.PROGRESS])


def assert_adds_up(page: Steering, unit: str | None) -> None:
    """Children and own make the whole, and the cells of a row make its total."""
    if unit is not None:
        assert page.elsewhere == {}
    for layout in Layout:
        shown = columns(layout, page.whole)
        for column in shown:
            parts = [branch.tally for branch in page.branches] + [page.elsewhere]
            assert sum(column.number(part) for part in parts) == column.number(page.whole)
        for branch in page.branches:
            cells = [column.number(branch.tally) for column in shown if column != TOTAL]
            assert sum(cells) == TOTAL.number(branch.tally)


def assert_path(path: list[tuple[str, str]], slow: Slow, unit: str | None) -> None:
    """From the top down to the unit; nothing where the unit is not there."""
    parents = naive.parents_on(slow.lines, slow.as_of, slow.known_at)
    expected = []
    while unit in parents:
        expected.append(unit)
        unit = parents[unit]
    assert [code for code, _ in path] == expected[::-1]


def assert_bands(page: Steering, slow: Slow) -> None:
    overdue, in_time = slow.of_class("open_overdue"), slow.of_class("open_in_time")
    assert [band.days for band in page.ageing] == list(LATE_SINCE)
    assert sum(band.number for band in page.ageing) == len(overdue)
    for rows, bands in ((overdue, page.ageing), (in_time, page.due)):
        for band in bands:
            since = band.due_from or date.min
            assert band.number == sum(since <= row["due_on"] <= band.due_to for row in rows), band


def assert_sorts(page: Steering, slow: Slow) -> None:
    counted = Counter[str]()
    for sort in page.sorts:
        rows = [row for row in slow.items if row["kind"] == sort.kind]
        if sort.issuer_level is None:
            assert_row(sort.tally, rows)
        counted[sort.kind] += TOTAL.number(sort.tally)
    assert +counted == Counter(row["kind"] for row in slow.items)


def assert_lists(found: Longest, slow: Slow) -> None:
    overdue = slow.of_class("open_overdue")
    assert sorted((row.kind, row.ref) for row in found.overdue) == keys(overdue)
    assert [row.due_on for row in found.overdue] == sorted(row["due_on"] for row in overdue)
    assert all(row.days == days(row.due_on, slow.as_of) >= 1 for row in found.overdue)
    waiting = slow.of_class("await_in_time", "await_late", "await_no_deadline")
    assert sorted((row.kind, row.ref) for row in found.waiting) == keys(waiting)
    since = [row.completed_on for row in found.waiting]
    assert since == sorted(row["completed_on"] for row in waiting)
    for row in (*found.overdue, *found.waiting):
        urged = urges(slow, row.kind, row.ref)
        assert (row.urged, row.urged_on) == (len(urged), max(urged, default=None))


def days(since: date | None, until: date) -> int:
    assert since is not None
    return until.toordinal() - since.toordinal()


def keys(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return sorted((row["kind"], row["ref"]) for row in rows)


def urges(slow: Slow, kind: str, ref: str) -> list[date]:
    known = naive.step_1(naive.stream(slow.lines, kind, ref), slow.known_at)
    there = naive.step_2(known, slow.as_of)
    return [naive.effective(line) for line in there if naive.word_of(line) == "urged"]


@costly_examples(0.15)
@given(lines=strategies.histories(max_items=9), data=st.data())
def test_money_by_conclusion_is_the_oracles(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    with taken_in(databases, lines) as connection:
        for _ in range(QUESTIONS):
            as_of, known_at = data.draw(strategies.cut_points(lines))
            given_ = {**data.draw(filters_of(lines)), "kind": "finding", "issuer_level": None}
            cut, filters = at(connection, as_of, known_at), as_filters(given_)
            units = steering(connection, cut, filters).units

            found = conclusions(connection, cut, filters, units)

            slow = Slow(lines, as_of, known_at, given_)
            assert sorted(found) == sorted(money_of(slow))
            assert [one.remaining for one in found] == sorted(
                (one.remaining for one in found), reverse=True
            )


def money_of(slow: Slow) -> list[tuple[str, int, int, int, int]]:
    sums: dict[str, list[int]] = {}
    for row in slow.items:
        stream = naive.stream(slow.lines, "finding", row["ref"])
        paid = [
            line["amount"]
            for line in naive.step_2(naive.step_1(stream, slow.known_at), slow.as_of)
            if naive.word_of(line) == "payment_recorded"
        ]
        added = (1, row["class"] in naive.DONE, stream[0]["amount_required"] or 0, sum(paid))
        of = sums.setdefault(stream[0]["conclusion"], [0, 0, 0, 0])
        sums[stream[0]["conclusion"]] = [a + b for a, b in zip(of, added, strict=True)]
    return [(number, *sums[number]) for number in sums]  # type: ignore[misc]
