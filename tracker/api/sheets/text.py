"""Lists as CSV: UTF-8 with a mark that spreadsheets know it by, and no formula in any cell."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

from tracker.api.sheets.sheet import Sheet
from tracker.catalogue import Language
from tracker.present.columns import Value, harmless, plain

_MARK: Final = "\ufeff"
_ROWS: Final = 500
"""Rows that are sent at a time."""


def csv_parts(sheet: Sheet[Any], language: Language) -> Iterator[bytes]:
    """The file in parts: words as people read them, then codes, then what dates each row."""
    out = io.StringIO()
    writer = csv.writer(out)
    coded = [column for column in sheet.columns if column.words is not None]
    said = sheet.said
    out.write(_MARK)
    titles = [column.titled(language) for column in sheet.columns]
    _write(writer, [*titles, *(column.name for column in coded), *said])
    for number, row in enumerate(sheet.rows, 1):
        shown = [column.shown(row, language) for column in sheet.columns]
        _write(writer, [*shown, *(column.value(row) for column in coded), *said.values()])
        if number % _ROWS == 0:
            yield _taken(out)
    yield _taken(out)


def _write(writer: Any, cells: Sequence[Value]) -> None:
    writer.writerow([harmless(plain(cell)) for cell in cells])


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()
