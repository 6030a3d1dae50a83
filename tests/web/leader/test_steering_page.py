"""The leader's page: the known figures, every number with its list, and who sees and may what."""

import pytest

from tests.api.people.browsers import signed_in
from tests.support.scenario import SECOND
from tests.web.leader.desk import Desk, numbers_with_lists, rows_of, section
from tests.web.reading_pages import Page
from tracker.web.frame.words import NOTHING

AT_REPORT = {"as_of": "2024-03-08", "known_at": "2024-03-08T17:30:00+07:00"}
MINUS = "\N{MINUS SIGN}"


# --- the figures of the sample ------------------------------------------------------------------


def test_the_plan_of_huong_huu_is_done_to_twelve_of_twenty(sample: Desk) -> None:
    page = sample.look("lanhdao.xa", kind="plan_task", layout="state", **AT_REPORT)

    assert page.heading == "Điều hành: UBND xã Hương Hữu"
    assert rows_of(section(page, "by-unit"))["Tổng cộng"] == ["20", "12", "0", "7", "1", "60%"]
    assert "12/20 = 60%" in page.text


def test_three_completions_typed_later_make_it_fifteen(sample: Desk) -> None:
    later = AT_REPORT | {"known_at": "2024-03-15T17:00:00+07:00"}

    page = sample.look("lanhdao.xa", kind="plan_task", **later)

    assert "15/20 = 75%" in page.text


def test_of_twenty_five_directives_of_the_province_four_are_left_in_time(sample: Desk) -> None:
    page = sample.look("lanhdao.xa", layout="state", **AT_REPORT)

    by_sort = rows_of(section(page, "sorts"))
    assert by_sort["ý kiến chỉ đạo, cấp tỉnh"] == ["25", "21", "0", "4", "0", "84%"]
    assert by_sort["ý kiến chỉ đạo, cấp huyện"] == ["9", "5", "0", "4", "0", "55,56%"]
    alone = sample.look("lanhdao.xa", issuer_level="province", **AT_REPORT)
    assert rows_of(section(alone, "by-unit"))["Tổng cộng"][-2:] == ["25", "84%"]


def test_the_money_of_the_conclusion_is_what_was_paid_by_that_day(sample: Desk) -> None:
    page = sample.look("lanhdao.phunghiep", as_of="2024-04-30")

    row = ["4", "3", "30.432.829", "14.008.449", "16.424.380", "46,03%"]
    assert rows_of(section(page, "money"))["08/KL-TTr"] == row
    later = sample.look("lanhdao.phunghiep", as_of="2024-05-10")
    assert rows_of(section(later, "money"))["08/KL-TTr"][1:5] == [
        "4",
        "30.432.829",
        "30.432.829",
        "0",
    ]


def test_targets_stand_apart_from_items(sample: Desk) -> None:
    page = sample.look("lanhdao.phunghiep", as_of="2024-05-18")

    assert "Chỉ tiêu đạt trên tổng số chỉ tiêu: 8 / 10 (8/10 = 80%)." in page.text
    assert page.one("li", class_="card-total").text.startswith("Tổng số nhiệm vụ 4")


# --- every state of an item has its cell --------------------------------------------------------


def test_the_layout_of_hue_tells_begun_work_from_work_not_begun(district: Desk) -> None:
    page = district.look("lanh.dao")

    # Not begun: in time, overdue, no deadline; under way: the same; suspended, waiting;
    # done on time, late; all.
    assert rows_of(section(page, "by-unit")) == {
        "UBND huyện Phụng Hiệp (trực tiếp thực hiện)": ["0"] * 10 + [NOTHING],
        "Phòng Nội vụ": ["0", "1", "1", "0", "0", "0", "0", "1", "0", "3", "33,33%"],
        "UBND xã Hòa An": ["0", "0", "1", "2", "1", "1", "1", "0", "0", "6", "0%"],
        "Tổng cộng": ["0", "1", "2", "2", "1", "1", "1", "1", "0", "9", "11,11%"],
    }


def test_the_layout_of_the_state_tells_done_from_not_done(district: Desk) -> None:
    page = district.look("lanh.dao", layout="state")

    assert rows_of(section(page, "by-unit"))["Tổng cộng"] == [
        *("9", "1", "0"),
        *("4", "2", "2"),
        "11,11%",
    ]


def test_units_can_be_sorted_by_how_many_are_overdue(district: Desk) -> None:
    assert list(rows_of(section(district.look("lanh.dao", sort="overdue"), "by-unit")))[:2] == [
        "Phòng Nội vụ",
        "UBND xã Hòa An",
    ]


def test_ages_and_coming_deadlines_are_counted_in_days(district: Desk) -> None:
    page = district.look("lanh.dao")

    ageing = {name: cells[0] for name, cells in rows_of(section(page, "ageing")).items()}
    assert ageing == {
        "1 đến 7 ngày": "1",
        "8 đến 30 ngày": "0",
        "31 đến 90 ngày": "1",
        "trên 90 ngày": "0",
    }
    due = {name: cells[0] for name, cells in rows_of(section(page, "due")).items()}
    assert due == {"7 ngày tới": "1", "14 ngày tới": "1", "30 ngày tới": "2"}


def test_the_longest_overdue_come_first_with_who_was_urged_when(district: Desk) -> None:
    overdue = section(district.look("lanh.dao"), "overdue")

    first, second = overdue.all("tr")[1:]
    assert "NV-01" in first.text
    assert first.text.endswith("15/3/2024 80 chưa đôn đốc")
    assert "NV-02" in second.text
    assert second.text.endswith("Công chức Địa chính 31/5/2024 3 02/6/2024 (đã đôn đốc 2 lần)")


def test_better_or_worse_is_said_in_words(district: Desk) -> None:
    trend = rows_of(section(district.look("lanh.dao"), "trend"))

    assert trend["Quá hạn chưa hoàn thành"] == ["1", "1", "2", "▲ +1 (xấu đi)"]
    assert trend["Đã hoàn thành"] == ["1", "1", "1", "không đổi"]
    assert trend["Chờ xác nhận"] == ["0", "2", "1", f"▼ {MINUS}1"]


def test_what_waits_and_what_is_asked_for_is_shown(district: Desk) -> None:
    page = district.look("xac.nhan")
    assert "CD-02" in section(page, "waiting").text
    (there,) = {link.told["href"] for link in section(page, "requests").all("a")}

    requests = district.look("xac.nhan", there)

    asked = [row.text for row in requests.main.all("tr")[1:]]
    assert len(asked) == 2
    assert [link for link in requests.links if link.startswith("/record/item/")]
    assert any("gia hạn CD-01" in row and "Chờ số liệu của tỉnh" in row for row in asked)
    assert any("chuyển trả nhiệm vụ CD-05" in row for row in asked)


# --- numbers and their lists --------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"layout": "state"},
        {"unit": SECOND},
        {"kind": "directive", "issuer_level": "province"},
        {"as_of": "2024-05-21"},
    ],
    ids=str,
)
def test_every_number_is_that_of_its_list(district: Desk, asked: dict[str, str]) -> None:
    page = district.look("lanh.dao", **asked)

    numbers = numbers_with_lists(page)

    assert len(set(numbers)) > 12
    wrong = {
        address: (number, found)
        for number, address in set(numbers)
        if (found := district.listed("lanh.dao", address)) != number
    }
    assert wrong == {}


def test_lists_keep_the_day_and_what_was_known(sample: Desk) -> None:
    page = sample.look("lanhdao.xa", **AT_REPORT)

    numbers = set(numbers_with_lists(page))
    assert any("as_of=2024-03-08" in address for _, address in numbers)
    assert any("as_of=2024-03-01" in address for _, address in numbers)
    for number, address in numbers:
        assert "known_at=2024-03-08T17%3A30%3A00%2B07%3A00" in address
        assert sample.listed("lanhdao.xa", address) == number


# --- down the tree ------------------------------------------------------------------------------


def test_a_unit_leads_to_its_own_page_and_back_up(district: Desk) -> None:
    top = district.look("lanh.dao", layout="state")
    (down,) = [link for link in top.main.all("a") if link.text == "UBND xã Hòa An"]

    commune = district.look("lanh.dao", down.told["href"])

    assert commune.heading == "Điều hành: UBND xã Hòa An"
    assert list(rows_of(section(commune, "by-unit"))) == [
        "UBND xã Hòa An (trực tiếp thực hiện)",
        "Công chức Địa chính",
        "Tổng cộng",
    ]
    (up,) = [link for link in commune.main.all("a") if link.text == "UBND huyện Phụng Hiệp"]
    assert district.look("lanh.dao", up.told["href"]).heading == top.heading


def test_without_a_unit_everything_is_counted_by_its_roots(sample: Desk) -> None:
    page = sample.look("tat.ca", as_of="2024-05-18")

    assert list(rows_of(section(page, "by-unit"))) == [
        "UBND tỉnh Hậu Giang",
        "UBND tỉnh Thừa Thiên Huế",
        "Tổng cộng",
    ]


# --- who sees and may what ----------------------------------------------------------------------


def test_the_page_of_a_leader_is_that_of_his_unit(sample: Desk) -> None:
    assert sample.look("lanhdao.xa").heading == "Điều hành: UBND xã Hương Hữu"
    path = sample.look("lanhdao.xa").one("nav", class_="path d-print-none")
    assert path.text == "UBND tỉnh Thừa Thiên Huế UBND huyện Nam Đông UBND xã Hương Hữu"
    assert not path.all("a")


def test_another_unit_is_refused(sample: Desk) -> None:
    page = sample.look("lanhdao.xa", unit="H30.35", status=403)

    assert "H30.35" in page.text


@pytest.mark.parametrize("path", ["/steering", "/steering/chart", "/steering/requests"])
def test_an_unknown_unit_is_not_found_and_a_wrong_one_is_told(sample: Desk, path: str) -> None:
    sample.look("tat.ca", path, unit="H99", status=404)
    sample.look("tat.ca", path, unit="H57\0", status=422)
    sample.look("tat.ca", path, as_of="31/02/2024", status=422)


def test_who_holds_several_units_chooses_one(sample: Desk) -> None:
    page = sample.look("hai.noi")

    assert page.heading == "Điều hành: chọn đơn vị"
    assert [link.split("=")[1] for link in page.links] == ["H30.35", "H57.31.05"]


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("lanh.dao", {"urge"}),
        (
            "xac.nhan",
            {"extend-deadline", "transfer", "confirm-completion", "reject-completion"},
        ),
        ("kiem.tra", set()),
    ],
)
def test_only_what_somebody_may_do_is_offered(district: Desk, name: str, offered: set[str]) -> None:
    page = district.look(name)

    buttons = [one for one in page.main.all("button") if one.told.get("name") == "name"]
    assert {one.told["value"] for one in buttons} == offered
    boxes = [one for one in page.main.all("input") if one.told.get("name") == "item"]
    assert bool(boxes) == bool(offered)


def test_chosen_items_are_led_to_where_the_deed_is_given(district: Desk) -> None:
    form = section(district.look("xac.nhan"), "waiting").all("form")[0]

    assert (form.told["method"], form.told["action"]) == ("get", "/record/many")
    boxes = [one.told for one in form.all("input") if one.told.get("name") == "item"]
    assert [box["value"] for box in boxes] == ["directive:CD-02"]


def test_the_past_offers_nothing(district: Desk) -> None:
    page = district.look("xac.nhan", as_of="2024-06-02")

    assert not [one for one in page.main.all("button") if one.told.get("name") == "name"]
    assert not [link for link in page.links if link.startswith("/record/")]


def test_both_languages_say_it(district: Desk) -> None:
    browser = signed_in(district.web, "lanh.dao")
    ours = {"origin": "http://tracker.example", "sec-fetch-site": "same-origin"}
    browser.ask("POST", "/preferences", data={"language": "en", "back": "/"}, headers=ours)

    page = Page.of(browser.ask("GET", "/steering"))

    assert page.heading == "Steering: UBND huyện Phụng Hiệp"
    assert rows_of(section(page, "due"))["the next 7 days"][0] == "1"


# --- the chart ----------------------------------------------------------------------------------


def test_the_chart_says_in_a_table_what_it_draws(district: Desk) -> None:
    page = district.look("lanh.dao", "/steering/chart")

    rows = rows_of(page.main)
    assert page.heading == "Diễn biến 12 tháng qua"
    assert len(rows) == 13
    assert rows["03/6/2024"][-1] == "9"
    assert rows["31/12/2023"][-1] == "0"
    assert all(
        district.listed("lanh.dao", address) == number
        for number, address in numbers_with_lists(page)[-6:]
    )


def test_a_point_leads_to_the_page_of_its_day(district: Desk) -> None:
    page = district.look("lanh.dao", "/steering/chart", unit=SECOND)
    (point,) = [link for link in page.main.all("a") if link.text == "31/5/2024"]

    there = district.look("lanh.dao", point.told["href"])

    assert there.heading == "Điều hành: UBND xã Hòa An"
    assert "Số liệu tính đến ngày 31/5/2024" in there.root.text
    assert point.told["href"] in page.one("canvas", role="img").told["data-drawing"]


def test_scripts_get_the_chart_alone(district: Desk) -> None:
    answer = district.browser("lanh.dao").ask(
        "GET", "/steering/chart", headers={"hx-request": "true"}
    )

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "<canvas" in answer.text


@pytest.mark.parametrize(("step", "points"), [("day", 92), ("week", 53)])
def test_the_points_can_be_nearer(district: Desk, step: str, points: int) -> None:
    page = district.look("lanh.dao", "/steering/chart", step=step)

    assert abs(len(rows_of(page.main)) - points) <= 1


def test_the_chart_of_another_unit_is_refused(sample: Desk) -> None:
    sample.look("lanhdao.xa", "/steering/chart", unit="H30.35", status=403)
