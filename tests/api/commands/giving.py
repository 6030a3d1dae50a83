"""Gives commands over HTTP as a program of an office would."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

from tests.api.asking import Web
from tests.support.scenario import ABOUT, FIRST
from tracker.aggregates.events import Happening
from tracker.api.app import PREFIX
from tracker.fold.words import Kind

ON = "2024-03-08"
"""A working day before the clock's own."""
ACTOR = "quan.tri"
"""Who gives the commands."""


@dataclass
class Desk:
    """A clerk's desk: the application over a store with three units, and new references."""

    web: Web
    _numbers: count = field(default_factory=lambda: count(1))

    def post(  # noqa: PLR0913 - a request in one line
        self,
        path: str,
        body: Any = None,
        *,
        version: object = None,
        key: str | None = None,
        headers: Mapping[str, str | bytes] | None = None,
        content: bytes | None = None,
        language: str | None = None,
    ) -> httpx.Response:
        """Sends a body to an address below ``/api/v1``, having seen a version."""
        given: dict[str, str | bytes] = dict(headers or {})
        if version is not None:
            given["if-match"] = f'"{version}"' if isinstance(version, int) else str(version)
        if key is not None:
            given["idempotency-key"] = key
        if language is not None:
            given["accept-language"] = language
        sent = {"json": body} if content is None else {"content": content}
        if content is not None:
            given.setdefault("content-type", "application/json")
        return self.web.send("POST", PREFIX + path, headers=given, **sent)

    def ref(self, sort: str = "CD") -> str:
        """A reference that no other test has."""
        return f"{sort}-{next(self._numbers)}"

    def assign(self, kind: Kind = Kind.DIRECTIVE, ref: str | None = None, **own: Any) -> str:
        """A new item of 2 January, due on 15 March; gives its reference."""
        named = ref or self.ref()
        response = self.post(f"/items/{kind}", assignment(kind, named, **own))
        assert response.status_code == 201, response.text
        return named

    def act(
        self, ref: str, command: str, version: int = 1, *, kind: str = "directive", **own: Any
    ) -> httpx.Response:
        """A command on an item, dated :data:`ON` unless it says otherwise."""
        key = own.pop("key", None)
        body = {"effective_on": ON, **own}
        return self.post(f"/items/{kind}/{ref}/{command}", body, version=version, key=key)

    def acted(self, ref: str, command: str, version: int = 1, **own: Any) -> dict[str, Any]:
        """The same, where it must be recorded."""
        response = self.act(ref, command, version, **own)
        assert response.status_code == 200, response.text
        return dict(response.json())

    def events(self, ref: str, kind: Kind = Kind.DIRECTIVE) -> list[Happening]:
        """What is recorded about an item."""
        tracker = self.web.found.tracker
        if kind is Kind.TARGET:
            return list(tracker.target(ref).happenings)
        return list(tracker.item(kind, ref).happenings)


def assignment(kind: Kind, ref: str, **own: Any) -> dict[str, Any]:
    """The body that gives an item to the first office."""
    return {
        "ref": ref,
        "unit": FIRST,
        "title": "Rà soát chữ ký số của cán bộ, công chức",
        "due_on": "2024-03-15",
        "effective_on": "2024-01-02",
        **ABOUT[kind],
        **own,
    }
