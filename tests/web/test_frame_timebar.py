"""C and K on pages: today as known now unless the address says otherwise; links keep them."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.api.asking import Web, serving
from tests.api.people.conftest import employ, hashing_cheaply
from tests.browser.markup import Element
from tests.support.scenario import FIRST
from tests.web.house import EVERYTHING, entered
from tests.web.reading_pages import Page
from tracker.fold.words import Kind
from tracker.rights.words import Role

LIST = "/items?unit=H57&sort=ref"
DATED = {"as_of": "2024-05-31", "known_at": "2024-06-02T08:00:00+07:00"}


def shown(house: Web, path: str, status: int = 200, **asked: str) -> Page:
    url = str(httpx.URL(path).copy_merge_params(asked)) if asked else path
    return Page.of(entered(house).ask("GET", url), status)


def bar(page: Page) -> Element:
    (found,) = [e for e in page.root.all("section") if "time-bar" in e.told.get("class", "")]
    return found


def links(page: Page) -> list[str]:
    """Those of the page and its navigation that lead to numbers or items."""
    found = [one.told["href"] for one in page.root.all("a")]
    return [one for one in found if one.startswith(("/items", "/steering", "/audit"))]


def test_today_as_known_now_is_shown_where_nothing_is_said(house: Web) -> None:
    page = shown(house, LIST)
    assert "03/6/2024" in bar(page).text
    assert "hiện tại" in bar(page).text
    assert "is-past" not in bar(page).told["class"]
    own = {one.told["href"] for one in bar(page).all("a")}
    assert not [one for one in links(page) if "as_of" in one and one not in own]


def test_another_day_is_marked_and_every_link_keeps_it(house: Web) -> None:
    page = shown(house, LIST, **DATED)
    assert "31/5/2024" in bar(page).text
    assert "is-past" in bar(page).told["class"]
    assert "không phải hiện tại" in bar(page).text
    found = links(page)
    assert found
    for one in found:
        told = {name: values[0] for name, values in parse_qs(urlsplit(one).query).items()}
        if one == bar(page).all("a")[0].told["href"]:
            assert "as_of" not in told, "back to today"
            continue
        assert told.items() >= DATED.items(), one


def test_the_bar_keeps_what_else_was_asked(house: Web) -> None:
    page = shown(house, f"{LIST}&class=open_overdue&class=open_in_time", **DATED)
    (form,) = bar(page).all("form")
    said = [(e.told["name"], e.told["value"]) for e in form.all("input")]
    assert ("unit", "H57") in said
    assert [value for name, value in said if name == "class"] == ["open_overdue", "open_in_time"]
    assert ("as_of", "2024-05-31") in said
    assert ("known_at", "2024-06-02T08:00:00.000") in said
    back = shown(house, str(httpx.URL("/items", params=said)))
    assert bar(back).text == bar(page).text


@pytest.mark.parametrize(
    ("typed", "day"),
    [("31/5/2024", "31/5/2024"), ("2024-05-31", "31/5/2024"), ("3.6.2024", "03/6/2024")],
)
def test_a_day_may_be_typed_as_offices_write_it(house: Web, typed: str, day: str) -> None:
    assert day in bar(shown(house, "/items", as_of=typed)).text


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("as_of", "31/2/2024"),
        ("as_of", "hôm qua"),
        ("as_of", "x" * 100),
        ("known_at", "31/5/2024 8h"),
        ("known_at", "2024-05-31T25:00"),
        ("no_such_parameter", "x"),
    ],
)
def test_what_is_no_day_is_refused_by_name(house: Web, name: str, typed: str) -> None:
    page = shown(house, "/items", 422, **{name: typed})
    assert page.heading == "Dữ liệu nhập chưa đúng"
    assert name in page.text or typed in page.text
    assert page.links == ["/"]


def test_a_parameter_given_twice_is_refused(house: Web) -> None:
    page = shown(house, "/items?as_of=2024-05-31&as_of=2024-05-30", 422)
    assert "as_of" in page.text


def test_a_pinned_page_shows_the_same_whatever_is_recorded_later(database_url: str) -> None:
    """By the machine's clock, for pages are pinned at the time of recording."""
    with serving(database_url, signed_in=False) as web:
        hashing_cheaply(web.found)
        office = web.office()
        office.settle_in()
        employ(web.found, EVERYTHING, "Trần Văn Cả", [(Role.AUDITOR, None)])
        web.found.catch_up()
        page = shown(web, LIST)
        (pinned,) = [a.told["href"] for a in bar(page).all("a") if "known_at" in a.told["href"]]
        before = shown(web, pinned)
        office.assign(Kind.DIRECTIVE, "SAU-1", "2/1", unit=FIRST)
        web.found.catch_up()
        assert shown(web, pinned).text == before.text
        assert "SAU-1" not in before.text
        assert "SAU-1" in shown(web, LIST).text


def test_nobody_writes_on_a_page_of_the_past(house: Web) -> None:
    for path in ("/items/directive/MAT-1", "/items"):
        page = shown(house, path, **DATED)
        assert not [one for one in page.links if one.startswith(("/record", "/register"))], path
        # A saved view is a preference: it says nothing of the past.
        sent = {f.told["action"] for f in page.main.all("form") if f.told.get("method") == "post"}
        assert sent <= {"/views"}, path
