"""A long list in pages: together the whole, whatever is written meanwhile; forgeries refused."""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.asking import HUONG_HUU, Web, refused
from tests.support.properties import examples
from tests.support.rows import head
from tracker.commands.items import ReportCompletion, Transfer, VoidEvent, Withdraw
from tracker.commands.units import DissolveUnit, MoveUnit
from tracker.fold.words import Kind

REPORT = "2024-03-08"


def pages(web: Web, between: Callable[[], object] | None = None, **query: object) -> Iterator[Any]:
    """All pages, with something happening between each two."""
    cursor = None
    while True:
        page = web.answer("/items", cursor=cursor, **query)
        yield page
        cursor = page["next"]
        if cursor is None:
            return
        if between is not None:
            between()


def together(found: list[Any]) -> list[Any]:
    return [item for page in found for item in page["items"]]


@pytest.mark.parametrize("limit", [1, 2, 7, 57, 58, 59, 1000])
def test_the_pages_together_are_the_whole_list(sample: Web, limit: int) -> None:
    whole = sample.answer("/items", as_of=REPORT, limit=1000)
    assert len(whole["items"]) == 58
    assert whole["next"] is None
    found = list(pages(sample, as_of=REPORT, limit=limit))
    assert together(found) == whole["items"]
    assert all(len(page["items"]) == limit for page in found[:-1])
    assert len({page["known_at"] for page in found}) == 1


def test_the_pages_of_a_filtered_list_are_that_list(sample: Web) -> None:
    asked = {"as_of": REPORT, "unit": HUONG_HUU, "class_": "done_on_time", "kind": "directive"}
    whole = sample.answer("/items", **asked)["items"]
    assert len(whole) == 26
    assert together(list(pages(sample, limit=5, **asked))) == whole


def test_pages_stay_as_they_were_while_events_are_recorded_between_them(web: Web) -> None:
    office = web.office()
    whole = web.answer("/items", as_of=REPORT)["items"]

    def refs(kind: Kind, name: str) -> list[str]:
        return [i["ref"] for i in whole if (i["kind"], i["class"]) == (kind, name)]

    task, directive = Kind.PLAN_TASK, Kind.DIRECTIVE
    in_time, late_one = refs(directive, "open_in_time"), refs(task, "open_in_time")[-1]
    done = refs(task, "done_on_time")[-1]
    deeds: Iterator[Callable[[], object]] = iter(
        [
            lambda: office.assign(directive, "GIUA-1", "2/1", unit="H57.31.05"),
            lambda: office.act(Withdraw, directive, in_time[0], "7/3", reason="thôi"),
            lambda: office.act(ReportCompletion, task, late_one, "7/3"),
            lambda: office.act(VoidEvent, task, done, "7/3", event_no=2, reason="nhầm"),
            lambda: office.act(
                Transfer, directive, in_time[1], "7/3", to_unit="H30.35", reason="giao nhầm"
            ),
        ]
    )
    recorded_before = head(web.found.database_url)

    def happen() -> None:
        deed = next(deeds, None)
        if deed is not None:
            deed()
            web.found.catch_up()

    found = list(pages(web, happen, as_of=REPORT, limit=9))
    assert next(deeds, None) is None, "not everything happened between pages"
    assert head(web.found.database_url) >= recorded_before + 5
    assert together(found) == whole
    assert len({page["known_at"] for page in found}) == 1
    after = web.answer("/items", as_of=REPORT)["items"]
    assert "GIUA-1" in {item["ref"] for item in after}
    assert after != whole


def test_pages_stay_as_they_were_while_units_move_between_them(web: Web) -> None:
    office = web.office()
    whole = web.answer("/items", as_of=REPORT, unit=HUONG_HUU)["items"]

    def happen() -> None:
        if (deed := next(deeds, None)) is not None:
            office.change(deed[0], deed[1], "1/2", **deed[2])
            web.found.catch_up()

    deeds = iter(
        [
            (MoveUnit, "H57.31.05.02", {"parent": "H30.35"}),
            (MoveUnit, "H30.35.01", {"parent": HUONG_HUU}),
            (DissolveUnit, "H57.31.05.04", {"reason": "sắp xếp"}),
        ]
    )
    found = list(pages(web, happen, as_of=REPORT, unit=HUONG_HUU, limit=7))
    assert together(found) == whole
    assert web.answer("/items", as_of=REPORT, unit=HUONG_HUU)["items"] != whole


def test_a_first_page_at_a_known_at_time_keeps_it(web: Web) -> None:
    known_at = "2024-03-08T17:30:00+07:00"
    (first, *_) = pages(web, as_of=REPORT, known_at=known_at, limit=10, kind="plan_task")
    web.office().assign(Kind.PLAN_TASK, "GIUA-4", "2/1", unit="H57.31.05")
    web.found.catch_up()
    second = web.answer(
        "/items", as_of=REPORT, kind="plan_task", limit=10, cursor=first["next"], known_at=known_at
    )
    assert second["known_at"] == first["known_at"] == known_at
    listed = web.answer("/items", as_of=REPORT, known_at=known_at, kind="plan_task")["items"]
    assert together([first, second]) == listed


# --- forged and broken cursors ------------------------------------------------------------------


def encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode()


FORGED = {
    "empty": "",
    "no base64": "!!!",
    "cut short": encoded("2024-03-08T17:30:00+07:00 150 20")[:-3],
    "letters with marks": "đơn-vị",
    "no text inside": urlsafe_b64encode(bytes(range(200, 230))).decode(),
    "no numbers": encoded("2024-03-08T17:30:00+07:00 a b"),
    "one number": encoded("2024-03-08T17:30:00+07:00 150"),
    "too many numbers": encoded("2024-03-08T17:30:00+07:00 150 20 3"),
    "a naive moment": encoded("2024-03-08T17:30:00 150 20"),
    "no moment": encoded("today 150 20"),
    "a negative position": encoded("2024-03-08T17:30:00+07:00 -1 20"),
    "a negative place": encoded("2024-03-08T17:30:00+07:00 150 -20"),
    "a position not reached": encoded("2024-03-08T17:30:00+07:00 1000000 20"),
    "a position too large": encoded(f"2024-03-08T17:30:00+07:00 {2**31} 20"),
    "a place too large": encoded(f"2024-03-08T17:30:00+07:00 150 {2**63}"),
    "a number beyond all bounds": encoded(f"2024-03-08T17:30:00+07:00 150 {'9' * 90}"),
    "the first moment of all": encoded("0001-01-01T00:00:00+14:00 150 20"),
    "the last moment of all": encoded("9999-12-31T23:59:59-12:00 150 20"),
}


@pytest.mark.parametrize("cursor", FORGED.values(), ids=FORGED)
def test_a_cursor_that_is_not_ours_is_refused(sample: Web, cursor: str) -> None:
    body = refused(sample.get("/items", as_of=REPORT, cursor=cursor), 422, "bad_cursor")
    assert body["field"] == "cursor"


@examples(0.5)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_random_bytes_are_no_cursor(sample: Web, noise: bytes) -> None:
    for cursor in (noise.decode("utf-8", "replace"), urlsafe_b64encode(noise).decode()):
        response = sample.get("/items", as_of=REPORT, cursor=cursor)
        refused(response, 422, "bad_cursor")


def test_a_cursor_of_nonsense_length_is_refused(sample: Web) -> None:
    body = refused(sample.get("/items", as_of=REPORT, cursor="A" * 201), 422, "bad_parameter")
    assert body["field"] == "cursor"


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "1.5", "x", ""])
def test_a_page_of_no_or_too_many_items_is_refused(sample: Web, limit: str) -> None:
    body = refused(sample.get("/items", as_of=REPORT, limit=limit), 422, "bad_parameter")
    assert body["field"] == "limit"
