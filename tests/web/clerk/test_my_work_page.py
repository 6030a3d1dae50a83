"""The page one works from: each number has its list, each line the form of what comes next."""

import csv
import io

from tests.api.people.browsers import Browser
from tests.browser.markup import Element
from tests.support.scenario import FIRST, SECOND
from tests.web.items.counter import PERSON, Counter, form_of
from tests.web.reading_pages import Page
from tracker.fold.words import Kind

PATH = "/my-work"
BACK = {"back": PATH}


def numbers_of(page: Page) -> list[tuple[int, str]]:
    """Every number of the page that leads to its list."""
    return [
        (int(link.text.replace(".", "")), link.told["href"])
        for link in page.main.all("a")
        if link.told.get("class") == "number"
    ]


def listed(browser: Browser, address: str) -> int:
    """How many items the list at an address holds, by the file that it gives."""
    response = browser.ask("GET", f"{address}&format=csv")
    assert response.status_code == 200, (address, response.text)
    rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"))))
    return sum(1 for row in rows if row) - 1


def section(page: Page, name: str) -> Element:
    """The part of the page under the heading of that name."""
    (found,) = [
        part for part in page.main.all("section") if part.told.get("aria-labelledby") == name
    ]
    return found


def refs(part: Element) -> list[str]:
    return [one.text for one in part.all("span") if one.told.get("class") == "my-ref"]


def test_the_numbers_of_the_sample_are_those_of_their_lists(sample: Counter):
    for name, expected in (("canbo.huonghuu", [5, 8]), ("canbo.phunghiep", [2])):
        page = sample.look(PATH, as_=name)

        numbers = numbers_of(page)

        assert [number for number, _ in numbers] == expected
        for number, address in numbers:
            assert listed(sample.browser(name), address) == number, address


def test_a_line_says_whose_it_is_how_late_and_leads_to_its_form(counter: Counter):
    ref = counter.item(Kind.DIRECTIVE, due="31/5", unit=PERSON, title="Báo cáo quý II")

    page = counter.look(PATH)

    part = section(page, "h-overdue")
    assert ref in refs(part)
    (row,) = [one for one in part.all("li") if ref in refs(one)]
    assert "Báo cáo quý II" in row.text
    assert "Công chức Tư pháp" in row.text
    assert "quá hạn 3 ngày" in row.text
    links = [link.told["href"] for link in row.all("a")]
    report = f"{form_of('report-completion', Kind.DIRECTIVE, ref)}?back=%2Fmy-work"
    assert links[:2] == [f"/items/directive/{ref}", report]
    assert [link.rpartition("?")[0].split("/")[3] for link in links[1:]] == [
        "report-completion",
        "start",
        "note-progress",
        "request-extension",
        "request-return",
    ]


def test_a_completion_is_logged_by_two_clicks_and_one_date(counter: Counter):
    ref = counter.item(Kind.PLAN_TASK, due="31/5")
    page = counter.look(PATH)
    action = form_of("report-completion", Kind.PLAN_TASK, ref)
    assert f"{action}?back=%2Fmy-work" in page.links

    form = counter.look(action, **BACK)
    response = counter.send(form, action, effective_on="2024-05-30")

    assert (response.status_code, response.headers["location"]) == (303, PATH)
    done = counter.events(Kind.PLAN_TASK, ref)[-1]
    assert done.effective_on.isoformat() == "2024-05-30"
    assert f"/items/plan_task/{ref}" not in counter.look(PATH).links


def test_several_items_go_to_one_form(counter: Counter):
    first, second = counter.item(due="31/5"), counter.item(due="3/6")

    page = counter.look(PATH)

    boxes = [one for one in page.main.all("input") if one.told.get("name") == "item"]
    picked = {one.told["value"]: one.told["form"] for one in boxes}
    assert {f"directive:{first}": "my-pick", f"directive:{second}": "my-pick"}.items() <= (
        picked.items()
    )
    assert len(boxes) == len(picked), "an item can be chosen once"
    form = page.form("/record/many")
    assert form.told["method"] == "get"
    names = [one.told["value"] for one in form.all("button")]
    assert names == ["report-completion", "start", "note-progress"]


def test_what_was_rejected_comes_first_with_its_reason(counter: Counter):
    ref = counter.item(
        Kind.DIRECTIVE,
        ("report-completion", "20/5", {}),
        ("reject-completion", "22/5", {"reason": "Thiếu phụ lục", "actor": "pnv.huyen"}),
    )

    page = counter.look(PATH)

    parts = [part.told["aria-labelledby"] for part in page.main.all("section")]
    assert parts[0] == "h-rejected"
    (row,) = [one for one in section(page, "h-rejected").all("li") if ref in refs(one)]
    assert "Trả lại ngày 22/5/2024 (pnv.huyen)." in row.text
    assert "Lý do: Thiếu phụ lục" in row.text


def test_money_is_paid_before_a_finding_is_reported_done(counter: Counter):
    owing = counter.item(Kind.FINDING, due="31/5")
    paid = counter.item(
        Kind.FINDING, ("record-payment", "20/5", {"amount": 16_424_380}), due="31/5"
    )

    page = counter.look(PATH)

    rows = {refs(row)[0]: row for row in section(page, "h-overdue").all("li") if refs(row)}
    first = {ref: rows[ref].all("a")[1].told["href"].split("/")[3] for ref in (owing, paid)}
    assert first == {owing: "record-payment", paid: "report-remediation"}
    assert "còn phải nộp 16.424.380 đồng" in rows[owing].text
    assert "còn phải nộp" not in rows[paid].text


def test_requests_that_nobody_answered_are_told_to_who_asked_and_to_who_answers(counter: Counter):
    asked = ("request-extension", "30/5", {"reason": "Chờ hướng dẫn"})
    ref = counter.item(Kind.DIRECTIVE, asked)

    page, above = counter.look(PATH), counter.look(PATH, as_="theo.doi")

    mine = section(page, "h-asked")
    assert ref in refs(mine)
    assert "Lý do: Chờ hướng dẫn" in mine.text
    answers = [link for link in above.links if ref in link]
    assert answers == [
        f"/items/directive/{ref}",
        f"{form_of('extend-deadline', Kind.DIRECTIVE, ref)}?back=%2Fmy-work",
        f"{form_of('refuse-extension', Kind.DIRECTIVE, ref)}?back=%2Fmy-work",
    ]


def test_who_confirms_has_what_waits_below_with_its_list_and_forms(counter: Counter):
    ref = counter.item(Kind.DIRECTIVE, ("report-completion", "1/6", {}))

    page = counter.look(PATH, as_="theo.doi")

    part = section(page, "deciding-1")
    assert ref in refs(part)
    ((number, address),) = numbers_of(page)
    reported = [row for row in part.all("li") if "Báo cáo xong" in row.text]
    assert listed(counter.browser("theo.doi"), address) == number == len(reported)
    assert f"{form_of('confirm-completion', Kind.DIRECTIVE, ref)}?back=%2Fmy-work" in page.links
    assert f"{form_of('reject-completion', Kind.DIRECTIVE, ref)}?back=%2Fmy-work" in page.links
    buttons = [one.told["value"] for one in page.form("/record/many").all("button")]
    assert buttons == ["confirm-completion", "reject-completion"]
    assert "/register/directive" not in page.links


def test_numbers_open_lists_of_just_as_many_whatever_else_there_is(counter: Counter):
    counter.item(due="10/6")
    counter.item(due="3/6")
    counter.item(due=None)
    counter.item(Kind.DIRECTIVE, ("suspend", "1/6", {"reason": "Chờ"}))
    counter.item(unit=SECOND, due="31/5")
    for name in ("vt.noivu", "vt.huyen", "theo.doi", "moi.viec"):
        page = counter.look(PATH, as_=name)
        for number, address in numbers_of(page):
            assert listed(counter.browser(name), address) == number, (name, address)


def test_who_has_several_units_chooses_one(counter: Counter):
    ref = counter.item(unit=SECOND, due="31/5")

    first = counter.look(PATH, as_="vt.hai.noi")
    second = counter.look(PATH, as_="vt.hai.noi", unit=SECOND)

    options = [one.told["value"] for one in first.one("select", name="unit").all("option")]
    assert options == [FIRST, SECOND]
    assert ref not in first.text
    assert ref in second.text
    back = f"{form_of('report-completion', Kind.DIRECTIVE, ref)}?back=%2Fmy-work%3Funit%3D{SECOND}"
    assert back in second.links


def test_only_units_for_which_one_logs_are_shown(counter: Counter):
    assert "H57.32" in counter.look(PATH, 403, unit=SECOND).text
    assert "KHONG-CO" in counter.look(PATH, 404, unit="KHONG-CO").text
    counter.look(PATH, 403, as_="lanh.dao")


def test_the_page_leads_to_registering_and_to_the_log(counter: Counter):
    page = counter.look(PATH)

    ways = {f"/register/{kind}" for kind in Kind}
    assert ways | {"/work-log", f"/items?unit={FIRST}&reach=own"} <= set(page.links)
