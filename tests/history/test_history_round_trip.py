"""What goes out comes in again elsewhere: the same bytes, the same answers."""

import io
import json
import tempfile
from datetime import UTC, date, datetime
from heapq import merge
from pathlib import Path

import psycopg
from hypothesis import given

from tests.conftest import Databases
from tests.history.past import as_bytes
from tests.oracle import naive, strategies
from tests.support.properties import examples
from tests.support.scenario import FIRST, SECOND, Line, Office
from tracker.commands.items import (
    ConfirmCompletion,
    CorrectDeadline,
    RecordPayment,
    RejectCompletion,
    ReportCompletion,
    Transfer,
    VoidEvent,
)
from tracker.commands.units import MoveUnit
from tracker.database.connect import app_conninfo
from tracker.fold.words import Kind
from tracker.history.exporting import export_history
from tracker.history.importing import import_history
from tracker.projections.rebuild import rebuild
from tracker.reading.counts import Dimension, counts
from tracker.reading.cut import Filters, cut_at
from tracker.sample import HISTORIES

LATER = datetime(2100, 1, 1, tzinfo=UTC)


def exported(url: str) -> bytes:
    out = io.BytesIO()
    written = export_history(url, out)
    assert written == len(out.getvalue().splitlines())
    return out.getvalue()


def imported(url: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "past.jsonl"
        file.write_bytes(content)
        import_history(url, [file], LATER)


@examples(0.25)
@given(lines=strategies.histories(max_items=9))
def test_export_import_export_gives_the_same_bytes_and_says_all_that_came_in(
    databases: Databases, lines: list[Line]
):
    with databases.fresh() as first, databases.fresh() as second:
        imported(first, as_bytes(lines))
        once = exported(first)

        imported(second, once)

        assert exported(second) == once
    assert [json.loads(line) for line in once.splitlines()] == lines


def test_the_sample_goes_out_as_the_merge_of_its_two_files(databases: Databases):
    files = [file.read_bytes().splitlines(keepends=True) for file in HISTORIES]
    merged = merge(*files, key=lambda line: naive.recorded(json.loads(line)))
    with databases.fresh() as url:
        import_history(url, HISTORIES, LATER)

        assert exported(url) == b"".join(merged)


def test_an_empty_store_goes_out_as_an_empty_file(database_url: str):
    assert exported(database_url) == b""


def test_what_people_recorded_comes_in_elsewhere_and_counts_the_same(
    office: Office, database_url: str, databases: Databases
):
    office.assign(Kind.PLAN_TASK, "NV-1", about={"coordinators": [SECOND], "product": "Kế hoạch"})
    office.assign(
        Kind.DIRECTIVE,
        "CD-1",
        source={"issuer": "UBND tỉnh", "type": "CV", "number": "107/UBND-NC", "date": "2024-01-02"},
        attachments=["tờ trình.pdf", {"name": "bảng.xlsx", "sha256": "0" * 64, "size": 12}],
    )
    office.assign(Kind.DIRECTIVE, "CD-2", due=None, about={"parent_ref": "CD-1"})
    office.assign(Kind.FINDING, "KL-1", due=None, unit=SECOND)
    office.set_target("CT-1")
    office.act(
        ReportCompletion, Kind.PLAN_TASK, "NV-1", "15/3", reason='Xong "sớm"', note="a\tb\nc"
    )
    office.act(ReportCompletion, Kind.DIRECTIVE, "CD-1", "16/3")
    office.act(RejectCompletion, Kind.DIRECTIVE, "CD-1", "17/3", due_on="30/3")
    office.act(CorrectDeadline, Kind.DIRECTIVE, "CD-1", "18/3", due_on=None)
    office.act(Transfer, Kind.DIRECTIVE, "CD-2", "10/3", to_unit=SECOND)
    office.act(VoidEvent, Kind.DIRECTIVE, "CD-1", "20/3", event_no=4)
    office.act(RecordPayment, Kind.FINDING, "KL-1", "2/4", amount=16_424_380)
    office.act(ReportCompletion, Kind.FINDING, "KL-1", "2/4")
    office.act(ConfirmCompletion, Kind.FINDING, "KL-1", "3/4")
    office.change(MoveUnit, SECOND, "1/5", parent=FIRST)
    office.assess_target("CT-1", "18/5", "met", numerator=17_236, denominator=17_307)
    content = exported(database_url)
    assert len(content.splitlines()) == 19

    with databases.fresh() as elsewhere:
        imported(elsewhere, content)

        assert exported(elsewhere) == content
        assert answers(elsewhere) == answers(database_url)


def answers(url: str) -> list[object]:
    """Counts on the days on which something happened, by all that can be counted by."""
    rebuild(url)
    days = [
        date(2024, month, day) for month in range(1, 7) for day in (1, 2, 3, 15, 16, 17, 18, 29)
    ]
    asked = [
        (day, filters, by)
        for day in days
        for filters in (Filters(), Filters(FIRST), Filters(kind=Kind.FINDING), Filters(SECOND))
        for by in ((), tuple(Dimension))
    ]
    with psycopg.connect(app_conninfo(url), autocommit=True) as connection:
        return [
            counts(connection, cut_at(connection, day, None, LATER), filters, by)[1:]
            for day, filters, by in asked
        ]


def test_no_more_than_was_there_goes_out_while_more_is_recorded(office: Office, database_url: str):
    """An export is the log up to one place, whatever comes in while it is written."""
    office.assign(Kind.PLAN_TASK, "NV-1")
    seen: list[bytes] = []

    class Out(io.BytesIO):
        def write(self, line: bytes, /) -> int:  # type: ignore[override]
            if not seen:
                office.assign(Kind.PLAN_TASK, "NV-2")
            seen.append(line)
            return len(line)

    export_history(database_url, Out())

    assert len(seen) == 4
    assert len(exported(database_url).splitlines()) == 5
