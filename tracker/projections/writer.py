"""Writes what a batch changes; the caller's transaction holds rows and checkpoint together."""

from collections.abc import Sequence
from typing import Any, Final

from psycopg import Connection, Cursor

from tracker.database.sqlfile import queries
from tracker.errors import UnfitEnvironmentError
from tracker.projections.derive import Changes

SQL: Final = queries("tracker.projections", "projection.sql")

_NAMED: Final = ("int4", "text")
_UNIT_ROW: Final = ("int4", "int4", "int4", "int4", "date", "date", "text", "text")
_UNIT_END: Final = ("int4", "int4", "int4", "date", "int4")
_ITEM: Final = ("int8", "int4", "date", "int4", "int2", "int2")
_ITEM_ROW: Final = ("int4",) * 4 + ("date",) * 4 + ("int2", "int2")
_BEGUN: Final = ("int4", "int4", "int4", "date")
_PAYMENT: Final = ("int4", "int4", "int4", "date", "int8")


def write(connection: Connection[Any], changes: Changes) -> None:
    """Ends and adds rows. The ends come first: a row that begins anew begins on the same day.

    Raises:
        UnfitEnvironmentError: a row to end is not there, so the read model is not what
            the events say; it must be rebuilt.
    """
    with connection.cursor() as cursor:
        _end(cursor, "end_units", changes.unit_ends)
        _end(cursor, "end_unit_ends", changes.unit_end_ends)
        _end(cursor, "end_items", changes.item_ends)
        _end(cursor, "end_begun", changes.begun_ends)
        _end(cursor, "end_payments", changes.payment_ends)
        add(cursor, changes)


def add(cursor: Cursor[Any], changes: Changes) -> None:
    """Copies the new rows."""
    _copy(cursor, "copy_units", _NAMED, changes.units)
    _copy(cursor, "copy_unit_rows", _UNIT_ROW, changes.unit_rows)
    _copy(cursor, "copy_unit_ends", _UNIT_END, changes.unit_end_rows)
    _copy(cursor, "copy_papers", _NAMED, changes.papers)
    _copy(cursor, "copy_items", _ITEM, changes.items)
    _copy(cursor, "copy_item_words", _NAMED, changes.item_words)
    _copy(cursor, "copy_item_rows", _ITEM_ROW, changes.item_rows)
    _copy(cursor, "copy_begun", _BEGUN, changes.begun_rows)
    _copy(cursor, "copy_payments", _PAYMENT, changes.payments)
    if changes.counted:
        cursor.execute(SQL["add_counted"], (changes.counted,))


def _end(cursor: Cursor[Any], query: str, ends: Sequence[tuple[Any, ...]]) -> None:
    if not ends:
        return
    cursor.execute(SQL[query], [list(column) for column in zip(*ends, strict=True)], prepare=True)
    if cursor.rowcount != len(ends):
        raise UnfitEnvironmentError(
            "read_model_broken", query=query, expected=len(ends), found=cursor.rowcount
        )


def _copy(
    cursor: Cursor[Any], query: str, types: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    if not rows:
        return
    with cursor.copy(SQL[query]) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
