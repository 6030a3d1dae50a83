"""The table of docs/rights.md: what each role may do on each route, and where."""

import re
from typing import Final

from tests.architecture.source import PROJECT

PLACES: Final = ("own", "person", "below", "above", "foreign")
ANY: Final = frozenset(PLACES)


def rows() -> dict[str, dict[str, str]]:
    """Cell by role of every route, ``GET /api/v1/counts``."""
    text = (PROJECT / "docs" / "rights.md").read_text("utf-8")
    found: dict[str, dict[str, str]] = {}
    titles: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| route |"):
            titles = cells[1:]
        elif titles and line.startswith("| `"):
            told = dict(zip(titles, cells[1:], strict=True))
            for route in re.findall(r"`([A-Z]+ /[^`]*)`", cells[0]):
                assert route not in found, f"{route} stands in the table twice"
                found[route] = told
        elif not line.startswith("|"):
            titles = []
    return found


def allows(cell: str, place: str, *, whole: bool) -> bool:
    """Whether a cell allows it for a thing at a place; ``whole``: the grant is for everything."""
    match cell:
        case "no":
            return False
        case "signed in" | "open" | "session":
            return True
        case "whole":
            return whole
        case _:
            places = {part.strip() for part in cell.split(",")}
            assert places <= ANY, cell
            return whole or place in places
