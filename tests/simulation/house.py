"""The machines of the year: two schedulers, a mail server and a program that is called.

Whatever goes out is written down with the simulated moment of the run in which it went.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_string, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection

from tests.simulation.rules import Run
from tests.support.programs import Program
from tests.support.simulated_clock import SimulatedClock
from tests.support.waiting import until
from tracker.database.connect import owner_conninfo

Start = Callable[..., Program]
IN_SWEEP = ("tracker.event", "tracker.alert", "tracker.alert_sweep")
"""Tables whose lock stops a sweep: before its flags, between flags and ledger, before its end."""
IN_DELIVERY = "tracker.alert"
BLOCKED = """
select count(*) from pg_stat_activity
where wait_event_type = 'Lock' and datname = current_database()
"""


class Mail(NamedTuple):
    """One message that the mail server took."""

    moment: datetime
    own: datetime
    to: str
    message_id: str
    text: str
    unanswered: str
    """Why the scheduler that sent it may not have learned that it was taken: it was ``killed``
    in that run, or the server hung up (``drop``); else nothing."""


class Call(NamedTuple):
    """One call of a webhook."""

    moment: datetime
    own: datetime
    name: str
    document: dict[str, Any]
    unanswered: bool


@dataclass
class House:
    """Tells the processes what to do, one thing at a time."""

    url: str
    folder: Path
    start: Start
    clock: SimulatedClock
    owner: Connection[Any]
    runs: list[Run] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    kills: dict[str, int] = field(default_factory=dict)
    offset: timedelta = timedelta(0)
    """By how much the clock of whoever leads is wrong today."""
    _coming: list[Program] = field(default_factory=list)
    """Those that were started and are not ready yet."""
    _read: dict[str, int] = field(default_factory=dict)

    def open(self) -> None:
        self.post = self.start("smtp_server", self.folder, 0)
        self.smtp_port = self.post.says()
        self.tell_post("accept")
        self.called = self.start("called_server", self.folder)
        self.called_port = self.called.says()
        self.schedulers = [self._scheduler(), self._scheduler()]
        for scheduler in self.schedulers:
            assert scheduler.says() == "ready"

    def _scheduler(self) -> Program:
        return self.start("alerting", self.url, self.folder, self.smtp_port)

    def tell_post(self, order: str) -> None:
        self.post_does = order.split(maxsplit=1)[0]
        self.post.tell(order)
        self.post.says_in_time(self.post_does)

    def tell_called(self, order: str) -> None:
        self.called.tell(order)
        self.called.says_in_time(order)

    # --- who leads -------------------------------------------------------------------------------

    def lead(self) -> Program:
        """Whoever leads; all that are there ask, one does."""
        return until(self._leading, "somebody who leads")

    def _leading(self) -> Program | None:
        self._coming = [one for one in self._coming if not self._answered(one, [])]
        there = [one for one in self.schedulers if one not in self._coming]
        leading = [one for one in there if self._asked(one, "lead")]
        assert len(leading) <= 1
        return leading[0] if leading else None

    def put_clock(self, offset: timedelta) -> None:
        """The clock of whoever leads goes wrong, or right again."""
        self.offset = offset
        for scheduler in self.schedulers:
            if scheduler in self._coming:
                assert scheduler.says() == "ready"
            self._asked(scheduler, "clock", offset.total_seconds())
        self._coming = []

    @staticmethod
    def _asked(scheduler: Program, *command: object) -> Any:
        scheduler.tell(json.dumps(command))
        return scheduler.says()

    # --- jobs ------------------------------------------------------------------------------------

    def run(self, job: str) -> dict[str, Any]:
        """Has the leader do a job to its end."""
        answer = self._asked(self.lead(), job)
        self._ran(job, ended=answer["outcome"] == "done")
        return answer

    def run_at_once(self, job: str) -> list[dict[str, Any]]:
        """Has both do a job at the same moment, whoever leads."""
        for scheduler in self.schedulers:
            scheduler.tell(json.dumps([job]))
        answers = [scheduler.says() for scheduler in self.schedulers]
        self._ran(job, ended=all(answer["outcome"] == "done" for answer in answers))
        return answers

    def run_and_kill_at(self, job: str, table: str) -> bool:
        """Kills the leader where it first needs the table; False: it never did."""

        def lock(connection: Connection[Any]) -> None:
            connection.execute(f"lock table {table} in exclusive mode".encode())

        return self.run_and_kill(job, lock, f"{job} at {table}")

    def run_and_kill(
        self, job: str, get_in_the_way: Callable[[Connection[Any]], None], where: str
    ) -> bool:
        """Kills the leader where it meets what another transaction holds; False: it never does."""
        scheduler = self.lead()
        with psycopg.connect(owner_conninfo(self.url)) as connection:
            get_in_the_way(connection)
            scheduler.tell(json.dumps([job]))
            answers: list[Any] = []
            until(lambda: self._answered(scheduler, answers) or self._is_blocked(), "the job")
            if not answers:
                scheduler.kill()
            connection.rollback()
        self._ran(job, ended=bool(answers) and answers[0]["outcome"] == "done", killed=not answers)
        if not answers:
            self._replace(scheduler, where)
        return not answers

    def run_and_kill_when_posted(self) -> bool:
        """Kills the leader when the mail server has taken a mail and did not say so yet."""
        scheduler = self.lead()
        self.tell_post("hold")
        scheduler.tell(json.dumps(["deliver"]))
        heard: list[Any] = []
        answers: list[Any] = []
        until(
            lambda: self._answered(self.post, heard) or self._answered(scheduler, answers),
            "a mail or the end",
        )
        if heard:
            scheduler.kill()
        self.tell_post("accept")
        self._ran("deliver", ended=not heard, killed=bool(heard))
        if heard:
            self._replace(scheduler, "deliver when posted")
        return bool(heard)

    @staticmethod
    def _answered(program: Program, answers: list[Any]) -> bool:
        try:
            answers.append(program.says(0))
        except AssertionError:
            return False
        return True

    def _is_blocked(self) -> bool:
        row = self.owner.execute(BLOCKED).fetchone()
        return row != (0,)

    def _replace(self, killed: Program, where: str) -> None:
        """Another process for the one that was killed; until it has come, the other works."""
        self.kills[where] = self.kills.get(where, 0) + 1
        self.schedulers.remove(killed)
        killed.close()
        self.schedulers.append(self._scheduler())
        self._coming.append(self.schedulers[-1])

    def _ran(self, job: str, *, ended: bool, killed: bool = False) -> None:
        moment = self.clock.now()
        own = moment + self.offset
        self.runs.append(Run(job, moment, own, ended))
        for told in self._new("taken.jsonl"):
            message = message_from_string(told["message"], policy=policy.default)
            assert isinstance(message, EmailMessage)
            body = message.get_body(("plain",))
            text = body.get_content() if body is not None else ""
            [to] = told["to"]
            lost = "killed" if killed else self.post_does.replace("accept", "")
            mail = Mail(moment, own, to, str(message["Message-ID"]), text, lost)
            self.mails.append(mail)
        for told in self._new("called.jsonl"):
            self.calls.append(Call(moment, own, told["id"], json.loads(told["body"]), killed))

    def _new(self, name: str) -> Iterator[dict[str, Any]]:
        """The lines that came to a file since it was last asked."""
        path = self.folder / name
        if not path.exists():
            return
        with path.open("rb") as file:
            file.seek(self._read.get(name, 0))
            for line in file:
                yield json.loads(line)
            self._read[name] = file.tell()
