"""A list as a file: what the page shows, and of what it is."""

from datetime import datetime

from tests.web.leader.desk import Desk
from tests.web.lists.sheets import heads, in_csv, in_xlsx, pages_of, refs, rows
from tests.web.reading_pages import Page

REPORT = {"as_of": "2024-03-08", "known_at": "2024-03-08T17:30:00+07:00"}
ASKED = {"kind": "directive", "due_to": "2024-03-20", "sort": "ref", "desc": "yes", **REPORT}


def file(page: Page, form: str) -> str:
    (link,) = [one for one in page.main.all("a") if one.text == form]
    return link.told["href"]


def test_a_csv_has_the_rows_of_all_pages_in_their_order(sample: Desk) -> None:
    pages = pages_of(sample, "lanhdao.xa", **REPORT)
    shown = [row for page in pages for row in rows(page)]

    found = in_csv(sample, "lanhdao.xa", file(pages[0], "CSV"))

    columns = list(heads(pages[0]))
    assert list(found[0])[: len(columns) + 1] == [*columns[:5], "Tiến trình", *columns[5:]]
    assert [line["Ký hiệu"] for line in found] == [row[0] for row in shown]
    for line, row in zip(found, shown, strict=True):
        assert [line[name] for name in columns[:4]] == row[:4]
        assert row[4].removeprefix("✓ ").startswith(line["Tình trạng"])
        assert (line["Tiến trình"] == "chưa thực hiện") == ("chưa bắt đầu" in row[4])
        assert line["as_of"] == "2024-03-08"
        assert line["known_at"] == REPORT["known_at"]


def test_a_workbook_says_of_what_it_is(sample: Desk) -> None:
    page = sample.look("lanhdao.xa", "/items", **ASKED)

    listed, told = in_xlsx(sample, "lanhdao.xa", file(page, "XLSX"))

    titles = listed[0]
    assert [row[0] for row in listed[1:]] == refs(page)
    assert [row[2] for row in listed[1:]] == [row[2] for row in rows(page)]
    assert {row[titles.index("unit")][:9] for row in listed[1:]} == {"H57.31.05"}
    assert told["Tính đến ngày"] == datetime(2024, 3, 8)  # noqa: DTZ001 - a cell knows no zone
    assert told["Số dòng"] == len(refs(page))
    assert told["Loại"] == "ý kiến chỉ đạo"
    assert told["Thời hạn đến ngày"] == datetime(2024, 3, 20)  # noqa: DTZ001
    assert told["Tình trạng"] == "mọi tình trạng, không gồm đã thu hồi, chuyển trả"
    assert told["Giới hạn theo quyền ở đơn vị"] == "H57.31.05"


def test_a_file_is_in_the_language_of_the_page(sample: Desk) -> None:
    browser = sample.browser("tat.ca")
    browser.cookies["tracker_language"] = "en"
    found = in_csv(sample, "tat.ca", "/items?format=csv&as_of=2024-03-08&unit=H57.31.05")
    del browser.cookies["tracker_language"]
    assert found[0]["Title"]
