"""What stands in the read model, read without the product's own queries, for comparisons."""

import io
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg import Connection

from tests.oracle import naive
from tests.support.scenario import Line
from tracker.aggregates.events import stream_id
from tracker.history.exporting import export_history
from tracker.projections.codes import CLASS_OF_STATUS, OPEN_STATUSES

NO_DAY = date.max

# Ids that depend on the order of arrival are replaced by what they stand for.
_TABLES = {
    "item": """
        select to_jsonb(i) - 'paper_id' || jsonb_build_object('paper', p.number)
        from readmodel.item i left join readmodel.paper p using (paper_id)""",
    "item_interval": "select to_jsonb(t) from readmodel.item_interval t",
    "item_words": "select to_jsonb(t) from readmodel.item_words t",
    "unit": "select to_jsonb(t) from readmodel.unit t",
    "unit_interval": "select to_jsonb(t) from readmodel.unit_interval t",
    "begun": "select to_jsonb(t) from readmodel.begun t",
    "payment": "select to_jsonb(t) from readmodel.payment t",
    "parked": "select to_jsonb(t) - 'parked_at' - 'error' from readmodel.parked t",
    "checkpoint": "select to_jsonb(t) - 'built_at' from readmodel.checkpoint t",
}

# An item's id is the position of the event that began its stream.
_FIRST = "(select position from tracker.event where originator_id = %(id)s order by 1 limit 1)"
_ITEM_AT = f"""
    select u.code, v.status, v.due_on, v.completed_on, exists (
      select from readmodel.begun b
      where b.item_id = v.item_id and b.begun_on <= %(as_of)s
        and b.known_from <= %(position)s and %(position)s < b.known_to)
    from readmodel.item_interval v
    join readmodel.item i using (item_id)
    join readmodel.category c on c.category = i.category and c.kind = %(kind)s
    join readmodel.unit u using (unit_id)
    where v.item_id = {_FIRST}
      and v.valid_from <= %(as_of)s and %(as_of)s < v.valid_to
      and v.known_from <= %(position)s and %(position)s < v.known_to"""
_PAID_AT = f"""
    select coalesce(sum(p.amount), 0)::bigint
    from readmodel.payment p
    where p.item_id = {_FIRST} and p.paid_on <= %(as_of)s
      and p.known_from <= %(position)s and %(position)s < p.known_to"""
_UNITS_AT = """
    select u.code, parent.code
    from readmodel.unit_interval v
    join readmodel.unit u using (unit_id)
    left join readmodel.unit parent on parent.unit_id = v.parent_id
    where v.valid_from <= %(as_of)s and %(as_of)s < v.valid_to
      and v.known_from <= %(position)s and %(position)s < v.known_to"""
_KNOWN_AT = "select coalesce(max(position), 0) from tracker.event where recorded_at <= %s"


def read_model(url: str) -> dict[str, list[str]]:
    """Every row of every table, in an order of its own."""
    with psycopg.connect(url) as connection:
        return {
            table: sorted(json.dumps(row, sort_keys=True) for (row,) in connection.execute(query))
            for table, query in _TABLES.items()
        }


def checkpoint(url: str) -> int:
    """How far the read model says it goes."""
    return number(url, "select position from readmodel.checkpoint")


def head(url: str) -> int:
    """The last position of the log."""
    return number(url, "select coalesce(max(position), 0) from tracker.event")


def number(url: str, query: str) -> int:
    """The one number that a query gives."""
    with psycopg.connect(url) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


def parked(url: str) -> list[int]:
    """Positions of the events set aside."""
    with psycopg.connect(url) as connection:
        query = "select position from readmodel.parked order by position"
        return [position for (position,) in connection.execute(query)]


def history_of(url: str) -> list[Line]:
    """The whole log as the lines of its export."""
    out = io.BytesIO()
    export_history(url, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def assert_says_what_the_contract_says(
    url: str, lines: list[Line], cuts: Iterable[tuple[date, datetime | None]]
) -> None:
    """Compares items, targets, payments and units at each cut with the oracle's answer."""
    with psycopg.connect(url) as connection:
        for as_of, known_at in cuts:
            _compare(connection, lines, as_of, known_at)


def _compare(
    connection: Connection[Any], lines: list[Line], as_of: date, known_at: datetime | None
) -> None:
    until = "infinity" if known_at is None else known_at
    row = connection.execute(_KNOWN_AT, (until,)).fetchone()
    cut: dict[str, Any] = {"as_of": as_of, "position": row[0] if row else 0}
    firsts = [*naive.all_items(lines, None), *naive.all_items(lines, "target")]
    for first in firsts:
        kind, ref = naive.kind_of(first), first["ref"]
        item = {"kind": kind, "id": stream_id(kind, ref)}
        found = connection.execute(_ITEM_AT, {**cut, **item}).fetchall()
        facts = naive.facts_of(lines, kind, ref, as_of, known_at)
        begun = naive.begun_at(lines, kind, ref, as_of, known_at)
        expected = [] if facts is None else [(*facts.values(), begun)]
        assert [_as_facts(*one) for one in found] == expected, (kind, ref, as_of, known_at)
        if kind == "finding":
            paid = connection.execute(_PAID_AT, {**cut, **item}).fetchone()
            assert paid == (_paid(lines, ref, as_of, known_at),), (ref, as_of, known_at)
    units = connection.execute(_UNITS_AT, cut).fetchall()
    assert len(units) == len(dict(units))
    assert dict(units) == naive.parents_on(lines, as_of, known_at), (as_of, known_at)


def _as_facts(
    unit: str, status: int, due_on: date, completed_on: date, begun: bool
) -> tuple[str, str, date | None, date | None, bool]:
    is_begun = begun and status in OPEN_STATUSES
    return unit, str(CLASS_OF_STATUS[status]), _day(due_on), _day(completed_on), is_begun


def _day(day: date) -> date | None:
    return None if day == NO_DAY else day


def _paid(lines: list[Line], ref: str, as_of: date, known_at: datetime | None) -> int:
    """The sum of the payments that stand at (C, K)."""
    known = naive.step_1(naive.stream(lines, "finding", ref), known_at)
    return sum(
        line["amount"]
        for line in naive.step_2(known, as_of)
        if naive.word_of(line) == "payment_recorded"
    )
