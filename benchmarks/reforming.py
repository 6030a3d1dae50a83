"""A reform: a unit with thousands of open items becomes part of another, in one recording."""

from datetime import date, timedelta
from itertools import count
from statistics import median
from tempfile import TemporaryFile
from time import perf_counter
from typing import Any, Final, NamedTuple
from uuid import uuid4

import psycopg
from psycopg.sql import SQL

from benchmarks.ground import settle
from benchmarks.report import Figure, Report, note, progress_note
from tracker.aggregates.directive import Directive
from tracker.application import Tracker
from tracker.clock import SystemClock
from tracker.commands.items import Transfer, act
from tracker.commands.reorganising import Reorganise, reorganise
from tracker.commands.units import EstablishUnit, MergeUnit, establish
from tracker.database.connect import app_conninfo, open_pool, owner_conninfo
from tracker.days import local_day
from tracker.fold.words import Kind, Word
from tracker.projections.projector import catch_up
from tracker.reading.candidates import led_open

_OPEN: Final = 5_000
_SINGLE: Final = 300
_ROUNDS: Final = 3
_AT_ONCE: Final = 1_000
_BLOCK: Final = 1 << 20


class _Run(NamedTuple):
    """Seconds of one merger and of what stands beside it."""

    candidates: float
    merger: float
    projected: float
    copied: float

    @property
    def whole(self) -> float:
        """From the question of what is open to the last event recorded."""
        return self.candidates + self.merger


def measure(url: str, report: Report) -> None:
    """Merges a unit of 5,000 open items, several times; beside it COPY, and item by item."""
    with open_pool(url) as pool:
        reform = _Reform(url, Tracker(pool))
        runs = [reform.run() for _ in range(_ROUNDS)]
        one_by_one = reform.one_by_one()
    typical = _Run(*map(median, zip(*runs, strict=True)))
    report.add(
        Figure(
            f"merging a unit of {_OPEN:,} open items",
            typical.whole,
            "s",
            typical.copied,
            "COPY of the same events",
            at_most=10,
        )
    )
    report.add(
        Figure(
            "merging, items handed over",
            _OPEN / typical.whole,
            "items/s",
            one_by_one,
            "a transfer command an item",
        )
    )
    note(
        f"   candidates {typical.candidates:.2f} s, load, decide and record {typical.merger:.2f} s;"
        f" {_OPEN / typical.projected:,.0f} events/s until the read model has it"
    )


class _Reform:
    """Units of its own in a store that has others, each filled and merged."""

    def __init__(self, url: str, tracker: Tracker) -> None:
        self._url = url
        self._tracker = tracker
        self._clock = SystemClock()
        self._today = local_day(self._clock.now())
        self._run = uuid4().hex[:8]
        self._numbers = count()

    def run(self) -> _Run:
        """Fills a unit, merges it, lets the read model follow."""
        old, new = self._unit(), self._unit()
        progress_note(f"filling a unit with {_OPEN:,} items, then merging it")
        self._fill(old, _OPEN)
        catch_up(self._url)
        settle(self._url)
        with psycopg.connect(app_conninfo(self._url), autocommit=True) as connection:
            began = perf_counter()
            led = led_open(connection, old, self._today, self._today)
            found = perf_counter()
        end = MergeUnit(code=old, into=new, expected_version=None, **self._meta(self._today))
        result = reorganise(Reorganise(end=end), led, self._tracker, self._clock)
        done = perf_counter()
        if result.transferred != _OPEN:
            raise AssertionError(result)
        catch_up(self._url)
        projected = perf_counter() - done
        return _Run(found - began, done - found, projected, self._copied(result.position or 0))

    def one_by_one(self) -> float:
        """Items per second when each is transferred by a command of its own."""
        old, new = self._unit(), self._unit()
        refs = self._fill(old, _SINGLE)
        began = perf_counter()
        for ref in refs:
            command = Transfer(
                kind=Kind.DIRECTIVE,
                ref=ref,
                expected_version=None,
                to_unit=new,
                **self._meta(self._today),
            )
            act(command, self._tracker, self._clock)
        return _SINGLE / (perf_counter() - began)

    def _unit(self) -> str:
        code = f"bench-{self._run}-{next(self._numbers)}"
        on = self._today - timedelta(days=90)
        command = EstablishUnit(
            code=code, name="UBND xã Hòa An", level="commune", parent=None, **self._meta(on)
        )
        establish(command, self._tracker, self._clock)
        return code

    def _fill(self, unit: str, number: int) -> list[str]:
        """Open items with some past each."""
        refs = [f"bench-{self._run}-{next(self._numbers)}" for _ in range(number)]
        for start in range(0, number, _AT_ONCE):
            some = [self._item(ref, unit) for ref in refs[start : start + _AT_ONCE]]
            self._tracker.record(*some)
        return refs

    def _item(self, ref: str, unit: str) -> Directive:
        now, on = self._clock.now(), self._today - timedelta(days=60)
        item = Directive.assign(
            ref=ref,
            recorded_at=now,
            effective_on=on,
            actor="vt.bench",
            unit=unit,
            title="Rà soát chữ ký số của cán bộ, công chức trên địa bàn huyện",
            due_on=self._today + timedelta(days=30),
            issuer="UBND tỉnh Hậu Giang",
            issuer_level="province",
            needs_confirmation=True,
            command_id=str(uuid4()),
        )
        for word, days in ((Word.STARTED, 10), (Word.PROGRESS_NOTED, 30)):
            later = on + timedelta(days=days)
            item.record(word, recorded_at=now, **self._meta(later))
        return item

    def _meta(self, on: date) -> dict[str, Any]:
        return {"actor": "quan.tri", "effective_on": on, "command_id": str(uuid4())}

    def _copied(self, last: int) -> float:
        """Seconds of a plain COPY of the merger's events into a table with the same indexes."""
        with (
            TemporaryFile() as file,
            psycopg.connect(owner_conninfo(self._url)) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("create table plain_copy (like tracker.event including all)")
            cursor.execute("alter table plain_copy alter position drop identity")
            asked = (
                "copy (select * from tracker.event where position > {}) to stdout (format binary)"
            )
            with cursor.copy(SQL(asked).format(last - _OPEN - 1)) as out:
                for block in out:
                    file.write(block)
            file.seek(0)
            began = perf_counter()
            with cursor.copy("copy plain_copy from stdin (format binary)") as into:
                while block := file.read(_BLOCK):
                    into.write(block)
            seconds = perf_counter() - began
            connection.rollback()
        return seconds
