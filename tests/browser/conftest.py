"""A real Chromium before the whole product; every test walks with a browser context of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright
from psycopg.conninfo import conninfo_to_dict

from tests.api.people.browsers import PASSWORD
from tests.browser.site import Site, furnish, serving
from tests.browser.walking import Walker, walking
from tests.conftest import Databases
from tools.browser import flags, needed

Enter = Callable[..., Walker]
"""Opens a browser at a site: ``enter(site, name, ...)``; see :func:`walking`."""


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
def furnished(databases: Databases) -> Iterator[tuple[str, dict[str, str]]]:
    """The name of a database with the sample and its people, to be cloned; and their cookies."""
    with databases.fresh() as url:
        cookies = furnish(url, PASSWORD)
        yield str(conninfo_to_dict(url)["dbname"]), cookies


@pytest.fixture(scope="package")
def shown(databases: Databases, furnished: tuple[str, dict[str, str]]) -> Iterator[Site]:
    """The sample for all tests that only look."""
    template, cookies = furnished
    with databases.fresh(template=template) as url, serving(url, cookies) as site:
        yield site


@pytest.fixture
def site(databases: Databases, furnished: tuple[str, dict[str, str]]) -> Iterator[Site]:
    """The sample for one test to write in."""
    template, cookies = furnished
    with databases.fresh(template=template) as url, serving(url, cookies) as site:
        yield site


@pytest.fixture
def enter(chromium: Browser) -> Iterator[Enter]:
    """Opens browsers; at the end of the test, whatever they complained of fails it."""
    with ExitStack() as exits:

        def enter(site: Site, name: str | None = None, **how: Any) -> Walker:
            return exits.enter_context(walking(chromium, site, name, **how))

        yield enter
