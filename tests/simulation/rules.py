"""The rules of alerts once more, in the plainest words and day by day; nothing of the product.

It knows what the log exported, who was what in the town, and when which job ran. How an item
stands on a day is asked of the naive oracle of the contract.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from tests.oracle import naive
from tests.simulation.calendar import ONE_DAY, at, day_of
from tests.simulation.town import Span, Town
from tracker.rights.words import Role

NEAR = (7, 3, 1)
LATE = (1, 3, 7, 15, 31, 63)
SILENT = 7
MORNING, EVENING = "07:00", "18:00"
FLAGS = ("due_soon_flagged", "overdue_flagged")
UNHEARD = (*FLAGS, "urged")

BOTH, INBOX = ("inbox", "email"), ("inbox",)
RULES = (
    ("due_soon", "clerks", BOTH, None),
    ("due_soon", "coordinators", INBOX, None),
    ("overdue", "clerks", BOTH, None),
    ("overdue", "head", BOTH, None),
    ("waiting", "confirmers", BOTH, None),
    ("silent", "superior", BOTH, None),
    # One district wants its leaders to know early, and its clerks without mail.
    ("due_soon", "clerks", INBOX, "H57.1"),
    ("due_soon", "head", BOTH, "H57.1"),
)

Line = dict[str, Any]


class Run(NamedTuple):
    """One run of a job: when in truth, what its own clock said, and whether it came to its end."""

    job: str
    moment: datetime
    own: datetime
    ended: bool

    @property
    def day(self) -> date:
        """The day by its own clock; a clock that is fast is told so by the store."""
        return min(day_of(self.own), day_of(self.moment))

    @property
    def is_right(self) -> bool:
        return self.moment == self.own


class Key(NamedTuple):
    """What is told once to one recipient by one channel."""

    subject: str
    occasion: str
    level: int
    about_on: date
    recipient: UUID
    channel: str


class Mark(NamedTuple):
    """A flag that should stand."""

    subject: str
    due_on: date
    level: int


class Cause(NamedTuple):
    """What an item gives cause to tell on a day."""

    occasion: str
    level: int
    about_on: date


@dataclass
class Story:
    """Everything of one item, in stream order."""

    subject: str
    lines: list[Line]
    _states: dict[tuple[int, date | None], dict[str, Any] | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kind = naive.kind_of(self.lines[0])
        self.ref = self.lines[0]["ref"]
        self.recorded = [naive.recorded(line) for line in self.lines]
        self.effective = [naive.effective(line) for line in self.lines]

    def known(self, moment: datetime) -> int:
        """How many of its events were known."""
        return bisect_right(self.recorded, moment)

    def facts(self, day: date, moment: datetime) -> dict[str, Any] | None:
        """Class, unit, deadline and day of completion, as known at a moment."""
        number = self.known(moment)
        if number == 0:
            return None
        # What is dated after the day does not count; else the state does not hang on the day.
        until = day if max(self.effective[:number]) > day else None
        key = number, until
        if key not in self._states:
            events = naive.step_2(naive.step_1(self.lines[:number], None), day)
            self._states[key] = naive.step_3(events) if events else None
        state = self._states[key]
        return None if state is None else {**state, **naive.step_4(state, day)}

    def coordinators(self) -> list[str]:
        return self.lines[0].get("coordinators") or []

    def flags(self) -> Iterator[tuple[int, Line]]:
        """Number and line of every flag."""
        for no, line in enumerate(self.lines, 1):
            if naive.word_of(line) in FLAGS:
                yield no, line

    def voided_at(self, no: int) -> datetime | None:
        """When an event was taken back."""
        for line, recorded in zip(self.lines, self.recorded, strict=True):
            if naive.word_of(line) == "voided" and line["event_no"] == no:
                return recorded
        return None


def stories(lines: Iterable[Line]) -> dict[str, Story]:
    """The items of a history by ``kind:ref``."""
    found = defaultdict(list)
    for line in lines:
        if naive.kind_of(line) in naive.ITEM_KINDS:
            found[f"{naive.kind_of(line)}:{line['ref']}"].append(line)
    return {subject: Story(subject, own) for subject, own in found.items()}


@dataclass
class Rules:
    """Answers what should be so, once the year is over."""

    town: Town
    endpoints: dict[UUID, tuple[str | None, Span]]
    """Programs that are told of a unit and those below it, or of all, and how long."""
    _held: dict[tuple[Role, tuple[str, ...], datetime], set[UUID]] = field(default_factory=dict)
    _mailed: dict[datetime, set[UUID]] = field(default_factory=dict)
    """What was asked before; a moment that has passed does not change."""

    # --- flags -----------------------------------------------------------------------------------

    def marks(self, story: Story, run: Run, swept_on: date | None) -> dict[Mark, date]:
        """The flags that should stand after a sweep, each with its day.

        Somebody looked every morning at what was known that morning; today he looks now.
        """
        now = story.facts(run.day, run.moment)
        if now is None or now["class"] not in ("open_in_time", "open_overdue"):
            return {}
        due_on = now["due_on"]
        first: dict[int, date] = {}
        day = max(due_on - max(NEAR) * ONE_DAY, day_of(story.recorded[0]))
        while day <= run.day:
            look = min(run.moment, at(day, MORNING)) if day < run.day else run.moment
            seen = story.facts(day, look)
            level = self._band(seen, due_on, day)
            if level is not None and level not in first:
                first[level] = day
            if 1 in first:
                break
            day += ONE_DAY
        if now["class"] == "open_overdue":
            first = {
                level: on
                for level, on in first.items()
                if level == 1 or (swept_on is not None and on > swept_on)
            }
        return {Mark(story.subject, due_on, level): on for level, on in first.items()}

    def _band(self, seen: dict[str, Any] | None, due_on: date, day: date) -> int | None:
        """The one mark that an open item shows on a day."""
        if seen is None or seen["due_on"] != due_on:
            return None
        if seen["class"] == "open_overdue":
            return 1
        if seen["class"] == "open_in_time":
            return self._nearest((day - due_on).days)
        return None

    @staticmethod
    def _nearest(days: int) -> int | None:
        reached = [-before for before in NEAR if days >= -before]
        return max(reached, default=None)

    # --- alerts ----------------------------------------------------------------------------------

    def causes(self, story: Story, day: date, moment: datetime) -> list[Cause]:
        """What should be told on a day, at its most urgent."""
        facts = story.facts(day, moment)
        if facts is None:
            return []
        if facts["class"] == "open_in_time":
            level = self._nearest((day - facts["due_on"]).days)
            return [] if level is None else [Cause("due_soon", level, facts["due_on"])]
        if facts["class"] == "open_overdue":
            occasion, about_on = "overdue", facts["due_on"]
        elif facts["class"].startswith("await"):
            occasion, about_on = "waiting", facts["completed_on"]
        else:
            return []
        level = max((each for each in LATE if about_on + each * ONE_DAY <= day), default=None)
        if level is None:
            return []
        found = [Cause(occasion, level, about_on)]
        if occasion == "overdue" and level >= SILENT:
            found += self._silence(story, about_on, about_on + level * ONE_DAY, moment)
        return found

    def _silence(
        self, story: Story, due_on: date, judged_on: date, moment: datetime
    ) -> list[Cause]:
        """Nobody said anything in the days before the level was reached."""
        heard = [due_on]
        for line, recorded in zip(story.lines, story.recorded, strict=True):
            if naive.word_of(line) not in UNHEARD and recorded <= moment:
                heard.append(day_of(recorded))
        silent = max(heard) + SILENT * ONE_DAY <= judged_on
        return [Cause("silent", SILENT, due_on)] if silent else []

    def asked(self, story: Story, cause: Cause, unit: str, run: Run) -> set[tuple[UUID, str]]:
        """Account or endpoint, and channel, of everybody who is to be told, liked or not."""
        found: set[tuple[UUID, str]] = set()
        units = self.town.upwards(unit, run.day, run.moment)
        for audience, channels in self._rules(cause.occasion, units):
            for account in self._audience(audience, story, units, run.moment):
                found |= {(account, channel) for channel in channels}
        if cause.occasion != "silent":
            for endpoint, (where, span) in self.endpoints.items():
                if span.holds(run.moment) and (where is None or where in units):
                    found.add((endpoint, "webhook"))
        return found

    def told(self, story: Story, cause: Cause, unit: str, run: Run) -> set[tuple[UUID, str]]:
        """Of these, without mails to who has no address or does not want them."""
        mailed = {each.account for each in self.town.people.values() if each.takes_mail(run.moment)}
        asked = self.asked(story, cause, unit, run)
        return {one for one in asked if one[1] != "email" or one[0] in mailed}

    @staticmethod
    def _rules(occasion: str, units: list[str]) -> list[tuple[str, tuple[str, ...]]]:
        """Those of the nearest unit that has any of its own."""
        for unit in (*units, None):
            found = [
                (audience, channels)
                for its, audience, channels, where in RULES
                if its == occasion and where == unit
            ]
            if found:
                return found
        return []

    def _audience(
        self, audience: str, story: Story, units: list[str], moment: datetime
    ) -> set[UUID]:
        if audience == "coordinators":
            every = [self._who(Role.CLERK, (unit,), moment) for unit in story.coordinators()]
            return set().union(*every)
        role, among = {
            "clerks": (Role.CLERK, units[:1]),
            "head": (Role.LEADER, units[:1]),
            "confirmers": (Role.CONFIRMER, units[1:] or units),
            "superior": (Role.LEADER, units[1:]),
        }[audience]
        return self._who(role, tuple(among), moment)

    def _who(self, role: Role, units: tuple[str, ...], moment: datetime) -> set[UUID]:
        """Those of the first of the units that has any."""
        asked = role, units, moment
        if asked not in self._held:
            names = self.town.nearest(role, list(units), moment)
            self._held[asked] = {self.town.people[name].account for name in names}
        return self._held[asked]

    def keys(self, story: Story, run: Run) -> set[Key]:
        """Every alert that is true by what a run can know."""
        facts = story.facts(run.day, run.moment)
        return {
            Key(story.subject, *cause, *told)
            for cause in self.causes(story, run.day, run.moment)
            if facts is not None
            for told in self.told(story, cause, facts["unit"], run)
        }

    def is_looked_at(self, story: Story, run: Run, before: Run) -> bool:
        """Whether a sweep must come by: a level's day has come, or something was recorded."""
        news = slice(story.known(before.moment), bisect_left(story.recorded, run.moment))
        if any(naive.word_of(line) not in FLAGS for line in story.lines[news]):
            return True
        return any(
            before.day < cause.about_on + cause.level * ONE_DAY <= run.day
            for cause in self.causes(story, run.day, run.moment)
        )
