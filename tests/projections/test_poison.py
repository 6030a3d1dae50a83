"""One bad event is set aside, shown with its position, and holds up nobody else."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from tests.support.rows import checkpoint, head, parked, read_model
from tests.support.scenario import FIRST, ROOT, SECOND, Office
from tracker.aggregates.events import stream_id
from tracker.commands.items import Transfer
from tracker.commands.units import MoveUnit
from tracker.fold.words import Kind
from tracker.projections.projector import catch_up
from tracker.projections.rebuild import rebuild

OPEN_IN_TIME, OPEN_OVERDUE, AWAIT_IN_TIME = 1, 2, 4
Follow = Callable[[str], object]
FOLLOWING: dict[str, Follow] = {
    "one by one": lambda url: catch_up(url, batch=1),
    "by twos": lambda url: catch_up(url, batch=2),
    "at once": lambda url: catch_up(url, batch=1000),
    "rebuilt": rebuild,
}
ways = pytest.mark.parametrize("follow", FOLLOWING.values(), ids=FOLLOWING)

REPORTED = b'{"ref":"x","effective_on":"2024-03-10","actor":"a"}'
POISON = {
    "no json": ("directive.completion_reported", b"not json"),
    "no object": ("directive.completion_reported", b"[1]"),
    "unknown topic": ("directive.never_heard_of", REPORTED),
    "a topic that names a module": ("os.system", REPORTED),
    "no day": ("directive.completion_reported", b"{}"),
    "a day that is none": ("directive.suspended", b'{"effective_on":"2024-02-30"}'),
    "an extension without a day of its own": ("directive.deadline_extended", b'{"due_on":"x"}'),
    "a transfer to nobody": (
        "directive.transferred",
        b'{"ref":"x","to_unit":"nowhere","effective_on":"2024-03-10","actor":"a"}',
    ),
    "no day, in an event without effect": ("directive.urged", b"{}"),
    "an event of another sort of stream": ("target.assessed", b'{"effective_on":"2024-03-10"}'),
}


def put(connection: Connection[Any], sort: str, name: str, topic: str, state: bytes) -> int:
    """Writes an event around every check, as nobody but the owner can."""
    stream = stream_id(sort, name)
    row = connection.execute(
        "insert into tracker.event"
        " (originator_id, originator_version, topic, state, effective_on, recorded_at)"
        " select %(stream)s,"
        " (select coalesce(max(originator_version), 0) + 1 from tracker.event"
        "  where originator_id = %(stream)s),"
        " %(topic)s, %(state)s, '2024-03-10', max(recorded_at) from tracker.event"
        " returning position",
        {"stream": stream, "topic": topic, "state": state},
    ).fetchone()
    assert row is not None
    return int(row[0])


def now_of(url: str, position: int) -> list[int]:
    """The statuses, by days, of the item that began at a position, as known now."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "select status from readmodel.item_interval"
            " where item_id = %s and known_to = 2147483647 order by valid_from",
            (position,),
        ).fetchall()
    return [status for (status,) in rows]


@ways
@pytest.mark.parametrize(("topic", "state"), POISON.values(), ids=POISON)
def test_the_bad_event_and_those_after_it_are_parked_and_the_others_go_on(  # noqa: PLR0913, PLR0917
    office: Office,
    owner: Connection[Any],
    database_url: str,
    follow: Follow,
    topic: str,
    state: bytes,
):
    bad = office.assign(Kind.DIRECTIVE, "CD-01").position
    good = office.assign(Kind.DIRECTIVE, "CD-02").position
    poison = put(owner, "directive", "CD-01", topic, state)
    office.assign(Kind.PLAN_TASK, "NV-01", unit=SECOND)
    later = put(owner, "directive", "CD-01", "directive.completion_reported", REPORTED)
    put(owner, "directive", "CD-02", "directive.completion_reported", REPORTED)
    assert bad is not None
    assert good is not None

    follow(database_url)

    assert checkpoint(database_url) == head(database_url)
    assert parked(database_url) == [poison, later]
    assert len(read_model(database_url)["item"]) == 3
    assert now_of(database_url, good) == [OPEN_IN_TIME, AWAIT_IN_TIME]
    assert now_of(database_url, bad) == [OPEN_IN_TIME, OPEN_OVERDUE], "as before the bad event"


@ways
def test_a_bad_unit_takes_its_items_with_it_and_no_other(
    office: Office, owner: Connection[Any], database_url: str, follow: Follow
):
    bad = put(owner, "unit", "H57.99", "unit.established", b'{"code":"H57.99"}')
    state = (
        b'{"ref":"CD-99","unit":"H57.99","title":"x","due_on":null,"issuer":"x",'
        b'"issuer_level":"province","effective_on":"2024-03-10","actor":"a"}'
    )
    orphan = put(owner, "directive", "CD-99", "directive.assigned", state)
    office.assign(Kind.DIRECTIVE, "CD-01", unit=FIRST)

    follow(database_url)

    assert parked(database_url) == [bad, orphan]
    model = read_model(database_url)
    assert (len(model["unit"]), len(model["item"])) == (3, 1)


@ways
def test_searching_for_a_bad_event_does_not_park_what_only_needs_its_neighbours(
    office: Office, owner: Connection[Any], database_url: str, follow: Follow
):
    """Items and units that wait for a unit further on in the same batch."""
    moved = office.assign(Kind.DIRECTIVE, "CD-01").position
    for no in range(2, 5):
        office.assign(Kind.DIRECTIVE, f"CD-0{no}")
    poison = put(owner, "directive", "CD-03", "directive.completion_reported", b"not json")
    office.establish("H57.40", "UBND xã mới", "commune", ROOT, on="1/3")
    office.change(MoveUnit, SECOND, "1/3", parent="H57.40")
    office.act(Transfer, Kind.DIRECTIVE, "CD-01", "1/3", to_unit="H57.40")
    office.assign(Kind.FINDING, "KL-01", unit="H57.40", on="1/3")
    assert moved is not None

    follow(database_url)

    assert parked(database_url) == [poison]
    assert now_of(database_url, moved) == [OPEN_IN_TIME, OPEN_IN_TIME, OPEN_OVERDUE]


@ways
def test_a_bad_first_event_parks_the_whole_item(
    office: Office, owner: Connection[Any], database_url: str, follow: Follow
):
    office.assign(Kind.DIRECTIVE, "CD-01")
    first = put(owner, "directive", "CD-99", "directive.assigned", b"{}")
    second = put(owner, "directive", "CD-99", "directive.completion_reported", REPORTED)

    follow(database_url)

    assert parked(database_url) == [first, second]
    assert len(read_model(database_url)["item"]) == 1


def test_what_is_parked_is_told_with_its_reason(
    office: Office, owner: Connection[Any], database_url: str, caplog: pytest.LogCaptureFixture
):
    office.assign(Kind.DIRECTIVE, "CD-01")
    poison = put(owner, "directive", "CD-01", "directive.urged", b"not json")

    catch_up(database_url)

    row = owner.execute("select position, originator_id, error from parked").fetchone()
    assert row is not None
    assert row[:2] == (poison, stream_id("directive", "CD-01"))
    assert "unreadable state of directive.urged" in row[2]
    assert [r.levelname for r in caplog.records if f"event {poison} " in r.message] == ["ERROR"]


def test_following_by_any_batches_and_rebuilding_end_the_same(
    office: Office, owner: Connection[Any], database_url: str
):
    for no in range(4):
        office.assign(Kind.DIRECTIVE, f"CD-{no}")
    put(owner, "directive", "CD-1", "directive.completion_reported", b"not json")
    put(owner, "directive", "CD-1", "directive.completion_reported", REPORTED)
    office.establish("H57.50", "UBND xã mới", "commune", FIRST, on="1/3")
    office.assign(Kind.FINDING, "KL-1", unit="H57.50", on="1/3")

    models = []
    for follow in FOLLOWING.values():
        follow(database_url)
        models.append(read_model(database_url))
        owner.execute("drop schema readmodel cascade")
        rebuild_empty(database_url)

    assert all(model == models[0] for model in models)


def rebuild_empty(url: str) -> None:
    """A read model that has yet to follow anything."""
    rebuild(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set search_path = readmodel")
        connection.execute(
            "truncate item, item_words, item_interval, unit, unit_interval, unit_end, payment,"
            " parked, paper"
        )
        connection.execute("update checkpoint set position = 0, recorded_at = null")
