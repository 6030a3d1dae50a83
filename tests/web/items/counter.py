"""People before the forms of items: looking, filling, sending, and reading what was recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from tests.api.asking import Web
from tests.api.people.browsers import Browser, signed_in
from tests.support.scenario import FIRST, Office
from tests.web.reading_pages import Page
from tracker.aggregates.events import Happening
from tracker.api.commands.deeds import ON_ITEM
from tracker.clock import FixedClock
from tracker.fold.words import Kind
from tracker.web.frame.said import POSITION_COOKIE

PERSON = f"{FIRST}.01"
CLERK, OTHER_CLERK, CONFIRMER, LEADER = "vt.noivu", "vt.hoaan", "theo.doi", "lanh.dao"
Step = tuple[str, str, Mapping[str, Any]]
"""A command that was given before: its name, its day, and what it says."""


@dataclass
class Counter:
    """The office; each person signs in once."""

    web: Web
    history_file: Path
    clock: FixedClock
    _browsers: dict[str, Browser] = field(default_factory=dict)
    _numbers: count = field(default_factory=lambda: count(1))

    def browser(self, name: str = CLERK) -> Browser:
        """The browser of somebody."""
        if name not in self._browsers:
            self._browsers[name] = signed_in(self.web, name)
        return self._browsers[name]

    @property
    def office(self) -> Office:
        return Office(self.web.found.tracker, self.clock)

    def item(self, kind: Kind = Kind.DIRECTIVE, *before: Step, **given: Any) -> str:
        """A new item of 2 January, due on 15 June, after these commands; gives its reference."""
        ref = f"M-{next(self._numbers)}"
        office = self.office
        command_id = given.pop("command_id", f"assign {ref}")
        about = {"due": "15/6", "unit": FIRST, "command_id": command_id, **given}
        office.assign(kind, ref, "2/1", **about)
        for no, (name, on, said) in enumerate(before):
            told = {"actor": "ai.do", "command_id": f"{ref} {no}", **said}
            office.act(ON_ITEM[name].command, kind, ref, on, **told)
        self.web.found.catch_up()
        return ref

    def look(self, path: str, status: int = 200, *, as_: str = CLERK, **asked: Any) -> Page:
        """A page as somebody sees it."""
        told = {name.rstrip("_"): value for name, value in asked.items()}
        address = f"{path}?{urlencode(told, doseq=True)}" if told else path
        return Page.of(self.browser(as_).ask("GET", address), status)

    def page_of(self, kind: Kind, ref: str, *, as_: str = CLERK, **asked: str) -> Page:
        """The page of an item."""
        return self.look(f"/items/{kind}/{quote(ref, safe='')}", as_=as_, **asked)

    def send(
        self, page: Page, action: str, /, as_: str = CLERK, files: Any = None, **typed: Any
    ) -> httpx.Response:
        """Sends the form of a page that leads to ``action``, with what a person typed."""
        return self.post(action, {**page.filled(action), **typed}, as_, files)

    def post(
        self, action: str, data: Mapping[str, Any], as_: str = CLERK, files: Any = None
    ) -> httpx.Response:
        """Sends what a form says; the pages that come next know of it already."""
        browser = self.browser(as_)
        response = browser.ask("POST", action, data=data, files=files)
        self.web.found.catch_up()
        browser.cookies.pop(POSITION_COOKIE, None)
        return response

    def events(self, kind: Kind, ref: str) -> Sequence[Happening]:
        """What is recorded about an item."""
        tracker = self.web.found.tracker
        if kind is Kind.TARGET:
            return list(tracker.target(ref).happenings)
        return list(tracker.item(kind, ref).happenings)


def form_of(name: str, kind: Kind, ref: str) -> str:
    """Where something is recorded of an item."""
    return f"/record/item/{name}/{kind}/{quote(ref, safe='')}"
