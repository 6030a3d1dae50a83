"""An office whose people bring files and take them along, over the running application."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from tests.api.asking import WHEN_ASKED, Web, over
from tests.evidence import made_files as made
from tests.support.scenario import FIRST, Office
from tracker.api.app import PREFIX
from tracker.api.callers import calling
from tracker.bootstrap import opened
from tracker.clock import FixedClock
from tracker.days import local_day
from tracker.evidence.store import address
from tracker.fold.words import Kind
from tracker.projections.projector import Health
from tracker.rights.granting import Caller, Grant
from tracker.rights.words import Role
from tracker.settings import Settings

EVERYTHING = tuple(Grant(role, None, date(2000, 1, 1)) for role in Role)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class FilesOffice:
    """Whoever asks is the one last named by :meth:`asks`; at first it is one who may do all."""

    web: Web
    office: Office
    home: Path
    clock: FixedClock
    _numbers: count = field(default_factory=count)

    def anew(self) -> None:
        """Back to the morning on which the office began, and to one who may do all."""
        self.clock.moment = WHEN_ASKED
        self.asks()

    def asks(self, *grants: tuple[Role, str | None], name: str = "vt.huonghuu") -> None:
        held = tuple(Grant(role, unit, date(2000, 1, 1)) for role, unit in grants) or EVERYTHING
        today = local_day(self.clock.moment)
        self.web.app.dependency_overrides[calling] = lambda: Caller(UUID(int=1), name, held, today)

    def new_file(self) -> bytes:
        """A file that nobody brought yet."""
        return made.PDF + str(next(self._numbers)).encode()

    def bring(self, content: bytes, name: str = "Báo cáo.pdf") -> httpx.Response:
        """Uploads a file; what the sender says of its type is always the same."""
        sent = {"file": (name, content, "application/octet-stream")}
        return self.web.send("POST", f"{PREFIX}/evidence", files=sent)

    def brought(self, content: bytes, name: str = "Báo cáo.pdf") -> dict[str, Any]:
        response = self.bring(content, name)
        assert response.status_code == 201, response.text
        return dict(response.json())

    def attach(self, *files: dict[str, Any] | str, on: str = "2/1") -> str:
        """Assigns an item by an event that names files; gives the item's address."""
        ref = f"HH-2024-{next(self._numbers)}"
        self.office.assign(Kind.DIRECTIVE, ref, on, unit=FIRST, attachments=list(files))
        self.web.found.catch_up()
        return f"/items/directive/{ref}"

    def listed(self, item: str, **query: Any) -> list[dict[str, Any]]:
        return list(self.web.answer(f"{item}/evidence", **query)["evidence"])

    def take(self, item: str, hashed: str, **query: Any) -> httpx.Response:
        return self.web.get(f"{item}/evidence/{hashed}", **query)

    def file(self, hashed: str) -> Path:
        """Where a file lies when it lies in a folder."""
        return self.home / "evidence" / address(hashed)

    def stored(self) -> set[str]:
        """The names of all files in the folder."""
        return {one.name for one in (self.home / "evidence").rglob("*") if one.is_file()}


def named(kept: dict[str, Any]) -> dict[str, Any]:
    """A file that was brought, as a command names it."""
    return {name: kept[name] for name in ("name", "sha256", "size", "media_type")}


@contextmanager
def filing(settings: Settings, clock: FixedClock) -> Iterator[FilesOffice]:
    with opened(settings, clock=clock) as found, over(found, Health()) as web:
        office = Office(found.tracker, clock)
        office.settle_in()
        found.catch_up()
        files = FilesOffice(web, office, settings.home, clock)
        files.anew()
        yield files
