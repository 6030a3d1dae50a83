"""An office whose people read their deadlines in a calendar program."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from icalendar import Calendar, Event

from tests.support.scenario import FIRST, Office
from tracker.aggregates.account import account_stream
from tracker.bootstrap import Installation
from tracker.clock import FixedClock
from tracker.commands.items import OnItem
from tracker.feeds.keeping import make, note_read
from tracker.feeds.reading import composed, opened, tag_of
from tracker.fold.words import Kind
from tracker.people.registering import GrantRole, RevokeRole, grant, revoke
from tracker.rights.words import Role

ADDRESS = "https://tracker.example"


@dataclass
class Desk:
    """The installation, and what its people do."""

    found: Installation
    clock: FixedClock

    @property
    def office(self) -> Office:
        return Office(self.found.tracker, self.clock)

    def wait(self, **time: float) -> datetime:
        self.clock.moment += timedelta(**time)
        return self.clock.moment

    def assign(self, ref: str, *, kind: Kind = Kind.DIRECTIVE, **told: Any) -> None:
        given = {"on": "2/1", "due": "15/6", "unit": FIRST, "command_id": f"assign {ref}", **told}
        self.office.assign(kind, ref, **given)
        self.found.catch_up()

    def act(self, command: type[OnItem], ref: str, on: str = "3/6", **told: Any) -> None:
        """Something happens to a directive, a minute later."""
        self.wait(minutes=1)
        given = {"command_id": f"{command.__name__} {ref}", **told}
        self.office.act(command, Kind.DIRECTIVE, ref, on, **given)
        self.found.catch_up()

    def grant(self, name: str, role: Role, unit: str | None) -> None:
        command = GrantRole(
            actor="tests",
            command_id=str(uuid4()),
            name=name,
            expected_version=None,
            role=role,
            unit=unit,
        )
        grant(command, self.found.people, self.found.tracker, self.clock)

    def revoke(self, name: str, role: Role, unit: str | None) -> None:
        command = RevokeRole(
            actor="tests",
            command_id=str(uuid4()),
            name=name,
            expected_version=None,
            role=role,
            unit=unit,
        )
        revoke(command, self.found.people, self.clock)

    def address(self, name: str, unit: str | None = None) -> str:
        """The secret of a new address."""
        with self.found.pool.connection() as connection:
            now = self.clock.now()
            return make(connection, uuid4(), account_stream(name), unit, now)

    def content(self, secret: str) -> bytes | None:
        """What a calendar program gets; None: there is no such address."""
        with self.found.pool.connection() as connection:
            feed = opened(connection, secret, self.clock.now())
            if feed is None:
                return None
            note_read(connection, feed.feed, feed.now)
            return composed(connection, feed, self.found.settings.lang, ADDRESS)

    def calendar(self, secret: str) -> Calendar:
        content = self.content(secret)
        assert content is not None
        calendar = Calendar.from_ical(content)
        assert isinstance(calendar, Calendar)
        return calendar

    def events(self, secret: str) -> dict[str, Event]:
        """The entries by the references of their items."""
        return {
            str(event["URL"]).rpartition("/")[2]: event
            for event in self.calendar(secret).walk("VEVENT")
        }

    def tag(self, secret: str) -> str:
        with self.found.pool.connection() as connection:
            feed = opened(connection, secret, self.clock.now())
        assert feed is not None
        return tag_of(feed, self.found.settings.lang, ADDRESS)
