"""Real processes, killed without warning: no event missed, none counted twice."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.conftest import Databases
from tests.oracle import naive
from tests.support.programs import Program, programs
from tests.support.rows import (
    assert_says_what_the_contract_says,
    checkpoint,
    head,
    history_of,
    number,
    parked,
    read_model,
)
from tests.support.scenario import ROOT, Office, assigned_line, md, unit_line, write_history
from tests.support.waiting import Aside, until
from tracker.aggregates.directive import Directive
from tracker.application import Tracker
from tracker.clock import SystemClock
from tracker.commands.items import Urge
from tracker.database.connect import open_pool
from tracker.fold.words import Kind
from tracker.projections.projector import LEADER_LOCK, catch_up
from tracker.projections.rebuild import rebuild

Start = Callable[..., Program]
ITEMS = 40
LEADER = (
    "select count(*) from pg_locks l join pg_database d on d.oid = l.database"
    f" where l.locktype = 'advisory' and l.objid = {LEADER_LOCK} and l.granted"
    " and d.datname = current_database()"
)


@pytest.fixture
def start() -> Iterator[Start]:
    with programs() as start:
        yield start


def open_office(url: str) -> None:
    """Units and items for many clerks to work on at once."""
    with open_pool(url, size=2) as pool:
        office = Office(Tracker(pool), clock=SystemClock())  # type: ignore[arg-type]
        office.settle_in()
        for item in range(ITEMS):
            office.assign(Kind.DIRECTIVE, f"CD-{item}", on="1/3", due="20/3")


def set_to_work(start: Start, url: str, clerks: int, commands: int) -> list[Program]:
    writers = [start("writing", url, f"clerk-{no}", commands, ITEMS) for no in range(clerks)]
    for writer in writers:
        assert writer.says() == "ready"
    for writer in writers:
        writer.tell()
    return writers


def dismiss(projector: Program) -> None:
    """Tells it to end; a failure of its own would be the last that it says."""
    projector.tell()
    assert all(isinstance(said, bool) for said in projector.finish())


def assert_nothing_missed_or_doubled(url: str) -> None:
    """The read model is what a rebuild makes, and what the contract says of every stream."""
    assert checkpoint(url) == head(url)
    assert parked(url) == []
    followed = read_model(url)
    rebuild(url)
    assert read_model(url) == followed

    lines = history_of(url)
    for item in range(ITEMS):
        stream = naive.stream(lines, "directive", f"CD-{item}")
        naive.step_3(naive.in_effective_order(naive.step_1(stream, None)))
    middle = naive.recorded(lines[len(lines) // 2])
    cuts: list[Any] = [(date(2024, 3, 21), None), (date(2024, 4, 20), middle)]
    assert_says_what_the_contract_says(url, lines, cuts)


def assert_versions_honoured(url: str, said: list[list[Any]]) -> int:
    """Each recorded event stands right after the version its writer had seen."""
    recorded = {tuple(one[1:]) for one in said if one[0] == "recorded"}
    with psycopg.connect(url) as connection:
        stored = connection.execute(
            "select originator_version - 1, position, convert_from(state, 'utf8')::json"
            " ->> 'command_id' from tracker.event"
            " where convert_from(state, 'utf8')::json ->> 'command_id' like 'clerk-%'"
        ).fetchall()
    assert set(stored) == recorded
    assert len(stored) == len(recorded)
    return len(stored)


def test_eight_writers_and_a_projector(database_url: str, start: Start):
    open_office(database_url)
    projector = start("projecting", database_url, 100)
    assert projector.says() is True

    writers = set_to_work(start, database_url, clerks=8, commands=500)
    said = [one for writer in writers for one in writer.finish()]

    assert len(said) == 8 * 500
    assert assert_versions_honoured(database_url, said) > 1000
    assert ["stale"] in said, "writers met on the same item"
    catch_up(database_url, seconds=60)
    dismiss(projector)
    assert_nothing_missed_or_doubled(database_url)


def test_a_rebuild_while_writers_write(database_url: str, start: Start):
    open_office(database_url)
    projector = start("projecting", database_url, 50)
    assert projector.says() is True
    writers = set_to_work(start, database_url, clerks=2, commands=300)

    while any(writer.process.poll() is None for writer in writers):
        before = head(database_url)
        assert rebuild(database_url) >= before

    said = [one for writer in writers for one in writer.finish()]
    assert_versions_honoured(database_url, said)
    until(lambda: checkpoint(database_url) == head(database_url), "the projector to go on")
    dismiss(projector)
    assert_nothing_missed_or_doubled(database_url)


def test_a_projector_killed_in_the_middle_and_a_new_one(
    database_url: str, start: Start, office: Office
):
    new = [
        Directive.assign(
            ref=f"CD-{item}",
            recorded_at=office.clock.now(),
            effective_on=md("1/3"),
            due_on=md("15/3"),
            actor="vt.huonghuu",
            unit=ROOT,
            title="Việc",
            issuer="UBND tỉnh",
            issuer_level="province",
        )
        for item in range(4_000)
    ]
    office.tracker.record(*new)

    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("listen tracker_projected")
        projector = start("projecting", database_url, 20)
        assert list(connection.notifies(timeout=60, stop_after=1)), "it began"
        projector.kill()
    until(lambda: number(database_url, LEADER) == 0, "the server to notice")
    killed_at = checkpoint(database_url)
    assert 0 < killed_at < head(database_url)
    assert killed_at % 20 == 0, "rows and checkpoint go together"

    successor = start("projecting", database_url, 1_000)
    until(lambda: checkpoint(database_url) == head(database_url), "the new one to catch up")
    dismiss(successor)

    followed = read_model(database_url)
    assert len(followed["item"]) == 4_000
    rebuild(database_url)
    assert read_model(database_url) == followed


def test_of_two_projectors_one_leads_and_the_other_takes_over(
    database_url: str, start: Start, office: Office
):
    first = start("projecting", database_url, 100)
    assert first.says() is True
    second = start("projecting", database_url, 100)
    office.assign(Kind.DIRECTIVE, "CD-01")
    until(lambda: checkpoint(database_url) == head(database_url), "the first to project")
    assert number(database_url, LEADER) == 1

    first.kill()
    assert second.says() is True
    office.act(Urge, Kind.DIRECTIVE, "CD-01", "1/3")
    office.assign(Kind.DIRECTIVE, "CD-02")

    until(lambda: checkpoint(database_url) == head(database_url), "the second to project")
    dismiss(second)
    assert len(read_model(database_url)["item"]) == 2


# --- an importer ---------------------------------------------------------------------------------


@pytest.fixture
def past(tmp_path: Path) -> Path:
    lines = [unit_line()]
    lines += [assigned_line(Kind.DIRECTIVE, f"CD-{no}") for no in range(6_000)]
    return write_history(tmp_path / "past.jsonl", lines)


@pytest.mark.parametrize("stage", ["read", "judge", "store"])
def test_an_importer_killed_leaves_nothing_and_the_next_succeeds(
    database_url: str, start: Start, past: Path, stage: str
):
    importer = start("importing", database_url, past, stage)
    importer.says_in_time(stage)
    importer.kill()

    assert head(database_url) == 0
    assert number(database_url, "select count(*) from tracker.import") == 0
    again = start("importing", database_url, past, "never")
    assert again.finish()[-1] == 6_001
    assert head(database_url) == number(database_url, "select count(*) from tracker.event") == 6_001


def test_an_importer_killed_while_the_server_is_storing(
    database_url: str, start: Start, past: Path
):
    """The server may finish the statement of a client that is gone, but never commits it."""
    with psycopg.connect(database_url) as connection:
        connection.execute("lock table tracker.event in share mode")
        importer = start("importing", database_url, past, "never")
        importer.says_in_time("store")
        waiting = "select count(*) from pg_locks where not granted"
        until(lambda: number(database_url, waiting) == 1, "the append to wait for us")
        importer.kill()
    others = (
        "select count(*) from pg_stat_activity where datname = current_database()"
        " and pid <> pg_backend_pid() and backend_type = 'client backend'"
    )
    until(lambda: number(database_url, others) == 0, "the server to notice")

    assert head(database_url) == 0
    assert start("importing", database_url, past, "never").finish()[-1] == 6_001


# --- the database --------------------------------------------------------------------------------


def test_the_database_killed_in_the_middle_of_the_load(
    mortal_databases: Databases, mortal_url: str, start: Start
):
    open_office(mortal_url)
    projector = start("projecting", mortal_url, 50)
    assert projector.says() is True
    writers = set_to_work(start, mortal_url, clerks=2, commands=300)

    for _ in range(2):
        reached = until(lambda: head(mortal_url), "events")
        until(lambda than=reached: head(mortal_url) > than + 30, "work to go on")
        mortal_databases.kill()
        mortal_databases.server.ensure_running()

    said = [one for writer in writers for one in writer.finish()]
    assert_versions_honoured(mortal_url, said)
    until(lambda: checkpoint(mortal_url) == head(mortal_url), "the projector to catch up")
    dismiss(projector)
    assert_nothing_missed_or_doubled(mortal_url)


def test_catching_up_waits_for_the_leader(database_url: str, start: Start, office: Office):
    projector = start("projecting", database_url, 100)
    assert projector.says() is True

    position = office.assign(Kind.DIRECTIVE, "CD-01").position

    assert Aside(lambda: catch_up(database_url, to=position, seconds=60)).result() == position
    assert checkpoint(database_url) == position
