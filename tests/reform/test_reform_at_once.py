"""A merger while others work, two at once, one killed in the middle: all of it, or nothing."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from threading import Barrier
from uuid import UUID

import psycopg
import pytest

from tests.cli.tracker_program import PROGRAM, Ended, environment, process, tracker
from tests.oracle import naive
from tests.support.rows import assert_says_what_the_contract_says, head, history_of, number
from tests.support.scenario import FIRST, ROOT, SECOND, Line, Office, md
from tests.support.waiting import GUARD, Aside, until
from tracker.application import Tracker
from tracker.clock import SystemClock
from tracker.commands.items import ReportCompletion
from tracker.commands.reorganising import Reorganise, Reorganised, reorganise
from tracker.commands.units import TREE_LOCK, MergeUnit
from tracker.database.connect import app_conninfo, open_pool
from tracker.errors import StaleVersionError
from tracker.fold.words import Kind
from tracker.projections.projector import catch_up
from tracker.reading.candidates import led_open

ITEMS = 300
END = "1/5"
INTO_SECOND = ("--into", SECOND, "--on", md(END).isoformat(), "--actor", "quan.tri", "--yes")
_NUMBERS = count()


@contextmanager
def someone(url: str) -> Iterator[Office]:
    """A person with connections of their own."""
    with open_pool(url, size=2) as pool:
        numbers = count(1_000_000 * (1 + next(_NUMBERS)))
        yield Office(Tracker(pool), SystemClock(), numbers)  # type: ignore[arg-type]


@pytest.fixture
def busy(database_url: str) -> str:
    """The address of a store in which one office leads some hundreds of items."""
    with someone(database_url) as office:
        office.settle_in()
        for item in range(ITEMS):
            ref = f"CD-{item}"
            office.assign(Kind.DIRECTIVE, ref, due="20/6", about={"needs_confirmation": False})
    return database_url


def merge(office: Office, url: str, progress: object = None) -> Reorganised:
    """As the program does it: what to look at from the read model, the rest from the events."""
    catch_up(url)
    with psycopg.connect(app_conninfo(url)) as connection:
        led = led_open(connection, FIRST, md(END), date(2024, 12, 31))
    return merge_of(office, led, progress)


def merge_of(office: Office, led: list[UUID], progress: object = None) -> Reorganised:
    end = MergeUnit(code=FIRST, into=SECOND, expected_version=None, **office.meta(END, {}))
    given = {} if progress is None else {"progress": progress}
    return reorganise(Reorganise(end=end), led, office.tracker, office.clock, **given)  # type: ignore[arg-type]


def recorded(url: str) -> list[tuple[int, str]]:
    """Place in the log and topic of whatever belongs to the merger."""
    with psycopg.connect(url) as connection:
        return connection.execute(
            "select position, topic from tracker.event"
            " where topic in ('unit.merged', 'directive.transferred') order by position"
        ).fetchall()


def assert_one_recording(url: str, transferred: int) -> None:
    """The end of the unit and all transfers stand in the log without anything between them."""
    found = recorded(url)
    first = found[0][0]
    assert found == [
        (first, "unit.merged"),
        *((first + no, "directive.transferred") for no in range(1, transferred + 1)),
    ]


def assert_sound(url: str) -> None:
    """Every stream is a valid one, and the read model says what the contract says of it."""
    lines = history_of(url)
    for ref in refs(lines):
        stream = naive.stream(lines, "directive", ref)
        naive.step_3(naive.in_effective_order(naive.step_1(stream, None)), careful=True)
    catch_up(url)
    cuts = [(date(2024, 4, 30), None), (md(END), None), (date(2024, 12, 31), None)]
    assert_says_what_the_contract_says(url, lines, cuts)


def refs(lines: list[Line]) -> list[str]:
    return [line["ref"] for line in lines if line["type"] == "directive.assigned"]


def led_after(lines: list[Line], unit: str) -> set[str]:
    """The items that the unit has open on some day from its end on."""
    streams: dict[str, list[Line]] = {}
    for line in lines:
        if line["type"].startswith("directive."):
            streams.setdefault(line["ref"], []).append(line)
    found = set()
    for ref, stream in streams.items():
        for day in {md(END), *map(naive.effective, stream)}:
            facts = naive.facts_of(stream, "directive", ref, max(day, md(END)), None)
            if facts and facts["unit"] == unit and facts["class"] in naive.ACTIVE:
                found.add(ref)
    return found


# --- while others work ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "transferred"), [("30/4", ITEMS - 1), (END, ITEMS - 1), ("10/5", ITEMS)]
)
def test_a_completion_logged_while_the_merger_is_decided_is_taken_into_account(
    busy: str, day: str, transferred: int
):
    tried = count(1)

    def meanwhile(_done: int, _total: int) -> None:
        if next(tried) == 1:
            clerk.act(ReportCompletion, Kind.DIRECTIVE, "CD-7", day)

    with someone(busy) as clerk, someone(busy) as office:
        result = merge(office, busy, meanwhile)

    assert next(tried) > 2, "it was decided anew"
    assert (result.transferred, result.moved) == (transferred, 0)
    assert_one_recording(busy, transferred)
    seventh = [line["type"] for line in naive.stream(history_of(busy), "directive", "CD-7")]
    assert seventh[:2] == ["directive.assigned", "directive.completion_reported"]
    assert ("directive.transferred" in seventh) is (transferred == ITEMS)
    assert led_after(history_of(busy), FIRST) == set()
    assert_sound(busy)


def test_who_is_overtaken_again_and_again_is_told_and_records_nothing(busy: str):
    overtaken = count()

    def meanwhile(_done: int, _total: int) -> None:
        clerk.act(ReportCompletion, Kind.DIRECTIVE, f"CD-{next(overtaken)}", "10/5")

    with someone(busy) as clerk, someone(busy) as office:
        with pytest.raises(StaleVersionError) as caught:
            merge(office, busy, meanwhile)
        told = recorded(busy)
        again = merge(office, busy)

    assert caught.value.code == "changed_meanwhile"
    assert told == []
    assert again.transferred == ITEMS
    assert_one_recording(busy, ITEMS)


def test_threads_report_completions_while_the_merger_runs(busy: str):
    together = Barrier(4)

    def work(first: int) -> int:
        with someone(busy) as clerk:
            together.wait(GUARD)
            for item in range(first, ITEMS, 30):
                day = "20/4" if item % 2 else "20/5"
                clerk.act(ReportCompletion, Kind.DIRECTIVE, f"CD-{item}", day)
        return len(range(first, ITEMS, 30))

    with someone(busy) as office:
        clerks = [Aside(lambda first=first: work(first)) for first in (0, 1, 2)]
        together.wait(GUARD)
        while True:
            try:
                result = merge(office, busy)
            except StaleVersionError:
                assert recorded(busy) == [], "whoever is overtaken has recorded nothing"
            else:
                break
        completed = sum(clerk.result() for clerk in clerks)

    lines = history_of(busy)
    done = [line for line in lines if line["type"] == "directive.completion_reported"]
    assert completed == len(done) == 30
    assert_one_recording(busy, result.transferred)
    assert result.transferred == len(recorded(busy)) - 1
    assert led_after(lines, FIRST) == set()
    late = {line["ref"] for line in done if line["effective_on"] == "2024-05-20"}
    for ref in late:
        facts = naive.facts_of(lines, "directive", ref, date(2024, 5, 20), None)
        assert facts is not None
        assert (facts["unit"], facts["class"]) == (SECOND, "done_on_time")
    assert_sound(busy)


def test_what_is_assigned_in_the_moment_of_the_merger_is_not_left_behind(busy: str):
    def give() -> list[str]:
        given = []
        with someone(busy) as clerk:
            while merger.going_on:
                ref = f"new-{len(given)}"
                clerk.assign(Kind.DIRECTIVE, ref, "15/4", due="20/6")
                given.append(ref)
        return given

    merger = Aside(lambda: process(busy, "unit", "merge", FIRST, *INTO_SECOND))
    given = Aside(give).result(2 * GUARD)
    merged = merger.result(2 * GUARD)

    assert merged.code == 0, merged.err
    assert given
    handed = tracker(busy, "unit", "hand-over", FIRST, "--actor", "quan.tri", "--yes")
    assert handed.code == 0, handed.err
    lines = history_of(busy)
    assert len(refs(lines)) == ITEMS + len(given)
    assert led_after(lines, FIRST) == set()
    assert led_after(lines, SECOND) == set(refs(lines))
    stranded = tracker(busy, "unit", "stranded", "--format", "json").answer
    assert stranded["units"] == []


# --- two at once ---------------------------------------------------------------------------------


def test_of_two_people_who_merge_the_same_unit_at_once_one_wins_and_the_other_is_told(busy: str):
    words = ("--on", md(END).isoformat(), "--actor", "quan.tri", "--yes", "--format", "json")
    both = {
        into: Aside(lambda into=into: process(busy, "unit", "merge", FIRST, "--into", into, *words))
        for into in (ROOT, SECOND)
    }
    ended: dict[str, Ended] = {into: one.result(2 * GUARD) for into, one in both.items()}

    assert sorted(one.code for one in ended.values()) == [0, 1]
    (winner,) = [into for into, one in ended.items() if one.code == 0]
    (loser,) = [one for one in ended.values() if one.code == 1]
    assert ended[winner].answer == {"unit": FIRST, "transferred": ITEMS, "moved": 0}
    assert "2024" in loser.only_complaint, "when the unit has ended"
    assert_one_recording(busy, ITEMS)
    lines = history_of(busy)
    assert {line["into"] for line in lines if line["type"] == "unit.merged"} == {winner}
    moved = [line["to_unit"] for line in lines if line["type"] == "directive.transferred"]
    assert moved == [winner] * ITEMS


def test_threads_merge_the_same_unit_and_only_one_of_them_records(busy: str):
    together = Barrier(3)
    catch_up(busy)
    with psycopg.connect(app_conninfo(busy)) as connection:
        led = led_open(connection, FIRST, md(END), md("31/12"))

    def one() -> str:
        with someone(busy) as office:
            together.wait(GUARD)
            try:
                return str(merge_of(office, led).transferred)
            except Exception as error:  # noqa: BLE001 - its code is what is told
                return str(getattr(error, "code", error))

    told = sorted(aside.result() for aside in [Aside(one) for _ in range(3)])

    assert told == [str(ITEMS), "unit_ended", "unit_ended"]
    assert_one_recording(busy, ITEMS)


# --- killed in the middle ------------------------------------------------------------------------

TURN = (
    "select count(*) from pg_locks l join pg_database d on d.oid = l.database"
    f" where l.locktype = 'advisory' and l.objid = {TREE_LOCK} and l.granted"
    " and d.datname = current_database()"
)
WAITING = (
    "select count(*) from pg_locks l join pg_database d on d.oid = l.database"
    " where not l.granted and d.datname = current_database()"
)


@contextmanager
def merging(url: str) -> Iterator[subprocess.Popen[bytes]]:
    """The real program at work."""
    words = [str(PROGRAM), "unit", "merge", FIRST, *INTO_SECOND]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(words, env=environment(url), **quiet) as program:  # type: ignore[call-overload]
        try:
            yield program
        finally:
            program.kill()


def kill(program: subprocess.Popen[bytes]) -> None:
    os.kill(program.pid, signal.SIGKILL)
    assert program.wait(GUARD) == -signal.SIGKILL


OTHERS = (
    "select count(*) from pg_stat_activity where datname = current_database()"
    " and pid <> pg_backend_pid() and backend_type = 'client backend'"
)


def assert_whole_or_not_at_all(url: str, before: int) -> None:
    """And if not at all, the next one succeeds; if whole, the next one is told."""
    until(lambda: number(url, OTHERS) == 0, "the server to notice")
    assert head(url) in (before, before + 1 + ITEMS)
    whole = head(url) > before
    assert len(recorded(url)) == (1 + ITEMS if whole else 0)
    again = tracker(url, "unit", "merge", FIRST, *INTO_SECOND)
    assert again.code == (1 if whole else 0)
    assert_one_recording(url, ITEMS)


def test_a_merger_killed_while_the_server_is_about_to_store_is_whole_or_not_at_all(busy: str):
    """The server may already have all of it, the end of the transaction included."""
    before = head(busy)
    with psycopg.connect(busy) as connection:
        connection.execute("lock table tracker.event in share mode")
        with merging(busy) as program:
            until(lambda: number(busy, WAITING) == 1, "the recording to wait for us")
            assert number(busy, TURN) == 1
            kill(program)

    assert_whole_or_not_at_all(busy, before)
    assert_sound(busy)


def test_a_merger_killed_while_it_reads_the_items_leaves_nothing(busy: str):
    before = head(busy)
    catch_up(busy)
    with psycopg.connect(busy) as connection:
        connection.execute("lock table readmodel.item_interval in access exclusive mode")
        with merging(busy) as program:
            until(lambda: number(busy, WAITING) == 1, "the reading to wait for us")
            kill(program)

    until(lambda: number(busy, OTHERS) == 0, "the server to notice")
    assert head(busy) == before
    assert_whole_or_not_at_all(busy, before)


@pytest.mark.parametrize("looks", [1, 3, 6, 10])
def test_a_merger_killed_at_any_moment_is_whole_or_not_at_all(busy: str, looks: int):
    before = head(busy)
    with merging(busy) as program:
        seen = until(lambda: number(busy, TURN) or program.poll() is not None, "its turn")
        for _ in range(looks):
            seen += number(busy, TURN)
        program.kill()
    assert seen

    assert_whole_or_not_at_all(busy, before)
