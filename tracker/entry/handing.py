"""Which item goes to which unit when one ends: rows of a spreadsheet, every bad one named."""

from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from tracker.aggregates.events import stream_id
from tracker.entry.problems import Problem, shown
from tracker.entry.sheets import Row, is_whole, read_sheet
from tracker.errors import InvalidInputError
from tracker.fold.words import COMPLETED_KINDS, Kind

COLUMNS: Final = ("kind", "ref", "unit")


class Given(NamedTuple):
    """One row: the item, and the unit that leads it from then on."""

    row: int
    kind: Kind
    ref: str
    unit: str


class BadHandingError(InvalidInputError):
    """The rows are not what they should be; carries every problem with its row."""

    def __init__(self, problems: list[tuple[int, Problem]]) -> None:
        row, first = problems[0]
        super().__init__("bad_rows", field=first.field, row=row, number=len(problems))
        self.problems = problems


def read_handing(content: bytes) -> list[Given]:
    """The rows of a CSV or XLSX with the columns kind, ref and unit.

    Raises:
        BadSheetError: the file is no table, or has no such header.
        BadHandingError: naming every bad row.
    """
    sheet = read_sheet(content, _is_header)
    names = [str(value).casefold() if value is not None else "" for value in sheet.header.values]
    places = {name: names.index(name) for name in COLUMNS}
    problems: list[tuple[int, Problem]] = []
    given: list[Given] = []
    seen: dict[tuple[str, str], int] = {}
    for row in sheet.rows:
        cells = {name: _cell(row, place) for name, place in places.items()}
        found = list(_problems(cells, row.number, seen))
        problems += [(row.number, problem) for problem in found]
        if not found:
            kind = Kind(cells["kind"])
            given.append(Given(row.number, kind, cells["ref"], cells["unit"]))
    if problems:
        raise BadHandingError(problems)
    return given


def refuse_strangers(given: Sequence[Given], led: set[UUID]) -> None:
    """Every row must name an open item of the unit.

    Raises:
        BadHandingError: naming every row that does not.
    """
    problems = [
        (row.row, Problem("ref", "item_not_led", {"value": shown(row.ref)}))
        for row in given
        if stream_id(row.kind, row.ref) not in led
    ]
    if problems:
        raise BadHandingError(problems)


def _is_header(values: Sequence[object]) -> bool:
    names = {value.casefold() for value in values if isinstance(value, str)}
    return names >= set(COLUMNS)


def _cell(row: Row, place: int) -> str:
    value = row.values[place] if place < len(row.values) else None
    if is_whole(value):
        return str(int(value))
    return "" if value is None else str(value)


def _problems(
    cells: dict[str, str], number: int, seen: dict[tuple[str, str], int]
) -> list[Problem]:
    found = [Problem(name, "missing", {}) for name in COLUMNS if not cells[name]]
    kinds = [kind.value for kind in COMPLETED_KINDS]
    if cells["kind"] and cells["kind"] not in kinds:
        details = {"value": shown(cells["kind"]), "expected": ", ".join(kinds)}
        found.append(Problem("kind", "expected_one_of", details))
    first = seen.setdefault((cells["kind"], cells["ref"]), number)
    if first != number and not found:
        found.append(Problem("ref", "duplicate_row", {"value": cells["ref"], "row": first}))
    return found
