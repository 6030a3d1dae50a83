"""The box in the head of every page: a reference leads to its item, words to a list."""

import pytest

from tests.support.scenario import SECOND, Office
from tests.web.leader.desk import Desk
from tests.web.lists.sheets import refs
from tracker.fold.words import Kind


@pytest.mark.parametrize("typed", ["NV-01", "nv-01", "  NV-01 "])
def test_a_reference_leads_straight_to_its_item(district: Desk, typed: str) -> None:
    response = district.browser("kiem.tra").ask("GET", "/search", params={"q": typed})
    assert response.status_code == 303
    assert response.headers["location"] == "/items/plan_task/NV-01"


def test_words_lead_to_the_list_of_what_has_them(district: Desk) -> None:
    response = district.browser("kiem.tra").ask("GET", "/search", params={"q": "chu ky SO nv"})
    assert response.status_code == 303
    listed = district.look("kiem.tra", response.headers["location"])
    assert set(refs(listed)) == {"NV-01", "NV-02", "NV-03"}


def test_a_reference_with_a_stroke_and_of_two_kinds_leads_to_the_list_of_both(
    district: Desk,
) -> None:
    office = Office(district.web.found.tracker, district.web.found.clock)  # type: ignore[arg-type]
    for kind in (Kind.DIRECTIVE, Kind.FINDING):
        office.assign(kind, "09/TB-ĐKT", "1/6", due=None, unit=SECOND)
    district.web.found.catch_up()
    response = district.browser("kiem.tra").ask("GET", "/search", params={"q": "09/tb-đkt"})
    assert refs(district.look("kiem.tra", response.headers["location"])) == ["09/TB-ĐKT"] * 2


@pytest.mark.parametrize("address", ["/search", "/search?q="])
def test_nothing_leads_to_the_list_of_everything(district: Desk, address: str) -> None:
    response = district.browser("kiem.tra").ask("GET", address)
    assert response.headers["location"] == "/items"


def test_who_may_see_nothing_is_told_so(sample: Desk) -> None:
    response = sample.browser("lanhdao.phunghiep").ask("GET", "/search", params={"q": "HH-T-022"})
    told = sample.look("lanhdao.phunghiep", response.headers["location"], status=403)
    assert "H57.31.05" in told.text
