"""``tracker unit import`` as its user sees it."""

import csv
import io
from pathlib import Path

import pytest

from tests.cli.tracker_program import tracker
from tests.units_import.tables import VIETNAMESE, Cells, as_csv, as_xlsx, log_of

ROWS: list[Cells] = [
    ("H57", "UBND huyện Phụng Hiệp", "huyện", None, "01/01/2020", "30/6/2025", None),
    ("H57.31", "Xã Hòa An", "xã", "H57", "01/01/2020", "30/6/2025", None),
    ("H57.31", "Xã Hòa An", "xã", None, "01/7/2025", None, None),
]
BAD: list[Cells] = [*ROWS, ("X", "X", "sở", "Y", "?", None, None)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "cây đơn vị.xlsx"
    file.write_bytes(as_xlsx(ROWS, VIETNAMESE))
    return file


def test_what_was_recorded_is_said_in_one_line(database_url: str, file: Path):
    done = tracker(database_url, "unit", "import", file, "--actor", "Nguyễn Văn A")

    assert (done.code, done.err) == (0, "")
    assert done.out == "Đã ghi 4 sự kiện từ cây đơn vị.xlsx (2 đơn vị)\n"
    assert {line["actor"] for line in log_of(database_url)} == {"Nguyễn Văn A"}


def test_the_same_file_again_says_that_nothing_is_new(database_url: str, file: Path):
    tracker(database_url, "unit", "import", file, "--actor", "a")
    before = log_of(database_url)

    again = tracker(database_url, "unit", "import", file, "--actor", "b", lang="en")

    assert (again.code, again.err) == (0, "")
    assert again.out.startswith("Nothing new in cây đơn vị.xlsx: all 2 units")
    assert log_of(database_url) == before


def test_a_preview_is_a_table_of_what_would_be_recorded(database_url: str, file: Path):
    seen = tracker(database_url, "unit", "import", file, "--preview", "--actor", "a")

    heading, *table = [line.strip() for line in seen.out.splitlines() if line.strip()]
    assert (seen.code, seen.err) == (0, "")
    assert heading == "Xem trước, chưa ghi gì: cây đơn vị.xlsx có 2 đơn vị, sẽ ghi 4 sự kiện"
    assert [name in table[0] for name in ("Dòng", "Mã", "Sự kiện", "Tên", "Cấp trên", "Kế thừa")]
    assert [line.split()[:2] for line in table[2:]] == [
        ["2", "H57"],
        ["3", "H57.31"],
        ["2", "H57"],
        ["4", "H57.31"],
    ]
    assert "01/7/2025" in table[-1]
    assert log_of(database_url) == []


def test_a_preview_for_programs(database_url: str, file: Path):
    command = ("unit", "import", file, "--preview", "--actor", "a", "--format")

    answer = tracker(database_url, *command, "json").answer
    printed = tracker(database_url, *command, "csv").out

    assert (answer["preview"], answer["units"]) == (True, 2)
    assert answer["events"][1] == {
        "row": 3,
        "type": "unit.established",
        "code": "H57.31",
        "effective_on": "2020-01-01",
        "name": "Xã Hòa An",
        "level": "commune",
        "parent": "H57",
    }
    assert answer["events"][3]["parent"] is None
    assert "name" not in answer["events"][3]
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert [(row["row"], row["code"], row["event"]) for row in rows] == [
        ("2", "H57", "unit.established"),
        ("3", "H57.31", "unit.established"),
        ("2", "H57", "unit.dissolved"),
        ("4", "H57.31", "unit.moved"),
    ]


def test_what_was_recorded_for_programs(database_url: str, file: Path):
    answer = tracker(
        database_url, "unit", "import", file, "--actor", "a", "--format", "json"
    ).answer

    assert answer["preview"] is False
    assert len(answer["events"]) == len(log_of(database_url)) == 4


def test_the_document_is_recorded_with_each_event(database_url: str, file: Path):
    document = (
        "--document",
        "202/2025/QH15",
        "--document-date",
        "12/6/2025",
        "--issuer",
        "Quốc hội",
    )
    done = tracker(database_url, "unit", "import", file, "--actor", "a", *document)

    assert done.code == 0, done.err
    assert [line["source"] for line in log_of(database_url)] == [
        {"number": "202/2025/QH15", "date": "2025-06-12", "issuer": "Quốc hội"}
    ] * 4


@pytest.mark.parametrize("options", [(), ("--preview",), ("--format", "json")])
def test_every_bad_row_is_named_and_nothing_is_stored(
    database_url: str, tmp_path: Path, options: tuple[str, ...]
):
    file = tmp_path / "bad.csv"
    file.write_bytes(as_csv(BAD, VIETNAMESE))

    refused = tracker(database_url, "unit", "import", file, "--actor", "a", *options)

    level, day, end = refused.err.splitlines()
    assert (refused.code, refused.out) == (1, "")
    assert level.startswith("dòng 5, cột Cấp: “sở” ")
    assert day.startswith("dòng 5, cột Từ ngày: “?” không phải là ngày; cần ")
    assert end == "Lỗi: không nhập gì; số lỗi nêu ở trên: 2"
    assert log_of(database_url) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0", "Error: the file is an old workbook (.xls)"),
        (b"{}", "Error: no header with a code and a name column within the first 20 rows"),
        ("mã,tên".encode("utf-16"), "Error: the file is neither XLSX nor UTF-8 text"),
        (b"PK\x03\x04", "Error: the file is broken or no XLSX workbook"),
    ],
)
def test_a_file_that_is_no_table_is_one_clear_line(
    database_url: str, tmp_path: Path, content: bytes, said: str
):
    file = tmp_path / "file"
    file.write_bytes(content)

    refused = tracker(database_url, "unit", "import", file, "--actor", "a", lang="en")

    assert refused.code == 1
    assert refused.only_complaint.startswith(said)


def test_a_missing_file_is_one_clear_line(database_url: str, tmp_path: Path):
    refused = tracker(database_url, "unit", "import", tmp_path / "x", "--actor", "a", lang="en")

    assert refused.code == 1
    assert refused.only_complaint == f"Error: there is no file {tmp_path / 'x'}"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--actor"),
        (("--actor", ""), "actor"),
        (("--actor", "a", "--document-date", "mai"), "mai"),
        (("--actor", "a", "--document", "x" * 201), "source.number"),
    ],
)
def test_wrong_use_is_said_as_such(
    database_url: str, file: Path, options: tuple[str, ...], said: str
):
    refused = tracker(database_url, "unit", "import", file, *options)

    assert refused.code == 2
    assert said in refused.err
    assert log_of(database_url) == []


def test_questions_see_the_units_at_once(database_url: str, file: Path):
    tracker(database_url, "unit", "import", file, "--actor", "a")

    counted = tracker(
        database_url, "counts", "--as-of", "2024-03-08", "--unit", "H57", "--format", "json"
    )

    assert counted.answer["total"] == 0
