"""Lists as XLSX: days are days, text is text, and a second sheet says of what."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime, time
from tempfile import TemporaryFile
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from tracker.api.sheets.sheet import Sheet
from tracker.catalogue import Language, text
from tracker.days import LOCAL_ZONE
from tracker.errors import InvalidInputError
from tracker.present.columns import Value
from tracker.present.limits import limits

MOST_ROWS: Final = 1_048_575
"""Below the line of titles; what the format can hold."""
_UNFIT: Final = re.compile(f"{ILLEGAL_CHARACTERS_RE.pattern}|[\ufffe\uffff]")
_LONGEST: Final = 32_767
"""Characters of a cell; what the format can hold."""
_DAY: Final[dict[Language, str]] = {"vi": "dd/mm/yyyy", "en": "yyyy-mm-dd"}
_WIDTHS: Final = {"title": 60, "events": 60, "name": 40}
_WIDTH: Final = 18
_BOLD: Final = Font(bold=True)
_PART: Final = 1 << 16


def workbook(sheet: Sheet[Any], language: Language, *, most: int = MOST_ROWS) -> IO[bytes]:
    """The file, from its beginning; whoever takes it closes it, and then it is gone.

    Raises:
        InvalidInputError: more rows than the format can hold.
    """
    with ExitStack() as exits:
        file = exits.enter_context(TemporaryFile())
        book = Workbook(write_only=True)
        try:
            rows = _list_rows(book, sheet, language, most)
            _tell_source(book, sheet, language, rows)
        finally:
            # Saved also when the rows failed: what the library keeps on disk goes with it.
            book.save(file)
        file.seek(0)
        exits.pop_all()
    return file


def parts(file: IO[bytes]) -> Iterator[bytes]:
    """The file piece by piece; it is closed after the last."""
    with file:
        while part := file.read(_PART):
            yield part


def _list_rows(book: Workbook, sheet: Sheet[Any], language: Language, most: int) -> int:
    """Words as people read them, then the codes; gives the number of rows."""
    page = book.create_sheet(text(language, f"sheet.{sheet.name}"))
    page.freeze_panes = "A2"
    coded = [column for column in sheet.columns if column.words is not None]
    names = [column.name for column in (*sheet.columns, *coded)]
    for place, name in enumerate(names, 1):
        page.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(name, _WIDTH)
    titles = [column.titled(language) for column in sheet.columns]
    page.append([_bold(page, title) for title in (*titles, *(column.name for column in coded))])
    number = 0
    for number, row in enumerate(sheet.rows, 1):
        if number > most:
            raise InvalidInputError("too_many_rows", field="format", most=most)
        shown = [column.shown(row, language) for column in sheet.columns]
        codes = [column.value(row) for column in coded]
        page.append([_cell(page, value, language) for value in (*shown, *codes)])
    return number


def _tell_source(book: Workbook, sheet: Sheet[Any], language: Language, rows: int) -> None:
    page = book.create_sheet(text(language, "sheet.source"))
    page.column_dimensions["A"].width = page.column_dimensions["B"].width = 40
    dated = [(f"column.{name}", value) for name, value in sheet.dated.items()]
    told = [*dated, *limits(sheet.filters, language), ("column.rows", rows), *sheet.totals.items()]
    for name, value in told:
        page.append([_bold(page, text(language, name)), _cell(page, value, language)])


def _bold(page: WriteOnlyWorksheet, words: str) -> Cell:
    cell = _text(page, words)
    cell.font = _BOLD
    return cell


def _cell(page: WriteOnlyWorksheet, value: Value, language: Language) -> Any:
    match value:
        case str():
            return _text(page, value)
        case datetime():
            cell = WriteOnlyCell(page, value.astimezone(LOCAL_ZONE).replace(tzinfo=None))
            cell.number_format = f"{_DAY[language]} hh:mm:ss"
            return cell
        case date():
            cell = WriteOnlyCell(page, datetime.combine(value, time.min))
            cell.number_format = _DAY[language]
            return cell
    return value


def _text(page: WriteOnlyWorksheet, words: str) -> Cell:
    """Text stays text, whatever it looks like: a formula, a date, an error."""
    cell = WriteOnlyCell(page, _UNFIT.sub("", words)[:_LONGEST])
    cell.data_type = "s"
    return cell
