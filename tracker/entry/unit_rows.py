"""The rows of a table of units: which columns, what each cell may hold, what it means."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final, NamedTuple
from unicodedata import normalize

from openpyxl.utils import get_column_letter
from pydantic import Field, ValidationError

from tracker.days import LATEST, day_before
from tracker.deadlines.reading import read_day
from tracker.entry.fields import Day, Name, Shape
from tracker.entry.lines import Level
from tracker.entry.problems import Problem, problems_of, shown
from tracker.entry.sheets import Row, Sheet, Unreadable, is_whole, read_sheet
from tracker.errors import InvalidInputError

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("code", "mã", "mã đơn vị"),
    "name": ("name", "tên", "tên đơn vị"),
    "level": ("level", "cấp"),
    "parent": ("parent", "cấp trên", "đơn vị cấp trên", "mã cấp trên", "mã đơn vị cấp trên"),
    "from": ("from", "từ ngày"),
    "to": ("to", "đến ngày"),
    "successor": ("successor", "kế thừa", "đơn vị kế thừa", "mã đơn vị kế thừa"),
}
_MAY_BE_ABSENT: Final = frozenset({"to", "successor"})
_LEVELS: Final[Mapping[str, tuple[str, ...]]] = {
    "central": ("central", "trung ương"),
    "province": ("province", "tỉnh"),
    "district": ("district", "huyện"),
    "commune": ("commune", "xã"),
    "office": ("office", "phòng ban", "cơ quan", "đơn vị"),
    "person": ("person", "cá nhân", "công chức"),
}
_LEVEL_PREFIX: Final = "cấp "
_EXPECTED_LEVELS: Final = ", ".join(" / ".join(names) for names in _LEVELS.values())
_EXPECTED_COLUMNS: Final = ", ".join(" / ".join(names[:2]) for names in _COLUMNS.values())
_DAYS: Final = frozenset({"from", "to"})
_DECORATION: Final = re.compile(r"[\s_*:()]+")
_SEVERAL: Final = ";"
"""Between the codes of several successors."""


class UnitRow(NamedTuple):
    """What one row says: the unit was so from ``since`` until the day before ``until``."""

    number: int
    code: str
    name: str
    level: str
    parent: str | None
    since: date
    until: date | None
    successors: tuple[str, ...]


class RowProblem(NamedTuple):
    """A problem of one row; the problem's field is the column."""

    row: int
    problem: Problem


class UnitRows(NamedTuple):
    """A table as read: its sound rows, and what is wrong with the others."""

    rows: list[UnitRow]
    problems: list[RowProblem]
    suspects: set[str]
    """Codes with a bad row; what hangs on them is not reported again."""
    headings: dict[str, str]
    """What the file calls its columns."""


class _Cells(Shape):
    """The cells of a row after words and days are read."""

    code: Name
    name: Name
    level: Level
    parent: Name | None = None
    since: Annotated[Day, Field(alias="from")]
    to: Day | None = None
    successor: tuple[Name, ...] = ()


def read_unit_rows(content: bytes) -> UnitRows:
    """The table of units in a CSV or XLSX file.

    Raises:
        BadSheetError: the file holds no such table.
    """
    sheet = read_sheet(content, _is_header)
    columns = [_column(value) for value in sheet.header.values]
    problems = list(_header_problems(sheet.header, columns))
    headings = {
        column: str(value)
        for column, value in zip(columns, sheet.header.values, strict=True)
        if column is not None
    }
    found = UnitRows([], problems, set(), headings)
    if not any(problem.code != "unknown_column" for _, problem in problems):
        _take_rows(found, sheet, columns)
    return found


# --- the header ---------------------------------------------------------------------------------


def _is_header(values: Sequence[object]) -> bool:
    return {"code", "name"} <= {_column(value) for value in values}


def _column(value: object) -> str | None:
    return _meant(value, _COLUMNS) if isinstance(value, str) else None


def _meant(text: str, words: Mapping[str, Iterable[str]]) -> str | None:
    """The word that a text names, in any case, with all, some or no accents."""
    plain = _DECORATION.sub(" ", text.casefold()).strip()
    return next(
        (word for word, names in words.items() if any(_same(plain, name) for name in names)), None
    )


def _same(text: str, name: str) -> bool:
    return len(text) == len(name) and all(
        one in (other, _bare(other)) for one, other in zip(text, name, strict=True)
    )


def _bare(letter: str) -> str:
    return "d" if letter == "đ" else normalize("NFD", letter)[0]


def _header_problems(header: Row, columns: Sequence[str | None]) -> Iterator[RowProblem]:
    for heading, column in zip(header.values, columns, strict=True):
        if heading is not None and column is None:
            problem = Problem(shown(heading), "unknown_column", {"expected": _EXPECTED_COLUMNS})
            yield RowProblem(header.number, problem)
    for column, names in _COLUMNS.items():
        if columns.count(column) > 1:
            yield RowProblem(header.number, Problem(column, "repeated_column", {}))
        if column not in columns and column not in _MAY_BE_ABSENT:
            expected = " / ".join(names)
            problem = Problem(column, "missing_column", {"expected": expected})
            yield RowProblem(header.number, problem)


# --- the rows -----------------------------------------------------------------------------------


def _take_rows(found: UnitRows, sheet: Sheet, columns: Sequence[str | None]) -> None:
    for row in sheet.rows:
        problems = list(_nameless(row, sheet.header))
        cells = {
            column: value
            for column, value in zip(columns, row.values, strict=False)
            if column is not None and value is not None
        }
        unit_row = _unit_row(row.number, cells, problems)
        found.problems.extend(RowProblem(row.number, problem) for problem in problems)
        if unit_row is not None and not problems:
            found.rows.append(unit_row)
        elif "code" in cells:
            found.suspects.add(_written(cells["code"]))


def _nameless(row: Row, header: Row) -> Iterator[Problem]:
    """The cells that stand under no heading."""
    for index, value in enumerate(row.values):
        heading = header.values[index] if index < len(header.values) else None
        if value is not None and heading is None:
            letter = get_column_letter(index + 1)
            yield Problem(letter, "nameless_column", {"value": _written(value)})


def _unit_row(number: int, cells: dict[str, object], problems: list[Problem]) -> UnitRow | None:
    """What the row says, or None; adds what is wrong with it to ``problems``."""
    read: dict[str, object] = {}
    for column, value in cells.items():
        try:
            read[column] = _read_cell(column, value)
        except _BadCellError as error:
            problems.append(error.problem)
    try:
        row = _Cells.model_validate(read)
    except ValidationError as error:
        said = {problem.field for problem in problems}
        problems.extend(p for p in problems_of(error) if p.field not in said)
        return None
    problems.extend(_contradictions(row))
    until = None if row.to is None else row.to + timedelta(days=1)
    successors = tuple(dict.fromkeys(row.successor))
    return UnitRow(number, row.code, row.name, row.level, row.parent, row.since, until, successors)


def _contradictions(row: _Cells) -> Iterator[Problem]:
    """What a row says against itself."""
    if row.to is not None and row.to < row.since:
        yield Problem("to", "period_backwards", {"value": row.to, "start": row.since})
    if row.to == LATEST:
        yield Problem("to", "expected_at_most", {"value": row.to, "most": day_before(LATEST)})
    if row.parent == row.code:
        yield Problem("parent", "unit_into_itself", {"value": shown(row.code)})
    if row.code in row.successor:
        yield Problem("successor", "unit_into_itself", {"value": shown(row.code)})
    if row.successor and row.to is None:
        yield Problem("successor", "successor_without_to", {"value": shown(row.successor[0])})


# --- the cells ----------------------------------------------------------------------------------


class _BadCellError(Exception):
    """A cell that cannot be what its column asks for."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def _read_cell(column: str, value: object) -> object:
    if isinstance(value, Unreadable):
        raise _BadCellError(Problem(column, value.code, {"value": shown(value.text)}))
    if column in _DAYS:
        return _day(column, value)
    text = _text(column, value)
    if column == "level":
        return _level(text)
    if column == "successor":
        return tuple(code for part in text.split(_SEVERAL) if (code := part.strip()))
    return text


def _day(column: str, value: object) -> date:
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str):
            return read_day(value)
    except InvalidInputError as error:
        raise _BadCellError(_no_day(column, value)) from error
    raise _BadCellError(_no_day(column, value))


def _no_day(column: str, value: object) -> Problem:
    return Problem(column, "expected_day_cell", {"value": _written(value)})


def _text(column: str, value: object) -> str:
    """Text, or a whole number as it is written; other numbers may have lost their last zeros."""
    if isinstance(value, str):
        return value
    if is_whole(value):
        return f"{value:.0f}"
    raise _BadCellError(Problem(column, "expected_text_cell", {"value": _written(value)}))


def _level(text: str) -> str:
    level = _meant(text, _LEVELS) or _meant(_without_prefix(text), _LEVELS)
    if level is None:
        details = {"value": shown(text), "expected": _EXPECTED_LEVELS}
        raise _BadCellError(Problem("level", "expected_one_of", details))
    return level


def _without_prefix(text: str) -> str:
    """``cấp tỉnh`` is ``tỉnh``."""
    size = len(_LEVEL_PREFIX)
    return text[size:] if _same(text[:size].casefold(), _LEVEL_PREFIX) else text


def _written(value: object) -> str:
    """A wrong value as its owner wrote it, near enough."""
    if isinstance(value, Unreadable):
        return shown(value.text)
    return f"{value:.0f}" if is_whole(value) else shown(str(value))
