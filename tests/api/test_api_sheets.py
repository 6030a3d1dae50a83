"""Every list as a file: what is on the screen, typed for spreadsheets, harmless, in parts."""

import csv
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from httpx import Response
from openpyxl import load_workbook
from starlette.types import Message, Receive, Scope, Send

from tests.api.asking import HUONG_HUU, WHEN_ASKED, Web, refused, serving
from tests.conftest import Databases
from tests.support.scenario import assigned_line, unit_line, write_history
from tracker.api.sheets.sheet import Sheet
from tracker.api.sheets.workbook import workbook
from tracker.errors import InvalidInputError
from tracker.fold.words import Kind
from tracker.history.importing import import_history
from tracker.present.columns import Column
from tracker.projections.projector import catch_up
from tracker.reading.cut import Filters
from tracker.rights.words import Role

REPORT = "2024-03-08"
ON_THE_DAY = "2024-03-08T17:30:00+07:00"
A_WEEK_LATER = "2024-03-15T17:00:00+07:00"
TIMELINE = "/items/plan_task/HH-2024-NV11/timeline"

LISTS: dict[str, tuple[dict[str, str], str, str, str]] = {
    "/items": ({"as_of": REPORT, "unit": HUONG_HUU}, "items", "items_2024-03-08", "Danh sách"),
    "/counts": (
        {"as_of": REPORT, "by": "kind,issuer_level,plan"},
        "groups",
        "counts_2024-03-08",
        "Số liệu theo tình trạng",
    ),
    "/changes": (
        {"as_of": REPORT, "known_at": ON_THE_DAY, "against": A_WEEK_LATER},
        "items",
        "changes_2024-03-08",
        "Thay đổi",
    ),
    "/units": ({"as_of": REPORT, "unit": HUONG_HUU}, "units", "units_2024-03-08", "Đơn vị"),
    "/series": (
        {"from_": "2024-01-01", "to": REPORT, "step": "week"},
        "steps",
        "series_2024-01-01_2024-03-08",
        "Số liệu theo thời gian",
    ),
    "/flows": (
        {"from_": "2023-12-15", "to": REPORT},
        "",
        "flows_2023-12-15_2024-03-08",
        "Luân chuyển trong kỳ",
    ),
    TIMELINE: ({}, "events", "timeline_hh-2024-nv11", "Diễn biến"),
}
"""What is asked, where its rows are in the JSON, the file's name, the title of its sheet."""


def rows_of(response: Response) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8-sig")
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(set(rows[0])) == len(rows[0])
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def sheets_of(response: Response) -> tuple[list[dict[str, Any]], dict[str, Any], str]:
    """The rows by their titles, what the second sheet says, and the title of the first."""
    assert response.status_code == 200, response.text
    book = load_workbook(io.BytesIO(response.content))
    listed, source = book.worksheets
    titles, *rows = listed.iter_rows(values_only=True)
    told = {str(name): value for name, value in source.iter_rows(values_only=True)}
    return (
        [dict(zip(map(str, titles), row, strict=True)) for row in rows],
        told,
        listed.title,
    )


def number_of_rows(answer: dict[str, Any], where: str) -> int:
    return len(answer[where]) if where else 11


@pytest.mark.parametrize("path", LISTS)
def test_a_file_has_the_rows_of_the_list_and_a_name(sample: Web, path: str) -> None:
    asked, where, name, title = LISTS[path]
    answer = sample.answer(path, **asked)
    as_csv = sample.get(path, format="csv", **asked)
    as_xlsx = sample.get(path, format="xlsx", **asked)

    assert as_csv.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    assert as_xlsx.headers["content-disposition"] == f'attachment; filename="{name}.xlsx"'
    assert as_xlsx.headers["content-type"].endswith(".sheet")
    rows, (listed, source, shown) = rows_of(as_csv), sheets_of(as_xlsx)
    assert len(rows) == len(listed) == number_of_rows(answer, where) > 0
    assert shown == title
    assert source["Số dòng"] == len(rows)
    assert isinstance(source["Theo dữ liệu ghi nhận đến"], datetime)
    assert {row["known_at"] for row in rows} == {answer.get("known_at", ON_THE_DAY)}


def test_items_stand_there_in_words_and_in_codes(sample: Web) -> None:
    asked = {"as_of": REPORT, "kind": "plan_task", "class_": "done_on_time", "known_at": ON_THE_DAY}
    (first, *_) = sample.answer("/items", **asked)["items"]
    (row, *_) = rows_of(sample.get("/items", format="csv", **asked))
    assert row == {
        "Loại": "nhiệm vụ kế hoạch",
        "Ký hiệu": first["ref"],
        "Đơn vị": first["unit"],
        "Tình trạng": "hoàn thành đúng hạn",
        "Thời hạn": first["due_on"],
        "Ngày hoàn thành": first["completed_on"],
        "Nội dung": first["title"],
        "Số tiền phải thu hồi (đồng)": "",
        "Số tiền đã thu hồi (đồng)": "",
        "kind": "plan_task",
        "class": "done_on_time",
        "as_of": REPORT,
        "known_at": ON_THE_DAY,
    }
    (english, *_) = rows_of(sample.get("/items", format="csv", language="en", **asked))
    assert (english["Kind"], english["Class"]) == ("plan task", "completed on time")
    assert (english["kind"], english["class"]) == ("plan_task", "done_on_time")


def test_in_a_workbook_days_are_days_and_the_source_says_what_was_asked(sample: Web) -> None:
    asked = {"as_of": REPORT, "known_at": ON_THE_DAY, "kind": "finding", "q": "kenh ranh"}
    response = sample.get("/items", format="xlsx", class_="open_no_deadline", **asked)
    listed, source, _ = sheets_of(response)
    answer = sample.answer("/items", class_="open_no_deadline", **asked)["items"]
    assert [row["Ký hiệu"] for row in listed] == [item["ref"] for item in answer]
    assert source == {
        "Tính đến ngày": datetime.fromisoformat("2024-03-08"),
        "Theo dữ liệu ghi nhận đến": datetime.fromisoformat("2024-03-08T17:30"),
        "Loại": "kiến nghị thanh tra, kiểm tra",
        "Tình trạng": "đang thực hiện, không thời hạn",
        "Từ cần tìm": "kenh ranh",
        "Số dòng": len(answer),
    }
    dated = load_workbook(io.BytesIO(sample.get("/items", format="xlsx", as_of=REPORT).content))
    due = dated.worksheets[0]["E2"]
    assert (due.is_date, due.number_format) == (True, "dd/mm/yyyy")
    assert dated.worksheets[0].freeze_panes == "A2"


def test_a_row_says_by_which_tree_it_is_and_to_what_it_was_limited(sample: Web) -> None:
    (row, *_) = rows_of(sample.get("/items", format="csv", as_of=REPORT, tree_of="2024-05-01"))
    assert row["tree_of"] == "2024-05-01"
    clerk = sample.signed_in_as("van.thu.xuat", (Role.CLERK, HUONG_HUU))
    rows = rows_of(sample.get("/items", format="csv", as_of=REPORT, as_=clerk))
    assert {row["limited_to"] for row in rows} == {HUONG_HUU}
    assert len(rows) == len(sample.answer("/items", as_of=REPORT, unit=HUONG_HUU)["items"])
    _, source, _ = sheets_of(sample.get("/items", format="xlsx", as_of=REPORT, as_=clerk))
    assert source["Giới hạn theo quyền ở đơn vị"] == HUONG_HUU


def test_counts_stand_there_as_on_the_screen(sample: Web) -> None:
    asked = {"as_of": REPORT, "known_at": ON_THE_DAY, "kind": "plan_task", "unit": HUONG_HUU}
    (row,) = rows_of(sample.get("/counts", format="csv", by="kind", **asked))
    assert row == {
        "Loại": "nhiệm vụ kế hoạch",
        "đang thực hiện trong hạn": "7",
        "quá hạn chưa hoàn thành": "1",
        "hoàn thành đúng hạn": "12",
        "Tổng số": "20",
        "kind": "plan_task",
        "as_of": REPORT,
        "known_at": ON_THE_DAY,
    }
    money = {"as_of": "2024-05-10", "kind": "finding"}
    _, source, _ = sheets_of(sample.get("/counts", format="xlsx", **money))
    assert source["Số tiền đã thu hồi (đồng)"] == 30_432_829
    assert (source["Tổng số"], source["Số dòng"]) == (4, 1)


def test_changes_are_told_and_numbered(sample: Web) -> None:
    asked, *_ = LISTS["/changes"]
    answer = sample.answer("/changes", **asked)["items"]
    rows = rows_of(sample.get("/changes", format="csv", **asked))
    assert [(row["Ký hiệu"], row["before"], row["after"], row["events"]) for row in rows] == [
        (
            item["ref"],
            item["before"] or "",
            item["after"] or "",
            " ".join(str(event["no"]) for event in item["events"]),
        )
        for item in answer
    ]
    assert "ghi lúc 15:11:00 ngày 12/3/2024" in rows[0]["Sự kiện làm thay đổi"]


# --- what a spreadsheet could take for something else -------------------------------------------

NASTY = {
    "=1+1": '=HYPERLINK("http://evil.example")',
    "+84": "+84 lên đường",
    "-2/3": "-2+3",
    "@SUM(1)": "@cmd",
    "08/3": "\tthụt vào",
    "#N/A": "\r\nxuống dòng",
    "1E5": "2024-03-08",
}


def test_what_looks_like_a_formula_is_text(web: Web) -> None:
    office = web.office()
    for ref, title in NASTY.items():
        office.assign(Kind.PLAN_TASK, ref, "2/1", unit="H57.31.05", title=title)
    web.found.catch_up()
    asked = {"as_of": REPORT, "kind": "plan_task"}
    kept = {item["ref"]: item["title"] for item in web.answer("/items", **asked)["items"]}
    assert NASTY.keys() <= kept.keys()

    for row in rows_of(web.get("/items", format="csv", **asked)):
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")), cell
    book = load_workbook(io.BytesIO(web.get("/items", format="xlsx", **asked).content))
    cells = {row[1].value: (row[1], row[6]) for row in book.worksheets[0].iter_rows(min_row=2)}
    for ref, title in NASTY.items():
        shown, told = cells[ref]
        assert (shown.data_type, told.data_type) == ("s", "s")
        assert without_returns(told.value) == without_returns(kept[ref]) == without_returns(title)


def without_returns(text: str) -> str:
    return text.replace("\r", "")


def test_a_workbook_takes_no_more_rows_than_its_format_and_leaves_out_what_it_cannot_hold() -> None:
    column: Column[str] = Column("title", lambda text: text)

    def sheet(*rows: str) -> Sheet[str]:
        return Sheet("items", [column], rows, {"as_of": date(2024, 3, 8)}, Filters())

    with workbook(sheet("a\x0bb", "c" * 40_000), "vi", most=2) as file:
        (_, first, second) = load_workbook(file).worksheets[0].iter_rows(values_only=True)
    assert first == ("ab",)
    assert second == ("c" * 32_767,)
    with pytest.raises(InvalidInputError, match="too_many_rows"):
        workbook(sheet("a", "b", "c"), "vi", most=2)


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_wrong_with_a_question_shows_before_the_file(sample: Web, form: str) -> None:
    refused(sample.get("/items", as_of=REPORT, unit="H99", format=form), 404, "unknown_unit")
    body = refused(sample.get("/items", as_of=REPORT, q="…", format=form), 422, "nothing_to_search")
    assert body["field"] == "q"
    page = sample.answer("/items", as_of=REPORT, limit=5)
    response = sample.get("/items", as_of=REPORT, cursor=page["next"], format=form)
    refused(response, 422, "bad_cursor")


@pytest.mark.parametrize("path", LISTS)
def test_a_format_that_there_is_none_of_is_refused(sample: Web, path: str) -> None:
    asked, *_ = LISTS[path]
    body = refused(sample.get(path, format="pdf", **asked), 422, "bad_parameter")
    assert body["field"] == "format"


# --- in parts -----------------------------------------------------------------------------------


def test_a_long_list_is_sent_in_parts_none_of_which_holds_a_connection(
    databases: Databases, tmp_path: Path
) -> None:
    lines = [unit_line(), *(assigned_line(Kind.PLAN_TASK, f"NV-{n}") for n in range(5200))]
    with databases.fresh() as url:
        import_history(url, [write_history(tmp_path / "past.jsonl", lines)], WHEN_ASKED)
        catch_up(url)
        with serving(url) as web:
            parts = watched(web, f"/api/v1/items?as_of={REPORT}&format=csv")
    assert len(parts) > 4
    rows = list(csv.DictReader(io.StringIO(b"".join(parts).decode("utf-8-sig"))))
    assert [row["Ký hiệu"] for row in rows] == [f"NV-{n}" for n in range(5200)]


def watched(web: Web, address: str) -> list[bytes]:
    """The parts of an answer, between which something is recorded while no connection is out."""
    parts: list[bytes] = []
    office = web.office()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_and_look(message: Message) -> None:
            stats = web.found.pool.get_stats()
            assert stats["pool_available"] == stats["pool_size"]
            if body := message.get("body"):
                parts.append(body)
            if 0 < len(parts) < 4:
                office.assign(Kind.PLAN_TASK, f"GIUA-{len(parts)}", "2/1", unit="H57")
                web.found.catch_up()
            await send(message)

        await web.app(scope, receive, send_and_look)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        base = "http://tracker.example"
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            return await client.get(address, headers=web.credentials)

    assert anyio.run(ask).status_code == 200
    return parts
