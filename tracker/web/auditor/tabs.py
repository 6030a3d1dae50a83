"""The auditor's pages beside each other: as many as the reader's rights open."""

from typing import NamedTuple

from tracker.rights.words import Act
from tracker.web.frame.addresses import Parameter
from tracker.web.frame.visit import Visit

_PAGES = (
    ("figures", "/audit"),
    ("late", "/audit/late"),
    ("flows", "/audit/flows"),
    ("alerts", "/audit/alerts"),
    ("rights", "/audit/rights"),
    ("refusals", "/audit/refusals"),
)


_ABOUT_ITEMS = ("figures", "late", "flows", "alerts")


class Tab(NamedTuple):
    """One of the pages."""

    label: str
    """The message ``audit.tab.<label>``."""
    address: str
    is_current: bool


def tabs(visit: Visit, current: str, **kept: Parameter) -> list[Tab]:
    """The pages, each with C and K and what ``kept`` says of whose items are looked at.

    ``current`` is the path of the page that shows them.
    """
    return [
        Tab(label, visit.href(path, **(kept if label in _ABOUT_ITEMS else {})), path == current)
        for label, path in _PAGES
        if _is_open(visit, label)
    ]


def _is_open(visit: Visit, label: str) -> bool:
    match label:
        case "rights":
            return visit.may(Act.AUDIT)
        case "alerts":
            return visit.may(Act.AUDIT) and visit.may(Act.READ)
        case "refusals":
            return visit.caller.may_everywhere(Act.AUDIT)
    return visit.may(Act.READ)
