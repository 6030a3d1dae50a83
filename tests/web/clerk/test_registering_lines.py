"""Several lines of one document: made together, refused alone, and sent again."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.support.scenario import FIRST, SECOND
from tests.web.clerk.desk import (
    CLERK,
    FINDING,
    TARGET,
    TASK,
    first,
    path_of,
    refused,
    sent,
    valued,
)
from tests.web.items.counter import Counter
from tests.web.reading_pages import Page


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


@pytest.mark.parametrize("rows", [[], ["x"], ["9" * 5_000]])
def test_a_form_without_any_line_is_one_with_an_empty_line(
    counter: Counter, rows: list[str]
) -> None:
    page = refused(sent(counter, TARGET, **{**conclusion("10/KH-UBND"), "row": rows}))
    assert valued(page, "row") == ["0"]
    assert "0-title" in page.error_of


def test_a_letter_to_more_units_than_there_are_is_read_all_the_same(counter: Counter) -> None:
    typed = {"source.number": "12/CT-UBND", "units": [f"H99.{no}" for no in range(1_000)]}
    response = counter.browser(CLERK).ask(
        "GET", f"/register/directive/read?{urlencode(typed, doseq=True)}"
    )
    assert response.status_code == 200, response.text
    assert "12-CT-UBND.999" in response.text
