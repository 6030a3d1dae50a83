"""Rows of a spreadsheet, CSV or XLSX, with the numbers that the spreadsheet shows for them."""

import csv
import io
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import islice
from typing import Any, Final, NamedTuple, TypeGuard
from unicodedata import normalize
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tracker.errors import InvalidInputError

HEADER_WITHIN: Final = 20
"""Rows in which the header is looked for; titles may stand above it."""
_DELIMITERS: Final = (",", ";", "\t")
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_MOST_UNPACKED: Final = 300_000_000
"""Bytes; a workbook that unpacks to more was made to exhaust us."""
_ZEROS: Final = re.compile("0+")


class Row(NamedTuple):
    """One row; text is composed and trimmed, an empty cell is None."""

    number: int
    values: tuple[object, ...]


class Sheet(NamedTuple):
    """The header and the rows below it that are not empty."""

    header: Row
    rows: list[Row]


class Unreadable(NamedTuple):
    """Stands for a cell whose value the file does not hold; ``code`` says why not."""

    code: str
    text: str


class BadSheetError(InvalidInputError):
    """The file is no table that can be read."""


IsHeader = Callable[[Sequence[object]], bool]


def read_sheet(content: bytes, is_header: IsHeader) -> Sheet:
    """The table in a file: of a workbook, the first sheet that has the header.

    Raises:
        BadSheetError: neither CSV in UTF-8 nor XLSX, or without the header.
    """
    if content.startswith(_ZIP):
        return _read_workbook(content, is_header)
    if content.startswith(_OLE):
        raise BadSheetError("old_workbook")
    return _read_csv(_decoded(content), is_header)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadSheetError("sheet_not_utf8", byte=error.start + 1) from error


# --- CSV ----------------------------------------------------------------------------------------


def _read_csv(text: str, is_header: IsHeader) -> Sheet:
    """By the first separator with which there is a header."""
    for delimiter in _DELIMITERS:
        records = _records(text, delimiter)
        try:
            header = _header(records, is_header)
        except BadSheetError:
            continue  # read by the wrong separator, even a sound file looks malformed
        if header is not None:
            return Sheet(header, _filled(records))
    raise BadSheetError("no_header", within=HEADER_WITHIN)


def _records(text: str, delimiter: str) -> Iterator[Row]:
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, record in enumerate(reader, 1):
            yield Row(number, tuple(map(_cleaned, record)))
    except csv.Error as error:
        raise BadSheetError("malformed_csv", row=number + 1, why=str(error)) from error


def _header(rows: Iterator[Row], is_header: IsHeader) -> Row | None:
    """The header, leaving ``rows`` right below it."""
    return next((row for row in islice(rows, HEADER_WITHIN) if is_header(row.values)), None)


def _filled(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if any(value is not None for value in row.values)]


def _cleaned(value: object) -> object:
    return normalize("NFC", value).strip() or None if isinstance(value, str) else value


# --- XLSX ---------------------------------------------------------------------------------------


def _read_workbook(content: bytes, is_header: IsHeader) -> Sheet:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MOST_UNPACKED:
                raise BadSheetError("workbook_too_large", most=_MOST_UNPACKED // 1_000_000)
        with warnings.catch_warnings():
            # What openpyxl leaves out (pictures, pivot tables) is none of our business.
            warnings.simplefilter("ignore")
            sheet = _first_sheet(content, is_header)
    except (
        BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError,
        IndexError, AttributeError, OSError, EOFError, NotImplementedError,
    ) as error:  # fmt: skip
        raise BadSheetError("not_a_workbook") from error
    if sheet is None:
        raise BadSheetError("no_header", within=HEADER_WITHIN)
    return sheet


def _first_sheet(content: bytes, is_header: IsHeader) -> Sheet | None:
    with ExitStack() as exits:
        # Read twice: one reading gives the values, the other tells what is a formula.
        values, formulas = (
            exits.enter_context(
                closing(load_workbook(io.BytesIO(content), read_only=True, data_only=data_only))
            )
            for data_only in (True, False)
        )
        for sheet, same in zip(values.worksheets, formulas.worksheets, strict=True):
            rows = _rows(sheet, same)
            header = _header(rows, is_header)
            if header is not None:
                return Sheet(header, _filled(rows))
    return None


def _rows(sheet: Any, formulas: Any) -> Iterator[Row]:
    """The rows; what a file says of its own size is not trusted."""
    for one in (sheet, formulas):
        one.reset_dimensions()
    both = zip(sheet.iter_rows(), formulas.iter_rows(), strict=True)
    for number, (cells, same) in enumerate(both, 1):
        yield Row(number, tuple(map(_value, cells, same)))


def _value(cell: Any, formula: Any) -> object:
    value = cell.value
    if cell.data_type == "e":
        return Unreadable("error_in_cell", str(value))
    if value is None and formula.data_type == "f":
        return Unreadable("formula_without_value", str(formula.value))
    if is_whole(value) and _ZEROS.fullmatch(str(cell.number_format)):
        return f"{value:0{len(cell.number_format)}.0f}"
    return _cleaned(value)


def is_whole(value: object) -> TypeGuard[int | float]:
    """Whether a value is a number without decimals; spreadsheets keep ``12`` as ``12.0``."""
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, int) and not isinstance(value, bool)
