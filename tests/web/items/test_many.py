"""One form for many items: each is recorded by itself, and those refused can be tried again."""

from typing import Any

import httpx
import pytest

from tests.support.scenario import SECOND
from tests.web.items.counter import CLERK, CONFIRMER, LEADER, Counter, Step
from tests.web.reading_pages import Page
from tracker.fold.words import Kind
from tracker.web.items.many import MOST

ACTION = "/record/many"
ON = "2024-06-03"
REPORTED: Step = ("report-completion", "1/6", {})
D = Kind.DIRECTIVE


def named(ref: str, kind: Kind = D) -> str:
    return f"{kind}:{ref}"


def listed(page: Page) -> list[str]:
    """The items of the form, in their order."""
    boxes = [e for e in page.form(ACTION).all("input") if e.told.get("name") == "item"]
    return [box.told["value"] for box in boxes]


def ticked(page: Page) -> list[str]:
    boxes = [e for e in page.form(ACTION).all("input") if e.told.get("name") == "item"]
    return [box.told["value"] for box in boxes if "checked" in box.told]


def filled(page: Page, **typed: Any) -> dict[str, Any]:
    """What the form says, its repeated fields whole."""
    versions = [
        e.told["value"] for e in page.form(ACTION).all("input") if e.told.get("name") == "listed"
    ]
    return {**page.filled(ACTION), "item": ticked(page), "listed": versions, **typed}


def words(counter: Counter, ref: str, kind: Kind = D) -> list[str]:
    return [event.TOPIC.partition(".")[2] for event in counter.events(kind, ref)]


def test_every_item_is_recorded_with_the_same_document_and_leads_back(counter: Counter):
    refs = [counter.item() for _ in range(3)]
    task = counter.item(Kind.PLAN_TASK)
    items = [*map(named, refs), named(task, Kind.PLAN_TASK)]
    page = counter.look(ACTION, name="report-completion", item=items, back="/my-work")
    assert listed(page) == ticked(page) == items

    sent = filled(page, effective_on="2024-06-01", **{"source.number": "45/BC-UBND"})
    response = counter.post(ACTION, sent)

    assert (response.status_code, response.headers["location"]) == (303, "/my-work")
    for item in items:
        kind, _, ref = item.partition(":")
        event = counter.events(Kind(kind), ref)[-1]
        assert f"{kind}.completion_reported" == event.TOPIC
        assert event.effective_on.isoformat() == "2024-06-01"
        assert event.source == {"number": "45/BC-UBND"}


def test_a_form_sent_twice_records_nothing_twice(counter: Counter):
    refs = [counter.item() for _ in range(2)]
    page = counter.look(ACTION, name="note-progress", item=[*map(named, refs)])
    sent = filled(page, effective_on=ON, note="50%")

    answers = [counter.post(ACTION, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert [words(counter, ref) for ref in refs] == [["assigned", "progress_noted"]] * 2


def test_those_refused_are_named_with_the_reason_and_can_be_tried_again(counter: Counter):
    good, done = counter.item(), counter.item(D, REPORTED)
    items = [named(good), named(done)]
    page = counter.look(ACTION, name="report-completion", item=items)
    assert ticked(page) == [named(good)]
    assert "tình trạng hiện tại không cho phép" in page.text

    answer = counter.post(ACTION, filled(page, item=items, effective_on=ON, note="Đủ"))

    shown = Page.of(answer)
    assert "Đã ghi 1 mục" in shown.text
    assert "1 mục không ghi được" in shown.text
    assert f"{done}: Không thể “báo cáo hoàn thành” vào ngày 03/6/2024" in shown.text
    assert listed(shown) == [named(done)]
    again = filled(shown)
    assert (again["effective_on"], again["note"]) == (ON, "Đủ")
    assert words(counter, good) == ["assigned", "completion_reported"]
    assert words(counter, done) == ["assigned", "completion_reported"]

    counter.office.act(*_reject(done))
    counter.web.found.catch_up()
    refreshed = counter.look(ACTION, name="report-completion", item=[named(done)])
    assert counter.post(ACTION, filled(refreshed, effective_on=ON)).status_code == 303
    assert words(counter, done)[-1] == "completion_reported"


def _reject(ref: str) -> tuple[Any, Kind, str, str]:
    from tracker.commands.items import RejectCompletion  # noqa: PLC0415 - only here

    return RejectCompletion, D, ref, "2/6"


def test_an_item_changed_meanwhile_is_refused_alone_and_said_to_be_so(counter: Counter):
    first, second = counter.item(), counter.item()
    page = counter.look(ACTION, name="start", item=[named(first), named(second)])
    note = counter.look(ACTION, name="note-progress", item=[named(second)], as_="vt.hai")
    counter.post(ACTION, filled(note, effective_on=ON, note="Mới"), "vt.hai")

    shown = Page.of(counter.post(ACTION, filled(page, effective_on=ON)))

    assert listed(shown) == [named(second)]
    assert "cập nhật tiến độ ngày 03/6/2024 (vt.hai)" in shown.text
    assert counter.post(ACTION, filled(shown, item=[named(second)])).status_code == 303
    assert words(counter, second) == ["assigned", "progress_noted", "started"]


def test_what_is_wrong_with_the_form_records_nothing_and_keeps_the_choice(counter: Counter):
    refs = [counter.item() for _ in range(3)]
    page = counter.look(ACTION, name="request-extension", item=[*map(named, refs)])

    chosen = [named(refs[0]), named(refs[2])]
    shown = Page(counter.post(ACTION, filled(page, item=chosen, effective_on=ON)))

    assert shown.response.status_code == 422
    assert shown.error_of == {"reason": "Cần ghi nội dung này."}
    assert (listed(shown), ticked(shown)) == ([*map(named, refs)], chosen)
    assert {tuple(words(counter, ref)) for ref in refs} == {("assigned",)}


def test_with_nothing_ticked_nothing_is_recorded(counter: Counter):
    ref = counter.item()
    page = counter.look(ACTION, name="start", item=[named(ref)])

    answer = counter.post(ACTION, filled(page, item=[], effective_on=ON))

    assert answer.status_code == 422
    assert "Hãy chọn ít nhất một mục" in Page(answer).text
    assert words(counter, ref) == ["assigned"]


def test_items_of_others_are_shown_as_such_and_refused(counter: Counter):
    mine, other = counter.item(), counter.item(unit=SECOND)
    items = [named(mine), named(other), named("không có")]
    page = counter.look(ACTION, name="start", item=items)

    assert listed(page) == items
    assert ticked(page) == [named(mine)]
    assert "không thuộc quyền của anh/chị" in page.text
    assert "không tìm thấy" in page.text
    assert counter.events(D, other)[0].title not in _row(page, named(other))  # type: ignore[attr-defined]

    shown = Page.of(counter.post(ACTION, filled(page, item=items, effective_on=ON)))
    assert listed(shown) == items[1:]
    assert words(counter, mine) == ["assigned", "started"]
    assert words(counter, other) == ["assigned"]


def _row(page: Page, item: str) -> str:
    (row,) = [
        row
        for row in page.form(ACTION).all("tr")
        if item in [box.told.get("value") for box in row.all("input")]
    ]
    return row.text


def test_the_same_item_twice_is_one(counter: Counter):
    ref = counter.item()

    assert listed(counter.look(ACTION, name="start", item=[named(ref)] * 2)) == [named(ref)]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"name": "void", "item": "directive:X"}, 404),
        ({"name": "destroy", "item": "directive:X"}, 404),
        ({"name": "start"}, 422),
        ({"name": "start", "item": "X"}, 422),
        ({"name": "start", "item": "target:X"}, 422),
        ({"name": "start", "item": [f"directive:{n}" for n in range(MOST + 1)]}, 422),
        ({"name": "extend-deadline", "item": "directive:X"}, 403),
    ],
)
def test_what_cannot_be_asked_for_is_refused(counter: Counter, asked: Any, status: int):
    if len(asked.get("item", [])) > MOST:
        answer = counter.post(ACTION, {**_empty(counter), **asked})
        assert answer.status_code == status
        return
    counter.look(ACTION, status, **asked)


def _empty(counter: Counter) -> dict[str, Any]:
    return {"csrf": counter.browser().csrf, "key": "k", "effective_on": ON}


def test_an_assigner_decides_about_many_with_one_document(counter: Counter):
    refs = [counter.item(D, REPORTED) for _ in range(2)]
    page = counter.look(ACTION, as_=CONFIRMER, name="confirm-completion", item=[*map(named, refs)])

    answer = counter.post(ACTION, filled(page, effective_on=ON), CONFIRMER)

    assert answer.status_code == 303
    assert all(words(counter, ref)[-1] == "completion_confirmed" for ref in refs)


def test_many_are_extended_with_words_that_were_read_back(counter: Counter):
    refs = [counter.item() for _ in range(2)]
    page = counter.look(ACTION, as_=CONFIRMER, name="extend-deadline", item=[*map(named, refs)])

    typed = {"effective_on": ON, "deadline_text": "05 ngày làm việc", "reason": "Chờ"}
    shown = Page.of(counter.post(ACTION, filled(page, read="yes", **typed), CONFIRMER))

    assert "“05 ngày làm việc” → hạn Thứ Hai 10/6/2024" in shown.text
    assert counter.post(ACTION, filled(shown), CONFIRMER).status_code == 303
    for ref in refs:
        said = vars(counter.events(D, ref)[-1])
        assert said["due_on"].isoformat() == "2024-06-10"
        assert said["deadline_text"] == "05 ngày làm việc"
        assert said["deadline_rule"]["count"] == 5


@pytest.mark.parametrize(
    ("name", "typed", "word"),
    [
        ("transfer", {"to_unit": SECOND, "reason": "Đúng đơn vị"}, "transferred"),
        ("withdraw", {"reason": "Không còn phù hợp"}, "withdrawn"),
        ("reject-completion", {"reason": "Chưa đủ"}, "completion_rejected"),
    ],
)
def test_other_decisions_about_many(counter: Counter, name: str, typed: Any, word: str):
    refs = [counter.item(D, REPORTED) for _ in range(2)]
    page = counter.look(ACTION, as_=CONFIRMER, name=name, item=[*map(named, refs)])

    answer = counter.post(ACTION, filled(page, effective_on=ON, **typed), CONFIRMER)

    assert answer.status_code == 303, answer.text
    assert [words(counter, ref)[-1] for ref in refs] == [word, word]


def test_a_leader_urges_many(counter: Counter):
    refs = [counter.item() for _ in range(2)]
    page = counter.look(ACTION, as_=LEADER, name="urge", item=[*map(named, refs)])

    answer = counter.post(ACTION, filled(page, effective_on=ON, note="Khẩn trương"), LEADER)

    assert answer.status_code == 303
    assert [words(counter, ref) for ref in refs] == [["assigned", "urged"]] * 2


def test_who_may_not_do_it_anywhere_records_nothing_by_hand(counter: Counter):
    ref = counter.item()
    sent = filled(counter.look(ACTION, as_=CLERK, name="start", item=[named(ref)]), effective_on=ON)
    leader = counter.browser(LEADER)

    answer: httpx.Response = counter.post(ACTION, {**sent, "csrf": leader.csrf}, LEADER)

    assert answer.status_code == 403
    assert words(counter, ref) == ["assigned"]
