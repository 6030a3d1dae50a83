"""A person links the own account to the provider on a page, and sees that it is."""

from collections.abc import Iterator

import pytest

from tests.conftest import Databases
from tests.openid.housing import House, house_of
from tests.openid.providing import HERE, Browser, OpenIDProvider
from tests.web.reading_pages import Page

OURS = {"origin": HERE, "sec-fetch-site": "same-origin"}


@pytest.fixture(scope="module")
def house(databases: Databases, provider: OpenIDProvider) -> Iterator[House]:
    with databases.fresh() as url, house_of(provider, url, oidc_label="VNeID") as house:
        yield house


def test_an_account_is_linked_from_its_page(house: House, browser: Browser) -> None:
    house.register(browser.name)
    visitor = house.signed_in(browser.name)
    page = Page.of(visitor.ask("/me"))
    assert "Đăng nhập bằng VNeID" in page.text
    data = page.filled("/me/openid")
    begun = visitor.ask("/me/openid", method="POST", data=data, headers=OURS)
    assert "set-cookie" in begun.headers
    (link,) = [a for a in begun.text.split('"') if a.startswith("http")]
    answer = visitor.come_back(browser.sent_back(link.replace("&amp;", "&")))
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    linked = Page.of(visitor.ask("/me"))
    assert "đã liên kết" in linked.text
    stranger = house.visitor()
    assert stranger.sign_in(browser).status_code == 303
    assert stranger.name() == browser.name


def test_no_other_site_begins_it(house: House, browser: Browser) -> None:
    house.register(browser.name)
    visitor = house.signed_in(browser.name)
    data = Page.of(visitor.ask("/me")).filled("/me/openid")
    for said in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        refused = visitor.ask("/me/openid", method="POST", data=data, headers=said)
        assert refused.status_code == 403
        assert "set-cookie" not in refused.headers
