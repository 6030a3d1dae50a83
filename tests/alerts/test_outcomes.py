"""However seldom a scheduler looks at an item: nothing is missing, and nothing without cause."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.oracle import naive, strategies
from tests.support.properties import examples
from tests.support.scenario import Line, facts_of
from tracker.alerts.audit.outcomes import Judged, Look, Outcome, Placed, Sweep, judged
from tracker.days import LOCAL_ZONE, local_day
from tracker.fold.marks import Known, Mark, marks_due
from tracker.fold.state import Fact
from tracker.fold.words import Word

DAYS, MORNING = (7, 3, 1), time(7)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
HISTORIES = strategies.histories(max_items=1, max_events=25, with_units=False)
FLAGS = ("due_soon_flagged", "overdue_flagged")


def recorded(lines: list[Line]) -> list[Known]:
    """The events of the only item; what the file has of flags says nothing of a scheduler."""
    (first,) = naive.all_items(lines, None)
    stream = naive.stream(lines, naive.kind_of(first), first["ref"])
    kind = naive.kind_of(first)
    plain = [
        {**line, "type": f"{kind}.progress_noted"} if line["type"].endswith(FLAGS) else line
        for line in stream
    ]
    moments = [datetime.fromisoformat(line["recorded_at"]) for line in stream]
    return [Known(*told) for told in zip(facts_of(plain), moments, strict=True)]


@dataclass
class Scheduler:
    """Looks at the item at some moments and flags what is due, as the log would have it."""

    coming: list[Known]
    stream: list[Placed] = field(default_factory=list)
    sweeps: list[Sweep] = field(default_factory=list)
    _numbers: dict[int, int] = field(default_factory=dict)

    def learn(self, until: datetime) -> None:
        """Everything recorded by then stands in the log."""
        while self.coming and self.coming[0].recorded_at <= until:
            known = self.coming.pop(0)
            no = len(self.stream) + 1
            self._numbers[known.fact.no] = no
            voids = self._numbers.get(known.fact.voids, 0)
            self.stream.append(
                Placed(no, known._replace(fact=known.fact._replace(no=no, voids=voids)))
            )

    def sweep(self, now: datetime) -> None:
        self.learn(now)
        known, today = [placed.known for placed in self.stream], local_day(now)
        before = self.sweeps[-1].swept_on if self.sweeps else None
        position = len(self.stream)
        for mark in marks_due(known, today, DAYS, MORNING, before):
            self._flag(mark, now + SECOND)
        self.sweeps.append(Sweep(position, len(self.stream), today, before))

    def _flag(self, mark: Mark, now: datetime) -> None:
        no = len(self.stream) + 1
        word = Word.OVERDUE_FLAGGED if mark.level > 0 else Word.DUE_SOON_FLAGGED
        before = None if mark.level > 0 else -mark.level
        flag = Known(Fact(no, word, mark.fired_on), now, mark.due_on, before)
        self.stream.append(Placed(no, flag))

    def report(self, day: date) -> list[Judged]:
        """What the report on the day says of the item."""
        morning = datetime.combine(day, MORNING, LOCAL_ZONE)
        known = bisect_right([placed.known.recorded_at for placed in self.stream], morning)
        fit = [one for one in self.sweeps if one.swept_on >= day and one.position >= known]
        return judged(self.stream, Look(day, DAYS, MORNING, (*fit[:1], *fit[1:][-1:])))


def days_of(item: Sequence[Known]) -> list[date]:
    """All days from before the first event to after the last deadline."""
    named = [one.fact.due_on for one in item if one.fact.due_on]
    seen = [local_day(one.recorded_at) for one in item]
    first, last = min(seen) - DAY, max([*named, *seen]) + 3 * DAY
    return [first + n * DAY for n in range(min((last - first).days, 120))]


@given(HISTORIES.filter(lambda lines: bool(naive.all_items(lines, None))))
@examples(0.5)
def test_where_somebody_looks_every_morning_all_is_raised_on_the_day(lines: list[Line]):
    item = recorded(lines)
    days = days_of(item)
    scheduler = Scheduler(list(item))
    for day in days:
        scheduler.sweep(datetime.combine(day, MORNING, LOCAL_ZONE))
    for day in days:
        assert {one.outcome for one in scheduler.report(day)} <= {Outcome.RAISED}


@given(
    HISTORIES.filter(lambda lines: bool(naive.all_items(lines, None))),
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from([0, 7, 8, 13, 22])), max_size=40),
)
@examples(1)
def test_however_seldom_it_looks_nothing_is_missing_and_nothing_without_cause(
    lines: list[Line], looks: list[tuple[int, int]]
):
    item = recorded(lines)
    days = days_of(item)
    scheduler = Scheduler(list(item))
    for number, hour in sorted(set(looks)):
        if number < len(days):
            scheduler.sweep(datetime.combine(days[number], time(hour), LOCAL_ZONE))
    scheduler.learn(datetime.combine(days[-1], MORNING, LOCAL_ZONE))
    for day in days:
        found = scheduler.report(day)
        assert not {one.outcome for one in found} & {Outcome.MISSING, Outcome.UNFOUNDED}
        for one in found:
            assert (one.flag is None) == (one.outcome in NOT_RAISED)
            assert one.outcome is not Outcome.CLOSED or one.cause is not None


@given(HISTORIES.filter(lambda lines: bool(naive.all_items(lines, None))), st.data())
@examples(1)
def test_a_flag_that_is_taken_out_of_the_log_is_missed(lines: list[Line], data: Any):
    item = recorded(lines)
    days = days_of(item)
    scheduler = Scheduler(list(item))
    for day in days:
        scheduler.sweep(datetime.combine(day, MORNING, LOCAL_ZONE))
    flags = [placed for placed in scheduler.stream if placed.known.for_due_on is not None]
    if not flags:
        return
    gone = data.draw(st.sampled_from(flags))
    scheduler.stream.remove(gone)
    assert Outcome.MISSING in {
        one.outcome for one in scheduler.report(gone.known.fact.effective_on)
    }


NOT_RAISED = {Outcome.CLOSED, Outcome.OVERTAKEN, Outcome.AWAITED}
