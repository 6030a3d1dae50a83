"""What is read back is what was decided: random work, live and replayed from the store."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg_pool import ConnectionPool

from tests.conftest import Databases
from tests.support.properties import examples
from tests.support.scenario import ABOUT, FIRST, ROOT
from tracker.aggregates.events import Happening
from tracker.aggregates.item import Item
from tracker.aggregates.target import Target
from tracker.aggregates.topics import ITEM_CLASSES
from tracker.aggregates.unit import Unit
from tracker.application import Tracker
from tracker.database.connect import open_pool
from tracker.days import LOCAL_ZONE
from tracker.errors import RuleViolationError
from tracker.fold.segments import segments
from tracker.fold.units import UnitWord
from tracker.fold.words import COMPLETED_KINDS, Kind, TargetState, Word

NOW = datetime(2024, 6, 3, 9, tzinfo=LOCAL_ZONE)
START = date(2024, 3, 1)
NUMBERS = count()

days = st.integers(0, 60).map(lambda n: START + timedelta(days=n))
texts = st.one_of(st.none(), st.text("ăâđêôơư \n\"\\'=/ABC19", max_size=12))
metas = st.fixed_dictionaries(
    {
        "effective_on": days,
        "actor": st.sampled_from(("vt.huonghuu", "thanhtra.ph")),
        "reason": texts,
        "note": texts,
        "source": st.one_of(st.none(), st.just({"issuer": "UBND tỉnh", "number": "1/CV"})),
        "command_id": st.uuids().map(str),
    }
)
OWN: dict[Word, dict[str, st.SearchStrategy[Any]]] = {
    Word.DEADLINE_EXTENDED: {"due_on": days},
    Word.DEADLINE_CORRECTED: {"due_on": st.one_of(st.none(), days)},
    Word.COMPLETION_REJECTED: {"due_on": st.one_of(st.none(), days)},
    Word.RESUMED: {"due_on": st.one_of(st.none(), days)},
    Word.REOPENED: {"due_on": st.one_of(st.none(), days)},
    Word.TRANSFERRED: {"to_unit": st.sampled_from((FIRST, "H57.32"))},
    Word.VOIDED: {"event_no": st.integers(1, 12)},
    Word.PAYMENT_RECORDED: {
        "amount": st.integers(1, 10**15),
        "voucher": st.one_of(st.none(), st.just("Giấy nộp tiền")),
    },
}


@pytest.fixture(scope="module")
def shared_app(databases: Databases) -> Iterator[Tracker]:
    """One store for all examples, each with a reference of its own."""
    with databases.fresh() as url:
        pool: ConnectionPool[Any]
        with open_pool(url, size=2) as pool:
            # Its threads draw random delays while they connect, which Hypothesis takes for ours.
            pool.wait()
            yield Tracker(pool)


def told(event: Happening) -> dict[str, Any]:
    """All that an event says but its recorded time."""
    names = {field.name for field in fields(event)} - {"timestamp"}
    return {"class": type(event), **{name: getattr(event, name) for name in names}}


def assert_same(live: list[Any], replayed: list[Any]) -> None:
    assert [told(event) for event in replayed] == [told(event) for event in live]
    assert [event.fact for event in replayed] == [event.fact for event in live]
    times = [event.recorded_at for event in replayed]
    assert times == sorted(times)
    assert None not in times


def do(item: Item, word: Word, data: st.DataObject) -> bool:
    own = {name: data.draw(value, name) for name, value in OWN.get(word, {}).items()}
    try:
        item.record(word, recorded_at=NOW, **data.draw(metas), **own)
    except RuleViolationError:
        return False
    return True


@examples(1)
@given(
    kind=st.sampled_from(COMPLETED_KINDS),
    meta=metas,
    due=st.one_of(st.none(), st.integers(0, 40)),
    needs_confirmation=st.sampled_from((None, True, False)),
    data=st.data(),
)
def test_an_item_replayed_is_the_item_that_lived(  # noqa: PLR0913, PLR0917
    shared_app: Tracker,
    kind: Kind,
    meta: dict[str, Any],
    due: int | None,
    needs_confirmation: bool | None,
    data: st.DataObject,
):
    ref = f"X-{next(NUMBERS)}"
    item = ITEM_CLASSES[kind].assign(
        ref=ref,
        recorded_at=NOW,
        unit=FIRST,
        title="Việc",
        due_on=None if due is None else meta["effective_on"] + timedelta(days=due),
        needs_confirmation=needs_confirmation,
        **ABOUT[kind],
        **meta,
    )
    words = list(ITEM_CLASSES[kind].EVENTS)
    for _ in range(data.draw(st.integers(0, 12))):
        version, before = item.version, list(item.happenings)
        word = data.draw(st.sampled_from([w for w in words if w is not Word.ASSIGNED]))
        if not do(item, word, data):
            assert (item.version, item.happenings) == (version, before), "refused: unchanged"
        elif data.draw(st.booleans()):
            shared_app.record(item)

    shared_app.record(item)
    replayed = shared_app.item(kind, ref)

    assert type(replayed) is type(item)
    assert (replayed.id, replayed.version) == (item.id, item.version)
    assert_same(item.happenings, replayed.happenings)
    assert segments(replayed.history) == segments(item.history)


@examples(0.5)
@given(meta=metas, data=st.data())
def test_a_unit_replayed_is_the_unit_that_lived(
    shared_app: Tracker, meta: dict[str, Any], data: st.DataObject
):
    code = f"H-{next(NUMBERS)}"
    unit = Unit.establish(
        code=code, recorded_at=NOW, name="Phòng Nội vụ", level="office", parent=None, **meta
    )
    for _ in range(data.draw(st.integers(0, 8))):
        word = data.draw(st.sampled_from([w for w in UnitWord if w is not UnitWord.ESTABLISHED]))
        own: dict[str, Any] = {
            UnitWord.RENAMED: {"name": "Tên mới"},
            UnitWord.MOVED: {"parent": data.draw(st.sampled_from((None, FIRST)))},
            UnitWord.MERGED: {"into": FIRST},
            UnitWord.SPLIT: {"successors": [FIRST, ROOT]},
        }.get(word, {})
        before = list(unit.happenings)
        try:
            unit.record(word, recorded_at=NOW, **data.draw(metas), **own)
        except RuleViolationError:
            assert unit.happenings == before

    shared_app.record(unit)

    assert_same(unit.happenings, shared_app.unit(code).happenings)


@examples(0.5)
@given(meta=metas, data=st.data())
def test_a_target_replayed_is_the_target_that_lived(
    shared_app: Tracker, meta: dict[str, Any], data: st.DataObject
):
    ref = f"CT-{next(NUMBERS)}"
    target = Target.set(
        ref=ref,
        recorded_at=NOW,
        unit=FIRST,
        title="Tỷ lệ",
        plan="326/KH-UBND",
        goal=">= 95%",
        measure="ratio",
        **meta,
    )
    for _ in range(data.draw(st.integers(0, 6))):
        state = data.draw(st.sampled_from([s for s in TargetState if s != "not_assessed"]))
        before = list(target.happenings)
        try:
            target.assess(recorded_at=NOW, state=state.value, **data.draw(metas))
        except RuleViolationError:
            assert target.happenings == before

    shared_app.record(target)

    assert_same(target.happenings, shared_app.target(ref).happenings)
