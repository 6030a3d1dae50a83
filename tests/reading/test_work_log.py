"""The work log: what somebody recorded here, of which days, whatever it happened to."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from psycopg import Connection

from tests.conftest import Databases
from tests.oracle import naive, strategies
from tests.oracle.naive import Line
from tests.reading.recording import record_here
from tests.reading.test_reading_equals_oracle import taken_in
from tests.support.properties import costly_examples
from tests.support.scenario import ROOT, assigned_line, happened_line, md, moment, unit_line
from tracker.database.connect import app_conninfo
from tracker.errors import InvalidInputError
from tracker.fold.words import Kind
from tracker.reading.entries import Entry
from tracker.reading.work_log import (
    DayOf,
    Worked,
    place_of,
    work_log,
    work_log_size,
)

TASK = Kind.PLAN_TASK
ME, OTHER = "nguyen.văn.an", "nguyen.văn"


def by(actor: str, line: Line) -> Line:
    return {**line, "actor": actor}


LINES = [
    by(ME, unit_line(ROOT)),
    by(ME, assigned_line(TASK, "T1")),
    by(OTHER, assigned_line(TASK, "T2")),
    by(ME, happened_line(TASK, "T1", "started", "1/3", note='"actor":"nguyen.văn"')),
    {
        "type": "calendar.established",
        "code": "xa",
        "name": "Lịch của xã",
        "effective_on": "2024-03-04",
        "recorded_at": moment("4/3").isoformat(),
        "actor": ME,
    },
    by(ME, happened_line(TASK, "T2", "completion_reported", "5/3", typed="11/3")),
    by(OTHER, happened_line(TASK, "T2", "voided", "12/3", event_no=2)),
    by(ME, happened_line(TASK, "T2", "urged", "13/3")),
]


@pytest.fixture(scope="module")
def log(databases: Databases) -> Iterator[Connection[Any]]:
    with databases.fresh() as url:
        record_here(url, LINES)
        with psycopg.connect(app_conninfo(url), autocommit=True) as connection:
            yield connection


def told(entries: list[Entry]) -> list[tuple[str, str]]:
    return [(entry.name, entry.event.TOPIC.partition(".")[2]) for entry in entries]


def ask(log: Connection[Any], first: str, last: str, by: DayOf, actor: str = ME) -> list[Entry]:
    worked = Worked(actor, md(first), md(last), by)
    found = work_log(log, worked)
    assert work_log_size(log, worked) == len(found)
    return found


def test_it_says_across_units_calendars_and_items_what_somebody_recorded_the_last_first(
    log: Connection[Any],
):
    assert told(ask(log, "1/1", "1/6", DayOf.RECORDED)) == [
        ("T2", "urged"),
        ("T2", "completion_reported"),
        ("xa", "established"),
        ("T1", "started"),
        ("T1", "assigned"),
        (ROOT, "established"),
    ]
    assert told(ask(log, "1/1", "1/6", DayOf.RECORDED, OTHER)) == [
        ("T2", "voided"),
        ("T2", "assigned"),
    ]


def test_an_entry_says_its_title_how_late_it_was_and_what_took_it_back(log: Connection[Any]):
    (late,) = ask(log, "11/3", "11/3", DayOf.RECORDED)
    assert (late.sort, late.title, late.late_days, late.voided_by) == ("plan_task", "Việc", 6, 3)
    (calendar,) = ask(log, "4/3", "4/3", DayOf.RECORDED)
    assert (calendar.sort, calendar.title) == ("calendar", "Lịch của xã")
    assert (calendar.late_days, calendar.voided_by) == (0, None)


def test_the_days_can_be_those_of_recording_or_those_on_which_it_happened(log: Connection[Any]):
    assert told(ask(log, "5/3", "10/3", DayOf.RECORDED)) == []
    assert told(ask(log, "5/3", "10/3", DayOf.EFFECTIVE)) == [("T2", "completion_reported")]
    assert told(ask(log, "11/3", "12/3", DayOf.EFFECTIVE)) == []


def test_a_name_that_begins_alike_or_that_nobody_has_recorded_nothing_of_it(log: Connection[Any]):
    for name in ("nguyen", f"{ME}h", "", "%", '"'):
        assert ask(log, "1/1", "1/6", DayOf.RECORDED, name) == []


def test_a_period_that_ends_before_it_begins_is_refused(log: Connection[Any]):
    for question in (work_log, work_log_size):
        with pytest.raises(InvalidInputError, match="period_backwards"):
            question(log, Worked(ME, md("2/3"), md("1/3")))


def test_what_was_imported_is_nobodys_own(databases: Databases):
    lines = [one for one in LINES if not one["type"].startswith("calendar")]
    with taken_in(databases, lines) as connection:
        assert ask(connection, "1/1", "1/6", DayOf.RECORDED) == []


def plainly(lines: list[Line], worked: Worked) -> list[tuple[str, str, int]]:
    """The lines of the period and the actor, in the order of the list."""
    found = []
    for place, line in enumerate(lines):
        happened, recorded = naive.effective(line), naive.recorded(line).astimezone(naive.HANOI)
        day = recorded.date() if worked.by is DayOf.RECORDED else happened
        if line["actor"] == worked.actor and worked.first <= day <= worked.last:
            name = line["ref"] if "ref" in line else line["code"]
            key = (date.min if worked.by is DayOf.RECORDED else happened, place)
            found.append((key, (name, line["type"], (recorded.date() - happened).days)))
    return [row for _, row in sorted(found, reverse=True)]


@costly_examples(0.08)
@given(lines=strategies.histories(max_items=6), data=st.data())
def test_it_is_all_that_the_lines_say_in_pages_of_any_size(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    with databases.fresh() as url:
        record_here(url, lines)
        days = sorted({naive.effective(line) for line in lines})
        with psycopg.connect(app_conninfo(url), autocommit=True) as connection:
            for _ in range(12):
                first = data.draw(st.sampled_from(days))
                last = first + data.draw(st.integers(0, 40)) * timedelta(days=1)
                actor = data.draw(st.sampled_from(strategies.ACTORS))
                worked = Worked(actor, first, last, data.draw(st.sampled_from(DayOf)))
                expected = plainly(lines, worked)
                assert rows(work_log(connection, worked)) == expected
                assert work_log_size(connection, worked) == len(expected)
                limit = data.draw(st.integers(1, 5))
                assert rows(in_pages(connection, worked, limit)) == expected
                event(f"entries: {min(len(expected), 10)}")


def in_pages(connection: Connection[Any], worked: Worked, limit: int) -> list[Entry]:
    found: list[Entry] = []
    while page := work_log(
        connection, worked, after=place_of(found[-1]) if found else None, limit=limit
    ):
        assert len(page) <= limit
        found += page
    return found


def rows(entries: list[Entry]) -> list[tuple[str, str, int]]:
    return [(entry.name, entry.event.TOPIC, entry.late_days) for entry in entries]
