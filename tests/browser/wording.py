"""Whether every word on a page is the catalogue's in the page's language, or the office's own."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from psycopg import Connection

from tests.browser.markup import Element
from tests.support.marking import MARKS
from tracker.settings import Settings

_READ_ALOUD = ("alt", "aria-label", "aria-description", "placeholder", "title", "data-label")
_SILENT = {"script", "style", "template"}
PROPER = {
    *("CSV", "XLSX", "PDF", "OpenID", "PostgreSQL", "Python", "Chart.js", "SHA-256", "C", "K"),
    *("Tiếng Việt", "English"),
}
"""Names that are the same in every language."""


_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
"""Numbers, dates and signs, which are the same in every language."""


def unsaid(root: Element, language: str, known: set[str]) -> list[str]:
    """What stands on a page that is neither of the catalogue nor among what is known."""
    before, after = MARKS[language]
    message = re.compile(f"{before}[^{before}{after}]*{after}")
    return [
        f"{text!r} in {where}"
        for where, text in _texts(root)
        for rest in _left(message, text)
        if not _is_known(rest, known)
    ]


def _texts(root: Element) -> Iterator[tuple[Element, str]]:
    for one in root.everything():
        if one.tag in _SILENT or any(above.tag in _SILENT for above in one.above()):
            continue
        yield from ((one, text) for text in one.inside if isinstance(text, str))
        yield from ((one, one.told[name]) for name in _READ_ALOUD if name in one.told)
        if one.tag == "input" and one.told.get("type") in {"submit", "button", "reset"}:
            yield one, one.told.get("value", "")


def _left(message: re.Pattern[str], text: str) -> Iterator[str]:
    """What is left of a text without its messages; one may hold others as details."""
    while (shorter := message.sub("\n", text)) != text:
        text = shorter
    for part in text.split("\n"):
        words = _EDGES.sub("", " ".join(part.split()))
        if any(sign.isalpha() for sign in words):
            yield words


def _is_known(words: str, known: set[str]) -> bool:
    return words in PROPER or any(words in one for one in known)


def known_words(connection: Connection[Any]) -> set[str]:
    """What the office itself wrote: every text of every event, and its people."""
    known = {name for (name,) in connection.execute("select name from tracker.account")}
    for table in ("tracker.event", "tracker.account_event"):
        rows = connection.execute(f"select convert_from(state, 'UTF8') from {table}".encode())
        for (state,) in rows:
            known.update(_strings(json.loads(state)))
    known.update(f"TRACKER_{name}".upper() for name in Settings.model_fields)
    return {" ".join(one.split()) for one in known}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
