"""The page of an item: what is said, the two days of each event, and what it offers to whom."""

import csv
import io
from collections.abc import Mapping

import pytest

from tests.browser.markup import Element
from tests.support.scenario import FIRST, SECOND, md
from tests.web.items.counter import CLERK, CONFIRMER, LEADER, OTHER_CLERK, Counter, Step
from tests.web.reading_pages import Page
from tracker.commands.items import FlagDueSoon, FlagOverdue
from tracker.fold.words import Kind

D = Kind.DIRECTIVE
REPORTED: Step = ("report-completion", "1/6", {})
AUDITOR = "kiem.tra"


def offered(page: Page) -> list[str]:
    """The commands that the page offers, the button first."""
    (part,) = [e for e in page.main.all("div") if "item-actions" in e.told.get("class", "")]
    links = [link.told["href"] for link in part.all("a")]
    return [link.split("/")[3] for link in links if link.startswith("/record/item/")]


def moments(page: Page) -> Mapping[str, Element]:
    """The events of the timeline by their numbers."""
    (part,) = [e for e in page.main.all("ol") if e.told.get("class") == "timeline"]
    return {one.told["id"].removeprefix("e"): one for one in part.children}


def test_an_item_says_what_who_by_when_and_its_state(counter: Counter):
    ref = counter.item(
        due="31/5", about={"urgency": "khẩn", "coordinators": [SECOND]}, source={"number": "45/CV"}
    )

    page = counter.page_of(D, ref)

    assert page.heading == f"{ref}: Rà soát chữ ký số của cán bộ, công chức"
    for said in (
        "quá hạn chưa hoàn thành",
        "quá hạn 3 ngày",
        "Thứ Sáu 31/5/2024",
        "Phòng Nội vụ",
        "chưa thực hiện",
        "UBND tỉnh Hậu Giang",
        "cấp tỉnh",
        "khẩn",
        "45/CV",
        "phải được xác nhận",
    ):
        assert said in page.text, said


def test_the_deadline_is_explained_day_by_day(counter: Counter):
    due = {
        "due_on": "10/6",
        "deadline_text": "05 ngày làm việc",
        "deadline_rule": {
            "count": 5,
            "unit": "working_day",
            "from": "2024-06-03",
            "calendar": "VN",
            "calendar_version": 0,
        },
        "reason": "Chờ ý kiến",
    }
    ref = counter.item(D, ("extend-deadline", "3/6", due))

    page = counter.page_of(D, ref)

    for said in (
        "Thứ Hai 10/6/2024 đang có hiệu lực",
        "Hạn ban đầu: Thứ Bảy 15/6/2024",
        "Nguyên văn: “05 ngày làm việc”",
        "khoản 2 Điều 147",
        "Thứ Bảy 08/6/2024: không tính, nghỉ cuối tuần",
        "Lý do: Chờ ý kiến",
        "(ai.do)",
    ):
        assert said in page.text, said


def test_the_timeline_marks_late_voided_and_imported_events(counter: Counter):
    told = moments(counter.page_of(D, "CD-LS", as_=LEADER))

    assert list(told) == ["1", "2", "3", "4", "5"]
    assert "nhập chậm 5 ngày" in told["2"].text
    assert "nhập chậm" not in told["1"].text
    assert "đã hủy bỏ bởi #3" in told["2"].text
    struck = [e.text for e in told["2"].all("span") if "voided" in e.told.get("class", "").split()]
    assert struck == ["Báo cáo hoàn thành", "ngày 10/3/2024"]
    assert [link.told["href"] for link in told["2"].all("a")] == ["#e3"]
    assert [link.told["href"] for link in told["3"].all("a")] == ["#e2"]
    assert all("nhập từ tệp" in one.text for one in told.values())
    assert "Ghi lúc 09:00:00 ngày 15/3/2024, người ghi: vt.huonghuu" in told["2"].text
    assert "Đề nghị khẩn trương" in told["5"].text


def test_a_flag_says_which_deadline_it_is_about(counter: Counter):
    ref = counter.item(due="31/5")
    office = counter.office
    office.act(FlagDueSoon, D, ref, "28/5", for_due_on=md("31/5"), days_before=3)
    office.act(FlagOverdue, D, ref, "1/6", for_due_on=md("31/5"), actor="scheduler")
    counter.web.found.catch_up()

    told = moments(counter.page_of(D, ref))

    assert "31/5/2024 (còn 3 ngày)" in told["2"].text
    assert "Thời hạn 31/5/2024" in told["3"].text
    assert "còn" not in told["3"].text
    assert "người ghi: hệ thống" in told["3"].text


def test_what_happened_with_another_unit_is_counted_and_not_told(counter: Counter):
    page = counter.page_of(D, "CD-LS", as_=OTHER_CLERK)

    assert list(moments(page)) == ["4", "5"]
    assert "Có 3 sự kiện của những ngày mục này thuộc đơn vị khác" in page.text
    assert "Ghi nhầm mục" not in page.text


def test_who_had_an_item_sees_it_as_of_those_days_alone(counter: Counter):
    counter.look("/items/directive/CD-LS", 403)

    page = counter.page_of(D, "CD-LS", as_of="2024-03-18")

    assert list(moments(page)) == ["1", "2", "3", "4"]
    assert "is-later" in moments(page)["4"].told["class"]


@pytest.mark.parametrize(
    "asked", [{"as_of": "2024-06-02"}, {"known_at": "2024-06-03T08:00:00+07:00"}]
)
def test_the_past_offers_nothing(counter: Counter, asked: dict[str, str]):
    page = counter.page_of(D, "CD-LS", as_=OTHER_CLERK, **asked)

    assert offered(page) == []
    assert not [link for link in page.links if link.startswith("/record/")]
    assert "Đang xem số liệu quá khứ" in page.text


@pytest.mark.parametrize(
    ("before", "who", "expected"),
    [
        (
            (),
            CLERK,
            ["report-completion", "start", "note-progress", "request-extension", "request-return"],
        ),
        (
            (),
            CONFIRMER,
            ["extend-deadline", "suspend", "transfer", "correct-deadline", "withdraw"],
        ),
        ((), LEADER, ["urge"]),
        ((), AUDITOR, []),
        (
            (REPORTED,),
            CONFIRMER,
            [
                "confirm-completion",
                "extend-deadline",
                "reject-completion",
                "transfer",
                "correct-deadline",
                "withdraw",
            ],
        ),
        (
            (("request-extension", "1/6", {"reason": "Chờ"}),),
            CONFIRMER,
            [
                "extend-deadline",
                "refuse-extension",
                "suspend",
                "transfer",
                "correct-deadline",
                "withdraw",
            ],
        ),
        ((("withdraw", "1/6", {}),), CLERK, []),
    ],
)
def test_only_what_one_may_and_the_state_accepts_is_offered(
    counter: Counter, before: tuple[Step, ...], who: str, expected: list[str]
):
    ref = counter.item(D, *before)

    assert offered(counter.page_of(D, ref, as_=who)) == expected


def test_a_finding_speaks_of_remediation_and_money(counter: Counter):
    paid: Step = ("record-payment", "1/3", {"amount": 6_424_380, "voucher": "GNT 01"})
    ref = counter.item(Kind.FINDING, paid)

    page = counter.page_of(Kind.FINDING, ref)

    assert offered(page)[:2] == ["report-remediation", "start"]
    assert "record-payment" in offered(page)
    for said in ("16.424.380", "6.424.380", "10.000.000", "GNT 01", "thu hồi, xuất toán"):
        assert said in page.text, said


def test_an_own_event_can_be_taken_back_from_the_timeline(counter: Counter):
    ref = counter.item(D, ("start", "1/3", {"actor": CLERK}), ("urge", "2/3", {}))

    mine = counter.page_of(D, ref)
    others = counter.page_of(D, ref, as_=LEADER)

    links = [link for link in mine.links if link.startswith("/record/item/void/")]
    assert [link.partition("&")[0] for link in links] == [
        f"/record/item/void/directive/{ref}?event_no=2"
    ]
    assert not [link for link in others.links if "/void/" in link]


def test_the_timeline_is_had_as_a_file_in_the_language_of_the_page(counter: Counter):
    browser = counter.browser(OTHER_CLERK)

    answer = browser.ask("GET", "/items/directive/CD-LS/timeline?form=csv")

    assert answer.status_code == 200
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["Sự kiện"] for row in rows] == ["chuyển đơn vị chủ trì", "đôn đốc"]
    assert {row["hidden"] for row in rows} == {"3"}


def test_a_file_of_another_item_is_not_had_through_this_one(counter: Counter):
    ref = counter.item()

    answer = counter.browser().ask("GET", f"/items/directive/{ref}/evidence/{'0' * 64}")

    assert answer.status_code == 404


def test_a_paper_of_which_there_is_only_the_name_is_said_to_be_so(counter: Counter):
    ref = counter.item(attachments=["Công văn 45.pdf"])

    assert "Công văn 45.pdf (chỉ có tên, tệp không lưu tại đây)" in counter.page_of(D, ref).text


@pytest.mark.parametrize("path", ["/items/directive/khong-co", "/items/nothing/CD-LS"])
def test_what_is_not_there_is_not_found(counter: Counter, path: str):
    assert counter.browser().ask("GET", path).status_code in {404, 422}


def test_an_item_is_told_in_english_too(counter: Counter):
    ref = counter.item()
    browser = counter.browser(AUDITOR)
    browser.cookies["tracker_language"] = "en"

    page = counter.page_of(D, ref, as_=AUDITOR)
    browser.cookies.pop("tracker_language")

    assert page.one("html").told["lang"] == "en"
    assert "Timeline" in page.text
    assert FIRST not in page.heading


def test_items_of_one_dispatch_and_those_below_are_linked_where_one_may_see_them(
    counter: Counter,
):
    upper = counter.item(unit=FIRST, about={"dispatch": 'CV "45"/1'})
    sibling = counter.item(unit=FIRST, about={"dispatch": 'CV "45"/1'})
    counter.item(unit=SECOND, about={"dispatch": 'CV "45"/1'})
    counter.item(unit=FIRST, about={"dispatch": 'CV "46"/1'})
    child = counter.item(unit=FIRST, about={"parent_ref": upper})

    page = counter.page_of(D, upper)

    related = page.one("section", aria_labelledby="h-related")
    assert [link.text for link in related.all("a")] == [sibling, child]
    assert "và 1 mục của đơn vị khác" in related.text
    assert f"/items/directive/{upper}" in counter.page_of(D, child).links
    everything = counter.page_of(D, upper, as_=LEADER)
    assert "của đơn vị khác" not in everything.text


def test_a_request_that_waits_is_said_to_do_so_until_it_is_answered(counter: Counter):
    asked: Step = ("request-extension", "1/6", {"reason": "Chờ số liệu"})
    waiting = counter.item(D, asked)
    answered = counter.item(D, asked, ("refuse-extension", "2/6", {"reason": "Không"}))

    said = "Đề nghị gia hạn ngày 01/6/2024 (ai.do) chưa được trả lời. Lý do: Chờ số liệu"
    assert said in counter.page_of(D, waiting, as_=CONFIRMER).text
    assert "chưa được trả lời" not in counter.page_of(D, answered, as_=CONFIRMER).text


def test_an_item_above_is_a_link_only_for_who_may_see_it(counter: Counter):
    upper = counter.item(unit=SECOND)
    child = counter.item(unit=FIRST, about={"parent_ref": upper})

    page = counter.page_of(D, child)

    assert upper in page.text
    assert f"/items/directive/{upper}" not in page.links
    assert f"/items/directive/{upper}" in counter.page_of(D, child, as_=LEADER).links
