"""Every page, in both languages, in the light and in the dark, at a desk and on a telephone."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import httpx
import psycopg
import pytest
from fastapi.routing import iter_route_contexts
from playwright.sync_api import Browser

from tests.browser.conftest import Furnished
from tests.browser.examples import EXAMPLES, NO_PAGES, Example
from tests.browser.markup import Markup
from tests.browser.reading import SIZES, WORDS_AND_COLOURS, check_accessible
from tests.browser.site import Site
from tests.browser.walking import DESK, PHONE, ZOOMED, Theme, Walker, walking
from tests.browser.wording import Known, known_words, unsaid
from tests.conftest import Databases
from tests.support.programs import programs
from tracker.api.cookies import OVER_HTTP
from tracker.catalogue import LANGUAGES, Language
from tracker.database.connect import owner_conninfo
from tracker.web.frame.preferences import LANGUAGE_COOKIE
from tracker.web.routes import router

Open = Callable[[Example, Language], Walker]
_AS_READ = "text => [...new DOMParser().parseFromString(text, 'text/html').querySelectorAll('*')]"
_TAGS = f"text => ({_AS_READ})(text).map(one => one.localName)"
_THEMES: Mapping[Language, Theme] = {"vi": "light", "en": "dark"}
_UNFOLD = "for (const one of document.querySelectorAll('details:not(.menu)')) one.open = true"


@pytest.fixture(scope="package")
def marked(databases: Databases, furnished: Furnished) -> Iterator[tuple[str, Known]]:
    """The address of the sample with marked messages, and what the offices wrote themselves."""
    with databases.fresh(template=furnished.template) as url, programs() as start:
        with psycopg.connect(owner_conninfo(url)) as connection:
            known = known_words(connection)
        program = start("marking", url)
        yield program.says(), known
        program.tell()
        program.finish()


@pytest.fixture(scope="package")
def opened(chromium: Browser, shown: Site) -> Iterator[Open]:
    """Opens pages that are only looked at; a reader has one browser for all of them."""
    readers: dict[tuple[str | None, Language], Walker] = {}
    with ExitStack() as exits:

        def opened(example: Example, language: Language) -> Walker:
            reader = (example.who, language)
            if reader not in readers:
                theme = _THEMES[language]
                entered = walking(chromium, shown, example.who, language=language, theme=theme)
                readers[reader] = exits.enter_context(entered)
            walker = readers[reader]
            walker.complaints.clear()  # of the page before, whose test told them
            walker.page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
            return walker.go(example.at(shown))

        yield opened


def test_every_page_has_an_example():
    routes = [
        found.path_format
        for found in iter_route_contexts(router.routes)
        if found.methods and "GET" in found.methods and found.path_format
    ]
    patterns = {route: re.compile(_any(route) + "$") for route in routes}

    def answering(path: str) -> str:
        return next(route for route in routes if patterns[route].match(path))

    shown = {answering(one.path.partition("?")[0]) for one in EXAMPLES}

    assert set(routes) - shown == NO_PAGES


def _any(route: str) -> str:
    """References and codes may have slashes in them."""
    return re.sub(r"\{\w+\}", "[^/]+", re.sub(r"\{(ref|code)\}", ".+", route))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_every_word_is_of_the_catalogue_or_of_the_office_and_the_source_is_sound(
    example: Example, language: Language, shown: Site, marked: tuple[str, Known]
):
    address, known = marked
    cookies = {LANGUAGE_COOKIE: language}
    if example.who is not None:
        cookies[OVER_HTTP] = shown.keys.cookies[example.who]
    page = httpx.get(address + example.at(shown), cookies=cookies, timeout=60)
    read = Markup(page.text.replace(address, ""))  # a link to be sent to somebody has it in full

    assert page.status_code == 200
    assert [one.told["lang"] for one in read.root.all("html")] == [language]
    assert "\n".join(read.faults) == ""
    assert "\n".join(unsaid(read.root, language, known)) == ""


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_everybody_can_use_every_page(example: Example, shown: Site, opened: Open):
    """By all rules in one language and the light; then by those that the other, and the dark,
    could break of the same elements."""
    light = opened(example, "vi")
    light.page.evaluate(_UNFOLD)
    check_accessible(light.page)
    narrowed(light)
    check_accessible(light.page, SIZES)
    mends_nothing(light, example.at(shown))
    assert light.complaints == []

    dark = opened(example, "en")
    dark.page.evaluate(_UNFOLD)
    check_accessible(dark.page, WORDS_AND_COLOURS)
    narrowed(dark)
    assert dark.complaints == []


def narrowed(walker: Walker) -> None:
    """As on a screen at 200%, then as on a telephone."""
    for width, _ in (ZOOMED, PHONE):
        walker.is_as_wide_as(width)


def mends_nothing(walker: Walker, path: str) -> None:
    """A browser that mends a page builds other elements than stand in its source."""
    source = walker.page.request.get(walker.site.address + path).text()
    built = walker.page.evaluate(_TAGS, source)
    assert built == [one.tag for one in Markup(source).root.everything()]
