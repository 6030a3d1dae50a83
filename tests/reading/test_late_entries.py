"""Late entries: what was recorded after a time about days up to a day, and what corrects any."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from psycopg import Connection

from tests.conftest import Databases
from tests.oracle import naive, strategies
from tests.oracle.naive import Line
from tests.reading.test_reading_equals_oracle import (
    LATER,
    Filtered,
    as_filters,
    at,
    filters_of,
    taken_in,
)
from tests.support.properties import costly_examples
from tests.support.scenario import FIRST, ROOT, SECOND, assigned_line, happened_line, md, moment
from tests.support.scenario import unit_line as unit
from tracker.errors import NotFoundError
from tracker.fold.words import Kind
from tracker.reading import late_entries as reading
from tracker.reading.cut import Filters
from tracker.reading.entries import Entry
from tracker.reading.late_entries import Late, late_entries, late_page

TASK = Kind.PLAN_TASK
LINES = sorted(
    [
        unit(ROOT),
        unit(FIRST, ROOT),
        unit(SECOND, ROOT),
        assigned_line(TASK, "S13", unit=FIRST),
        happened_line(TASK, "S13", "completion_reported", "10/3", typed="5/4"),
        assigned_line(TASK, "LATER", unit=FIRST),
        happened_line(TASK, "LATER", "completion_reported", "20/3"),
        assigned_line(TASK, "MOVED", unit=FIRST),
        happened_line(TASK, "MOVED", "transferred", "12/3", typed="20/3", to_unit=SECOND),
        assigned_line(TASK, "VOIDED", unit=SECOND),
        happened_line(TASK, "VOIDED", "completion_reported", "10/3"),
        happened_line(TASK, "VOIDED", "voided", "20/3", event_no=2),
    ],
    key=lambda line: datetime.fromisoformat(line["recorded_at"]),
)


@pytest.fixture(scope="module")
def told(databases: Databases) -> Any:
    with taken_in(databases, LINES) as connection:
        yield connection


def ask(
    connection: Connection[Any], on: str, known: str, against: str | None = None, **filters: Any
) -> list[tuple[str, str, int]]:
    cut = at(connection, md(on), moment(known, "23:59"))
    later = at(connection, md(on), None if against is None else moment(against, "23:59"))
    return rows(late_entries(connection, Late(cut, later, Filters(**filters))))


def rows(entries: list[Entry]) -> list[tuple[str, str, int]]:
    return [(one.name, one.event.TOPIC.partition(".")[2], one.late_days) for one in entries]


def test_it_lists_what_was_typed_after_the_cutoff_about_days_before_it(told: Connection[Any]):
    assert ask(told, "16/3", "16/3") == [
        ("S13", "completion_reported", 26),
        ("VOIDED", "voided", 0),
        ("MOVED", "transferred", 8),
    ]
    assert ask(told, "16/3", "16/3", "1/4") == ask(told, "16/3", "16/3")[1:]
    assert ask(told, "16/3", "5/4") == []
    assert ask(told, "10/3", "16/3")[1:] == [("VOIDED", "voided", 0)]
    assert ask(told, "9/3", "16/3") == []


def test_of_a_unit_it_lists_what_happened_to_items_that_it_had_or_has(told: Connection[Any]):
    everything = ask(told, "16/3", "16/3")
    assert ask(told, "16/3", "16/3", unit=ROOT) == everything
    assert [ref for ref, *_ in ask(told, "16/3", "16/3", unit=FIRST)] == ["S13", "MOVED"]
    assert [ref for ref, *_ in ask(told, "16/3", "16/3", unit=SECOND)] == ["VOIDED", "MOVED"]
    assert ask(told, "16/3", "16/3", kind=Kind.FINDING) == []
    with pytest.raises(NotFoundError, match="unknown_unit"):
        ask(told, "16/3", "16/3", unit="H99")


def plainly(
    lines: list[Line], as_of: date, times: tuple[datetime, datetime], filters: Filtered
) -> list[tuple[str, str, int]]:
    early, late = times
    there = {
        (item["kind"], item["ref"])
        for known_at in times
        for item in naive.items(lines, as_of, known_at, **filters)
    }
    found = []
    for line in lines:
        if naive.kind_of(line) == "unit" or (naive.kind_of(line), line["ref"]) not in there:
            continue
        if line["type"].endswith("_flagged"):
            continue
        if early < naive.recorded(line) <= late and works_on(lines, line, as_of):
            days = naive.recorded(line).astimezone(naive.HANOI).date() - naive.effective(line)
            found.append((line["ref"], line["type"].partition(".")[2], days.days))
    return found[::-1]


def works_on(lines: list[Line], line: Line, as_of: date) -> bool:
    """Whether a line says something of days up to C."""
    if naive.word_of(line) == "voided":
        gone = naive.stream(lines, naive.kind_of(line), line["ref"])[line["event_no"] - 1]
        return min(naive.effective(gone), naive.effective(line)) <= as_of
    return naive.effective(line) <= as_of or naive.word_of(line) == "deadline_corrected"


@costly_examples(0.08)
@given(lines=strategies.histories(max_items=9), data=st.data())
def test_at_any_cuts_it_is_what_the_lines_say_in_pages_of_any_size(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    """Whether units are few or many is a matter of speed alone."""
    with taken_in(databases, lines) as connection:
        for _ in range(12):
            as_of, known_at = data.draw(strategies.cut_points(lines))
            _, other = data.draw(strategies.cut_points(lines))
            early, late = sorted((known_at or LATER, other or LATER))
            given_ = data.draw(filters_of(lines))
            asked = Late(
                at(connection, as_of, early), at(connection, as_of, late), as_filters(given_)
            )
            expected = plainly(lines, as_of, (early, late), given_)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(reading, "_FEW", data.draw(st.sampled_from([0, 20])))
                assert rows(late_entries(connection, asked)) == expected
            first, total = late_page(connection, asked, before=2**31 - 1, limit=3)
            assert (rows(first), total) == (expected[:3], len(expected))
            assert rows(in_pages(connection, asked, data.draw(st.integers(1, 4)))) == expected
            event(f"entries: {min(len(expected), 5)}")


def in_pages(connection: Connection[Any], late: Late, limit: int) -> list[Entry]:
    found: list[Entry] = []
    before = 2**31 - 1
    while page := late_entries(connection, late, before=before, limit=limit):
        found += page
        before = page[-1].position
    return found
