"""The tree of units, one unit, and what is recorded of units from forms."""

import csv
import io

import pytest
from openpyxl import load_workbook

from tests.support.scenario import FIRST, ROOT, SECOND
from tests.web.administration.bureau import Bureau
from tests.web.reading_pages import Page
from tracker.fold.state import state_at
from tracker.fold.words import Kind

NEW = "/record/unit/new"
FOUNDED = {
    "code": "H57.33",
    "name": "Trung tâm phục vụ hành chính công",
    "level": "office",
    "parent": ROOT,
    "effective_on": "2024-06-03",
    "source.number": "12/QĐ-UBND",
    "source.date": "2024-05-31",
    "reason": "Kiện toàn tổ chức",
}


def form_of(name: str, code: str = FIRST) -> str:
    return f"/record/unit/{name}/{code}"


def led_by(bureau: Bureau, kind: Kind, ref: str) -> str:
    """Who leads an item in the end."""
    item = bureau.web.found.tracker.item(kind, ref)
    state = state_at(item.history, item.happenings[-1].effective_on)
    assert state is not None
    return state.unit


# --- looking ------------------------------------------------------------------------------------


def test_every_number_of_the_tree_is_that_of_its_list(bureau: Bureau) -> None:
    page = bureau.look("/admin/units")
    numbers = [link for link in page.main.all("a") if link.told.get("class") == "number"]
    told = {link.told["href"]: int(link.text) for link in numbers}
    assert sorted(told.values()) == [1, 2, 3, 5]
    for address, number in told.items():
        answer = bureau.browser().ask("GET", f"{address}&format=csv")
        assert answer.status_code == 200, answer.text
        assert len(list(csv.reader(io.StringIO(answer.text)))) == number + 1


def test_who_sees_no_items_is_told_no_numbers(bureau: Bureau) -> None:
    page = bureau.look("/admin/units", as_="qt.noivu")
    assert "UBND xã Hòa An" in page.text
    assert "Mục còn mở" not in page.text


@pytest.mark.parametrize("words", ["hoa an", "HÒA", "H57.32", "xa hoa"])
def test_units_are_found_without_accents(bureau: Bureau, words: str) -> None:
    page = bureau.look("/admin/units", q=words)
    names = [link.text for link in page.main.all("a") if link.told.get("class") == "tree-name"]
    assert names == ["UBND xã Hòa An"]
    assert "UBND huyện Phụng Hiệp" in page.text


def test_the_tree_is_had_as_a_file_with_the_same_units(bureau: Bureau) -> None:
    plain = bureau.browser().ask("GET", "/admin/units?format=csv")
    book = bureau.browser().ask("GET", "/admin/units?format=xlsx")
    codes = [row[0] for row in csv.reader(io.StringIO(plain.text.removeprefix("\ufeff")))][1:]
    assert codes == [ROOT, FIRST, f"{FIRST}.01", SECOND]
    sheet = load_workbook(io.BytesIO(book.content)).worksheets[0]
    assert [cell.value for cell in sheet["A"]][1:] == codes


def test_nobody_writes_on_a_day_of_the_past(bureau: Bureau) -> None:
    for path in ("/admin/units", f"/admin/units/{FIRST}"):
        assert [link for link in bureau.look(path).links if link.startswith("/record/")]
        page = bureau.look(path, as_of="2024-03-01")
        assert not [link for link in page.links if link.startswith("/record/")]
        assert "as_of=2024-03-01" in "".join(page.links)


def test_a_tree_of_a_day_before_all_units_says_that_it_is_empty(bureau: Bureau) -> None:
    assert "Không có đơn vị nào" in bureau.look("/admin/units", as_of="2020-01-01").text


def test_a_unit_shows_its_history_its_people_and_what_is_below(bureau: Bureau) -> None:
    page = bureau.look(f"/admin/units/{FIRST}")
    assert page.heading == "Phòng Nội vụ"
    for words in ("thành lập đơn vị", "UBND huyện Phụng Hiệp", "Công chức Tư pháp"):
        assert words in page.text
    assert {"/admin/people/vt.noivu", "/admin/people/qt.noivu"} <= set(page.links)


def test_a_unit_that_never_was_is_not_found(bureau: Bureau) -> None:
    bureau.look("/admin/units/H99", 404)
    bureau.look("/record/unit/rename/H99", 404)
    bureau.look(f"/record/unit/abolish/{FIRST}", 404)


def test_what_may_be_done_with_a_unit_is_offered_to_whose_it_is(bureau: Bureau) -> None:
    own = bureau.look(f"/admin/units/{FIRST}", as_="qt.noivu").links
    other = bureau.look(f"/admin/units/{SECOND}", as_="qt.noivu").links
    assert form_of("merge") in own
    assert not [link for link in other if link.startswith("/record/")]
    bureau.look(form_of("rename", SECOND), 403, as_="qt.noivu")


# --- founding, renaming, moving -----------------------------------------------------------------


def test_a_unit_is_founded_with_its_document(own: Bureau) -> None:
    answer = own.send(own.look(NEW, parent=ROOT), NEW, **FOUNDED)
    assert "Đã ghi nhận thành lập đơn vị H57.33." in own.said(answer)
    page = own.look("/admin/units/H57.33")
    assert page.heading == FOUNDED["name"]
    for words in ("12/QĐ-UBND", "Kiện toàn tổ chức", "quan.tri"):
        assert words in page.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": FIRST}, "code"),
        ({"level": ""}, "level"),
        ({"parent": "H99"}, "parent"),
        ({"effective_on": "31/2/2024"}, "effective_on"),
        ({"name": "x" * 201}, "name"),
    ],
)
def test_what_is_wrong_with_a_founding_stands_beside_its_field(
    bureau: Bureau, typed: dict[str, str], field: str
) -> None:
    before = bureau.recorded
    answer = bureau.send(bureau.look(NEW), NEW, **{**FOUNDED, **typed})
    assert answer.status_code in {404, 409, 422}
    page = Page.of(answer, answer.status_code)
    assert set(page.error_of) == {field}
    assert page.one("input", name="source.number").told["value"] == FOUNDED["source.number"]
    assert bureau.recorded == before


def test_a_root_is_for_who_runs_the_whole_installation(bureau: Bureau) -> None:
    before = bureau.recorded
    page = bureau.look(NEW, as_="qt.noivu")
    for parent in ("", SECOND):
        answer = bureau.send(page, NEW, as_="qt.noivu", **{**FOUNDED, "parent": parent})
        assert answer.status_code == 403
    assert bureau.recorded == before


def test_a_unit_is_renamed_from_a_day_ahead_on(own: Bureau) -> None:
    path = form_of("rename")
    answer = own.send(
        own.look(path), path, name="Phòng Nội vụ - Lao động", effective_on="2024-07-01"
    )
    assert "Phòng Nội vụ" in own.said(answer)
    assert own.look(f"/admin/units/{FIRST}").heading == "Phòng Nội vụ"
    later = own.look(f"/admin/units/{FIRST}", as_of="2024-07-01")
    assert later.heading == "Phòng Nội vụ - Lao động"


def test_who_saw_an_older_unit_is_told_what_changed_and_goes_on(own: Bureau) -> None:
    path = form_of("rename")
    seen = own.look(path)
    own.send(seen, path, name="Phòng Nội vụ I", effective_on="2024-06-01")
    data = seen.filled(path, name="Phòng Nội vụ II", key="5d0cbb1e")
    stale = own.browser().ask("POST", path, data=data)
    page = Page.of(stale, 412)
    assert "đổi tên đơn vị (quan.tri)" in page.text
    assert page.one("input", name="name").told["value"] == "Phòng Nội vụ II"
    own.said(own.send(page, path))
    assert own.look(f"/admin/units/{FIRST}").heading == "Phòng Nội vụ II"


def test_a_unit_goes_below_another_or_below_none(own: Bureau) -> None:
    path = form_of("move", SECOND)
    own.said(own.send(own.look(path), path, parent=FIRST, effective_on="2024-06-03"))
    assert "Phòng Nội vụ" in own.look(f"/admin/units/{SECOND}").text
    own.said(own.send(own.look(path), path, parent="", effective_on="2024-06-03"))
    circle = form_of("move", ROOT)
    refused = own.send(own.look(circle), circle, parent=FIRST, effective_on="2024-06-03")
    assert refused.status_code == 409


# --- ending -------------------------------------------------------------------------------------


def test_a_merger_does_what_was_shown_before(own: Bureau) -> None:
    path = form_of("merge")
    before = own.recorded
    typed = {"into": SECOND, "children_to": SECOND, "source.number": "1675/NQ-UBTVQH15"}
    looked = own.send(own.look(path), path, **typed)
    page = Page.of(looked)
    assert own.recorded == before
    refs = [link.rpartition("/")[2] for link in page.links if link.startswith("/items/")]
    assert sorted(refs) == ["CD-01", "NV-01"]
    assert "Công chức Tư pháp" in page.text

    answer = own.confirm(page, path)
    assert "đã chuyển 2 mục và 1 đơn vị trực thuộc" in own.said(answer)
    assert led_by(own, Kind.PLAN_TASK, "NV-01") == led_by(own, Kind.DIRECTIVE, "CD-01") == SECOND
    after = own.look(f"/admin/units/{SECOND}")
    assert "sáp nhập đơn vị" in after.text
    assert "Công chức Tư pháp" in after.text
    gone = own.look(f"/admin/units/{FIRST}")
    assert "không tồn tại vào ngày 03/6/2024" in gone.text
    assert not [link for link in gone.links if link.startswith("/record/")]


def test_a_confirmation_that_is_sent_twice_is_done_once(own: Bureau) -> None:
    path = form_of("dissolve")
    looked = own.send(own.look(path), path, successor=SECOND, children_to=SECOND)
    page = Page.of(looked)
    data = page.filled(path, step="confirm")
    first = own.browser().ask("POST", path, data=data)
    there = own.recorded
    second = own.browser().ask("POST", path, data=data)
    assert first.status_code == second.status_code == 303
    assert own.recorded == there


def test_an_item_goes_elsewhere_where_that_is_chosen(own: Bureau) -> None:
    path = form_of("split")
    typed = {"successors": [SECOND, ROOT], "children_to": SECOND}
    page = Page.of(own.send(own.look(path), path, **typed))
    own.said(own.confirm(page, path, successors=[SECOND, ROOT], **{"goes.directive:CD-01": ROOT}))
    assert led_by(own, Kind.DIRECTIVE, "CD-01") == ROOT
    assert led_by(own, Kind.PLAN_TASK, "NV-01") == SECOND


def test_a_reform_that_lies_ahead_is_recorded_now_and_handed_over_on_its_day(own: Bureau) -> None:
    path = form_of("merge")
    typed = {"into": SECOND, "children_to": SECOND, "effective_on": "2024-07-01"}
    page = Page.of(own.send(own.look(path), path, **typed))
    assert "(ngày chưa đến)" in page.text
    own.said(own.confirm(page, path))
    assert led_by(own, Kind.PLAN_TASK, "NV-01") == FIRST

    clock = own.web.found.clock
    clock.moment = clock.moment.replace(month=7, day=2)  # type: ignore[attr-defined]
    own.forget_browsers()
    assert "còn 2 mục mở chờ bàn giao" in own.look("/admin").text
    over = form_of("hand-over")
    assert over in own.look(f"/admin/units/{FIRST}").links
    page = Page.of(own.send(own.look(over), over))
    assert "Đã bàn giao 2 mục" in own.said(own.confirm(page, over))
    assert led_by(own, Kind.PLAN_TASK, "NV-01") == SECOND
    assert "Không có đơn vị nào chờ bàn giao." in own.look("/admin").text


@pytest.mark.parametrize(
    ("name", "typed", "field", "as_"),
    [
        ("merge", {"into": ""}, "into", "quan.tri"),
        ("merge", {"into": "H99"}, "into", "quan.tri"),
        ("merge", {"into": FIRST}, "into", "quan.tri"),
        ("merge", {"into": SECOND, "children_to": FIRST + ".01"}, "into", "qt.noivu"),
        ("split", {"successors": [SECOND]}, "successors", "quan.tri"),
        ("dissolve", {"successor": SECOND, "children_to": "H99"}, "children_to", "quan.tri"),
    ],
)
def test_what_is_wrong_with_an_ending_stands_beside_its_field(
    bureau: Bureau, name: str, typed: dict[str, str], field: str, as_: str
) -> None:
    before, path = bureau.recorded, form_of(name)
    page = bureau.look(path, as_=as_)
    answer = bureau.send(page, path, as_=as_, reason="Sắp xếp lại", **typed)
    assert answer.status_code in {403, 404, 409, 422}
    refused = Page.of(answer, answer.status_code)
    assert field in refused.error_of
    assert refused.one("textarea", name="reason").text == "Sắp xếp lại"
    assert bureau.recorded == before


def test_a_confirmation_is_judged_as_the_look_before_it(bureau: Bureau) -> None:
    """Whoever sends the second form without the first is refused all the same."""
    before, path = bureau.recorded, form_of("merge")
    page = bureau.look(path, as_="qt.noivu")
    data = {**page.filled(path, into=SECOND, children_to=FIRST), "step": "confirm"}
    assert bureau.browser("qt.noivu").ask("POST", path, data=data).status_code == 403
    data["csrf"] = "another"
    assert bureau.browser("qt.noivu").ask("POST", path, data=data).status_code == 403
    assert bureau.recorded == before


def test_after_the_look_the_form_comes_back_as_it_was_typed(bureau: Bureau) -> None:
    before, path = bureau.recorded, form_of("split")
    typed = {"successors": [SECOND, ROOT], "children_to": SECOND, "reason": "Sắp xếp lại"}
    looked = Page.of(bureau.send(bureau.look(path), path, **typed))
    for words in ("Sắp xếp lại", "UBND xã Hòa An", "UBND huyện Phụng Hiệp"):
        assert words in looked.text
    chosen = {"goes.directive:CD-01": ROOT}
    again = Page.of(
        bureau.send(looked, path, step="edit", successors=typed["successors"], **chosen)
    )
    fields = [e for e in again.main.all("input") if e.told.get("name") == "successors"]
    assert [e.told["value"] for e in fields if e.told["value"]] == typed["successors"]
    assert again.one("textarea", name="reason").text == "Sắp xếp lại"
    assert again.one("input", name="goes.directive:CD-01").told["value"] == ROOT
    assert not again.error_of
    assert bureau.recorded == before


def test_who_may_open_no_items_is_shown_them_without_the_way_there(bureau: Bureau) -> None:
    path = form_of("merge", f"{FIRST}.01")
    page = bureau.look(path, as_="qt.noivu")
    looked = Page.of(bureau.send(page, path, as_="qt.noivu", into=FIRST))
    assert "NV-02" in looked.text
    assert not [link for link in looked.links if link.startswith("/items/")]
