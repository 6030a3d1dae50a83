"""Any history of units that end: each item under the unit it belongs to on a later tree."""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
from hypothesis import event, given
from hypothesis import strategies as st
from psycopg import Connection

from tests.conftest import Databases
from tests.oracle import naive, strategies
from tests.oracle.naive import Line
from tests.reform.lens_histories import (
    ENDINGS,
    below,
    counted,
    ended_by,
    heirs_of,
    home,
    reforms,
    shown,
)
from tests.support.properties import costly_examples
from tests.support.rows import head
from tests.support.scenario import write_history
from tracker.database.connect import app_conninfo
from tracker.days import day_before
from tracker.fold.words import Kind
from tracker.history.importing import import_history
from tracker.projections.batch import Lookup
from tracker.projections.projector import catch_up, following, refuse_other_log, step
from tracker.projections.rebuild import rebuild
from tracker.reading.counts import Dimension, counts
from tracker.reading.cut import Cut, Filters, cut_at
from tracker.reading.flows import Flows, flows
from tracker.reading.items import all_items

LATER = datetime(2100, 1, 1, tzinfo=UTC)
QUESTIONS = 8


def take_in(url: str, lines: list[Line]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = write_history(Path(folder) / "past.jsonl", lines)
        assert import_history(url, [file], LATER).events == len(lines)


@contextmanager
def asked(databases: Databases, lines: list[Line]) -> Iterator[Connection[Any]]:
    with databases.fresh() as url:
        take_in(url, lines)
        catch_up(url)
        with psycopg.connect(app_conninfo(url), autocommit=True) as connection:
            yield connection


def at(connection: Connection[Any], as_of: date, known_at: datetime | None) -> Cut:
    return cut_at(connection, as_of, known_at, LATER)


def tree_days(lines: list[Line]) -> st.SearchStrategy[date]:
    """Mostly the last day of a unit or the day after it."""
    ends = [naive.effective(line) for line in lines if line["type"] in ENDINGS]
    edges = [day for end in ends for day in (end, day_before(end))]
    days = strategies.boundary_days(lines)
    return st.sampled_from([*edges, *edges, *days, *days[-1:] * 5])


def listed(connection: Connection[Any], cut: Cut, filters: Filters) -> Any:
    return {
        (item.kind.value, item.ref): (item.item_class.value, item.unit)
        for item in all_items(connection, cut, filters)
    }


@costly_examples(0.3)
@given(lines=reforms(), data=st.data())
def test_counts_and_items_on_another_tree_are_those_of_the_rule_read_word_for_word(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    with asked(databases, lines) as connection:
        for _ in range(QUESTIONS):
            as_of, known_at = data.draw(strategies.cut_points(lines), label="C, K")
            tree_of = data.draw(tree_days(lines), label="tree of")
            kind = data.draw(st.sampled_from([None, None, Kind.TARGET]), label="kind")
            cut = at(connection, as_of, known_at)
            whole = Filters(kind=kind, tree_of=tree_of)
            expected = shown(lines, as_of, known_at, tree_of, kind)
            plain = shown(lines, as_of, known_at, None, kind)
            event(f"items that change their unit: {min(len(expected.items() - plain.items()), 3)}")

            assert listed(connection, cut, whole) == expected
            assert listed(connection, cut, Filters(kind=kind)) == plain
            found = counts(connection, cut, whole, [Dimension.UNIT])
            by_unit = {str(group.dimensions["unit"]): group.counts for group in found.groups}
            assert by_unit == counted(expected)
            switched_off = counts(connection, cut, Filters(kind=kind))
            assert (found.total, found.out) == (switched_off.total, switched_off.out)
            assert sum((Counter(c) for c in by_unit.values()), Counter()) == Counter(
                switched_off.groups[0].counts
            )

            code = data.draw(st.sampled_from(units_of(lines)), label="unit")
            inside = below(lines, code, tree_of)
            of_unit = {key: had for key, had in expected.items() if had[1] in inside}
            filters = whole._replace(unit=code)
            assert listed(connection, cut, filters) == of_unit
            assert by_unit_of(connection, cut, filters) == counted(of_unit)
            event(f"items of the unit: {min(len(of_unit), 3)}")


def units_of(lines: list[Line]) -> list[str]:
    return sorted(line["code"] for line in lines if line["type"] == "unit.established")


def by_unit_of(connection: Connection[Any], cut: Cut, filters: Filters) -> dict[str, Any]:
    found = counts(connection, cut, filters, [Dimension.UNIT])
    return {str(group.dimensions["unit"]): group.counts for group in found.groups}


@costly_examples(0.2)
@given(lines=reforms(), data=st.data())
def test_flows_on_another_tree_add_up_carry_over_and_lose_nothing(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    with asked(databases, lines) as connection:
        for _ in range(QUESTIONS):
            start, end, known_at = data.draw(strategies.periods(lines), label="period, K")
            tree_of = data.draw(tree_days(lines), label="tree of")
            code = data.draw(st.sampled_from([None, *units_of(lines)]), label="unit")
            filters = Filters(unit=code, tree_of=tree_of)
            cut = at(connection, end, known_at)

            flow = flows(connection, start, cut, filters)

            assert came(flow) == went(flow)
            after = at(connection, end + data.draw(st.integers(1, 30)) * strategies.DAY, known_at)
            following_one = flows(connection, end + strategies.DAY, after, filters)
            assert following_one.carried_in == flow.left
            assert flow.left == len(active(lines, end, known_at, tree_of, code))
            if code is None:
                assert flow == flows(connection, start, cut, Filters())
            event(f"something came in: {bool(came(flow))}")


def came(flow: Flows) -> int:
    return flow.carried_in + flow.new + flow.reopened + flow.transferred_in


def went(flow: Flows) -> int:
    return sum(flow.closed) + sum(flow.out) + flow.left


def active(
    lines: list[Line], as_of: date, known_at: datetime | None, tree_of: date, code: str | None
) -> list[tuple[str, str]]:
    """The items of a unit on the tree that are open, waiting or suspended on a day."""
    inside = set(units_of(lines)) if code is None else below(lines, code, tree_of)
    items = shown(lines, as_of, known_at, tree_of, None)
    return [key for key, (found, unit) in items.items() if found in naive.ACTIVE and unit in inside]


# --- the tables behind it ------------------------------------------------------------------------

_TABLES = {
    "unit_end": "select to_jsonb(t) from readmodel.unit_end t",
    "counted_deadline": "select to_jsonb(t) from readmodel.counted_deadline t",
}
_ENDS_AT = """
    select u.code, e.ended_on, heir.code
    from readmodel.unit_end e
    join readmodel.unit u using (unit_id)
    left join readmodel.unit heir on heir.unit_id = e.heir_id
    where e.known_from <= %(position)s and %(position)s < e.known_to"""
_COUNTED = """
    select split_part(e.topic, '.', 1), convert_from(e.state, 'utf8')::json ->> 'ref'
    from readmodel.counted_deadline c join tracker.event e on e.position = c.item_id"""


def rows(url: str) -> dict[str, list[str]]:
    with psycopg.connect(url) as connection:
        return {
            table: sorted(json.dumps(row, sort_keys=True) for (row,) in connection.execute(query))
            for table, query in _TABLES.items()
        }


def project(url: str, sizes: list[int]) -> None:
    """Projects the log in batches of these sizes, a projector each."""
    after, number = 0, 0
    while after < head(url):
        with following(url) as connection:
            assert refuse_other_log(connection) == after
            after = step(connection, Lookup(connection), after, sizes[number % len(sizes)])
        number += 1


@costly_examples(0.2)
@given(lines=reforms(), sizes=st.lists(st.integers(1, 9), min_size=1, max_size=4), data=st.data())
def test_ends_and_counted_deadlines_are_the_same_by_batches_by_rebuild_and_by_the_lines(
    databases: Databases, lines: list[Line], sizes: list[int], data: st.DataObject
):
    with databases.fresh() as url:
        take_in(url, lines)

        project(url, sizes)
        step_by_step = rows(url)
        event(f"ends: {min(len(step_by_step['unit_end']), 3)}")
        event(f"counted: {min(len(step_by_step['counted_deadline']), 2)}")
        position = data.draw(st.integers(0, len(lines)), label="position")
        with psycopg.connect(url) as connection:
            ends = connection.execute(_ENDS_AT, {"position": position}).fetchall()
            counted_ones = set(connection.execute(_COUNTED).fetchall())
        known = lines[:position]
        assert {code: (on, heir) for code, on, heir in ends} == {
            line["code"]: (naive.effective(line), heirs_of(line)[0] if heirs_of(line) else None)
            for line in known
            if line["type"] in ENDINGS
        }
        assert len(ends) == len(ended_by(known, date.max))
        assert counted_ones == {
            (naive.kind_of(line), line["ref"])
            for line in lines
            if "deadline_text" in line or "deadline_rule" in line
        }

        rebuild(url)
        assert rows(url) == step_by_step


def test_the_rule_on_one_history_worked_by_hand():
    """Or the property would compare two readings of the same mistake."""
    who = {"effective_on": "2024-03-01", "recorded_at": "2024-03-01T08:00:00+07:00", "actor": "a"}
    june = {**who, "effective_on": "2024-06-01"}
    assigned = {**who, "type": "directive.assigned", "ref": "D", "unit": "A", "due_on": None}
    lines: list[Line] = [
        assigned,
        {**june, "type": "unit.merged", "code": "A", "into": "B"},
        {**june, "type": "unit.split", "code": "B", "successors": ["C", "E"]},
        {**june, "type": "unit.dissolved", "code": "E"},
    ]
    before, after = date(2024, 5, 31), date(2024, 6, 1)

    assert home(lines, "directive", "D", "A", before) == "A"
    assert home(lines, "directive", "D", "A", after) == "C", "through two ends of one day"
    moved = {**june, "type": "directive.transferred", "ref": "D", "to_unit": "E"}
    assert home([*lines, moved], "directive", "D", "A", after) == "E", "nobody keeps the records"
    moved["to_unit"] = "F"
    assert home([*lines, moved], "directive", "D", "A", after) == "F", "where it was transferred to"
