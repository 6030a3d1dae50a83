"""Bytes: of the read model by item, table and index, and of the log by event."""

from typing import Final

import psycopg

from benchmarks.filling import fill_store
from benchmarks.generator import Generator
from benchmarks.ground import Ground
from benchmarks.report import Figure, Report, note, progress_note
from tracker.database.connect import owner_conninfo
from tracker.projections.projector import catch_up
from tracker.projections.rebuild import ensure_read_model

_GROWN: Final = 50_000
_VACUUMS: Final = 25

_RELATIONS = """
select coalesce(t.relname, c.relname) as of_table, c.relname, c.relkind::text,
  pg_relation_size(c.oid) + case when c.relkind = 'r' then
    pg_total_relation_size(c.oid) - pg_indexes_size(c.oid) - pg_relation_size(c.oid)
  else 0 end
from pg_class c
left join pg_index x on x.indexrelid = c.oid
left join pg_class t on t.oid = x.indrelid
where c.relnamespace = %s::regnamespace and c.relkind in ('r', 'i')
order by 1, 3 desc, 2
"""

_TITLE = """
select avg(length(convert_from(e.state, 'UTF8')::json ->> 'title'))
from (select item_id from readmodel.item limit 10000) sample
join tracker.event e on e.position = item_id
"""


def measure(url: str, report: Report) -> None:
    """Sums up what is on disk."""
    with psycopg.connect(owner_conninfo(url)) as connection:
        items, rows, payments, papers, events = _numbers(connection)
        model = connection.execute(_RELATIONS, ("readmodel",)).fetchall()
        log = connection.execute(_RELATIONS, ("tracker",)).fetchall()
        state = _one(connection, "select avg(length(state)) from tracker.event")
        title = _one(connection, _TITLE)
    total = sum(size for *_, size in model)
    of_search = sum(size for table, *_, size in model if table == "item_words")
    of_log = sum(size for table, *_, size in log if table == "event")
    report.add(
        Figure(
            "bytes stored per item in the read model, but for search",
            (total - of_search) / items,
            "bytes",
            of_log / items,
            "bytes of its events in the log",
            at_most=700,
        )
    )
    report.add(Figure("bytes stored per item for search", of_search / items, "bytes"))
    note(
        f"   {items:,} items, {rows / items:.2f} interval rows an item, {events / items:.2f} events"
        f" an item, {payments:,} payments, {papers:,} papers, {title:.0f} characters a title"
    )
    note(f"   log: {of_log / events:.0f} bytes an event, of them state {state:.0f}")
    for name, relations, divisor in (("model", model, items), ("log", log, events)):
        for table, relation, kind, size in relations:
            if size / total > 0.001:
                what = relation if kind == "i" else f"{table} (table)"
                note(f"   {name}: {what:32} {size / divisor:8.1f} bytes  {size:,}")


def measure_grown(ground: Ground, items: int, report: Report) -> None:
    """The same for a read model that grew with the log, vacuumed as it goes, never rebuilt."""
    items = min(items, _GROWN)
    progress_note(f"growing a read model of {items:,} items")
    url = ground.store("grown")
    ensure_read_model(url)
    events = fill_store(url, Generator(items), ground.folder)
    with psycopg.connect(owner_conninfo(url), autocommit=True) as connection:
        for part in range(1, _VACUUMS + 1):
            catch_up(url, to=events * part // _VACUUMS)
            connection.execute("vacuum readmodel.item_interval")
        catch_up(url)
        model = connection.execute(_RELATIONS, ("readmodel",)).fetchall()
    total = sum(size for *_, size in model)
    report.add(Figure(f"bytes per item, grown ({items:,} items)", total / items, "bytes"))
    for table, relation, kind, size in model:
        if size / total > 0.02:
            what = relation if kind == "i" else f"{table} (table)"
            note(f"   grown: {what:32} {size / items:8.1f} bytes")
    ground.drop("grown")


def _numbers(connection: psycopg.Connection[tuple[int, ...]]) -> list[int]:
    tables = ("readmodel.item", "readmodel.item_interval", "readmodel.payment", "readmodel.paper")
    return [
        int(_one(connection, f"select count(*) from {table}"))  # noqa: S608 - named above
        for table in (*tables, "tracker.event")
    ]


def _one(connection: psycopg.Connection[tuple[int, ...]], query: str) -> float:
    row = connection.execute(query.encode()).fetchone()
    return float(row[0]) if row else 0.0
