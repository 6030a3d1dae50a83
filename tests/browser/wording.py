"""Whether every word on a page is the catalogue's in the page's language, or the office's own."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from psycopg import Connection

from tests.browser.markup import Element
from tests.support.marking import MARKS
from tracker.deadlines.calendar import NATIONAL_NAME
from tracker.deadlines.proposals import proposed_days
from tracker.settings import Settings

_READ_ALOUD = ("alt", "aria-label", "aria-description", "placeholder", "title", "data-label")
_SILENT = {"script", "style", "template", "code"}
"""What nobody reads, or what is typed elsewhere letter by letter."""
PROPER = {
    *("CSV", "XLSX", "PDF", "OpenID", "PostgreSQL", "Python", "Chart.js", "SHA-256", "C", "K"),
    *("Tiếng Việt", "English", "VN", "kB", "MB", "GB", "healthz", "readyz", "metrics"),
}
"""Names that are the same in every language."""


_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
"""Numbers, dates and signs, which are the same in every language."""


_YEARS = range(2023, 2028)
"""Whose days off pages propose; what they are called is the law's, in every language."""
_MOMENTS = {"vi": r"\d\d:\d\d(:\d\d)? ngày (?=\d)", "en": "(?!)"}
"""How a language writes moments; English has no words in them."""
_CODES = {
    "area",
    "category",
    "issuer_level",
    "kind",
    "level",
    "measure",
    "state",
    "urgency",
    "role",
}
"""Fields of events with words of the contract, which people read in their own language only."""


class Known:
    """What the office itself wrote."""

    def __init__(self, texts: set[str]) -> None:
        longest_first = sorted({*texts, *PROPER}, key=len, reverse=True)
        self._any = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")

    def without(self, text: str) -> str:
        """What is left of a text; blanks made one."""
        return self._any.sub("\n", " ".join(text.split()))


def unsaid(root: Element, language: str, known: Known) -> list[str]:
    """What stands on a page that is neither of the catalogue nor among what is known."""
    before, after = MARKS[language]
    message = re.compile(f"{before}[^{before}{after}]*{after}|{_MOMENTS[language]}")
    return [
        f"{rest!r} in {where}"
        for where, text in _texts(root)
        for rest in _left(message, text, known)
    ]


def _texts(root: Element) -> Iterator[tuple[Element, str]]:
    for one in root.everything():
        if one.tag in _SILENT or any(above.tag in _SILENT for above in one.above()):
            continue
        for text in one.inside:
            # An address to be written down is the same in every language.
            if isinstance(text, str) and text.strip() != one.told.get("href"):
                yield one, text
        yield from ((one, one.told[name]) for name in _READ_ALOUD if name in one.told)
        if one.tag == "input" and one.told.get("type") in {"submit", "button", "reset"}:
            yield one, one.told.get("value", "")


def _left(message: re.Pattern[str], text: str, known: Known) -> Iterator[str]:
    """What is left of a text without its messages; one may hold others as details."""
    while (shorter := message.sub("\x00", text)) != text:
        text = shorter
    for part in text.split("\x00"):
        for rest in known.without(part).split("\n"):
            words = _EDGES.sub("", rest)
            if any(sign.isalpha() for sign in words):
                yield words


def known_words(connection: Connection[Any]) -> Known:
    """Every text of every event, the office's people, and how settings are called."""
    known = {name for (name,) in connection.execute("select name from tracker.account")}
    whys = connection.execute("select problem from tracker.alert_delivery where problem <> ''")
    known |= {why for (why,) in whys}
    for table in ("tracker.event", "tracker.account_event"):
        rows = connection.execute(f"select convert_from(state, 'UTF8') from {table}".encode())
        for (state,) in rows:
            known.update(_strings(json.loads(state)))
    for name, field in Settings.model_fields.items():
        known |= {f"TRACKER_{name}".upper(), str(field.default), str(field.default).lower()}
    known |= {NATIONAL_NAME, *(day.name for year in _YEARS for day in proposed_days(year).values())}
    return Known({" ".join(one.split()) for one in known if one.strip()})


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, one in value.items():
            if name not in _CODES:
                yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
