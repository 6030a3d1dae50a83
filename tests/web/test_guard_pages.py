"""What the guard refuses, what is not there and what goes wrong: a page, where people look."""

import logging
from collections.abc import Iterator

import httpx
import pytest

from tests.api.asking import WHEN_ASKED, Web
from tests.api.guard.probing import probed
from tests.conftest import Databases
from tests.web.reading_pages import Page
from tracker.api.guard.log import logger
from tracker.api.guard.sizes import LARGEST_BODY, LARGEST_OF_STRANGERS
from tracker.clock import FixedClock

FORM = {"content-type": "application/x-www-form-urlencoded"}


def broken() -> None:
    raise ZeroDivisionError("1057311 khong ai duoc doc")


@pytest.fixture(scope="module")
def site(databases: Databases) -> Iterator[Web]:
    """Pages on an empty store, and one that is broken."""
    with databases.fresh() as url, probed(url, clock=FixedClock(WHEN_ASKED)) as web:
        web.app.add_api_route("/broken", broken, methods=["GET"], include_in_schema=False)
        yield web


def raw(web: Web, method: str, path: str) -> httpx.Response:
    """Asks for an address exactly as it is spelt."""
    url = httpx.URL("http://tracker.example").copy_with(raw_path=path.encode("latin-1"))
    return web.send(method, str(url))


@pytest.mark.parametrize(
    "path",
    [
        "/docs",
        "/openapi.json",
        "/favicon.ico",
        "/api",
        "/no/such/page",
        "/khong%20co%20trang%20n%C3%A0y",
        "/%00",
        "/%ff%fe",
        "/%ED%A0%80",
        "/%0d%0aset-cookie:x=y",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/<script>alert(1)</script>",
    ],
)
def test_an_address_of_nothing_is_a_page_that_says_so(site: Web, path: str) -> None:
    page = Page.of(raw(site, "GET", path), 404)
    assert page.heading == "Không tìm thấy"
    assert "Không có trang nào ở địa chỉ này." in page.text
    assert page.links == ["/"]
    assert "alert(1)" not in page.main.text


def test_a_way_of_sending_that_there_is_none_of_is_told(site: Web) -> None:
    response = site.send("POST", "/")
    page = Page.of(response, 405)
    assert response.headers["allow"] == "GET"
    assert "không nhận yêu cầu gửi theo cách đó" in page.text


def test_a_mistake_of_ours_is_told_with_what_it_is_found_by(
    site: Web, caplog: pytest.LogCaptureFixture
) -> None:
    response = site.send("GET", "/broken")
    page = Page.of(response, 500)
    assert response.headers["x-request-id"] in page.text
    assert response.headers["x-request-id"] in caplog.text
    assert "1057311" not in response.text


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/sign-in", LARGEST_OF_STRANGERS),
        ("/invitation", LARGEST_OF_STRANGERS),
        ("/preferences", LARGEST_BODY),
    ],
)
def test_a_form_that_is_too_large_is_refused_on_a_page(site: Web, path: str, size: int) -> None:
    response = site.send("POST", path, content=b"x" * (size + 1), headers=FORM)
    assert Page.of(response, 413).heading == "Dữ liệu quá lớn"
    assert site.send("POST", path, content=b"x" * size, headers=FORM).status_code < 500


def test_another_name_of_this_machine_is_refused_with_the_right_one(database_url: str) -> None:
    here = "https://tracker.example"
    with probed(database_url, public_address=here) as web:
        page = Page.of(web.send("GET", "/sign-in", headers={"host": "evil.example"}), 403)
        assert here in page.text


def test_who_asks_too_often_is_told_on_a_page_when_to_come_back(database_url: str) -> None:
    clock = FixedClock(WHEN_ASKED)
    with probed(database_url, rate_strangers_per_minute=2, clock=clock) as web:
        for _ in range(2):
            Page.of(web.send("GET", "/sign-in"))
        response = web.send("GET", "/sign-in")
        page = Page.of(response, 429)
        assert "60 giây" in page.text
        assert response.headers["retry-after"] == "60"


def test_without_a_database_a_page_says_so(database_url: str) -> None:
    with probed(database_url) as web:
        web.found.pool.close()
        response = web.send("GET", "/me", headers={"cookie": "tracker_session=x"})
        page = Page.of(response, 503)
        assert "Hiện chưa kết nối được cơ sở dữ liệu" in page.text
        assert int(response.headers["retry-after"]) > 0


# --- HEAD ---------------------------------------------------------------------------------------

_OF_ITS_OWN = {"x-request-id"}


def headers(response: httpx.Response) -> dict[str, str]:
    return {name: told for name, told in response.headers.items() if name not in _OF_ITS_OWN}


@pytest.mark.parametrize("path", ["/sign-in", "/", "/me", "/no/such/page", "/assets/x/site.css"])
def test_head_says_what_get_would_and_brings_nothing(site: Web, path: str) -> None:
    plain = {"accept-encoding": "identity"}
    whole, head = (site.send(method, path, headers=plain) for method in ("GET", "HEAD"))
    assert head.status_code == whole.status_code
    assert headers(head) == headers(whole)
    assert head.content == b""


def test_head_is_in_the_log_as_it_was_asked(site: Web, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger.name):
        site.send("HEAD", "/sign-in")
    assert " method=HEAD route=/sign-in status=200 " in caplog.text


def test_programs_are_told_that_data_have_no_head(site: Web) -> None:
    assert site.send("HEAD", "/api/v1/sign-in").status_code == 405
