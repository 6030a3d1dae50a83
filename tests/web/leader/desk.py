"""A leader's page as a person meets it, and what can be read off its tables."""

import csv
import io
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.api.asking import Web
from tests.api.people.browsers import Browser, signed_in
from tests.browser.markup import Element
from tests.web.reading_pages import Page

HTMX = {"hx-request": "true"}


@dataclass
class Desk:
    """The people of a place, each before a browser in which he has signed in once."""

    web: Web
    _browsers: dict[str, Browser] = field(default_factory=dict)

    def browser(self, name: str) -> Browser:
        """The browser of somebody."""
        if name not in self._browsers:
            self._browsers[name] = signed_in(self.web, name)
        return self._browsers[name]

    def look(self, name: str, path: str = "/steering", status: int = 200, **asked: str) -> Page:
        """A page as somebody sees it."""
        told = {key.rstrip("_"): value for key, value in asked.items()}
        address = f"{path}?{urlencode(told)}" if told else path
        return Page.of(self.browser(name).ask("GET", address), status)

    def listed(self, name: str, address: str) -> int:
        """How many items the list at an address has, by the file that it gives."""
        response = self.browser(name).ask("GET", f"{address}&format=csv")
        assert response.status_code == 200, (address, response.text)
        rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"))))
        return sum(1 for row in rows if row) - 1


def section(page: Page, name: str) -> Element:
    """The part of the page under the heading of that name."""
    (found,) = [e for e in page.main.all("section") if e.told.get("aria-labelledby") == name]
    return found


def rows_of(part: Element) -> dict[str, list[str]]:
    """The rows of the only table of a part: what each cell says, by the row's own heading."""
    (table,) = part.all("table")
    found = {}
    for row in table.all("tr"):
        heads = [cell for cell in row.all("th") if cell.told.get("scope") == "row"]
        if heads:
            found[heads[0].text] = [cell.text for cell in row.all("td")]
    return found


def numbers_with_lists(page: Page) -> list[tuple[int, str]]:
    """Every number of the page that leads to a list of items."""
    return [
        (int(link.text.replace(".", "")), link.told["href"])
        for link in page.main.all("a")
        if link.told.get("class") == "number"
    ]
