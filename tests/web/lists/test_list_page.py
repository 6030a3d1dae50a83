"""The page of a list: how many, of what, in which order, and who may see and do what."""

from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.markup import Element
from tests.support.scenario import FIRST, ROOT, SECOND
from tests.web.leader.conftest import OFFICIAL
from tests.web.leader.desk import Desk
from tests.web.lists.sheets import heads, limits, pages_of, refs, rows, table, tabs
from tests.web.reading_pages import Page

REPORT = {"as_of": "2024-03-08", "known_at": "2024-03-08T17:30:00+07:00"}
OPEN_IN_TIME = "đang thực hiện trong hạn"
OVERDUE = "quá hạn chưa hoàn thành"


def count(page: Page) -> str:
    return page.one("p", id="list-count").text


def asking(page: Page) -> Element:
    """The form that asks for another list."""
    (form,) = [one for one in page.main.all("form") if one.told.get("role") == "search"]
    return form


def query(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


# --- how many, and of what ----------------------------------------------------------------------


def test_a_list_says_how_many_it_has_and_has_them(sample: Desk) -> None:
    page = sample.look("lanhdao.xa", "/items", class_="open_in_time", **REPORT)

    assert page.heading == "Danh sách nhiệm vụ"
    assert count(page) == "Tổng số: 15 nhiệm vụ."
    assert len(refs(page)) == 15


def test_without_a_class_it_has_what_totals_count(district: Desk) -> None:
    page = district.look("kiem.tra", "/items")

    assert count(page) == "Tổng số: 9 nhiệm vụ."
    assert sum(number for name, (number, _) in tabs(page).items() if name != "Tất cả") == 9


@pytest.mark.parametrize("asked", [{}, {"kind": "directive"}, {"q": "ra soat"}, {"alone": "yes"}])
def test_every_class_beside_the_list_has_the_number_that_its_list_has(
    district: Desk, asked: dict[str, str]
) -> None:
    page = district.look("kiem.tra", "/items", unit=ROOT, **asked)
    for name, (number, address) in tabs(page).items():
        listed = district.look("kiem.tra", address)
        assert len(refs(listed)) == number, name
        assert count(listed) == f"Tổng số: {number} nhiệm vụ."


LIMITED = [
    ({"unit": SECOND}, {"CD-01", "CD-02", "CD-03", "CD-04", "NV-02", "KN-01"}),
    ({"unit": SECOND, "alone": "yes"}, {"CD-01", "CD-02", "CD-03", "CD-04", "KN-01"}),
    ({"unit": SECOND, "reach": "own"}, {"CD-01", "CD-02", "CD-03", "CD-04", "NV-02", "KN-01"}),
    ({"unit": SECOND, "reach": "below"}, {"NV-02"}),
    ({"unit": ROOT, "kind": "plan_task"}, {"NV-01", "NV-02", "NV-03"}),
    ({"issuer_level": "district"}, {"CD-02"}),
    ({"class": "open_overdue"}, {"NV-01", "NV-02"}),
    ({"class": "open_overdue", "begun": "yes"}, {"NV-02"}),
    ({"class": "open_overdue", "begun": "no"}, {"NV-01"}),
    ({"area": "procedures"}, {"NV-01", "NV-02", "NV-03"}),
    ({"plan": "07/QĐ-UBND", "class": "open_overdue"}, {"NV-01", "NV-02"}),
    ({"conclusion": "08/KL-TTr"}, {"KN-01"}),
    ({"due_from": "2024-05-31", "due_to": "2024-06-08"}, {"NV-02", "CD-01", "CD-02"}),
    ({"due_from": "31/5/2024", "due_to": "08/6/2024"}, {"NV-02", "CD-01", "CD-02"}),
    ({"completed_from": "2024-05-01"}, {"CD-02"}),
    ({"completed_to": "2024-04-30"}, {"NV-03"}),
    ({"assigned_to": "2024-01-01"}, set()),
    ({"rejected": "yes"}, {"CD-03"}),
    ({"q": "nv 0", "class": "open_overdue"}, {"NV-01", "NV-02"}),
    ({"q": "CHU ky so kn"}, {"KN-01"}),
]


@pytest.mark.parametrize(("asked", "expected"), LIMITED)
def test_each_limit_leaves_what_it_says_and_is_said_and_can_be_taken_away(
    district: Desk, asked: dict[str, str], expected: set[str]
) -> None:
    page = district.look("kiem.tra", "/items", **asked)
    assert set(refs(page)) == expected
    assert count(page) == f"Tổng số: {len(expected)} nhiệm vụ."
    removable = {told: address for told, address in limits(page).items() if address}
    without = [set(query(address)) for address in removable.values()]
    alone = {"unit", "alone", "reach"}
    for name in asked:
        left = set(asked) - (alone if name in alone else {name})
        assert left in without, name


def test_what_limits_a_list_is_told_in_words(district: Desk) -> None:
    asked = {"unit": SECOND, "kind": "directive", "due_to": "2024-06-30", "q": "ra soat"}
    page = district.look("kiem.tra", "/items", **asked)
    assert list(limits(page)) == [
        "Đơn vị: UBND xã Hòa An và các đơn vị trực thuộc",
        "Loại: ý kiến chỉ đạo",
        "Thời hạn đến ngày: 30/6/2024",
        "Có từ: “ra soat”",
    ]


def test_the_form_holds_what_was_asked_for(district: Desk) -> None:
    asked = {"unit": SECOND, "kind": "directive", "due_to": "2024-06-30", "q": "rà soát"}
    page = district.look("kiem.tra", "/items", **asked)
    form = asking(page)
    typed = {one.told["name"]: one.told.get("value") for one in form.all("input")}
    chosen = {
        select.told["name"]: [o.told["value"] for o in select.all("option") if "selected" in o.told]
        for select in form.all("select")
    }
    assert typed["q"] == "rà soát"
    assert typed["due_to"] == "2024-06-30"
    assert chosen["unit"] == [SECOND]
    assert chosen["kind"] == ["directive"]


def test_what_a_form_leaves_empty_is_left_out_of_the_address(district: Desk) -> None:
    told = f"/items?q=&unit={SECOND}&kind=&class=open_overdue&page=&as_of=2024-06-01&due_to="
    response = district.browser("kiem.tra").ask("GET", told)
    assert response.status_code == 303
    assert query(response.headers["location"]) == {
        "unit": [SECOND],
        "class": ["open_overdue"],
        "as_of": ["2024-06-01"],
    }


@pytest.mark.parametrize("path", ["/items?q=%3F%21", "/items?due_from=31%2F2%2F2024&kind=finding"])
def test_what_cannot_be_looked_for_is_told_and_kept_to_be_put_right(
    district: Desk, path: str
) -> None:
    page = district.look("kiem.tra", path, 422)
    assert page.one("div", id="trouble").text
    kept = {one.told["name"]: one.told["value"] for one in asking(page).all("input")}
    asked = {name: values[0] for name, values in query(path).items()}
    assert kept == asked
    assert set(page.error_of) <= set(asked)
    assert page.error_of


@pytest.mark.parametrize("told", ["klass=out", "class=nope", "kind=unit", "page=0", "sort=title"])
def test_an_address_that_asks_for_what_there_is_not_is_refused(district: Desk, told: str) -> None:
    assert district.browser("kiem.tra").ask("GET", f"/items?{told}").status_code == 422


def test_targets_have_a_list_of_their_own(sample: Desk) -> None:
    page = sample.look("lanhdao.phunghiep", "/items", kind="target", as_of="2024-05-18")
    assert page.heading == "Danh sách chỉ tiêu"
    assert count(page) == "Tổng số: 10 chỉ tiêu."
    assert tabs(page)["đạt"][0] == 7
    assert "name=" not in "".join(one.told.get("href", "") for one in page.main.all("a"))
    found = sample.look("lanhdao.phunghiep", "/items", q="ho so", as_of="2024-05-18")
    (link,) = [one for one in found.main.all("a") if "chỉ tiêu" in one.text]
    assert refs(sample.look("lanhdao.phunghiep", link.told["href"]))


# --- order and pages ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "column", ["Ký hiệu", "Thời hạn", "Quá hạn (ngày)", "Đơn vị", "Tình trạng"]
)
def test_a_column_sorts_the_list_and_then_the_other_way_round(sample: Desk, column: str) -> None:
    first = sample.look("lanhdao.xa", "/items", **REPORT)
    assert all("aria-sort" not in head.told for head in heads(first).values())
    (link,) = heads(first)[column].all("a")
    once = sample.look("lanhdao.xa", link.told["href"])
    (back,) = heads(once)[column].all("a")
    twice = sample.look("lanhdao.xa", back.told["href"])
    ways = {heads(page)[column].told["aria-sort"] for page in (once, twice)}
    assert ways == {"ascending", "descending"}
    assert {"aria-sort"} & set(heads(once)[column].told)
    assert refs(once) != refs(first) or refs(twice) != refs(first)


def test_days_late_begin_with_the_most(district: Desk) -> None:
    page = district.look("kiem.tra", "/items", sort="late_days", desc="yes")
    days = [row[6] for row in rows(page) if row[6]]
    assert days == ["80", "3"]
    assert rows(page)[-1][6] == ""


def test_pages_hold_each_item_once(sample: Desk) -> None:
    pages = pages_of(sample, "lanhdao.xa", **REPORT)
    assert [count(page) for page in pages] == [
        "Tổng số: 54 nhiệm vụ. Đang xem từ 1 đến 50.",
        "Tổng số: 54 nhiệm vụ. Đang xem từ 51 đến 54.",
    ]
    found = [ref for page in pages for ref in refs(page)]
    assert len(found) == len(set(found)) == 54


def test_links_of_a_page_keep_its_moment_its_filters_and_its_order(sample: Desk) -> None:
    asked = {"kind": "directive", "sort": "ref", "desc": "yes", **REPORT}
    page = sample.look("lanhdao.xa", "/items", **asked)
    turned = [one.told["href"] for one in page.main.all("a") if "page=" in one.told["href"]]
    sorted_ = [one.told["href"] for head in heads(page).values() for one in head.all("a")]
    files = [one.told["href"] for one in page.main.all("a") if "download" in one.told]
    for address in [*sorted_, *files, *turned]:
        told = query(address)
        assert {name: told[name] for name in ("kind", *REPORT)} == {
            name: [asked[name]] for name in ("kind", *REPORT)
        }
    assert {query(address)["sort"][0] for address in files} == {"ref"}
    (item,) = table(page).all("tbody")[0].all("tr")[0].all("a")
    assert query(item.told["href"]) == {name: [value] for name, value in REPORT.items()}


def test_a_page_behind_the_last_leads_to_the_last(sample: Desk) -> None:
    response = sample.browser("lanhdao.xa").ask("GET", "/items?as_of=2024-03-08&page=9")
    assert response.status_code == 303
    assert query(response.headers["location"])["page"] == ["2"]


def test_what_is_to_be_done_stands_before_what_is_done(sample: Desk) -> None:
    pages = pages_of(sample, "lanhdao.xa", **REPORT)
    words = [row[4] for page in pages for row in rows(page)]
    is_done = ["hoàn thành đúng hạn" in one for one in words]
    assert all(not before or after for before, after in pairwise(is_done))


def test_money_is_shown_of_findings_alone(district: Desk) -> None:
    (row,) = rows(district.look("kiem.tra", "/items", kind="finding"))
    assert row[-2:] == ["16.424.380", "6.424.380"]
    assert "Số tiền phải thu hồi (đồng)" not in heads(district.look("kiem.tra", "/items"))


def test_what_a_script_swaps_is_there_to_be_swapped(district: Desk) -> None:
    page = district.look("kiem.tra", "/items")
    ids = {one.told.get("id") for one in page.root.everything()}
    swapping = [one for one in page.root.everything() if "hx-get" in one.told]
    assert swapping
    for one in swapping:
        named = f"{one.told['hx-select-oob']},{one.told['hx-select']},{one.told['hx-target']}"
        assert {name.removeprefix("#") for name in named.split(",")} <= ids
        assert one.told["hx-get"] == one.told.get("href", one.told.get("action"))


# --- who may see and do what --------------------------------------------------------------------


def test_a_list_without_a_unit_is_of_the_readers_own(sample: Desk) -> None:
    page = sample.look("lanhdao.phunghiep", "/items")
    assert limits(page) == {"Đơn vị: UBND huyện Phụng Hiệp và các đơn vị trực thuộc": None}


def test_a_list_of_a_unit_of_somebody_else_is_refused(sample: Desk) -> None:
    page = sample.look("lanhdao.phunghiep", "/items?unit=H57.31.05", status=403)
    assert "H57.31.05" in page.text
    file = sample.browser("lanhdao.phunghiep").ask("GET", "/items?unit=H57.31.05&format=csv")
    assert file.status_code == 403
    assert "HH-" not in file.text


def test_a_unit_that_nobody_ever_knew_is_not_found(sample: Desk) -> None:
    sample.look("tat.ca", "/items?unit=H99", status=404)


def test_who_has_several_units_chooses_one(sample: Desk) -> None:
    page = sample.look("hai.noi", "/items", q="rà soát", **REPORT)
    assert page.heading == "Chọn đơn vị"
    for address in page.links:
        assert set(limits(sample.look("hai.noi", address))) > {"Có từ: “rà soát”"}
        assert query(address)["q"] == ["rà soát"]
    assert {query(address)["unit"][0] for address in page.links} == {"H57.31.05", "H30.35"}


def test_units_to_choose_from_are_the_readers_own(sample: Desk, district: Desk) -> None:
    def offered(desk: Desk, name: str, **asked: str) -> list[str]:
        (select,) = [
            one
            for one in desk.look(name, "/items", **asked).main.all("select")
            if one.told["name"] == "unit"
        ]
        return [one.told["value"] for one in select.all("option")]

    assert offered(sample, "lanhdao.xa", **REPORT)[0] == "H57.31.05"
    assert offered(district, "kiem.tra") == [ROOT, FIRST, SECOND]
    assert offered(district, "kiem.tra", unit=SECOND) == ["", ROOT, SECOND, OFFICIAL]
    assert offered(sample, "tat.ca") == ["", "H30", "H57"]


def acts(page: Page) -> list[str]:
    return [one.told["value"] for one in page.main.all("button") if one.told.get("name") == "name"]


def test_only_what_the_reader_may_do_is_offered(district: Desk) -> None:
    assert acts(district.look("lanh.dao", "/items")) == ["urge"]
    assert acts(district.look("xac.nhan", "/items")) == [
        "confirm-completion",
        "reject-completion",
        "extend-deadline",
        "transfer",
    ]
    assert acts(district.look("xac.nhan", "/items", class_="await_in_time")) == [
        "confirm-completion",
        "reject-completion",
        "transfer",
    ]
    assert acts(district.look("kiem.tra", "/items")) == []


def test_chosen_items_are_handed_on_by_kind_and_reference(district: Desk) -> None:
    page = district.look("lanh.dao", "/items", class_="open_overdue")
    form = page.form("/record/many")
    assert form.told["method"] == "get"
    boxes = [one for one in form.all("input") if one.told.get("name") == "item"]
    assert [one.told["value"] for one in boxes] == ["plan_task:NV-01", "plan_task:NV-02"]
    assert [one.told["aria-label"] for one in boxes] == ["Chọn NV-01", "Chọn NV-02"]
    (back,) = [one for one in form.all("input") if one.told.get("name") == "back"]
    assert back.told["value"] == "/items?class=open_overdue"


@pytest.mark.parametrize("past", [{"as_of": "2024-06-02"}, {"known_at": "2024-06-03T08:00:00"}])
def test_a_list_of_the_past_offers_nothing_to_do(district: Desk, past: dict[str, str]) -> None:
    page = district.look("lanh.dao", "/items", **past)
    assert acts(page) == []
    assert not [one for one in page.main.all("input") if one.told.get("name") == "item"]
