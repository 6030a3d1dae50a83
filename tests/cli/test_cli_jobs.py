"""``tracker job``: how the standing jobs went, and one of them now."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from tests.cli.tracker_program import tracker
from tracker.days import LOCAL_ZONE
from tracker.upkeep import runs
from tracker.upkeep.runs import JOBS, LEADER_LOCK, Result

AT = datetime(2024, 6, 3, 2, tzinfo=LOCAL_ZONE)


@pytest.fixture
def went(owner: Connection[TupleRow], database_url: str) -> str:
    """A check that found something, a sweep that broke off, one tidying that is planned."""
    check = runs.begin(owner, "self_check", AT)
    found = Result({"compared": 1000, "differences": 2, "parked": 0}, "alarm", "NV-1, NV-2")
    runs.end(owner, check, found, AT + timedelta(seconds=83))
    runs.begin(owner, "sweep", AT)
    runs.plan(owner, "tidy", AT + timedelta(days=6, hours=1))
    return database_url


def test_a_list_is_for_people(went: str) -> None:
    told = tracker(went, "job", "list").out
    for words in (
        "Đối chiếu một mẫu số liệu",
        "02:00:00 ngày 03/6/2024",
        "1 phút 23 giây",
        "phát hiện sai lệch",
        "đã đối chiếu 1.000 mục; 2 mục sai lệch",
        "NV-1, NV-2",
        "bị ngắt giữa chừng",
        "chưa chạy lần nào",
        "Không có bộ lập lịch nào đang chạy.",
        "chưa rà soát lần nào",
    ):
        assert words in told
    assert "03:00:00 ngày 09/6/2024" not in told


def test_next_runs_are_told_where_somebody_leads(went: str, owner: Connection[TupleRow]) -> None:
    owner.execute("select pg_advisory_lock(%s)", (LEADER_LOCK,))
    assert "03:00:00 ngày 09/6/2024" in tracker(went, "job", "list").out


def test_it_says_how_far_alerts_are_and_that_somebody_leads(
    database_url: str, owner: Connection[TupleRow]
) -> None:
    owner.execute(
        "insert into alert_sweep (swept_on, position, swept_at) values ('2024-06-03', 7, %s)", (AT,)
    )
    owner.execute("select pg_advisory_lock(%s)", (LEADER_LOCK,))
    told = tracker(database_url, "job", "list", lang="en").out
    assert "all marks up to 2024-06-03 were gone through, at 2024-06-03 02:00:00" in told
    assert "A scheduler leads." in told


def test_json_and_csv_are_for_programs(went: str) -> None:
    answer = tracker(went, "job", "list", "--format", "json").answer
    assert answer["led"] is False
    by_name = {job["name"]: job for job in answer["jobs"]}
    assert tuple(by_name) == JOBS
    assert by_name["self_check"] == {
        "name": "self_check",
        "state": "alarm",
        "begun_at": "2024-06-03T02:00:00+07:00",
        "ended_at": "2024-06-03T02:01:23+07:00",
        "told": {"compared": 1000, "differences": 2, "parked": 0},
        "problem": "NV-1, NV-2",
        "done_at": None,
        "next_run_at": None,
    }
    rows = list(csv.DictReader(io.StringIO(tracker(went, "job", "list", "--format", "csv").out)))
    assert [row["name"] for row in rows] == list(JOBS)
    (check,) = [row for row in rows if row["name"] == "self_check"]
    assert check["told"] == "compared=1000 differences=2 parked=0"


@pytest.mark.parametrize("name", JOBS)
def test_every_job_runs_when_told_and_is_recorded(
    database_url: str, owner: Connection[TupleRow], name: str
) -> None:
    told = tracker(database_url, "job", "run", name)
    assert told.code == 0, told.err
    assert told.out.startswith(f"{name}: hoàn thành")
    ((outcome, numbers),) = owner.execute("select outcome, told from job_run").fetchall()
    assert outcome == "done"
    assert set(numbers) <= set(runs.MEASURES)


def test_a_job_that_finds_something_wrong_fails_the_command(
    database_url: str, owner: Connection[TupleRow]
) -> None:
    owner.execute(
        "insert into parked (position, originator_id, error) values (1, gen_random_uuid(), 'x')"
    )
    told = tracker(database_url, "job", "run", "self_check")
    assert told.code == 1
    assert "phát hiện sai lệch" in told.only_complaint
    assert "1 sự kiện bị gác lại" in told.only_complaint
    assert owner.execute("select outcome from job_run").fetchall() == [("alarm",)]


def test_a_job_that_nobody_knows_is_refused_with_those_that_there_are(database_url: str) -> None:
    told = tracker(database_url, "job", "run", "swep")
    assert told.code == 2
    assert "swep" in told.only_complaint
    for name in JOBS:
        assert name in told.only_complaint


def test_a_job_that_is_running_is_not_run_beside_itself(
    database_url: str, owner: Connection[TupleRow]
) -> None:
    assert runs.take(owner, "tidy")
    told = tracker(database_url, "job", "run", "tidy")
    assert told.code == 1
    assert "đang chạy ở nơi khác" in told.only_complaint
    assert owner.execute("select count(*) from job_run").fetchone() == (0,)
