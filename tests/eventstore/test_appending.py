"""The append: order, time, size, and who was first; on a real server, over its socket."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError, MapperDeserialisationError
from psycopg import Connection
from psycopg_pool import ConnectionPool

from tests.support.scenario import FIRST, ROOT, Office, moment, unit_line, write_history
from tests.support.waiting import Aside, until
from tracker.aggregates.directive import Directive
from tracker.application import Tracker
from tracker.clock import FixedClock, SystemClock
from tracker.commands.items import Urge
from tracker.days import LOCAL_ZONE, local_day
from tracker.errors import RuleViolationError, StaleVersionError, UnavailableError
from tracker.eventstore.mapper import DatedEvent
from tracker.eventstore.recorder import EventRecorder
from tracker.fold.words import Kind, Word
from tracker.history.importing import import_history

NOW = moment("3/6")
APPEND = "select append_events(%s::uuid[], '{1}', '{directive.assigned}', '{x}', '{2024-01-02}')"
WAITING_FOR_EVENTS = (
    "select count(*) from pg_locks l join pg_class c on c.oid = l.relation"
    " where c.relname = 'event' and not l.granted"
)


def directive(ref: str, **more: Any) -> Directive:
    return Directive.assign(
        ref=ref,
        recorded_at=NOW,
        unit=FIRST,
        title="Báo cáo tình hình thực hiện",
        due_on=None,
        issuer="UBND tỉnh Hậu Giang",
        issuer_level="province",
        effective_on=date(2024, 6, 3),
        actor="vt.huonghuu",
        **{"command_id": f"assign {ref}", **more},
    )


def dated(originator_version: int = 1, **more: Any) -> DatedEvent:
    return DatedEvent(
        **{
            "originator_id": uuid4(),
            "originator_version": originator_version,
            "topic": "directive.assigned",
            "state": b'{"command_id":"c"}',
            "effective_on": date(2024, 1, 2),
            **more,
        }
    )


@pytest.fixture
def recorder(pool: ConnectionPool[Connection[Any]]) -> EventRecorder:
    return EventRecorder(pool)


# --- size ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2, 499, 500, 501, 5_000])
def test_many_events_in_one_save_arrive_in_order(
    tracker_app: Tracker, owner: Connection[Any], number: int
):
    aggregates = [directive(f"CD-{no}") for no in range(number)]
    ids = [aggregate.id for aggregate in aggregates]

    last = Aside(lambda: tracker_app.record(*aggregates)).result()

    stored = owner.execute("select originator_id, position from event order by position").fetchall()
    assert [originator for originator, _ in stored] == ids
    assert stored[-1][1] == last == number


def test_positions_given_back_are_those_stored(recorder: EventRecorder, owner: Connection[Any]):
    for number in (3, 700):
        events = [dated() for _ in range(number)]
        positions = recorder.insert_events(events)
        stored = owner.execute(
            "select position from event where originator_id = any(%s) order by position",
            ([event.originator_id for event in events],),
        )
        assert positions is not None
        assert list(positions) == [position for (position,) in stored]


@pytest.mark.parametrize("size", [600_000, 5_000_000])
def test_one_event_of_any_size_is_stored_as_it_is(tracker_app: Tracker, size: int):
    long = "Nội dung " * (size // 12)
    Aside(lambda: tracker_app.record(directive("CD-1", note=long))).result()

    (event,) = tracker_app.item(Kind.DIRECTIVE, "CD-1").happenings

    assert event.note == long


def test_just_fewer_events_than_are_copied_may_be_large(tracker_app: Tracker):
    aggregates = [directive(f"CD-{no}", note="x" * 10_000) for no in range(499)]

    assert Aside(lambda: tracker_app.record(*aggregates)).result() == 499


def test_an_empty_save_is_no_event(tracker_app: Tracker, recorder: EventRecorder):
    assert tracker_app.record() is None
    assert recorder.insert_events([]) is None
    assert not recorder.max_notification_id()


# --- all or none ---------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [2, 600])
def test_one_event_that_cannot_be_stored_and_none_is(
    recorder: EventRecorder, owner: Connection[Any], number: int
):
    taken = dated()
    recorder.insert_events([taken])
    other = dated(originator_id=taken.originator_id, state=b'{"command_id":"other"}')

    with pytest.raises(IntegrityError):
        recorder.insert_events([*(dated() for _ in range(number - 1)), other])

    assert owner.execute("select count(*) from event").fetchone() == (1,)


# --- time ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 600])
def test_recorded_time_is_the_servers_and_never_runs_backwards(
    tracker_app: Tracker, database_url: str, owner: Connection[Any], tmp_path: Path, number: int
):
    # A past imported from a machine whose clock was ahead of ours.
    ahead = datetime(2099, 5, 1, 8, tzinfo=LOCAL_ZONE)
    lines = [unit_line(ROOT), {**unit_line(FIRST, ROOT), "recorded_at": ahead.isoformat()}]
    file = write_history(tmp_path / "past.jsonl", lines)
    import_history(database_url, [file], ahead)

    for start in (0, number):
        tracker_app.record(*(directive(f"CD-{start + no}") for no in range(number)))

    times = [t for (t,) in owner.execute("select recorded_at from event order by position")]
    assert times == sorted(times)
    assert times[2] >= ahead


def test_recorded_time_is_not_what_the_caller_says(tracker_app: Tracker, owner: Connection[Any]):
    before = SystemClock().now()
    tracker_app.record(directive("CD-1"))
    after = SystemClock().now()

    row = owner.execute("select recorded_at from event").fetchone()

    assert row is not None
    assert before <= row[0] <= after
    assert tracker_app.item(Kind.DIRECTIVE, "CD-1").happenings[0].recorded_at == row[0]


@pytest.mark.parametrize("number", [1, 600])
def test_a_day_ahead_of_the_servers_clock_is_refused_whatever_ours_says(
    recorder: EventRecorder, owner: Connection[Any], number: int
):
    ahead = local_day(SystemClock().now()) + timedelta(days=2)
    events = [*(dated() for _ in range(number - 1)), dated(effective_on=ahead)]

    with pytest.raises(RuleViolationError) as caught:
        recorder.insert_events(events)

    assert caught.value.code == "effective_after_recording"
    assert (caught.value.details["field"], caught.value.details["value"]) == ("effective_on", ahead)
    assert owner.execute("select count(*) from event").fetchone() == (0,)


def test_a_fast_clock_of_ours_does_not_let_a_future_event_through(
    office: Office, clock: FixedClock, tracker_app: Tracker
):
    office.assign(Kind.DIRECTIVE, "CD-01")
    clock.moment = SystemClock().now() + timedelta(days=30)
    ahead = local_day(clock.moment)

    with pytest.raises(RuleViolationError) as caught:
        office.act(Urge, Kind.DIRECTIVE, "CD-01", ahead)

    assert caught.value.code == "effective_after_recording"
    assert tracker_app.item(Kind.DIRECTIVE, "CD-01").version == 1


def test_units_may_be_dated_ahead(recorder: EventRecorder):
    ahead = local_day(SystemClock().now()) + timedelta(days=200)

    assert recorder.insert_events([dated(topic="unit.established", effective_on=ahead)])


# --- order ---------------------------------------------------------------------------------------


def test_positions_come_in_commit_order(
    database_url: str, recorder: EventRecorder, owner: Connection[Any]
):
    """So a follower that has seen a position never finds a smaller one later."""
    first, second = uuid4(), dated()
    with psycopg.connect(database_url, options="-c search_path=tracker") as connection:
        drawn = connection.execute(APPEND, ([first],)).fetchone()
        later = Aside(lambda: recorder.insert_events([second]))
        until(lambda: owner.execute(WAITING_FOR_EVENTS).fetchone() != (0,), "the second to wait")
        assert owner.execute("select count(*) from event").fetchone() == (0,)
        connection.commit()

    (position,) = later.result()
    assert drawn is not None
    assert position > drawn[0]
    stored = owner.execute("select originator_id from event order by position").fetchall()
    assert stored == [(first,), (second.originator_id,)]


def test_an_append_given_up_leaves_a_gap_that_is_never_filled(
    database_url: str, recorder: EventRecorder, owner: Connection[Any]
):
    with psycopg.connect(database_url, options="-c search_path=tracker") as connection:
        connection.execute(
            APPEND,
            ([uuid4()],),
        )
        connection.rollback()

    recorder.insert_events([dated()])
    recorder.insert_events([dated() for _ in range(600)])

    positions = [p for (p,) in owner.execute("select position from event order by position")]
    assert positions == list(range(2, 603))


def test_a_lock_that_is_held_too_long_is_unavailable_and_nothing_is_stored(
    database_url: str, recorder: EventRecorder, owner: Connection[Any]
):
    with psycopg.connect(database_url) as connection:
        connection.execute("lock table tracker.event in exclusive mode")
        with pytest.raises(UnavailableError):
            Aside(lambda: recorder.insert_events([dated()])).result()

    assert owner.execute("select count(*) from event").fetchone() == (0,)


# --- who was first -------------------------------------------------------------------------------


def test_of_two_who_saw_the_same_version_the_second_is_refused(
    office: Office, tracker_app: Tracker
):
    office.assign(Kind.DIRECTIVE, "CD-01")
    mine, theirs = (tracker_app.item(Kind.DIRECTIVE, "CD-01") for _ in range(2))
    common = {"recorded_at": NOW, "effective_on": date(2024, 3, 1), "actor": "pnv.ph"}
    mine.record(Word.URGED, command_id="mine", **common)
    theirs.record(Word.STARTED, command_id="theirs", **common)
    tracker_app.record(theirs)

    with pytest.raises(StaleVersionError) as caught:
        tracker_app.record(mine)

    assert caught.value.code == "changed_meanwhile"
    words = [event.word for event in tracker_app.item(Kind.DIRECTIVE, "CD-01").happenings]
    assert words == [Word.ASSIGNED, Word.STARTED]


@pytest.mark.parametrize("number", [1, 2, 600])
def test_the_same_events_again_are_a_conflict_while_no_connection_was_lost(
    recorder: EventRecorder, owner: Connection[Any], number: int
):
    """Only after an answer was lost can they be our own; see test_ambiguous_commit."""
    events = [dated() for _ in range(number)]
    recorder.insert_events(events)

    with pytest.raises(IntegrityError):
        recorder.insert_events(events)

    assert owner.execute("select count(*) from event").fetchone() == (number,)


def test_eight_at_once_on_one_item_leave_one_version_each(office: Office, tracker_app: Tracker):
    office.assign(Kind.DIRECTIVE, "CD-01")

    def urge() -> str:
        try:
            office.act(Urge, Kind.DIRECTIVE, "CD-01", "1/3", expected_version=1)
        except StaleVersionError:
            return "stale"
        return "recorded"

    outcomes = [Aside(urge) for _ in range(8)]

    assert sorted(one.result() for one in outcomes) == ["recorded"] + ["stale"] * 7
    assert tracker_app.item(Kind.DIRECTIVE, "CD-01").version == 2


# --- reading back --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topic", "state"),
    [
        ("os.system", b'{"effective_on":"2024-03-01"}'),
        ("antigravity.fly", b"{}"),
        ("directive.never_heard_of", b"{}"),
        ("directive.urged", b"not json"),
        ("directive.urged", b"[]"),
        ("directive.urged", b'{"effective_on":"31/3/2024"}'),
    ],
)
def test_what_cannot_be_read_is_refused_and_imports_nothing(
    office: Office, owner: Connection[Any], tracker_app: Tracker, topic: str, state: bytes
):
    import sys  # noqa: PLC0415 - what is looked at here

    office.assign(Kind.DIRECTIVE, "CD-01")
    owner.execute(
        "insert into event"
        " (originator_id, originator_version, topic, state, effective_on, recorded_at)"
        " select originator_id, 2, %s, %s, effective_on, recorded_at from event"
        " where topic = 'directive.assigned'",
        (topic, state),
    )
    modules = set(sys.modules)

    with pytest.raises(MapperDeserialisationError):
        tracker_app.item(Kind.DIRECTIVE, "CD-01")

    assert "antigravity" not in sys.modules
    assert set(sys.modules) == modules


def test_the_log_is_read_by_position_and_topic(office: Office, recorder: EventRecorder):
    office.assign(Kind.DIRECTIVE, "CD-01")
    office.act(Urge, Kind.DIRECTIVE, "CD-01", "1/3")

    def topics(**more: Any) -> list[tuple[int, str]]:
        found = recorder.select_notifications(**{"start": None, "limit": 10, **more})
        return [(one.id, one.topic) for one in found]

    assert topics(start=4) == [(4, "directive.assigned"), (5, "directive.urged")]
    assert topics(start=4, inclusive_of_start=False) == [(5, "directive.urged")]
    assert topics(start=2, stop=3, limit=1) == [(2, "unit.established")]
    assert topics(topics=["directive.urged"]) == [(5, "directive.urged")]
    assert recorder.max_notification_id() == 5


def test_a_stream_is_read_in_parts_and_backwards(office: Office, recorder: EventRecorder):
    office.assign(Kind.DIRECTIVE, "CD-01")
    for _ in range(3):
        office.act(Urge, Kind.DIRECTIVE, "CD-01", "1/3")
    stream = office.tracker.item(Kind.DIRECTIVE, "CD-01").id

    def versions(**more: Any) -> list[int]:
        return [one.originator_version for one in recorder.select_events(stream, **more)]

    assert versions() == [1, 2, 3, 4]
    assert versions(gt=1, lte=3) == [2, 3]
    assert versions(desc=True, limit=2) == [4, 3]
    assert recorder.select_events(uuid4()) == []


def test_times_come_back_with_their_zone(office: Office):
    office.assign(Kind.DIRECTIVE, "CD-01")

    (event,) = office.tracker.item(Kind.DIRECTIVE, "CD-01").happenings

    assert event.recorded_at.utcoffset() == timedelta(0)
    assert event.recorded_at.tzinfo is not None
    assert event.recorded_at.astimezone(UTC) == event.recorded_at
