"""A list as its page shows it and as its files hold it."""

import csv
import io
from typing import Any

from openpyxl import load_workbook

from tests.browser.markup import Element
from tests.web.leader.desk import Desk
from tests.web.reading_pages import Page


def table(page: Page) -> Element:
    (found,) = page.main.all("table")
    return found


def heads(page: Page) -> dict[str, Element]:
    """The heads of the columns by what they are called."""
    found = [one for one in table(page).all("th") if one.told["scope"] == "col"]
    return {head.text.rstrip(" ▲▼"): head for head in found}


def refs(page: Page) -> list[str]:
    """The references of the rows, from the top down."""
    if not page.main.all("table"):
        return []
    return [one.text for one in table(page).all("th") if one.told["scope"] == "row"]


def rows(page: Page) -> list[list[str]]:
    """The rows as they can be read, without the boxes to tick."""
    return [
        [cell.text for cell in row.children if "list-choose" not in cell.told.get("class", "")]
        for row in table(page).all("tbody")[0].all("tr")
    ]


def limits(page: Page) -> dict[str, str | None]:
    """What the list is limited to, each with the address of the list without it."""
    found = {}
    for one in page.main.all("li"):
        if one.parent and one.parent.told.get("class") == "list-limits":
            links = one.all("a")
            found[one.text.removesuffix(" \N{MULTIPLICATION SIGN}")] = (
                links[0].told["href"] if links else None
            )
    return found


def tabs(page: Page) -> dict[str, tuple[int, str]]:
    """The classes, how many there are of each, and its list."""
    (nav,) = [one for one in page.main.all("nav") if one.told.get("class") == "list-tabs"]
    found = {}
    for link in nav.all("a"):
        name, _, number = link.text.rpartition(" ")
        found[name] = (int(number.replace(".", "")), link.told["href"])
    return found


def pages_of(desk: Desk, name: str, path: str = "/items", **asked: str) -> list[Page]:
    """All pages of a list, by the links from one to the next."""
    found = [desk.look(name, path, **asked)]
    while links := [one for one in found[-1].main.all("a") if one.told.get("rel") == "next"]:
        found.append(desk.look(name, links[0].told["href"]))
    return found


def in_csv(desk: Desk, name: str, address: str) -> list[dict[str, str]]:
    response = desk.browser(name).ask("GET", address)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))


def in_xlsx(desk: Desk, name: str, address: str) -> tuple[list[list[Any]], dict[str, Any]]:
    """The rows, and what the second sheet says of them."""
    response = desk.browser(name).ask("GET", address)
    assert response.status_code == 200, response.text
    book = load_workbook(io.BytesIO(response.content))
    listed, told = book.worksheets
    return (
        [[cell.value for cell in row] for row in listed.iter_rows()],
        {str(row[0].value): row[1].value for row in told.iter_rows()},
    )
