"""New work from one form: what it makes, what it asks back, and what it refuses without loss."""

from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from tests.support.scenario import FIRST, ROOT, SECOND
from tests.web.clerk.conftest import COMMUNES, MANY
from tests.web.items.counter import PERSON, Counter
from tests.web.reading_pages import Page
from tracker.fold.words import Kind

CLERK = "vt.huyen"
DIRECTIVE, FINDING, TASK, TARGET = Kind.DIRECTIVE, Kind.FINDING, Kind.PLAN_TASK, Kind.TARGET


def path_of(kind: Kind) -> str:
    return f"/record/new/{kind}"


def letter(number: str, **typed: Any) -> dict[str, Any]:
    """A letter that gives work, as a clerk copies it."""
    return {
        "source.issuer": "UBND tỉnh Hậu Giang",
        "issuer_level": "province",
        "source.type": "Công văn",
        "source.number": number,
        "source.date": "2024-05-30",
        "effective_on": "2024-06-03",
        "title": "Báo cáo kết quả rà soát thủ tục hành chính",
        "deadline_text": "ngày 15/6/2024",
        "units": [FIRST],
        **typed,
    }


def sent(counter: Counter, kind: Kind, as_: str = CLERK, **typed: Any) -> httpx.Response:
    """Sends a new form with what was typed."""
    form = counter.look(f"/register/{kind}", as_=as_).filled(path_of(kind))
    return counter.post(path_of(kind), {**form, **typed}, as_)


def refused(response: httpx.Response, status: int = 422) -> Page:
    return Page.of(response, status)


def first(counter: Counter, kind: Kind, ref: str) -> dict[str, Any]:
    """What an item was begun with."""
    return vars(counter.events(kind, ref)[0])


def valued(page: Page, name: str) -> list[str]:
    """What the fields of that name hold or offer."""
    fields = [one for one in page.main.all("input") if one.told.get("name") == name]
    return [one.told["value"] for one in fields]


# --- a directive ---------------------------------------------------------------------------------


def test_a_letter_to_several_units_gives_each_an_item_with_one_dispatch(counter: Counter):
    typed = letter(
        "211/UBND-NV",
        units=[FIRST, SECOND],
        coordinators=f"ubnd xa HOA AN; {PERSON}",
        monitor=ROOT,
        needs_confirmation="yes",
        urgency="urgent",
    )

    response = sent(counter, DIRECTIVE, **typed)

    refs = ["211-UBND-NV-2024.31", "211-UBND-NV-2024.32"]
    told = urlencode({"item": refs, "number": 2}, doseq=True)
    assert response.status_code == 303, response.text
    assert response.headers["location"] == f"/register/directive/made?{told}"
    made = counter.look(response.headers["location"], as_=CLERK)
    assert {f"/items/directive/{ref}" for ref in refs} <= set(made.links)
    for ref, unit in zip(refs, (FIRST, SECOND), strict=True):
        said = first(counter, DIRECTIVE, ref)
        assert (said["unit"], said["dispatch"]) == (unit, "211-UBND-NV-2024")
        assert said["due_on"].isoformat() == "2024-06-15"
        assert said["deadline_text"] == "ngày 15/6/2024"
        assert said["issuer"] == "UBND tỉnh Hậu Giang"
        assert said["source"] == {
            "issuer": "UBND tỉnh Hậu Giang",
            "type": "Công văn",
            "number": "211/UBND-NV",
            "date": "2024-05-30",
        }
        assert said["coordinators"] == [SECOND, PERSON]
        assert (said["monitor"], said["urgency"]) == (ROOT, "urgent")
        assert said["needs_confirmation"] is True


def test_a_letter_to_one_unit_is_one_item_without_a_dispatch(counter: Counter):
    response = sent(counter, DIRECTIVE, **letter("212/UBND-NV"))

    assert response.headers["location"] == "/items/directive/212-UBND-NV-2024"
    said = first(counter, DIRECTIVE, "212-UBND-NV-2024")
    assert "dispatch" not in said
    assert said["needs_confirmation"] is True


def test_a_box_that_is_not_ticked_is_told_as_well(counter: Counter):
    form = counter.look("/register/directive", as_=CLERK).filled(path_of(DIRECTIVE))
    del form["needs_confirmation"]

    counter.post(path_of(DIRECTIVE), {**form, **letter("213/UBND-NV")}, CLERK)

    assert first(counter, DIRECTIVE, "213-UBND-NV-2024")["needs_confirmation"] is False


def test_a_form_that_is_sent_twice_makes_nothing_twice(counter: Counter):
    form = counter.look("/register/directive", as_=CLERK).filled(path_of(DIRECTIVE))
    typed = {**form, **letter("214/UBND-NV", units=[FIRST, SECOND])}
    # The references stand in the form once it was read back, as they do before a person.
    for unit in (FIRST, SECOND):
        typed[f"{unit}.ref"] = f"DOI-{unit}"

    one = counter.post(path_of(DIRECTIVE), typed, CLERK)
    events = [counter.events(DIRECTIVE, f"DOI-{unit}") for unit in (FIRST, SECOND)]
    two = counter.post(path_of(DIRECTIVE), typed, CLERK)

    assert one.status_code == 303
    assert two.headers["location"] == one.headers["location"]
    assert [counter.events(DIRECTIVE, f"DOI-{unit}") for unit in (FIRST, SECOND)] == events


def test_a_double_click_makes_nothing_twice_where_references_are_proposed(counter: Counter):
    form = counter.look("/register/directive", as_=CLERK).filled(path_of(DIRECTIVE))
    typed = {**form, **letter("215/UBND-NV", units=[FIRST, SECOND])}

    one = counter.post(path_of(DIRECTIVE), typed, CLERK)
    two = counter.post(path_of(DIRECTIVE), typed, CLERK)

    assert two.headers["location"] == one.headers["location"]


def test_the_next_letter_of_that_number_gets_other_references(counter: Counter):
    typed = letter("216/UBND-NV", units=[FIRST, SECOND])

    sent(counter, DIRECTIVE, **typed)
    sent(counter, DIRECTIVE, **{**typed, "title": "Việc khác của văn bản"})

    again = first(counter, DIRECTIVE, "216-UBND-NV-2024-2.31")
    assert (again["title"], again["dispatch"]) == ("Việc khác của văn bản", "216-UBND-NV-2024-2")
    assert first(counter, DIRECTIVE, "216-UBND-NV-2024.31")["dispatch"] == "216-UBND-NV-2024"


def test_a_reference_that_is_used_is_refused_with_a_way_to_its_item(counter: Counter):
    ref = counter.item()

    response = sent(counter, DIRECTIVE, **letter("217/UBND-NV", base_ref=ref))

    page = refused(response)
    assert page.error_of[f"{FIRST}.ref".replace(".", "-")].startswith(f"Ký hiệu “{ref}” đã được")
    assert f"/items/directive/{ref}" in page.links
    assert page.one("textarea", name="title").text == letter("-")["title"]


def test_everything_that_is_wrong_is_told_beside_its_field_and_kept(counter: Counter):
    wrong = {"title": "", "issuer_level": "", "units": [], "source.date": "mai", "base_ref": "X"}

    page = refused(sent(counter, DIRECTIVE, **letter("218/UBND-NV", **wrong)))

    assert set(page.error_of) == {"units"}
    assert page.one("input", name="source.number").told["value"] == "218/UBND-NV"
    again = refused(sent(counter, DIRECTIVE, **letter("218/UBND-NV", **{**wrong, "units": FIRST})))
    assert set(again.error_of) == {"title", "issuer_level", "source-date"}
    assert again.title.startswith("Có lỗi cần sửa")


def test_what_the_command_refuses_comes_back_beside_its_field(counter: Counter):
    page = refused(sent(counter, DIRECTIVE, **letter("219/UBND-NV", coordinators="H99")), 404)
    assert set(page.error_of) == {"coordinators"}
    ahead = letter("219/UBND-NV", effective_on="2024-06-04", units=[FIRST, SECOND])
    page = refused(sent(counter, DIRECTIVE, **ahead), 409)
    assert set(page.error_of) == {"effective_on"}
    assert len(page.one("div", id="trouble").all("li")) == 1


# --- its deadline --------------------------------------------------------------------------------


def test_a_period_is_counted_from_receipt_and_keeps_its_rule(counter: Counter):
    words = "05 ngày làm việc kể từ ngày nhận"

    chosen = {"due_for": words, "due_on": "2024-06-10"}
    sent(counter, DIRECTIVE, **letter("220/UBND-NV", deadline_text=words, **chosen))

    said = first(counter, DIRECTIVE, "220-UBND-NV-2024")
    assert said["due_on"].isoformat() == "2024-06-10"
    assert said["deadline_rule"]["count"] == 5
    assert said["deadline_rule"]["from"] == "2024-06-03"


AMBIGUOUS = "trước ngày 15/6/2024"


def test_words_that_are_not_sure_are_asked_back_until_a_person_chooses(counter: Counter):
    typed = letter("221/UBND-NV", deadline_text=AMBIGUOUS)

    page = refused(sent(counter, DIRECTIVE, **typed))

    assert set(page.error_of) == {"deadline_text"}
    assert valued(page, "due_on") == ["2024-06-14", "2024-06-15"]
    form = page.filled(path_of(DIRECTIVE), due_on="2024-06-15")
    assert form["due_for"] == AMBIGUOUS
    response = counter.post(path_of(DIRECTIVE), {**form, "units": [FIRST]}, CLERK)
    assert response.status_code == 303, response.text
    said = first(counter, DIRECTIVE, "221-UBND-NV-2024")
    assert (said["due_on"].isoformat(), said["deadline_text"]) == ("2024-06-15", AMBIGUOUS)


def test_a_choice_for_other_words_counts_for_nothing(counter: Counter):
    chosen = {"due_on": "2024-06-14", "due_for": "trước ngày 16/6/2024"}

    page = refused(
        sent(counter, DIRECTIVE, **letter("222/UBND-NV", deadline_text=AMBIGUOUS, **chosen))
    )

    assert set(page.error_of) == {"deadline_text"}


@pytest.mark.parametrize(
    ("number", "typed", "due_on"),
    [
        ("223/UBND-NV", {"due_other": "2024-06-20"}, "2024-06-20"),
        ("224/UBND-NV", {"due_other": "20/6/2024", "due_on": "2024-06-14"}, "2024-06-20"),
    ],
)
def test_another_day_may_be_chosen(
    counter: Counter, number: str, typed: dict[str, str], due_on: str
):
    chosen = {"due_for": AMBIGUOUS, **typed}

    sent(counter, DIRECTIVE, **letter(number, deadline_text=AMBIGUOUS, **chosen))

    ref = number.replace("/", "-") + "-2024"
    assert first(counter, DIRECTIVE, ref)["due_on"].isoformat() == due_on


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"deadline_text": ""}, "deadline_text"),
        ({"no_due": "yes"}, "no_due"),
        ({"deadline_text": "khi nào trời mưa to"}, "deadline_text"),
        ({"deadline_text": AMBIGUOUS, "due_for": AMBIGUOUS, "due_on": "x"}, "deadline_text"),
    ],
)
def test_a_deadline_that_is_not_settled_is_refused(
    counter: Counter, typed: dict[str, str], field: str
):
    page = refused(sent(counter, DIRECTIVE, **letter("225/UBND-NV", **typed)))

    assert set(page.error_of) == {field}


def test_that_there_is_no_deadline_is_said(counter: Counter):
    sent(counter, DIRECTIVE, **letter("226/UBND-NV", deadline_text="", no_due="yes"))

    said = first(counter, DIRECTIVE, "226-UBND-NV-2024")
    assert said["due_on"] is None
    assert "deadline_text" not in said


def test_a_deadline_that_comes_back_makes_an_item_for_each_time(counter: Counter):
    words = "hằng quý"
    typed = letter("227/UBND-NV", deadline_text=words)
    assert set(refused(sent(counter, DIRECTIVE, **typed)).error_of) == {"deadline_text"}

    response = sent(counter, DIRECTIVE, **typed, due_on="series", due_for=words)

    assert response.status_code == 303, response.text
    for label, due_on in (("2024-Q3", "2024-09-30"), ("2024-Q4", "2024-12-31")):
        said = first(counter, DIRECTIVE, f"227-UBND-NV-2024/{label}")
        assert said["due_on"].isoformat() == due_on


# --- several lines of one document ----------------------------------------------------------------


def conclusion(number: str, *rows: dict[str, str]) -> dict[str, Any]:
    """A conclusion with its recommendations."""
    made = {
        "source.issuer": "Thanh tra Sở Xây dựng",
        "source.number": number,
        "source.date": "2024-05-20",
        "effective_on": "2024-05-27",
        "row": [str(no) for no in range(len(rows))],
    }
    return made | {
        f"{no}.{name}": value for no, row in enumerate(rows) for name, value in row.items()
    }


CANAL = {
    "title": "Nạo vét kênh Ranh Hoà Phụng",
    "unit": FIRST,
    "category": "recover",
    "amount_required": "16.424.380",
    "deadline_text": "ngày 26/6/2024",
}
SCHOOL = {
    "title": "Trường TH Phương Phú 1",
    "unit": SECOND,
    "category": "deduct",
    "amount_required": "6483390",
    "no_due": "yes",
}


def test_recommendations_of_one_conclusion_are_findings_of_their_own(counter: Counter):
    response = sent(counter, FINDING, **conclusion("08/KL-TTr", CANAL, SCHOOL))

    assert response.status_code == 303, response.text
    canal, school = (first(counter, FINDING, f"08-KL-TTr-2024-{no}") for no in (1, 2))
    assert (canal["conclusion"], canal["inspector"]) == ("08/KL-TTr", "Thanh tra Sở Xây dựng")
    assert (canal["amount_required"], canal["category"]) == (16_424_380, "recover")
    assert canal["due_on"].isoformat() == "2024-06-26"
    assert (school["unit"], school["amount_required"], school["due_on"]) == (
        SECOND,
        6_483_390,
        None,
    )


def test_a_line_that_is_refused_comes_back_alone_and_can_be_sent_again(counter: Counter):
    late = {**SCHOOL, "no_due": "", "deadline_text": "ngày 01/02/2024"}
    chosen = {"due_for": late["deadline_text"], "due_on": "2024-02-01"}

    page = refused(
        sent(counter, FINDING, **conclusion("09/KL-TTr", CANAL, {**late, **chosen})), 409
    )

    assert first(counter, FINDING, "09-KL-TTr-2024-1")["title"] == CANAL["title"]
    assert "/items/finding/09-KL-TTr-2024-1" in page.links
    assert [
        one.told["value"] for one in page.main.all("input") if one.told.get("name") == "row"
    ] == ["1"]
    assert page.one("input", name="1.ref").told["value"] == "09-KL-TTr-2024-2"
    assert "09-KL-TTr-2024-2" in page.one("div", id="trouble").text
    form = page.filled(path_of(FINDING), **{"1.deadline_text": "ngày 15/7/2024"})
    response = counter.post(path_of(FINDING), form, CLERK)
    assert response.headers["location"] == "/items/finding/09-KL-TTr-2024-2"


def test_lines_are_added_and_left_out_without_a_script(counter: Counter):
    def stepped(step: str, data: dict[str, Any]) -> Page:
        return Page.of(counter.post(path_of(FINDING), {**data, "step": step}, CLERK))

    def rows(page: Page) -> list[str]:
        return [
            one.told["value"] for one in page.main.all("input") if one.told.get("name") == "row"
        ]

    form = counter.look("/register/finding", as_=CLERK).filled(path_of(FINDING))
    more = stepped("add", {**form, **conclusion("10/KL-TTr", CANAL)})
    assert valued(more, "row") == ["0", "1"]
    assert more.one("textarea", name="0.title").text == CANAL["title"]
    fewer = stepped("drop-0", {**more.filled(path_of(FINDING)), "row": ["0", "1"]})
    assert valued(fewer, "row") == ["1"]


def test_tasks_of_a_plan_and_targets_are_given_line_by_line(counter: Counter):
    plan = {"source.number": "07/QĐ-UBND", "source.date": "2024-01-04", "row": ["0", "1", "2"]}
    task = {"unit": FIRST, "area": "procedures", "deadline_text": "quý III năm 2024"}
    typed = {f"{no}.{name}": value for no in "02" for name, value in task.items()}
    titles = {"0.title": "Rà soát thủ tục", "2.title": "Công khai thủ tục", "0.product": "Báo cáo"}

    response = sent(counter, TASK, **plan, **typed, **titles)

    assert response.status_code == 303, response.text
    one = first(counter, TASK, "07-QĐ-UBND-2024-1")
    assert (one["plan"], one["product"], one["area"]) == ("07/QĐ-UBND", "Báo cáo", "procedures")
    assert one["needs_confirmation"] is False
    assert first(counter, TASK, "07-QĐ-UBND-2024-2")["title"] == "Công khai thủ tục"

    target = {"unit": FIRST, "goal": ">= 95%", "measure": "ratio", "title": "Đúng hạn"}
    response = sent(
        counter, TARGET, **plan, **{f"0.{name}": value for name, value in target.items()}
    )
    assert response.headers["location"].startswith("/items/target/07-Q")
    assert first(counter, TARGET, "07-QĐ-UBND-2024-1")["goal"] == ">= 95%"


def test_a_reference_cannot_stand_twice_in_one_form(counter: Counter):
    twice = [{**one, "ref": "KL-HAI"} for one in (CANAL, SCHOOL)]

    page = refused(sent(counter, FINDING, **conclusion("11/KL-TTr", *twice)))

    assert set(page.error_of) == {"1-ref"}


# --- reading back, units, rights ------------------------------------------------------------------


def test_what_it_means_is_read_back_before_anything_is_recorded(counter: Counter):
    typed = {
        "source.number": "230/UBND-NV",
        "source.date": "2024-05-30",
        "effective_on": "2024-06-03",
        "deadline_text": "05 ngày làm việc kể từ ngày nhận",
        "units": [FIRST, SECOND],
    }

    told = counter.browser(CLERK).ask(
        "GET", f"/register/directive/read?{urlencode(typed, doseq=True)}"
    )

    assert told.status_code == 200
    assert "<html" not in told.text
    for part in ("230-UBND-NV-2024.31", "Phòng Nội vụ", "10/6/2024", "ngày làm việc"):
        assert part in told.text
    page = Page.of(
        counter.post(
            path_of(DIRECTIVE),
            {
                **counter.look("/register/directive", as_=CLERK).filled(path_of(DIRECTIVE)),
                **letter("230/UBND-NV"),
                "step": "read",
            },
            CLERK,
        )
    )
    assert "Hạn: 15/6/2024" in page.text
    assert page.one("input", name=f"{FIRST}.ref").told["placeholder"] == "230-UBND-NV-2024"


def test_of_many_units_those_sought_join_the_list(counter: Counter):
    units = [f"{MANY}.{no:02}" for no in (7, 77)]
    page = counter.look("/register/directive", as_="vt.nhieu")
    offered = {
        one.told["value"] for one in page.main.all("input") if one.told.get("name") == "units"
    }
    assert offered == {MANY}
    assert COMMUNES > 80

    found = Page.of(
        counter.post(
            path_of(DIRECTIVE),
            {
                **page.filled(path_of(DIRECTIVE)),
                "units": [units[0]],
                "unit_q": "xa so 77",
                "step": "search",
            },
            "vt.nhieu",
        )
    )

    boxes = [one for one in found.main.all("input") if one.told.get("name") == "units"]
    assert {one.told["value"] for one in boxes} == {MANY, *units}
    assert [one.told["value"] for one in boxes if "checked" in one.told] == [units[0]]


def test_work_is_given_only_to_units_of_ones_own(counter: Counter):
    page = refused(sent(counter, DIRECTIVE, "vt.noivu", **letter("231/UBND-NV", units=[SECOND])))

    assert set(page.error_of) == {"units"}
    for kind in Kind:
        counter.look(f"/register/{kind}", 403, as_="lanh.dao")
        counter.look(f"/register/{kind}/read", 403, as_="lanh.dao")
    csrf = counter.look("/me", as_="lanh.dao").form("/sign-out").all("input")[0].told["value"]
    response = counter.post(path_of(DIRECTIVE), {"csrf": csrf}, "lanh.dao")
    assert response.status_code == 403


def test_files_come_with_every_item_and_stay_with_a_form_that_is_refused(counter: Counter):
    letter_file = ("file", ("cv.pdf", b"%PDF-1.4\n1 0 obj\n%%EOF\n", "application/pdf"))
    form = counter.look("/register/directive", as_=CLERK).filled(path_of(DIRECTIVE))
    typed = {**form, **letter("232/UBND-NV", title="", units=[FIRST, SECOND])}

    page = refused(counter.post(path_of(DIRECTIVE), typed, CLERK, [letter_file]))
    again = {**page.filled(path_of(DIRECTIVE)), **typed, "title": "Việc", "key": form["key"]}
    response = counter.post(path_of(DIRECTIVE), again, CLERK)

    assert response.status_code == 303, response.text
    for ending in ("31", "32"):
        (kept,) = first(counter, DIRECTIVE, f"232-UBND-NV-2024.{ending}")["attachments"]
        assert kept["name"] == "cv.pdf"


def test_the_form_warns_of_secret_documents(counter: Counter):
    for kind in Kind:
        assert "Không nhập văn bản mật" in counter.look(f"/register/{kind}", as_=CLERK).text
