"""Files of pages: kept for good under a hashed name, packed, and nothing beside them is served."""

import gzip

import httpx
import pytest

from tests.api.asking import Web
from tests.web.reading_pages import Page
from tracker.web.frame.assets import FOLDER, asset_address

FILES = sorted(str(file.relative_to(FOLDER)) for file in FOLDER.rglob("*.*"))
PLAIN = {"accept-encoding": "identity"}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_kept_for_good_under_the_name_that_pages_use(house: Web, name: str) -> None:
    response = house.send("GET", asset_address(name), headers=PLAIN)
    assert response.status_code == 200
    assert response.content == (FOLDER / name).read_bytes()
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "set-cookie" not in response.headers


def test_text_is_sent_packed_to_who_can_unpack_it(house: Web) -> None:
    for name, kind in (("site.css", "text/css"), ("site.js", "text/javascript")):
        response = house.send("GET", asset_address(name), headers={"accept-encoding": "gzip"})
        assert response.headers["content-encoding"] == "gzip"
        assert response.headers["vary"] == "Accept-Encoding"
        assert response.headers["content-type"].startswith(kind)
        assert response.content == (FOLDER / name).read_bytes()
        assert int(response.headers["content-length"]) < len(response.content)
        assert gzip.compress(response.content)


def test_a_page_of_an_older_version_gets_the_file_but_may_not_keep_it(house: Web) -> None:
    response = house.send("GET", "/assets/000000000000/site.css")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-cache"
    again = {"if-none-match": response.headers["etag"]}
    assert house.send("GET", "/assets/000000000000/site.css", headers=again).status_code == 304


@pytest.mark.parametrize(
    "name",
    [
        "../site.py",
        "..%2fsite.py",
        "%2e%2e/site.py",
        "vendor/../../site.py",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "..%5csite.py",
        "site.css%00",
        "vendor",
        "",
        ".",
        "nothing.css",
        "x" * 300,
    ],
)
def test_nothing_but_these_files_is_served(house: Web, name: str) -> None:
    url = httpx.URL("http://tracker.example").copy_with(raw_path=f"/assets/x/{name}".encode())
    response = house.send("GET", str(url))
    assert response.status_code == 404, response.text
    assert "APIRouter" not in response.text
    assert "root:" not in response.text


def test_a_page_names_only_files_that_are_there(house: Web) -> None:
    page = Page.of(house.send("GET", "/sign-in"))
    named = [one.told.get("href") or one.told["src"] for one in page.root.all("link", "script")]
    assert len(named) >= 5
    for address in named:
        response = house.send("GET", address)
        assert response.status_code == 200
        assert "immutable" in response.headers["cache-control"]
    with pytest.raises(FileNotFoundError):
        asset_address("no-such.css")


def test_no_file_of_ours_loads_anything_from_elsewhere() -> None:
    for name in FILES:
        if name.endswith(".css"):
            text = (FOLDER / name).read_text("utf-8")
            assert "@import" not in text
            assert "url(http" not in text
            assert "url(//" not in text
