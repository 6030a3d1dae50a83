"""An office with people in roles, at a moment that moves: what is raised of its work, and checked.

The store records at the moment of the desk, so days of recording are days of the story.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID

import psycopg
from psycopg import Connection

from tests.people.staff import CHEAP, Staff
from tests.support.scenario import FIRST, ROOT, SECOND, Office, moment
from tracker.aggregates.account import account_stream
from tracker.aggregates.events import stream_id
from tracker.aggregates.item import Item
from tracker.alerts.ledger import Alert, alerts_of_item, pending_of, settle
from tracker.alerts.recipients.endpoints import Endpoint, add_endpoint
from tracker.alerts.rules.policy import DEFAULT, Policy
from tracker.alerts.sweep.raising import raise_alerts
from tracker.alerts.telling.checking import Checked, checked
from tracker.alerts.words import Channel, Why
from tracker.application import Tracker
from tracker.clock import FixedClock
from tracker.commands.units import MoveUnit
from tracker.database.connect import app_conninfo, open_pool, owner_conninfo
from tracker.days import local_day
from tracker.fold.words import Kind
from tracker.people.people import People
from tracker.projections.projector import catch_up
from tracker.rights.words import Role

EVERY_WAY = frozenset(Channel)
PERSON, BELOW, PROVINCE = "H57.31.CC1", "H57.32.T1", "T93"
"""An official of FIRST, a hamlet of SECOND, and the province above the district."""


@dataclass
class Desk:
    """Moves the day, lets people be what they are, and raises and checks alerts."""

    url: str
    office: Office
    staff: Staff
    connection: Connection[Any]
    owner: Connection[Any]
    policy: Policy = DEFAULT
    ways: frozenset[Channel] = EVERY_WAY
    names: dict[UUID, str] = field(default_factory=dict)

    @property
    def tracker(self) -> Tracker:
        return self.office.tracker

    @property
    def now(self) -> datetime:
        return self.office.clock.moment

    @property
    def today(self) -> date:
        return local_day(self.now)

    def on(self, day: date | str, time: str = "09:00") -> None:
        """It is that day, for us and for the store."""
        text = day if isinstance(day, str) else f"{day.day}/{day.month}"
        self.office.clock.moment = moment(text, time)
        self.owner.execute("update simulated set moment = %s", (self.now,))

    def person(self, name: str, role: Role, unit: str | None, *, mail: bool = True) -> UUID:
        """Somebody with a role from today on, registered when first named."""
        account = account_stream(name)
        if account not in self.names:
            email = f"{name}@h57.example" if mail else None
            self.staff.register(name, email=email)
            self.names[account] = name
        self.staff.grant(name, role, unit)
        return account

    def endpoint(
        self, label: str, unit: str | None, channel: Channel = Channel.WEBHOOK
    ) -> Endpoint:
        catch_up(self.url)
        phones = ["0912345678"] if channel is Channel.TEXT else []
        url = "https://cong.example/canh-bao"
        added = add_endpoint(
            self.connection, channel, unit, label, url, phones, "quan.tri", self.now
        )
        self.names[added.endpoint_id] = label
        return added

    def items(self) -> list[Item]:
        query = "select originator_id from tracker.event where topic like '%.assigned'"
        return self.tracker.items([row[0] for row in self.connection.execute(query)])

    def raise_(self, day: date | str | None = None) -> int:
        """Raises everything that there is cause to tell today."""
        if day is not None:
            self.on(day)
        catch_up(self.url)
        return raise_alerts(
            self.connection, self.items(), self.policy, self.today, self.now, self.ways
        )

    def pending(self) -> list[Alert]:
        """All that waits and is part of no delivery."""
        waiting = (
            "select distinct recipient, channel from alert"
            " where state = 'pending' and delivery_id is null order by recipient, channel"
        )
        return [
            alert
            for recipient, channel in self.connection.execute(waiting)
            for alert in pending_of(self.connection, recipient, channel)
        ]

    def check(self, day: date | str | None = None) -> Checked:
        """Checks everything that waits."""
        if day is not None:
            self.on(day)
        catch_up(self.url)
        return checked(self.connection, self.tracker, self.pending(), self.policy, self.today)

    def settle(self, sent: Sequence[int], dropped: Sequence[tuple[int, Why]]) -> None:
        settle(self.connection, sent, dropped, self.now)

    def all_of(self, ref: str) -> list[Alert]:
        subjects = [f"{kind}:{ref}" for kind in ("directive", "plan_task", "finding")]
        return [alert for one in subjects for alert in alerts_of_item(self.connection, one)]

    def told(self, ref: str) -> set[str]:
        """All that was raised of an item: ``occasion level name channel``."""
        return self.said(self.all_of(ref))

    def said(self, alerts: Iterable[Alert]) -> set[str]:
        return {
            f"{one.occasion} {one.level} {self.names[one.recipient]} {one.channel}"
            for one in alerts
        }

    def by_inbox(self, ref: str) -> set[str]:
        """The same, by inbox alone and without saying so."""
        suffix = f" {Channel.INBOX}"
        return {one.removesuffix(suffix) for one in self.told(ref) if one.endswith(suffix)}


@contextmanager
def desk_at(url: str, now: datetime, first: int = 1) -> Iterator[Desk]:
    """A desk over a database whose store records at simulated moments.

    Its commands are numbered from ``first`` on: a number used before would be a repetition.
    """
    with (
        open_pool(url, size=4) as pool,
        psycopg.connect(app_conninfo(url), autocommit=True) as connection,
        psycopg.connect(owner_conninfo(url), autocommit=True) as owner,
    ):
        tracker, clock = Tracker(pool), FixedClock(now)
        staff = Staff(People(pool, passwords=CHEAP), tracker, clock, count(first))
        yield Desk(url, Office(tracker, clock, count(first)), staff, connection, owner)


def staff_office(desk: Desk) -> None:
    """A province, its district with two offices, an official and a hamlet; and their people."""
    desk.office.settle_in()
    desk.office.establish(PROVINCE, "UBND tỉnh Hậu Giang", "province", None)
    desk.office.change(MoveUnit, ROOT, "1/1", parent=PROVINCE)
    desk.office.establish(PERSON, "Công chức Tư pháp", "person", FIRST)
    desk.office.establish(BELOW, "Ấp Thạnh Lợi", "office", SECOND)
    for unit in (ROOT, FIRST, SECOND):
        desk.person(f"vt.{unit}".lower(), Role.CLERK, unit)
        desk.person(f"ld.{unit}".lower(), Role.LEADER, unit)
    desk.person("vt.tu.phap", Role.CLERK, PERSON)
    desk.person("xn.h57", Role.CONFIRMER, ROOT)
    catch_up(desk.url)


def spoil(owner: Connection[Any], kind: Kind, ref: str) -> None:
    """As a program of a later version, or a fault, would have recorded it."""
    owner.execute(
        "insert into event"
        " (originator_id, originator_version, topic, state, effective_on, recorded_at)"
        " select originator_id, max(originator_version) + 1, %s, 'nothing',"
        " max(effective_on), max(recorded_at) from event where originator_id = %s"
        " group by originator_id",
        (f"{kind}.urged", stream_id(kind, ref)),
    )
