"""A table of units as it is read: dialects, headings, words, days; and every way to be bad."""

import io
import re
from datetime import date, datetime
from typing import Any
from unicodedata import normalize
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from tests.units_import.tables import (
    HEADER,
    VIETNAMESE,
    Cells,
    as_csv,
    as_xlsx,
    details_of,
    problems_of,
    steps_of,
)
from tracker.catalogue import LANGUAGES, messages
from tracker.commands.unit_import import RefusedUnitsError
from tracker.entry.sheets import BadSheetError
from tracker.entry.unit_rows import UnitRow, read_unit_rows
from tracker.present.refusals import refusal

ROOT: Cells = ("H57", "UBND huyện Phụng Hiệp", "district", None, "2020-01-01", None, None)
CHILD: Cells = ("H57.31", "Phòng Nội vụ", "office", "H57", "2021-03-01", None, None)
MIDNIGHT = datetime.fromisoformat("2025-06-30T00:00:00")
"""As a workbook keeps a day: without a zone."""
READ = [
    UnitRow(2, "H57", "UBND huyện Phụng Hiệp", "district", None, date(2020, 1, 1), None, ()),
    UnitRow(3, "H57.31", "Phòng Nội vụ", "office", "H57", date(2021, 3, 1), None, ()),
]


def rows_of(content: bytes) -> list[UnitRow]:
    table = read_unit_rows(content)
    assert table.problems == []
    return table.rows


def child(**changed: Any) -> Cells:
    return [changed.get(name, value) for name, value in zip(HEADER, CHILD, strict=True)]


# --- CSV ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_csv_in_any_dialect_of_a_spreadsheet_program(delimiter: str, bom: bytes, end: bytes):
    content = bom + as_csv([ROOT, CHILD], delimiter=delimiter).replace(b"\r\n", end)

    assert rows_of(content) == READ


def test_csv_with_everything_in_quotes_and_separators_within():
    name = "Phòng Nội vụ, Lao động; Thương binh"
    quoted = '"code";"name";"level";"parent";"from"\n' + f'"A";"{name}";"office";"";"2020-01-01"\n'

    assert rows_of(quoted.encode()) == [
        UnitRow(2, "A", name, "office", None, date(2020, 1, 1), None, ())
    ]


def test_csv_rows_are_numbered_as_a_spreadsheet_program_shows_them():
    text = (
        "Danh sách đơn vị\n\ncode,name,level,parent,from\n\nA,A,office,,2020-01-01\n,,,,\nB,B,x,,\n"
    )

    assert problems_of(text.encode()) == [
        (7, "level", "expected_one_of"),
        (7, "from", "missing"),
    ]


def test_a_formula_prefix_of_an_exported_file_is_left_as_it_is():
    (row,) = rows_of(as_csv([child(parent=None, name="'=Phòng")]))

    assert row.name == "'=Phòng"


@pytest.mark.parametrize(
    ("content", "code", "details"),
    [
        (as_csv([ROOT]).decode().encode("utf-16"), "sheet_not_utf8", {"byte": 1}),
        (as_csv([ROOT]).replace("ệ".encode(), b"\xd6"), "sheet_not_utf8", {"byte": 55}),
        (b"", "no_header", {"within": 20}),
        (as_csv([ROOT], ("a", "b", "c", "d", "e", "f", "g")), "no_header", {"within": 20}),
        (b"\n" * 20 + as_csv([ROOT]), "no_header", {"within": 20}),
        (as_xlsx([ROOT], ("a",)), "no_header", {"within": 20}),
        (as_csv([ROOT]) + b'"A', "malformed_csv", {"row": 3, "why": "unexpected end of data"}),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_workbook", {}),
        (as_xlsx([ROOT])[:-200], "not_a_workbook", {}),
        (b"PK\x03\x04", "not_a_workbook", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_table_is_refused_in_one_line(
    content: bytes, code: str, details: dict[str, Any]
):
    with pytest.raises(BadSheetError) as caught:
        read_unit_rows(content)

    assert (caught.value.code, caught.value.details) == (code, details)
    for language in LANGUAGES:
        assert "\n" not in refusal(language, code, details)


def test_the_header_may_stand_in_the_twentieth_row():
    (row,) = rows_of(b"\n" * 19 + as_csv([ROOT]))

    assert row.number == 21


# --- XLSX ---------------------------------------------------------------------------------------


def test_a_workbook_with_titles_above_real_days_and_numbers_for_codes():
    content = as_xlsx(
        [
            (57, "UBND huyện", "huyện", None, date(2020, 1, 1), MIDNIGHT, 58.0),
            (),
            (58, " Phường  \n", "xã", None, "1/7/2025", None, None),
        ],
        VIETNAMESE,
        above=[("DANH SÁCH ĐƠN VỊ",), (), ("Kèm theo Quyết định", None, "mã")],
    )
    names = [row._replace(name=row.name.strip()) for row in rows_of(content)]

    assert names == [
        UnitRow(
            5, "57", "UBND huyện", "district", None, date(2020, 1, 1), date(2025, 7, 1), ("58",)
        ),
        UnitRow(7, "58", "Phường", "commune", None, date(2025, 7, 1), None, ()),
    ]


def test_a_workbook_of_another_program_that_says_little_or_wrong_about_itself():
    """Wrong dimensions, no default style: openpyxl would cut the rows and warn."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(as_xlsx([ROOT, CHILD]))) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            text = re.sub('<dimension ref="[^"]*"', '<dimension ref="A1:B2"', text)
            text = re.sub("<cellStyles.*</cellStyles>", "", text)
            new.writestr(name, text)

    assert rows_of(out.getvalue()) == READ


def test_a_code_shown_with_leading_zeros_has_them():
    content = as_xlsx(
        [(1, "A", "xã", None, "2020-01-01")],
        HEADER,
        formats={"A2": "00000"},
    )

    assert rows_of(content)[0].code == "00001"


def test_the_first_sheet_that_has_the_header():
    book = Workbook()
    book.create_sheet("Ghi chú").append(["Lập ngày 01/7/2025"])
    sheet = book.create_sheet("Đơn vị")
    sheet.append(VIETNAMESE)
    sheet.append(ROOT)
    out = io.BytesIO()
    book.save(out)

    assert rows_of(out.getvalue()) == READ[:1]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (child(name='="a"&"b"'), (2, "name", "formula_without_value")),
        (child(code="=A1"), (2, "code", "formula_without_value")),
        (child(name="#REF!"), (2, "name", "error_in_cell")),
        (child(code=31.5), (2, "code", "expected_text_cell")),
        (child(code=date(2025, 7, 1)), (2, "code", "expected_text_cell")),
        (child(name=True), (2, "name", "expected_text_cell")),
        (child(**{"from": 45000}), (2, "from", "expected_day_cell")),
        (child(**{"from": MIDNIGHT.replace(hour=8)}), (2, "from", "expected_day_cell")),
        (child(**{"from": True}), (2, "from", "expected_day_cell")),
        (child(**{"from": date(1899, 12, 31)}), (2, "from", "expected_day_cell")),
        ([*child(), "thừa"], (2, "H", "nameless_column")),
    ],
)
def test_cells_of_a_workbook_that_are_not_what_they_should_be(
    row: Cells, found: tuple[int, str, str]
):
    content = as_xlsx([[None if value == "H57" else value for value in row]])

    assert problems_of(content) == [found]


# --- headings and words -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        VIETNAMESE,
        [normalize("NFD", name) for name in VIETNAMESE],
        [name.upper() for name in VIETNAMESE],
        ["ma", "ten", "cap", "don vi cap tren", "tu ngay", "den ngay", "don vi ke thua"],
        ["MÃ", "Tên", "Cấp ", "Mã cấp trên", "TU NGÀY", "Đến  ngày", "đơn vị kế thừa"],
        ["Mã (*)", "Tên *", "cấp:", "ma_cap_tren", "Từ\nngày", "đến ngày", "ke thua"],
        [name.title() for name in HEADER],
    ],
)
def test_headings_in_either_language_however_typed(header: Cells):
    assert rows_of(as_csv([ROOT, CHILD], header)) == READ
    assert rows_of(as_xlsx([ROOT, CHILD], header)) == READ


def test_columns_in_any_order_and_without_those_about_the_end():
    order = [4, 0, 3, 2, 1]
    header = [HEADER[index] for index in order]

    assert rows_of(as_csv([[row[i] for i in order] for row in (ROOT, CHILD)], header)) == READ


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (("code", "name", "level", "parent", "from", "note"), ("note", "unknown_column")),
        (("code", "name", "level", "parent", "from", "tổ"), ("tổ", "unknown_column")),
        (("code", "name", "level", "from"), ("parent", "missing_column")),
        (("code", "name", "level", "parent", "to"), ("from", "missing_column")),
        (("code", "name", "mã", "level", "parent", "from"), ("code", "repeated_column")),
    ],
)
def test_an_unknown_missing_or_repeated_column_is_named(header: Cells, found: tuple[str, str]):
    content = b"\n" + ",".join(header).encode() + b"\n"

    assert problems_of(content) == [(2, *found)]


@pytest.mark.parametrize(
    ("word", "level"),
    [
        *((level, level) for level in ("central", "province", "district", "commune", "office")),
        ("person", "person"),
        ("trung ương", "central"),
        ("TỈNH", "province"),
        ("cấp tỉnh", "province"),
        (normalize("NFD", "Huyện"), "district"),
        ("xa", "commune"),
        ("Phòng ban", "office"),
        ("cơ quan", "office"),
        ("đơn vị", "office"),
        ("don vi", "office"),
        ("cá nhân", "person"),
        ("công chức", "person"),
    ],
)
def test_levels_in_either_language(word: str, level: str):
    (row,) = rows_of(as_csv([child(parent=None, level=word)]))

    assert row.level == level


@pytest.mark.parametrize(
    "text",
    ["2025-07-01", "1/7/2025", "01/7/2025", "01/07/2025", "ngày 01 tháng 7 năm 2025"],
)
def test_days_in_iso_or_vietnamese(text: str):
    (row,) = rows_of(as_csv([child(parent=None, **{"from": text})]))

    assert row.since == date(2025, 7, 1)


def test_the_last_day_is_one_on_which_the_unit_was_there():
    (row,) = rows_of(as_csv([child(parent=None, to="30/6/2025")]))

    assert row.until == date(2025, 7, 1)


def test_text_is_composed_and_trimmed():
    (row,) = rows_of(
        as_csv([child(parent=None, name=f"  {normalize('NFD', 'Phòng Nội vụ')}\u00a0")])
    )

    assert row.name == "Phòng Nội vụ"


def test_several_successors_are_a_division():
    later = child(code="B", parent=None), child(code="C", parent=None)
    content = as_csv([child(parent=None, to="2025-06-30", successor="B; C;B"), *later])

    assert steps_of(content)[-1].fact.successors == ("B", "C")
    assert steps_of(content)[-1].fact.word == "split"


# --- rows that are bad by themselves ------------------------------------------------------------

BAD_ROWS: list[tuple[dict[str, Any], str, str]] = [
    ({"code": ""}, "code", "missing"),
    ({"code": "x" * 201}, "code", "text_too_long"),
    ({"code": "A\u202eB"}, "code", "bad_characters"),
    ({"name": "  "}, "name", "missing"),
    ({"name": "Phòng\nNội vụ"}, "name", "bad_characters"),
    ({"level": ""}, "level", "missing"),
    ({"level": "sở"}, "level", "expected_one_of"),
    ({"parent": "H57.31"}, "parent", "unit_into_itself"),
    ({"from": ""}, "from", "missing"),
    ({"from": "hôm qua"}, "from", "expected_day_cell"),
    ({"from": "31/6/2025"}, "from", "expected_day_cell"),
    ({"from": "1899-12-31"}, "from", "expected_day_cell"),
    ({"to": "2200-01-01"}, "to", "expected_day_cell"),
    ({"to": "2199-12-31"}, "to", "expected_at_most"),
    ({"to": "2021-02-28"}, "to", "period_backwards"),
    ({"successor": "H57"}, "successor", "successor_without_to"),
    ({"to": "2025-06-30", "successor": "H57.31"}, "successor", "unit_into_itself"),
]


@pytest.mark.parametrize(("changed", "column", "code"), BAD_ROWS)
def test_a_bad_row_is_named_with_its_column(changed: dict[str, Any], column: str, code: str):
    content = as_csv([ROOT, child(**changed)])

    assert problems_of(content) == [(3, column, code)]


@pytest.mark.parametrize(("changed", "code"), [(row, code) for row, _, code in BAD_ROWS])
def test_a_bad_cell_is_shown_and_said_in_both_languages(changed: dict[str, Any], code: str):
    content = as_csv([ROOT, child(**changed)])
    with pytest.raises(RefusedUnitsError) as caught:
        steps_of(content)

    ((_, problem),) = caught.value.problems
    for language in LANGUAGES:
        said = refusal(language, problem.code, problem.details)
        assert "\n" not in said
        if "{value}" in messages(language)[f"error.{code}"] and isinstance(
            problem.details["value"], str
        ):
            assert problem.details["value"] in said


def test_every_bad_cell_of_every_bad_row_is_named_at_once():
    bad = child(code="B", level="sở", **{"from": "?", "to": "?"})
    content = as_csv([child(code="A", name="", level="?"), ROOT, bad])

    assert problems_of(content) == [
        (2, "level", "expected_one_of"),
        (2, "name", "missing"),
        (4, "level", "expected_one_of"),
        (4, "from", "expected_day_cell"),
        (4, "to", "expected_day_cell"),
    ]


def test_what_was_expected_of_a_level_is_said():
    details = details_of(as_csv([child(parent=None, level="sở")]))

    assert details["value"] == "sở"
    assert "commune / xã" in details["expected"]


def test_the_columns_are_named_as_the_file_names_them():
    with pytest.raises(RefusedUnitsError) as caught:
        steps_of(as_csv([child(parent=None, level="sở")], VIETNAMESE))

    assert caught.value.headings["level"] == "Cấp"
