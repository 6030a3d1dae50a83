"""What was really sent, digest by digest, against the truth at the moment of sending."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from tests.simulation.calendar import day_of
from tests.simulation.house import Call, House, Mail
from tests.simulation.judging import Judge, Row, is_office_time
from tests.simulation.rules import Cause, Run

REF = re.compile(r"(?<![\w-])V\d{4}(?![\w-])")
NAMED = 15
"""A long mail names so many items at least, and says how many more there are."""
NAME = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DELIVERIES = """
select delivery_id, recipient, channel, state, settled_at, address, told
from tracker.alert_delivery order by made_at
"""


class Delivery(NamedTuple):
    """A digest to one recipient by one channel."""

    delivery_id: UUID
    recipient: UUID
    channel: str
    state: str
    settled_at: datetime | None
    address: str | None
    told: dict[str, Any] | None

    def __str__(self) -> str:
        return f"{self.channel} {self.delivery_id} of {self.settled_at} to {self.recipient}"

    def rows(self) -> list[tuple[str, dict[str, Any]]]:
        """Each item that it tells of, with the unit under which it stands."""
        units = (self.told or {"units": []})["units"]
        return [(unit["code"], row) for unit in units for row in unit["rows"]]

    def refs(self) -> set[str]:
        return {row["ref"] for _, row in self.rows()}


def deliveries_of(connection: Connection[Any]) -> list[Delivery]:
    with connection.cursor(row_factory=class_row(Delivery)) as cursor:
        return cursor.execute(DELIVERIES).fetchall()


@dataclass
class PostJudge:
    """Looks at every digest, every mail and every call."""

    judge: Judge
    house: House
    deliveries: list[Delivery]
    sent_again: set[UUID]
    """Those that an administrator had sent again: they may be another's second in a day."""

    @cached_property
    def runs(self) -> dict[datetime, Run]:
        return {run.own: run for run in self.judge.runs if run.job == "deliver"}

    @cached_property
    def by_id(self) -> dict[UUID, Delivery]:
        return {each.delivery_id: each for each in self.deliveries}

    @cached_property
    def sent(self) -> list[Delivery]:
        return [each for each in self.deliveries if each.state == "sent"]

    def everything(self, rows: list[Row]) -> None:
        self._one_a_day()
        for delivery in self.sent:
            self._is_true(delivery)
        self._tell_their_alerts(rows)
        self._mails()
        self._calls()
        for each in self.deliveries:
            if each.state not in ("sent", "empty"):
                self.judge.complain(f"delivery {each}", "the end", "sent", each.state)

    # --- digests ---------------------------------------------------------------------------------

    def _one_a_day(self) -> None:
        a_day: Counter[tuple[UUID, str, date]] = Counter()
        for each in self.sent:
            assert each.settled_at is not None
            if each.delivery_id not in self.sent_again:
                a_day[each.recipient, each.channel, day_of(each.settled_at)] += 1
            if not is_office_time(each.settled_at):
                self.judge.complain(str(each), each.settled_at, "nothing", "a digest")
        for which, number in a_day.items():
            if number > 1:
                self.judge.complain(str(which), which[2], "one digest", number)

    def _is_true(self, delivery: Delivery) -> None:
        assert delivery.settled_at is not None
        run = self.runs[delivery.settled_at]
        refs = [row["ref"] for _, row in delivery.rows()]
        if len(refs) != len(set(refs)) or not refs:
            self.judge.complain(str(delivery), run.moment, "each item once", refs)
        for unit, row in delivery.rows():
            expected = self._truth(delivery, row, run)
            found = unit, row["occasion"], row["level"], row["about_on"], row["days"]
            if found not in expected:
                self.judge.complain(f"{row['ref']} to {delivery}", run.moment, expected, found)
        for unit in (delivery.told or {})["units"]:
            occasions = Counter(row["occasion"] for row in unit["rows"])
            late = occasions["overdue"] + occasions["silent"]
            if (unit["overdue"], unit["due_soon"]) != (late, occasions["due_soon"]):
                self.judge.complain(str(delivery), run.moment, occasions, unit)

    def _truth(self, delivery: Delivery, row: dict[str, Any], run: Run) -> list[tuple[Any, ...]]:
        """What may be told of the item to the recipient at the moment of the run."""
        story = self.judge.stories[f"{row['kind']}:{row['ref']}"]
        facts = story.facts(run.day, run.moment)
        return [
            (
                facts["unit"],
                cause.occasion,
                cause.level,
                cause.about_on.isoformat(),
                (run.day - cause.about_on).days,
            )
            for cause in self.judge.rules.causes(story, run.day, run.moment)
            if facts is not None and self._is_for(delivery, story, cause, facts["unit"], run)
        ]

    def _is_for(self, delivery: Delivery, story: Any, cause: Cause, unit: str, run: Run) -> bool:
        told = self.judge.rules.told(story, cause, unit, run)
        return (delivery.recipient, delivery.channel) in told

    def _tell_their_alerts(self, rows: Iterable[Row]) -> None:
        """A digest tells of the items of its alerts, and of no others."""
        told: dict[UUID, set[str]] = defaultdict(set)
        for row in rows:
            if row.state == "sent":
                assert row.delivery_id is not None
                told[row.delivery_id].add(row.subject.partition(":")[2])
                delivery = self.by_id[row.delivery_id]
                same = delivery.recipient, delivery.channel, delivery.settled_at
                if (row.recipient, row.channel, row.settled_at) != same:
                    self.judge.complain(str(row.key), "its sending", row, delivery)
        for each in self.sent:
            if told[each.delivery_id] != each.refs():
                self.judge.complain(str(each), "its end", told[each.delivery_id], each.refs())

    # --- mails and calls -------------------------------------------------------------------------

    def _mails(self) -> None:
        by_id: dict[UUID, list[Mail]] = defaultdict(list)
        for mail in self.house.mails:
            name = NAME.search(mail.message_id)
            assert name is not None, mail.message_id
            by_id[UUID(name.group())].append(mail)
            self._mail(mail, self.by_id[UUID(name.group())])
        for delivery_id, mails in by_id.items():
            *before, _ = mails
            if not all(mail.unanswered for mail in before):
                self.judge.complain(f"mail {delivery_id}", before[0].moment, "one mail", mails)
        for each in self.sent:
            if each.channel == "email" and not self._arrived(each, by_id[each.delivery_id]):
                self.judge.complain(str(each), "its sending", "a mail", by_id[each.delivery_id])

    @staticmethod
    def _arrived(delivery: Delivery, mails: list[Mail]) -> bool:
        for mail in mails:
            found = set(REF.findall(mail.text))
            if (mail.own, mail.to) == (delivery.settled_at, delivery.address):
                return found <= delivery.refs() and len(found) >= min(len(delivery.refs()), NAMED)
        return False

    def _mail(self, mail: Mail, delivery: Delivery) -> None:
        """Every mail that anybody got was true, in time, and for that person."""
        run = self.runs[mail.own]
        if not is_office_time(mail.own):
            self.judge.complain(f"mail {delivery}", mail.moment, "none", mail.to)
        person = next(
            each
            for each in self.judge.rules.town.people.values()
            if each.account == delivery.recipient
        )
        if person.email != mail.to or not person.takes_mail(mail.moment):
            self.judge.complain(f"mail {delivery}", mail.moment, person, mail.to)
        for ref in set(REF.findall(mail.text)):
            [story] = [each for each in self.judge.stories.values() if each.ref == ref]
            row = {"kind": story.kind, "ref": ref}
            if not self._truth(delivery, row, run):
                self.judge.complain(f"{ref} in a mail", mail.moment, "nothing", mail)

    def _calls(self) -> None:
        by_id: dict[UUID, list[Call]] = defaultdict(list)
        for call in self.house.calls:
            by_id[UUID(call.name)].append(call)
        for each in self.sent:
            calls = by_id.pop(each.delivery_id, [])
            if each.channel != "webhook":
                continue
            *before, _ = calls or [None, None]
            arrived = any(call.own == each.settled_at for call in calls)
            if not arrived or not all(call is not None and call.unanswered for call in before):
                self.judge.complain(str(each), "its sending", "one call", calls)
            for call in calls:
                if set(REF.findall(str(call.document))) != each.refs() and not call.unanswered:
                    self.judge.complain(str(each), call.moment, each.refs(), call)
        for name, calls in by_id.items():
            if not all(call.unanswered for call in calls):
                self.judge.complain(f"call {name}", calls[0].moment, "a delivery", calls)

    @property
    def doubled(self) -> int:
        """How many mails came again."""
        return len(self.house.mails) - len({mail.message_id for mail in self.house.mails})

    def doubles(self) -> str:
        """How often a mail came twice, and why it could."""
        mails, kills = self.house.mails, self.house.kills
        again = {mail.message_id for mail in mails if mail.unanswered == "killed"}
        killed = sum(mail.message_id in again for mail in mails) - len(again)
        in_delivery = sum(number for where, number in kills.items() if where.startswith("deliver"))
        return (
            f"{killed} doubles in {in_delivery} kills of {len(mails)} mails,"
            f" {self.doubled - killed} where the server hung up instead of answering"
        )
