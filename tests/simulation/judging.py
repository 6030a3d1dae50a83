"""Compares the year with the rules: each complaint names the item, the day, what and why."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from tests.oracle import naive
from tests.simulation.calendar import at, day_of, works
from tests.simulation.rules import EVENING, MORNING, Cause, Key, Mark, Rules, Run, Story

TOLD = """
select subject, occasion, level, about_on, recipient, channel, fired_on, raised_at, state, why,
  settled_at, delivery_id
from tracker.alert order by alert_id
"""


class Row(NamedTuple):
    """A row of the ledger."""

    subject: str
    occasion: str
    level: int
    about_on: date
    recipient: UUID
    channel: str
    fired_on: date
    raised_at: datetime
    state: str
    why: str | None
    settled_at: datetime | None
    delivery_id: UUID | None

    @property
    def key(self) -> Key:
        return Key(*self[:6])


@dataclass
class Judge:
    """Collects complaints; none is what is wanted."""

    rules: Rules
    stories: dict[str, Story]
    runs: list[Run]
    complaints: list[str] = field(default_factory=list)
    _must: dict[Key, list[Run]] = field(default_factory=lambda: defaultdict(list))
    """The sweeps at which an alert had to be raised, unless it was."""

    def complain(self, subject: str, day: date | datetime, expected: object, found: object) -> None:
        said = f"{subject:.200} on {day}: expected {expected!s:.300}; found {found!s:.500}"
        self.complaints.append(said)

    @property
    def sweeps(self) -> list[Run]:
        return [run for run in self.runs if run.job == "sweep"]

    # --- flags -----------------------------------------------------------------------------------

    def flags(self) -> int:
        """Every flag that should be there once, of its day, and no other; gives their number."""
        return sum(self._flags_of(story) for story in self.stories.values())

    def _flags_of(self, story: Story) -> int:
        found: dict[Mark, list[tuple[date, datetime, datetime | None]]] = defaultdict(list)
        for no, line in story.flags():
            level = 1 if "overdue" in line["type"] else -line["days_before"]
            mark = Mark(story.subject, naive.day(line["for_due_on"]), level)
            span = naive.recorded(line), story.voided_at(no)
            found[mark].append((naive.effective(line), *span))
        self._no_flag_twice(found)
        wanted: dict[tuple[Mark, datetime], date] = {}
        swept_on = None
        for run in self.sweeps:
            for mark, fired_on in self.rules.marks(story, run, swept_on).items():
                wanted[mark, run.moment] = fired_on
                if run.ended:
                    self._stands(mark, fired_on, run, found[mark])
            if run.ended:
                swept_on = run.day
        for mark, flags in found.items():
            for fired_on, recorded, _ in flags:
                if wanted.get((mark, recorded)) != fired_on:
                    self.complain(str(mark), recorded, wanted.get((mark, recorded)), fired_on)
        return sum(map(len, found.values()))

    def _no_flag_twice(
        self, found: dict[Mark, list[tuple[date, datetime, datetime | None]]]
    ) -> None:
        for mark, flags in found.items():
            for (_, _, voided), (_, again, _) in pairwise(flags):
                if voided is None or voided > again:
                    self.complain(str(mark), again, "one flag", flags)

    def _stands(
        self,
        mark: Mark,
        fired_on: date,
        run: Run,
        flags: list[tuple[date, datetime, datetime | None]],
    ) -> None:
        standing = [
            recorded
            for _, recorded, voided in flags
            if recorded <= run.moment and (voided is None or voided > run.moment)
        ]
        if not standing:
            self.complain(str(mark), run.moment, f"a flag of {fired_on}", flags)

    # --- the ledger ------------------------------------------------------------------------------

    def ledger(self, rows: list[Row]) -> int:
        """All that had to be raised was, and nothing that never was true; how many had to be."""
        by_key = {row.key: row for row in rows}
        assert len(by_key) == len(rows)
        must = self._must
        may: set[Key] = set()
        before: Run | None = None
        for run in self.sweeps:
            for story in self.stories.values():
                keys = self.rules.keys(story, run)
                may |= keys
                if before is None or not run.ended:
                    continue
                if keys and self.rules.is_looked_at(story, run, before):
                    for key in keys:
                        must[key].append(run)
            if run.ended:
                before = run
        for key, runs in must.items():
            self._was_raised(key, runs, by_key.get(key))
        for key, row in by_key.items():
            if key not in may:
                self.complain(str(key), row.raised_at, "nothing", row)
        return len(must)

    def _was_raised(self, key: Key, runs: list[Run], row: Row | None) -> None:
        if row is None:
            self.complain(str(key), runs[0].moment, "to be raised", "nothing")
        elif row.state == "dropped" and row.settled_at and runs[-1].own > row.settled_at:
            self.complain(str(key), runs[-1].moment, "to wait again", row)

    # --- what became of it -----------------------------------------------------------------------

    def settled(self, rows: list[Row]) -> Counter[str]:
        """What was sent was true at that moment, what was dropped was not; nothing waits."""
        runs = {run.own: run for run in self.runs if run.job == "deliver"}
        for row in rows:
            if row.settled_at is None:
                self.complain(str(row.key), row.raised_at, "sent or dropped", row)
                continue
            run = runs.get(row.settled_at)
            if run is None:
                self.complain(str(row.key), row.settled_at, "a run", row)
                continue
            lies = self._lies(row, run)
            if (row.state == "sent" and lies) or (row.state == "dropped" and row.why not in lies):
                self.complain(str(row.key), run.moment, f"dropped, {sorted(lies)}", row)
        return Counter(f"{row.state} {row.why or ''}".strip() for row in rows)

    def _lies(self, row: Row, run: Run) -> set[str]:
        """Why it is not true at the moment of a run; nothing: it is."""
        story = self.stories[row.subject]
        facts = story.facts(run.day, run.moment)
        if facts is None:
            return {"void"}
        fitting = ("await_",) if row.occasion == "waiting" else ("open_in_time", "open_overdue")
        if not facts["class"].startswith(fitting):
            return {"closed", "moved"} if facts["class"] == "open_no_deadline" else {"closed"}
        if row.about_on != (facts["completed_on"] or facts["due_on"]):
            return {"moved"}
        causes = self.rules.causes(story, run.day, run.moment)
        if row.occasion == "silent":
            if all(cause.occasion != "silent" for cause in causes):
                return {"closed"}
        elif any(cause.level > row.level for cause in causes if cause.occasion != "silent"):
            return {"overtaken"}
        if (run.day - row.about_on).days < row.level:
            return {"closed"}
        cause = Cause(row.occasion, row.level, row.about_on)
        if (row.recipient, row.channel) not in self.rules.asked(story, cause, facts["unit"], run):
            return {"void" if row.channel == "webhook" else "not_theirs"}
        told = self.rules.told(story, cause, facts["unit"], run)
        return set() if (row.recipient, row.channel) in told else {"unwanted"}

    def in_time(self, rows: list[Row]) -> None:
        """What waited in the inbox went out on the second good day at the latest."""
        good = sorted(
            {
                run.day
                for run in self.runs
                if run.job == "deliver" and run.ended and run.is_right and is_office_time(run.own)
            }
        )
        for row in rows:
            if row.channel != "inbox" or row.settled_at is None:
                continue
            # One that was dropped and became true again began to wait anew.
            raised = [run.own for run in self._must[row.key] if run.own <= row.settled_at]
            since = day_of(max([row.raised_at, *raised]))
            following = [day for day in good if day >= since][:2]
            if following and day_of(row.settled_at) > following[-1]:
                self.complain(str(row.key), row.settled_at, following, row)


def is_office_time(moment: datetime) -> bool:
    day = day_of(moment)
    return works(day) and at(day, MORNING) <= moment < at(day, EVENING)


def rows_of(connection: Connection[Any]) -> list[Row]:
    with connection.cursor(row_factory=class_row(Row)) as cursor:
        return cursor.execute(TOLD).fetchall()
