"""Who speaks to the API: an account with the grants of an ordinary person, and work to report."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from threading import Lock
from typing import Final
from uuid import uuid4

from benchmarks.country import Country
from tracker.application import Tracker
from tracker.clock import Clock, SystemClock
from tracker.commands.items import Assign, assign
from tracker.database.connect import open_pool
from tracker.days import local_day
from tracker.fold.words import Kind
from tracker.people.people import People
from tracker.people.registering import GrantRole, RegisterPerson, grant, register
from tracker.people.tokens import IssueToken, issue
from tracker.projections.projector import catch_up
from tracker.rights.words import Role

_WORK: Final = 2_000
"""Items to report done; each can be reported once."""


@dataclass
class Speaker:
    """A leader of a province who is a clerk of one of its units too."""

    token: str
    units: list[str]
    """Those below the province."""
    refs: list[str]
    """Items to look at: ``kind/ref``."""

    def __post_init__(self) -> None:
        self._lock = Lock()
        self._next = count()

    def next_open(self) -> str:
        """An item that is open and that nobody reported yet; its version is 1."""
        with self._lock:
            return self.refs[next(self._next)]


@contextmanager
def speaker(url: str, country: Country) -> Iterator[Speaker]:
    """Registers the account and gives its unit work; the store keeps both."""
    clock = SystemClock()
    province = country.provinces[0]
    units = [code for code in country.leaves if code.startswith(province)]
    with open_pool(url) as pool:
        tracker, people = Tracker(pool), People(pool)
        name = f"do.luong.{uuid4().hex[:8]}"
        register(
            RegisterPerson(actor="bench", command_id=uuid4().hex, name=name, full_name="Đo lường"),
            people,
            clock,
        )
        for role, unit in ((Role.LEADER, province), (Role.CLERK, units[0])):
            grant(
                GrantRole(
                    actor="bench",
                    command_id=uuid4().hex,
                    name=name,
                    role=role,
                    unit=unit,
                    expected_version=None,
                ),
                people,
                tracker,
                clock,
            )
        refs = [_given(tracker, clock, units[0], name, n) for n in range(_WORK)]
        catch_up(url)
        yield Speaker(_token(people, clock, name), units, refs)


def _token(people: People, clock: Clock, name: str) -> str:
    command = IssueToken(
        actor=name,
        command_id=uuid4().hex,
        name=name,
        label="bench",
        expires_on=local_day(clock.now()) + timedelta(days=7),
    )
    return issue(people, command, clock).secret


def _given(tracker: Tracker, clock: Clock, unit: str, name: str, number: int) -> str:
    today = local_day(clock.now())
    command = Assign(
        actor=name,
        effective_on=today,
        command_id=uuid4().hex,
        kind=Kind.PLAN_TASK,
        ref=f"{name}-{number}",
        unit=unit,
        title=f"Rà soát thủ tục số {number}",
        due_on=today + timedelta(days=10),
        about={"plan": "07/QĐ-UBND", "area": "procedures"},
    )
    assign(command, tracker, clock)
    return f"plan_task/{command.ref}"
