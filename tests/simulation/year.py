"""A year of an office, day by day, with everything that goes wrong in one."""

import os
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID

from tests.people.staff import CHEAP, Staff
from tests.simulation.calendar import FIRST, LAST, ONE_DAY, at, works
from tests.simulation.house import IN_DELIVERY, IN_SWEEP, House
from tests.simulation.lives import Lives
from tests.simulation.rules import EVENING, LATE, MORNING, NEAR, RULES, SILENT
from tests.simulation.town import FOUNDED, Span, Town
from tests.support.scenario import Office
from tracker.alerts.recipients.endpoints import add_endpoint, end_endpoint
from tracker.alerts.rules.policy import Policy, Rule, set_policy
from tracker.alerts.telling.deliveries import dead, send_again
from tracker.alerts.words import Channel
from tracker.application import Tracker
from tracker.people.people import People
from tracker.projections.projector import catch_up

ITEMS = int(os.environ.get("SIMULATION_ITEMS") or 40)
"""`make simulation` lives through a year with 2,000."""
POLICY = Policy(
    due_soon_days=NEAR,
    overdue_waits=tuple(after - before for before, after in pairwise(LATE)),
    silent_days=SILENT,
    morning=MORNING,
    evening=EVENING,
    rules=tuple(
        Rule(occasion=occasion, audience=audience, channels=channels, unit=unit)
        for occasion, audience, channels, unit in RULES
    ),
)
OUTAGES = (1, 2, 3, 5, 7, 10)
SILENT_POST = "silent"
STEPS_HOURS = (-30, -10, -3, -1, 1, 5, 14, 20)
TROUBLES = {
    "refuse 451 try later": 3,
    "refuse-recipients 550 unknown": 1,
    "refuse-greeting": 1,
    "drop": 2,
    SILENT_POST: 1,
}
"""What the mail server does instead of its work, and for how many days."""
POSTED, HANDED_OVER = "posted", "handed over"
KILLS = (POSTED, POSTED, HANDED_OVER, *IN_SWEEP)
"""Where whoever leads is killed, each on a day on which it comes so far."""
CLOSING_DAYS = 8
"""Quiet days after the year, in which all that waits can go out."""


@dataclass
class Trouble:
    """Something wrong from one day to another."""

    first: date
    days: int
    what: str

    def holds(self, day: date) -> bool:
        return self.first <= day < self.first + self.days * ONE_DAY


@dataclass
class Year:
    """Everything that takes part."""

    house: House
    town: Town
    lives: Lives
    dice: Random
    endpoints: dict[UUID, tuple[str | None, Span]]

    def __post_init__(self) -> None:
        days = self._days = [FIRST + n * ONE_DAY for n in range(10, (LAST - FIRST).days - 12)]
        self.outages = [Trouble(self.dice.choice(days), length, "out") for length in OUTAGES]
        self.post = [Trouble(self._workday(), length, what) for what, length in TROUBLES.items()]
        self.webhook = Trouble(self.dice.choice(days), 3, "refuse")
        self.steps = {self.dice.choice(days): hours for hours in STEPS_HOURS}
        self.endpoint_ends = self.webhook.first
        self.kills = list(KILLS)
        self.sent_again: set[UUID] = set()
        """Deliveries that an administrator had sent again."""

    def _workday(self) -> date:
        """One on which something should happen: nothing else is wrong, and it is no rest day."""
        taken = [*self.outages, *getattr(self, "post", ())]
        good = [
            day
            for day in self._days
            if works(day) and not any(trouble.holds(day) for trouble in taken)
        ]
        return self.dice.choice(good)

    def live(self) -> None:
        """From the first day to the last, and the days in which everything comes to rest."""
        self._go(FIRST - ONE_DAY, "12:00")
        self.house.run("sweep")
        day = FIRST
        while day <= LAST + CLOSING_DAYS * ONE_DAY:
            self._day(day)
            day += ONE_DAY

    def _go(self, day: date, time: str) -> None:
        assert at(day, time) >= self.house.clock.now()
        self.house.clock.move_to(at(day, time))

    def _day(self, day: date) -> None:
        is_out = any(outage.holds(day) for outage in self.outages)
        # On most rest days the machine is off; on the others nothing may go out.
        is_out = is_out or (not works(day) and self.dice.random() < 0.6)
        is_busy = self.dice.random() < 0.06
        if not is_out:
            self._weather(day)
            self._night(day)
            self._morning(day)
        self._type(day, "09:30", 0)
        if not is_out and is_busy:
            self._look(day, "10:00", "10:01")
        if not is_out and self._is_wrong(day):
            self._deliver(day, "10:10")
        self._type(day, "14:00", 1)
        if not is_out and is_busy:
            self._look(day, "15:00", "15:01")
        if not is_out and self._is_wrong(day):
            self._deliver(day, "16:30")
        if not is_out and (day > LAST or day.weekday() == 4) and not self._is_wrong(day):
            self._send_dead_again(day)
        if not is_out and is_busy:
            self._look(day, "18:10", "18:30")
        self.house.put_clock(timedelta(0)) if self.house.offset else None
        self._people(day)

    def _weather(self, day: date) -> None:
        """What is wrong today with the mail server, the called program, and the clock."""
        wrong = [trouble.what for trouble in self.post if trouble.holds(day)]
        self.house.tell_post(wrong[0] if wrong else "accept")
        self.house.tell_called("refuse" if self.webhook.holds(day) else "accept")
        if day in self.steps:
            self._go(day, "00:10")
            self.house.put_clock(timedelta(hours=self.steps[day]))

    def _night(self, day: date) -> None:
        if self.dice.random() < 0.04:
            self._look(day, "00:30", "00:31")

    def _morning(self, day: date) -> None:
        kill = self._kill_of(day)
        self._go(day, "07:05")
        is_killed = kill in IN_SWEEP and self.house.run_and_kill_at("sweep", kill)
        self._go(day, "07:06")
        self.house.run("sweep")
        self._go(day, "07:07")
        if kill == POSTED:
            is_killed = self.house.run_and_kill_when_posted()
        elif kill == HANDED_OVER:
            is_killed = self.house.run_and_kill_at("deliver", IN_DELIVERY)
        if is_killed:
            self.kills.pop()
        self._deliver(day, "07:08")
        if is_killed or self._is_wrong(day):
            for time in ("07:10", "07:20", "07:55"):
                self._deliver(day, time)

    def _deliver(self, day: date, time: str) -> None:
        self._go(day, time)
        self.house.run("deliver")
        if self.house.post_does == SILENT_POST:  # waiting for it takes its time
            self.house.tell_post("accept")

    def _kill_of(self, day: date) -> str:
        """Where whoever leads is to be killed today; nowhere on days when all else is wrong."""
        good = works(day) and day not in self.steps and not self._is_wrong(day)
        return self.kills[-1] if self.kills and good and self.dice.random() < 0.3 else ""

    def _look(self, day: date, sweep: str, deliver: str) -> None:
        self._go(day, sweep)
        self.house.run("sweep")
        self._go(day, deliver)
        self.house.run("deliver")

    def _type(self, day: date, time: str, half: int) -> None:
        deeds = self.lives.planned.get(day, [])[half::2]
        if deeds:
            self._go(day, time)
            self.lives.type(day, deeds)

    def _people(self, day: date) -> None:
        """In the evening, when nothing runs: who comes and goes, and what units belong where."""
        if day in self.steps or day > LAST:
            return
        self._go(day, "20:00")
        if day == self.endpoint_ends:
            self._end_endpoint()
        for chance, change in (
            (0.05, self.town.replace),
            (0.04, self.town.disable),
            (0.05, self.town.enable),
            (0.06, lambda: self.town.wish(self.house.owner)),
            (0.02, lambda: self.town.move(day)),
        ):
            if self.dice.random() < chance:
                change()

    def _end_endpoint(self) -> None:
        """The program of the district is switched off."""
        now = self.house.clock.now()
        [ended] = [name for name, (unit, _) in self.endpoints.items() if unit is not None]
        end_endpoint(self.house.owner, ended, now)
        unit, span = self.endpoints[ended]
        self.endpoints[ended] = unit, Span(span.since, now)

    def _send_dead_again(self, day: date) -> None:
        """An administrator looks in at what could not be sent."""
        self._go(day, "16:50")
        owner, found = self.house.owner, dead(self.house.owner, 1_000)
        for delivery in found:
            send_again(owner, delivery.delivery_id, self.house.clock.now())
            self.sent_again.add(delivery.delivery_id)
        self._go(day, "16:51")
        if found or day > LAST:
            self.house.run("deliver")

    def _is_wrong(self, day: date) -> bool:
        return any(trouble.holds(day) for trouble in (*self.post, self.webhook))


def begin(house: House, tracker: Tracker, items: int, seed: int) -> Year:
    """A town with its work, before anything happens."""
    dice = Random(seed)  # noqa: S311 - it is to happen again
    house.clock.move_to(at(FOUNDED, "08:00"))
    people = People(tracker.pool, passwords=CHEAP)
    staff = Staff(people, tracker, house.clock)  # type: ignore[arg-type]
    town = Town(staff, Office(tracker, house.clock), dice)  # type: ignore[arg-type]
    town.found()
    set_policy(house.owner, POLICY, "quan.tri", house.clock.now())
    lives = Lives(town, dice, items)
    lives.plan()
    return Year(house, town, lives, dice, _endpoints(house))


def _endpoints(house: House) -> dict[UUID, tuple[str | None, Span]]:
    """Two programs: one is told of everything, one of a district."""
    catch_up(house.url)  # the units are looked for in the read model
    address, now = f"http://127.0.0.1:{house.called_port}/", house.clock.now()
    return {
        add_endpoint(
            house.owner, Channel.WEBHOOK, unit, "Trục tích hợp", address, (), "quan.tri", now
        ).endpoint_id: (unit, Span(now))
        for unit in (None, "H57.3")
    }
