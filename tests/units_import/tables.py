"""Tables of units as offices would hand them over, and what came of them."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from openpyxl import Workbook

from tracker.application import Tracker
from tracker.clock import Clock
from tracker.commands.unit_import import (
    ImportedUnits,
    ImportUnits,
    RefusedUnitsError,
    import_units,
    judged,
)
from tracker.commands.unit_table import Step
from tracker.entry.unit_rows import read_unit_rows
from tracker.fold.units import UnitFact, UnitWord
from tracker.history.exporting import export_history

HEADER = ("code", "name", "level", "parent", "from", "to", "successor")
VIETNAMESE = ("Mã đơn vị", "Tên đơn vị", "Cấp", "Cấp trên", "Từ ngày", "Đến ngày", "Kế thừa")

Cells = Sequence[Any]


def as_csv(rows: Iterable[Cells], header: Cells = HEADER, delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def as_xlsx(
    rows: Iterable[Cells],
    header: Cells = HEADER,
    *,
    above: Iterable[Cells] = (),
    formats: Mapping[str, str] | None = None,
) -> bytes:
    """A workbook; ``above`` are rows over the header, ``formats`` number formats of cells."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (*above, header, *rows):
        sheet.append(list(row))
    for place, number_format in (formats or {}).items():
        sheet[place].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def command(content: bytes, **given: Any) -> ImportUnits:
    made_up = ImportUnits(
        content=content, file_name="cay.csv", actor="vt.huonghuu", command_id=UUID(int=7)
    )
    return replace(made_up, **given)


def take(content: bytes, tracker: Tracker, clock: Clock, **given: Any) -> ImportedUnits:
    return import_units(command(content, **given), tracker, clock)


def steps_of(
    content: bytes, recorded: Mapping[str, Sequence[UnitFact]] | None = None
) -> list[Step]:
    """What would be recorded, without a database."""
    return judged(read_unit_rows(content), recorded or {})


Found = tuple[int, str, str]


def problems_of(
    content: bytes, recorded: Mapping[str, Sequence[UnitFact]] | None = None
) -> list[Found]:
    """Row, column and code of every problem, in the order in which they are named."""
    try:
        steps = steps_of(content, recorded)
    except RefusedUnitsError as error:
        return [(row, problem.field, problem.code) for row, problem in error.problems]
    raise AssertionError(steps)


def details_of(
    content: bytes, recorded: Mapping[str, Sequence[UnitFact]] | None = None
) -> dict[str, Any]:
    """The details of the only problem."""
    try:
        steps = steps_of(content, recorded)
    except RefusedUnitsError as error:
        ((_, problem),) = error.problems
        return problem.details
    raise AssertionError(steps)


def established(
    on: date, name: str = "Phòng Nội vụ", level: str = "office", parent: str | None = None
) -> UnitFact:
    return UnitFact(UnitWord.ESTABLISHED, on, name, level, parent)


def log_of(database_url: str) -> list[dict[str, Any]]:
    """Every event of the store, as its history file says it."""
    out = io.BytesIO()
    export_history(database_url, out)
    return [orjson.loads(line) for line in out.getvalue().splitlines()]
