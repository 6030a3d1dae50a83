"""Any tree that grows and changes for some days, told as a table, comes back from the store."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Databases
from tests.support.properties import costly_examples, examples
from tests.units_import.tables import (
    HEADER,
    VIETNAMESE,
    Cells,
    as_csv,
    as_xlsx,
    command,
    steps_of,
)
from tracker.application import Tracker
from tracker.clock import FixedClock
from tracker.commands.unit_import import import_units
from tracker.database.connect import open_pool
from tracker.days import LOCAL_ZONE
from tracker.fold.units import UnitFact, UnitTree
from tracker.history.exporting import export_history
from tracker.history.importing import import_history

DAYS = [date(2020, 1, 1) + timedelta(days=200 * n) for n in range(6)]
NAMES = st.sampled_from(("Phòng Nội vụ", "Phòng Tổ chức", "Xã Hòa An; Hòa Mỹ", "'=A1", "Ấp 1"))


@dataclass
class Was:
    """One unit on one day."""

    name: str
    level: str
    parent: str | None


@dataclass
class World:
    """What was there on each of the days, told by nothing that the product knows of trees."""

    days: list[dict[str, Was]] = field(default_factory=list)
    successors: dict[str, list[str]] = field(default_factory=dict)

    def rows(self) -> Iterator[Cells]:
        """One row a unit and stretch of days without change."""
        for code in {code: None for day in self.days for code in day}:
            there = [n for n, day in enumerate(self.days) if code in day]
            begins = [
                n for n in there if n == there[0] or self._was(code, n) != self._was(code, n - 1)
            ]
            for begin, following in zip(begins, [*begins[1:], there[-1] + 1], strict=True):
                was = self._was(code, begin)
                last = following > there[-1]
                to = DAYS[following] - timedelta(days=1) if following < len(self.days) else None
                heirs = self.successors.get(code, []) if last else []
                yield (
                    code,
                    was.name,
                    was.level,
                    was.parent,
                    DAYS[begin],
                    to,
                    "; ".join(heirs) or None,
                )

    def _was(self, code: str, n: int) -> Was:
        return self.days[n][code]

    def until(self, n: int) -> "World":
        """What was known of the world on its n-th day."""
        ended = set(self.successors) - set(self.days[n - 1])
        return World(
            self.days[:n], {code: s for code, s in self.successors.items() if code in ended}
        )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    world = World()
    numbers = count(1)
    now: dict[str, Was] = {}
    for _ in range(draw(st.integers(1, len(DAYS)))):
        old = set(now)
        now = {code: Was(was.name, was.level, was.parent) for code, was in now.items()}
        gone: list[str] = []
        for word in draw(
            st.lists(st.sampled_from(("new", "new", "name", "move", "end")), max_size=6)
        ):
            alive = sorted(now)
            if word == "new":
                parent = draw(st.sampled_from([None, *alive]))
                level = draw(st.sampled_from(("province", "commune", "office", "person")))
                now[f"U{next(numbers)}"] = Was(draw(NAMES), level, parent)
            elif alive:
                code = draw(st.sampled_from(alive))
                elsewhere = [c for c in alive if code not in above(now, c)]
                if word == "name":
                    now[code].name = draw(NAMES)
                elif word == "move":
                    now[code].parent = draw(st.sampled_from([None, *elsewhere]))
                elif code in old:
                    for child in (c for c in alive if now[c].parent == code):
                        now[child].parent = draw(st.sampled_from([None, *elsewhere]))
                    del now[code]
                    gone.append(code)
        for code in gone:
            heirs = st.lists(st.sampled_from(sorted(now)), unique=True, max_size=3)
            world.successors[code] = draw(heirs) if now else []
        world.days.append(now)
    return world


def above(now: dict[str, Was], code: str) -> list[str]:
    chain = [code]
    while (parent := now[chain[-1]].parent) is not None:
        chain.append(parent)
    return chain


def assert_is(tree: UnitTree, world: World) -> None:
    for n, day in enumerate(world.days):
        for code in {code for each in world.days for code in each}:
            for on in (DAYS[n], DAYS[n] + timedelta(days=199)):
                was = tree.at(code, on)
                assert (was and Was(was.name, was.level, was.parent)) == day.get(code), (code, on)
    for code, heirs in world.successors.items():
        end = tree.end(code)
        assert end is not None
        assert end.heir == next(iter(heirs), None)
    assert all(tree.end(code) is None for code in world.days[-1])


@st.composite
def tables(draw: st.DrawFn, world: World) -> bytes:
    """The world's rows in any order and any dress."""
    rows = draw(st.permutations(list(world.rows())))
    header = draw(st.sampled_from((HEADER, VIETNAMESE)))
    if draw(st.booleans()):
        return as_xlsx(rows, header, above=draw(st.sampled_from(((), [("Danh sách",), ()]))))
    return as_csv(rows, header, draw(st.sampled_from(",;\t")))


def tree_of(content: bytes) -> UnitTree:
    histories: dict[str, list[UnitFact]] = {}
    for step in steps_of(content):
        histories.setdefault(step.code, []).append(step.fact)
    return UnitTree(histories)


@given(worlds(), st.data())
def test_what_a_table_tells_is_the_tree_it_was_made_of(world: World, data: st.DataObject):
    assert_is(tree_of(data.draw(tables(world))), world)


@given(worlds(), st.data())
def test_the_order_of_rows_and_the_dress_of_a_table_make_no_difference(
    world: World, data: st.DataObject
):
    one, other = (steps_of(data.draw(tables(world))) for _ in range(2))

    assert [step[1:] for step in one] == [step[1:] for step in other]


@examples(0.5)
@given(worlds(), st.data())
def test_a_table_told_in_parts_comes_to_the_same(world: World, data: st.DataObject):
    cut = data.draw(st.integers(1, len(world.days)))
    histories: dict[str, list[UnitFact]] = {}
    for part in (world.until(cut), world, world):
        steps = steps_of(data.draw(tables(part)), histories)
        for step in steps:
            histories.setdefault(step.code, []).append(step.fact)

    assert steps == []
    assert_is(UnitTree(histories), world)


CLOCK = FixedClock(datetime(2024, 6, 3, 9, tzinfo=LOCAL_ZONE))


@costly_examples(0.3)
@given(worlds(), st.data())
def test_a_store_gives_the_tree_back_and_its_history_can_be_moved(
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
    world: World,
    data: st.DataObject,
):
    content = data.draw(tables(world))
    file = tmp_path_factory.mktemp("log") / "history.jsonl"
    with databases.fresh() as url, open_pool(url, size=2) as pool:
        tracker = Tracker(pool)
        import_units(command(content), tracker, CLOCK)
        assert_is(tracker.unit_tree(), world)
        assert import_units(command(data.draw(tables(world))), tracker, CLOCK).steps == []
        exported = export(url)
    file.write_bytes(exported)
    if exported:
        with databases.fresh() as url:
            import_history(url, [file], CLOCK.now() + timedelta(days=9999))
            assert export(url) == exported


def export(url: str) -> bytes:
    out = io.BytesIO()
    export_history(url, out)
    return out.getvalue()
