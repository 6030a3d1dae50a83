"""A staffed desk whose alerts are delivered by a mail server, which is a process of its own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from threading import Event
from typing import Any

from pydantic import SecretStr

from tests.alerts.desk import Desk
from tests.alerts.sweeps import Sweeps
from tests.support.programs import Program
from tracker.alerts.telling.deliveries import Delivery
from tracker.alerts.telling.delivering import deliver
from tracker.alerts.words import AlertState, Channel, DeliveryState
from tracker.bootstrap import Installation, opened
from tracker.settings import Settings

SENDER = "theodoi@h57.example"
SECONDS = 0.4
"""After which the mail server counts as silent."""
CLERK, HEAD = "vt.h57.31", "ld.h57.31"
BOTH = [f"{HEAD}@h57.example", f"{CLERK}@h57.example"]
"""Where mails go that concern FIRST."""


@dataclass
class MailServer:
    """The server that all tests share, each from where the one before it left."""

    program: Program
    folder: Path
    port: int
    _seen: int = 0

    def does(self, mode: str) -> None:
        """From now on it does that."""
        self.program.tell(mode)
        self.program.says_in_time(mode.split(maxsplit=1)[0])

    def begin(self) -> None:
        """Takes everything again, and forgets what it took."""
        self.does("accept")
        self._seen = len(self._lines())

    def taken(self) -> list[dict[str, Any]]:
        """What it took, in order."""
        return [json.loads(line) for line in self._lines()[self._seen :]]

    def mails(self) -> list[EmailMessage]:
        return [_message(one) for one in self.taken()]

    def to(self) -> list[str]:
        """For whom it took anything."""
        return sorted(address for one in self.taken() for address in one["to"])

    def _lines(self) -> list[str]:
        return (self.folder / "taken.jsonl").read_text("utf-8").splitlines()


def _message(taken: dict[str, Any]) -> EmailMessage:
    message = message_from_bytes(taken["message"].encode("latin-1"), policy=default)
    assert isinstance(message, EmailMessage)
    return message


@dataclass
class Posting:
    """Sweeps and delivers on days, and tells what became of it."""

    desk: Desk
    found: Installation
    server: MailServer

    def sweep(self, day: date | str, time: str = "07:00") -> None:
        """A day's sweep, at an hour."""
        self.desk.on(day, time)
        assert Sweeps(self.desk, self.found).sweep().outcome == "done"

    def deliver(
        self, day: date | str | None = None, time: str = "07:00", stop: Event | None = None
    ) -> dict[str, int]:
        """A run of the deliverer; gives what it came to, without the noughts."""
        if day is not None:
            self.desk.on(day, time)
        result = deliver(self.found, stop or Event())
        assert result.outcome == ("done" if stop is None else "stopped")
        return {name: number for name, number in result.told.items() if number}

    def rows(self, name: str | None = None, channel: Channel = Channel.EMAIL) -> list[Delivery]:
        """The deliveries to somebody by a channel, in the order of making."""
        whom = {account for account, called in self.desk.names.items() if name in (None, called)}
        query = (
            "select delivery_id, recipient, channel, made_on, made_at, state, attempts,"
            " next_try_at, problem, settled_at, address, told, read_at"
            " from alert_delivery where channel = %s order by made_at, recipient"
        )
        rows = self.desk.connection.execute(query, (channel,)).fetchall()
        found = [Delivery(*row) for row in rows]
        return [
            one._replace(state=DeliveryState(one.state)) for one in found if one.recipient in whom
        ]

    def row(self, name: str, channel: Channel = Channel.EMAIL) -> Delivery:
        (row,) = self.rows(name, channel)
        return row

    def told_refs(self, delivery: Delivery) -> list[str]:
        """The items that a digest told of."""
        assert delivery.told is not None
        return [row["ref"] for unit in delivery.told["units"] for row in unit["rows"]]

    def alerts(self, state: AlertState) -> int:
        """How many alerts are in a state."""
        asked = "select count(*) from alert where state = %s"
        row = self.desk.connection.execute(asked, (state,)).fetchone()
        assert row is not None
        return int(row[0])


@contextmanager
def posting_at(desk: Desk, server: MailServer, **settings: Any) -> Iterator[Posting]:
    """Delivers what a desk raises by a mail server that begins anew."""
    server.begin()
    given = {
        "public_address": "https://tracker.h57.example",
        "smtp_host": "127.0.0.1",
        "smtp_port": server.port,
        "smtp_security": "none",
        "smtp_seconds": SECONDS,
        "mail_from": SENDER,
        "webhooks_private": True,
        **settings,
    }
    told = Settings(database_url=SecretStr(desk.url), **given)
    with opened(told, clock=desk.office.clock) as found:
        yield Posting(desk, found, server)
