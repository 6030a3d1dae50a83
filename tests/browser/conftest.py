"""A real Chromium before the whole product; every test walks with a browser context of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright
from psycopg.conninfo import conninfo_to_dict

from tests.api.people.browsers import PASSWORD
from tests.browser.site import Keys, Site, furnish, serving
from tests.browser.walking import Walker, walking
from tests.conftest import Databases
from tools.browser import flags, needed

Enter = Callable[..., Walker]
"""Opens a browser at a site: ``enter(site, name, ...)``; see :func:`walking`."""


class Furnished(NamedTuple):
    """The sample with its people, to be cloned."""

    template: str
    keys: Keys


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Not for the whole session: in its thread no other loop can run as long as it does."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=needed(), args=flags())
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def furnished(databases: Databases) -> Iterator[Furnished]:
    with databases.fresh() as url:
        keys = furnish(url, PASSWORD)
        yield Furnished(str(conninfo_to_dict(url)["dbname"]), keys)


@pytest.fixture(scope="package")
def shown(databases: Databases, furnished: Furnished) -> Iterator[Site]:
    """The sample for all tests that only look."""
    with databases.fresh(template=furnished.template) as url, serving(url, furnished.keys) as site:
        yield site


@pytest.fixture(scope="module")
def day(databases: Databases, furnished: Furnished) -> Iterator[Site]:
    """The sample for the tests of one file to write in, each about things of its own."""
    with (
        databases.fresh(template=furnished.template) as url,
        serving(url, furnished.keys) as site,
    ):
        yield site


@pytest.fixture
def site(databases: Databases, furnished: Furnished) -> Iterator[Site]:
    """The sample for one test to write in."""
    with databases.fresh(template=furnished.template) as url, serving(url, furnished.keys) as site:
        yield site


@pytest.fixture
def enter(chromium: Browser) -> Iterator[Enter]:
    """Opens browsers; at the end of the test, whatever they complained of fails it."""
    with ExitStack() as exits:

        def enter(site: Site, name: str | None = None, **how: Any) -> Walker:
            return exits.enter_context(walking(chromium, site, name, **how))

        yield enter
