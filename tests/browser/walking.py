"""Somebody before a browser: presses, follows and reads by the words on the page, nothing else.

Whatever a browser complains of fails the test: errors of scripts, messages on its console, what
the content security policy stops, requests that fail or go to anybody but us.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, Self

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    TimeoutError,  # noqa: A004 - of the browser's driver
    expect,
)

from tests.browser.site import Site
from tracker.catalogue import Language, text
from tracker.web.frame.preferences import LANGUAGE_COOKIE, THEME_COOKIE

DESK, PHONE, ZOOMED = (1280, 900), (390, 844), (640, 450)
"""Widths and heights in CSS pixels: an office's screen, a telephone, the screen at 200%."""
Theme = Literal["light", "dark"]
PATIENCE = 30_000.0
"""Milliseconds; only guards against what never comes."""
_A_MOMENT = 10_000.0
_FITS = "width => document.documentElement.scrollWidth <= width"
_STANDING_OUT = """width => [...document.body.querySelectorAll('*')].filter(one => {
  for (let up = one.parentElement; up; up = up.parentElement) {
    if (getComputedStyle(up).overflowX !== 'visible') { return false; }
  }
  return one.getBoundingClientRect().right > width + 1;
}).map(one => `${one.localName}.${one.className} ${one.getBoundingClientRect().right}`)"""
_REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (4\d\d)")
_OVERTAKEN = ("htmx:sendAbort", "htmx:afterRequest")
"""A question that a newer one overtook."""
_CALLED_OFF = "net::ERR_ABORTED"
"""What is called off because the person went on, or what is a file to keep."""


@dataclass
class Walker:
    """A page in a browser context of its own."""

    site: Site
    page: Page
    language: Language = "vi"
    complaints: list[str] = field(default_factory=list)
    awaited: set[int] = field(default_factory=set)
    """Refusals that the test is about: browsers write them on their console too."""

    def go(self, path: str) -> Self:
        """Types an address."""
        answer = self.page.goto(self.site.address + path)
        assert answer is not None
        assert answer.status in {200, *self.awaited}, f"{path}: {answer.status}"
        return self

    def refused(self, *statuses: int) -> Self:
        """From here on the server may refuse something in these ways."""
        self.awaited.update(statuses)
        return self

    def follow(self, words: str, *, within: Locator | None = None) -> Self:
        """Follows the link of that name."""
        (within or self.page).get_by_role("link", name=words, exact=True).first.click()
        return self

    def press(self, words: str, *, within: Locator | None = None) -> Self:
        """Presses the button of that name."""
        (within or self.page).get_by_role("button", name=words, exact=True).first.click()
        return self

    def fill(self, label: str, typed: str, *, within: Locator | None = None) -> Self:
        """Types into the field of that label."""
        self.field(label, within=within).fill(typed)
        return self

    def choose(self, label: str, option: str, *, within: Locator | None = None) -> Self:
        """Chooses from the list of that label, by the option's words."""
        self.field(label, within=within).select_option(label=option)
        return self

    def tick(self, label: str, *, within: Locator | None = None) -> Self:
        """Ticks what has that label."""
        self.field(label, within=within).check()
        return self

    def field(self, label: str, *, within: Locator | None = None) -> Locator:
        """The field of that label; what marks it as required or optional may follow."""
        named = re.compile(rf"^\s*{re.escape(label)}(\s*[*(].*)?\s*$")
        return (within or self.page).get_by_label(named).first

    def say(self, name: str, /, **details: object) -> str:
        """The catalogue's words, in the language of this reader."""
        return text(self.language, name, **details)

    def sees(self, words: str | re.Pattern[str], *, within: Locator | None = None) -> Self:
        """Waits until the words stand on the page."""
        place = within or self.page.locator("main")
        expect(place).to_contain_text(words, timeout=PATIENCE)
        return self

    def sees_not(self, words: str, *, within: Locator | None = None) -> Self:
        """Waits until the words no longer stand there."""
        expect(within or self.page.locator("main")).not_to_contain_text(words, timeout=PATIENCE)
        return self

    def is_at(self, path: str | re.Pattern[str]) -> Self:
        """Waits until the address is this one; a pattern is looked for in path and query."""
        wanted = path if isinstance(path, re.Pattern) else self.site.address + path
        expect(self.page).to_have_url(wanted, timeout=PATIENCE)
        return self

    def is_told(self, name: str, /, **details: object) -> Self:
        """Waits until the page says what was recorded a moment ago: ``said.<name>``."""
        return self.sees(self.say(f"said.{name}", **details))

    @property
    def heading(self) -> str:
        """The page's own name."""
        return self.page.locator("h1").inner_text().strip()

    @property
    def path(self) -> str:
        """The address without scheme and host."""
        return self.page.url.removeprefix(self.site.address)

    def row(self, words: str) -> Locator:
        """The row of a table, or the entry of a list, in which the words stand."""
        return self.page.locator("main").locator("tr, li, article").filter(has_text=words).first

    def is_as_wide_as(self, width: int) -> None:
        """Makes the window so wide; nothing may stand out of it to the side."""
        self.page.set_viewport_size({"width": width, "height": PHONE[1]})
        # What is drawn by a script follows the window a moment later.
        try:
            self.page.wait_for_function(_FITS, arg=width, timeout=_A_MOMENT)
        except TimeoutError:
            wide = "\n".join(self.page.evaluate(_STANDING_OUT, width))
            raise AssertionError(f"{self.path} is wider than {width} pixels:\n{wide}") from None


@contextmanager
def walking(  # noqa: PLR0913 - each is a way in which people's browsers differ
    browser: Browser,
    site: Site,
    name: str | None = None,
    *,
    language: Language = "vi",
    theme: Theme = "light",
    size: tuple[int, int] = DESK,
    scripts: bool = True,
) -> Iterator[Walker]:
    """A browser in which somebody is signed in already; None: nobody is.

    Args:
        browser: the process, which all share.
        site: what is walked.
        name: whose session it is.
        language: what was chosen on an earlier visit.
        theme: the same.
        size: of the window.
        scripts: whether the browser runs any.
    """
    context = browser.new_context(
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    kept = [
        {"name": cookie, "value": value, "url": site.address}
        for cookie, value in ((LANGUAGE_COOKIE, language), (THEME_COOKIE, theme))
    ]
    context.add_cookies([*kept, *([site.cookie_of(name)] if name is not None else [])])  # type: ignore[list-item]
    walker = Walker(site, context.new_page(), language)
    _listen(context, walker)
    try:
        yield walker
    finally:
        context.close()
    assert not walker.complaints, "\n".join(walker.complaints)


def _listen(context: BrowserContext, walker: Walker) -> None:
    complain = walker.complaints.append

    def hear(message: ConsoleMessage) -> None:
        refused = _REFUSED.search(message.text)
        if refused and int(refused[1]) in walker.awaited:
            return
        if message.type in {"error", "warning"} and not message.text.startswith(_OVERTAKEN):
            complain(f"console: {message.text} ({walker.path})")

    def asked(request: Request) -> None:
        if not request.url.startswith((walker.site.address, "data:", "blob:", "about:")):
            complain(f"asks somebody else: {request.url}")

    def failed(request: Request) -> None:
        if request.failure != _CALLED_OFF:
            complain(f"fails: {request.url}: {request.failure}")

    def answered(response: Response) -> None:
        if response.status >= 400 and response.status not in walker.awaited:
            complain(f"{response.request.method} {response.url}: {response.status}")

    context.on("console", hear)
    context.on("weberror", lambda error: complain(f"script: {error.error}"))
    context.on("request", asked)
    context.on("requestfailed", failed)
    context.on("response", answered)
