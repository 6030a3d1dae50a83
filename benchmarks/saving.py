"""The save of one command by one writer, against the bare minimum that keeps the order."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import count
from statistics import median
from time import perf_counter
from typing import Any, Final
from uuid import uuid4

import psycopg
from psycopg import Connection

from benchmarks.country import Country
from benchmarks.report import Figure, Report, note, progress_note
from tracker.aggregates.plan_task import PlanTask
from tracker.application import Tracker
from tracker.clock import SystemClock
from tracker.commands.items import ReportCompletion, act
from tracker.database.connect import open_pool, owner_conninfo
from tracker.days import local_day
from tracker.eventstore.mapper import EventMapper
from tracker.fold.words import Kind

_ROUNDS: Final = 10
_TIMES: Final = 300
_INSERT: Final = (
    "insert into tracker.event"
    " (originator_id, originator_version, topic, state, effective_on, recorded_at)"
    " values (%s, %s, %s, %s, %s, clock_timestamp())"
)
_LOCK: Final = "lock table tracker.event in exclusive mode"
_NOTIFY: Final = "notify tracker_event"


def measure(url: str, items: int, report: Report) -> None:
    """Takes turns between the ways of saving, so that all see the same machine."""
    progress_note(f"saving {_ROUNDS} rounds of {_TIMES}")
    with (
        open_pool(url) as pool,
        psycopg.connect(owner_conninfo(url)) as plain,
        psycopg.connect(owner_conninfo(url)) as piped,
    ):
        ways = _Ways(Tracker(pool), plain, piped, Country(items).leaves[0])
        rates: dict[str, list[float]] = defaultdict(list)
        for turn in range(_ROUNDS + 1):
            for name, saves in ways.round():
                began = perf_counter()
                for save in saves:
                    save()
                # The first round only warms up connections and plans.
                if turn:
                    rates[name].append(_TIMES / (perf_counter() - began))
    typical = {name: median(values) for name, values in rates.items()}
    best = max(("plain", "pipeline"), key=typical.__getitem__)
    for name, bound in (("record a new item", 0.6), ("whole command", 0.6), ("append alone", None)):
        report.add(
            Figure(
                f"save: {name}",
                typical[name],
                "saves/s",
                typical[best],
                f"psycopg {best}",
                at_least=bound,
                of_ratio=bound is not None,
            )
        )
    note(f"   psycopg plain {typical['plain']:,.0f}/s, pipeline {typical['pipeline']:,.0f}/s")


class _Ways:
    """One round of each way; what is not the save itself is made ready before the clock runs."""

    def __init__(
        self, tracker: Tracker, plain: Connection[Any], piped: Connection[Any], unit: str
    ) -> None:
        self._tracker = tracker
        self._plain = plain
        self._piped = piped
        self._unit = unit
        self._clock = SystemClock()
        self._mapper = EventMapper()
        self._numbers = count()
        self._run = uuid4().hex[:8]

    def round(self) -> Iterator[tuple[str, list[Callable[[], object]]]]:
        """The names of the ways, each with the saves of one round."""
        yield "plain", [self._bare(self._save_plain) for _ in range(_TIMES)]
        yield "pipeline", [self._bare(self._save_piped) for _ in range(_TIMES)]
        yield "append alone", [self._bare(self._append) for _ in range(_TIMES)]
        tasks = [self._task() for _ in range(_TIMES)]
        yield "record a new item", [_later(self._tracker.record, task) for task in tasks]
        refs = [task.happenings[0].ref for task in tasks]
        yield "whole command", [_later(self._complete, ref) for ref in refs]

    def _task(self) -> PlanTask:
        now = self._clock.now()
        return PlanTask.assign(
            ref=f"bench-{self._run}-{next(self._numbers)}",
            recorded_at=now,
            effective_on=local_day(now),
            actor="vt.bench",
            unit=self._unit,
            title="Rà soát chữ ký số của cán bộ, công chức trên địa bàn huyện",
            due_on=None,
            plan="07/QĐ-UBND",
            area="procedures",
            needs_confirmation=False,
            command_id=str(uuid4()),
        )

    def _bare(self, save: Callable[[Any], object]) -> Callable[[], object]:
        event = self._task().pending_events[0]
        return _later(save, self._mapper.to_stored_event(event))

    def _save_plain(self, event: Any) -> None:
        self._plain.execute(_LOCK)
        self._plain.execute(_NOTIFY)
        self._plain.execute(_INSERT, _columns(event))
        self._plain.commit()

    def _save_piped(self, event: Any) -> None:
        with self._piped.pipeline():
            self._piped.execute(_LOCK)
            self._piped.execute(_NOTIFY)
            self._piped.execute(_INSERT, _columns(event))
            self._piped.commit()

    def _append(self, event: Any) -> None:
        self._tracker.recorder.insert_events([event])

    def _complete(self, ref: str) -> None:
        now = self._clock.now()
        command = ReportCompletion(
            kind=Kind.PLAN_TASK,
            ref=ref,
            expected_version=None,
            actor="vt.bench",
            effective_on=local_day(now),
            command_id=str(uuid4()),
        )
        act(command, self._tracker, self._clock)


def _columns(event: Any) -> tuple[Any, ...]:
    return (
        event.originator_id,
        event.originator_version,
        event.topic,
        event.state,
        event.effective_on,
    )


def _later(function: Callable[[Any], object], argument: Any) -> Callable[[], object]:
    return lambda: function(argument)
