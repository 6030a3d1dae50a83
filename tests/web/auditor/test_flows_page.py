"""The flows of a period: two sides that agree, and behind every number its items."""

import pytest

from tests.support.scenario import FIRST, SECOND
from tests.web.leader.desk import Desk, section
from tests.web.lists.sheets import in_csv
from tests.web.reading_pages import Page

PERIOD = {"from": "2024-02-01", "as_of": "2024-03-16"}


def numbers(page: Page) -> dict[str, tuple[int, str | None]]:
    """Each number of the sum with its list."""
    found = {}
    for row in section(page, "h-flows").all("tr"):
        head, cell = row.children
        if head.told.get("scope") == "row":
            name = head.inside[0] if isinstance(head.inside[0], str) else head.text
            links = cell.all("a")
            found[name.strip()] = (int(cell.text), links[0].told["href"] if links else None)
    return found


def refs(page: Page) -> list[str]:
    return [row.children[0].text.split()[0] for row in page.main.all("tbody")[0].all("tr")]


@pytest.mark.parametrize("unit", ["", FIRST, SECOND])
@pytest.mark.parametrize("known_at", ["", "2024-03-16"])
def test_both_sides_come_to_the_same_and_every_number_has_its_items(
    office: Desk, unit: str, known_at: str
):
    page = office.look("kiem.tra", "/audit/flows", unit=unit, known_at=known_at, **PERIOD)
    assert "Hai vế bằng nhau" in page.text
    found = numbers(page)
    behind = {
        name: refs(office.look("kiem.tra", address))
        for name, (_, address) in found.items()
        if address is not None
    }
    assert {name: len(items) for name, items in behind.items()} == {
        name: number for name, (number, _) in found.items() if number and name != "Cộng"
    }
    came = [ref for name in list(found)[:4] for ref in behind.get(name, [])]
    went = [ref for name in list(found)[4:] for ref in behind.get(name, [])]
    assert sorted(came) == sorted(went)
    assert len(came) == len(set(came)) == found["Cộng"][0]


def test_what_went_to_another_unit_is_named_but_not_shown(office: Desk):
    page = office.look("mot.phong", "/audit/flows", **PERIOD)
    number, address = numbers(page)["Chuyển đi đơn vị khác"]
    assert number == 1
    assert address is not None
    listed = office.look("mot.phong", address)
    assert refs(listed) == ["MOVED"]
    assert "đơn vị khác đang thực hiện" in listed.text
    assert "UBND xã Hòa An" not in listed.text


def test_a_period_begins_with_the_year_of_reports_where_nothing_is_said(office: Desk):
    for day, first in (("2024-03-16", "15/12/2023"), ("2024-12-15", "15/12/2024")):
        page = office.look("tat.ca", "/audit/flows", as_of=day)
        assert f"từ {first}" in page.text


def test_the_flows_can_be_taken_along(office: Desk):
    page = office.look("kiem.tra", "/audit/flows", **PERIOD)
    _, csv = [link.told["href"] for link in page.main.all("a") if "download" in link.told]
    rows = in_csv(office, "kiem.tra", csv)
    assert sum(int(row["Số lượng"]) for row in rows[:4]) == numbers(page)["Cộng"][0]
    assert {row["from"] for row in rows} == {"2024-02-01"}


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "2024-04-01", "as_of": "2024-03-01"},
        {"from": "x"},
        {"kind": "target"},
    ],
)
def test_a_period_that_is_none_is_refused(office: Desk, asked: dict[str, str]):
    office.look("kiem.tra", "/audit/flows", 422, **asked)


def test_a_number_that_is_none_is_refused(office: Desk):
    office.look("kiem.tra", "/audit/flows/items", 422, flow="lost", **PERIOD)
    office.look("mot.phong", "/audit/flows/items", 403, flow="new", unit=SECOND, **PERIOD)
