"""Lists that somebody saved: opened as they were, renamed, removed, and nobody else's."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.browser.markup import Element
from tests.web.leader.desk import Desk
from tests.web.lists.sheets import refs
from tests.web.reading_pages import Page

ME, OTHER = "kiem.tra", "lanh.dao"
OVERDUE = {"class_": "open_overdue", "q": "ra soat", "sort": "ref"}


@pytest.fixture(autouse=True)
def nothing_saved(district: Desk) -> Iterator[None]:
    yield
    with district.web.found.pool.connection() as connection:
        connection.execute("delete from saved_view")


def filled(form: Element, **typed: str) -> dict[str, str]:
    """What a browser sends of a form in which something was typed."""
    told = {
        one.told["name"]: one.told.get("value", "")
        for one in form.all("input")
        if one.told.get("type") != "checkbox" or "checked" in one.told
    }
    return told | typed


def sent(desk: Desk, who: str, form: Element, **typed: str) -> httpx.Response:
    return desk.browser(who).ask("POST", form.told["action"], data=filled(form, **typed))


def saved(desk: Desk, called: str, name: str = ME, **asked: str) -> str:
    """Saves a list as it is on the screen; gives its address."""
    typed = {"name": called} | {n: v for n, v in asked.items() if n == "keep_times"}
    shown = desk.look(name, "/items", **{n: v for n, v in asked.items() if n != "keep_times"})
    response = sent(desk, name, shown.form("/views"), **typed)
    assert response.status_code == 303, response.text
    return response.headers["location"]


def menu(page: Page) -> dict[str, str]:
    """The saved lists that a list's page shows, each with its address."""
    (nav,) = [one for one in page.main.all("nav") if one.told.get("class") == "list-views"]
    return {one.text: one.told["href"] for one in nav.all("a") if one.told["href"] != "/views"}


def test_a_saved_list_opens_as_it_was_with_the_figures_of_today(district: Desk) -> None:
    address = saved(district, "Việc quá hạn", as_of="2024-06-01", **OVERDUE)

    told = parse_qs(urlsplit(address).query)
    assert told == {"class": ["open_overdue"], "q": ["ra soat"], "sort": ["ref"]}
    listed = district.look(ME, address)
    assert refs(listed) == ["NV-01", "NV-02"]
    assert menu(listed) == {"Việc quá hạn": address}
    assert "Đã lưu danh sách “Việc quá hạn”" in listed.text


def test_its_moment_is_kept_where_that_is_wished(district: Desk) -> None:
    address = saved(district, "Ngày 01/6", as_of="2024-06-01", keep_times="yes")

    told = parse_qs(urlsplit(address).query)
    assert told["as_of"] == ["2024-06-01"]
    (known_at,) = told["known_at"]
    told_of = district.look(ME, address).one("section", id="time-bar").text
    assert f"{known_at[11:19]} ngày" in told_of


def test_whose_list_it_is_alone_sees_it(district: Desk) -> None:
    saved(district, "Của tôi")
    assert menu(district.look(OTHER, "/items")) == {}
    assert "Của tôi" not in district.look(OTHER, "/views").text


def test_a_name_that_is_used_is_refused_with_all_that_was_typed(district: Desk) -> None:
    saved(district, "Quá hạn")
    form = district.look(ME, "/items", **OVERDUE).form("/views")

    page = Page.of(sent(district, ME, form, name="QUÁ HẠN"), 409)

    assert "Quá hạn" in page.text
    assert set(page.error_of) == {"name"}
    again = filled(page.form("/views"))
    assert again["name"] == "QUÁ HẠN"
    response = sent(district, ME, page.form("/views"), name="Quá hạn, rà soát")
    assert refs(district.look(ME, response.headers["location"])) == ["NV-01", "NV-02"]


def test_a_list_is_renamed_and_removed(district: Desk) -> None:
    address = saved(district, "Một")
    saved(district, "Hai", kind="finding")
    views = district.look(ME, "/views")
    assert {one.text for one in views.main.all("a")} >= {"Một", "Hai"}
    number = _number(views, "Một")

    taken = Page.of(sent(district, ME, views.form(f"/views/{number}/rename"), name="hai"), 409)
    assert taken.one("div", id="trouble").text
    renamed = sent(district, ME, taken.form(f"/views/{number}/rename"), name="Ba")
    assert renamed.headers["location"] == "/views"
    assert menu(district.look(ME, "/items"))["Ba"] == address

    removed = sent(district, ME, views.form(f"/views/{number}/remove"))
    assert removed.status_code == 303
    assert set(menu(district.look(ME, "/items"))) == {"Hai"}


def _number(views: Page, name: str) -> str:
    (row,) = [one for one in views.main.all("li") if name in [a.text for a in one.all("a")]]
    return row.all("form")[0].told["action"].split("/")[2]


def test_nobody_touches_the_list_of_somebody_else(district: Desk) -> None:
    saved(district, "Của tôi")
    number = _number(district.look(ME, "/views"), "Của tôi")
    form = district.look(OTHER, "/items").form("/views")
    told = filled(form, name="Của tôi")
    for deed in ("rename", "remove"):
        response = district.browser(OTHER).ask("POST", f"/views/{number}/{deed}", data=told)
        assert response.status_code == 404, deed
    assert set(menu(district.look(ME, "/items"))) == {"Của tôi"}


def test_only_a_page_of_ours_saves_and_only_a_list_that_there_is(district: Desk) -> None:
    form = district.look(ME, "/items").form("/views")
    for wrong, status in (({"csrf": "x"}, 403), ({"query": "nope=1"}, 422)):
        told = filled(form, name="Tên", **wrong)
        response = district.browser(ME).ask("POST", "/views", data=told)
        assert response.status_code == status, wrong
    assert menu(district.look(ME, "/items")) == {}
