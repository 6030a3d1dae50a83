"""Whole made-up histories: seeded, in recorded order, streamed through files by day.

Items are made in the order of their assignment, so once the items of a day are made, all
that was recorded up to that day is there and can be sorted and passed on.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import BinaryIO, Final, NamedTuple

from benchmarks.country import Country
from benchmarks.days import WORKDAYS, iso, moment
from benchmarks.lives import DIRECTIVE, FINDING, PLAN_TASK, Happened, Item, Life, word_of
from benchmarks.vocabulary import (
    AREAS,
    CATEGORIES,
    DEEDS,
    ENDS,
    ISSUER_LEVELS,
    MATTERS,
    URGENCIES,
)
from tracker.aggregates.events import stream_id

_ESTABLISHED: Final = -30
_OFFICE_OPENS: Final = 27_000
_OFFICE_HOURS: Final = 36_000
_KINDS: Final = (PLAN_TASK,) * 6 + (DIRECTIVE,) * 3 + (FINDING,)
_NEEDING_MONEY: Final = ("recover", "deduct")


class Task(NamedTuple):
    """What an assignment says."""

    kind: str
    ref: str
    unit: str
    due: int | None
    category: str
    amount: int | None


class Generator:
    """The history of ``items`` items assigned over 2025, always the same for the same seed.

    A row is ``recorded_at, stream, version, topic, effective_on, state``, tabs between.
    """

    def __init__(self, items: int, seed: int = 1, country: Country | None = None) -> None:
        self.items = items
        self.country = country or Country(items)
        self.random = Random(seed)

    def rows(self, spool: Path) -> Iterator[list[bytes]]:
        """All events in recorded order, a day at a time; ``spool`` is an empty folder."""
        yield list(self._units())
        days = _Days(spool)
        made = 0
        for passed, day in enumerate(WORKDAYS, 1):
            upto = self.items * passed // len(WORKDAYS)
            for no in range(made, upto):
                self._item(no, day, days)
            made = upto
            yield from days.up_to(day)
        yield from days.up_to(None)

    def _units(self) -> Iterator[bytes]:
        day = iso(_ESTABLISHED)
        for no, unit in enumerate(self.country.units()):
            parent = "null" if unit.parent is None else f'"{unit.parent}"'
            state = (
                f'{{"code":"{unit.code}","name":"{unit.name}","level":"{unit.level}",'
                f'"parent":{parent},"effective_on":"{day}","actor":"quan.tri"}}'
            )
            known = moment(_ESTABLISHED, no, 0)
            stream = stream_id("unit", unit.code)
            yield f"{known}\t{stream}\t1\tunit.established\t{day}\t{state}".encode()

    def _item(self, no: int, day: int, days: "_Days") -> None:
        chance = self.random.random
        leaves = self.country.leaves
        task = self.task(day, f"25-{no}")
        neighbour = leaves[int(chance() * len(leaves))]
        item = Item(task.kind, day, task.due, task.amount, neighbour)
        life = Life(item, self.random).happened()
        about = self.about(task, day)
        self._write(task, about, life, days)

    def task(self, day: int, name: str) -> Task:
        """A task of some kind for some unit, given on a day."""
        chance = self.random.random
        leaves = self.country.leaves
        unit = leaves[int(chance() * len(leaves))]
        kind = _KINDS[int(chance() * 10)]
        category = CATEGORIES[int(chance() * 6)]
        needs_money = kind == FINDING and category in _NEEDING_MONEY
        amount = 1_000 * int(1_000 + chance() * 100_000) if needs_money else None
        due = self._due(kind, day)
        return Task(kind, f"{unit}-{kind[0].upper()}{name}", unit, due, category, amount)

    def _due(self, kind: str, day: int) -> int | None:
        chance = self.random.random
        if kind == PLAN_TASK:
            return day + 20 + int(chance() * 90)
        if kind == FINDING and chance() < 0.5:
            return None
        return day + 5 + int(chance() * 40)

    def about(self, task: Task, day: int) -> str:
        """The own fields of an assignment, as JSON with a comma before each."""
        kind, _, unit, due, category, amount = task
        chance = self.random.random
        title = (
            f"{DEEDS[int(chance() * 16)]} {MATTERS[int(chance() * 16)]} {ENDS[int(chance() * 12)]}"
        )
        due_on = "null" if due is None else f'"{iso(due)}"'
        head = f',"unit":"{unit}","title":"{title}","due_on":{due_on}'
        if kind == PLAN_TASK:
            number = f"{unit}/KH-UBND"
            area = AREAS[int(chance() * 7)]
            return (
                f'{head},"plan":"{number}","area":"{area}","needs_confirmation":false,'
                f'"source":{{"issuer":"UBND xã","type":"KH","number":"{number}"}}'
            )
        if kind == DIRECTIVE:
            level = ISSUER_LEVELS[int(chance() * 7)]
            urgency = URGENCIES[int(chance() * 4)]
            number = f"{int(chance() * 9_000)}/UBND-NC"
            return (
                f'{head},"issuer":"UBND tỉnh {unit[:3]}","issuer_level":"{level}",'
                f'"needs_confirmation":true,"urgency":"{urgency}",'
                f'"source":{{"issuer":"UBND tỉnh {unit[:3]}","type":"CV","number":"{number}",'
                f'"date":"{iso(day)}"}}'
            )
        number = f"{unit}-{day // 30}/KL-TTr"
        required = "null" if amount is None else amount
        return (
            f'{head},"conclusion":"{number}","inspector":"Thanh tra tỉnh {unit[:3]}",'
            f'"category":"{category}","amount_required":{required},"needs_confirmation":true,'
            f'"source":{{"issuer":"Thanh tra tỉnh {unit[:3]}","type":"KL","number":"{number}"}}'
        )

    def _write(self, task: Task, about: str, life: list[Happened], days: "_Days") -> None:
        kind, ref, unit, *_ = task
        chance = self.random.random
        stream = stream_id(kind, ref)
        last = (-1_000, 0)
        for no, event in enumerate(life, 1):
            at = (event.recorded, _OFFICE_OPENS + int(chance() * _OFFICE_HOURS))
            if at <= last:
                at = (last[0], last[1] + 1 + int(chance() * 500))
            last = at
            own = about if no == 1 else event.own
            if event.voids is not None:
                own = f',"event_no":{life.index(event.voids) + 1}'
            day = iso(event.effective)
            known = moment(at[0], at[1], int(chance() * 1_000_000))
            days.add(
                at[0],
                f"{known}\t{stream}\t{no}\t{kind}.{word_of(kind, event.word)}\t{day}\t"
                f'{{"ref":"{ref}"{own},"effective_on":"{day}","actor":"vt.{unit}"{event.after}}}\n',
            )


class _Days:
    """What was recorded on days to come, in a file a day."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[int, BinaryIO] = {}

    def add(self, day: int, row: str) -> None:
        file = self._files.get(day)
        if file is None:
            path = self._folder / str(day)
            file = self._files[day] = path.open("w+b", buffering=1 << 16)
        file.write(row.encode())

    def up_to(self, day: int | None) -> Iterator[list[bytes]]:
        for passed in sorted(d for d in self._files if day is None or d <= day):
            file = self._files.pop(passed)
            file.seek(0)
            rows = file.read().splitlines()
            file.close()
            (self._folder / str(passed)).unlink()
            rows.sort()
            yield rows
