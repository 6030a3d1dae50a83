"""``tracker refusals``: the record of refused accesses on the command line."""

from datetime import datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from tests.cli.tracker_program import tracker
from tracker.access.refusals import Refusal, note
from tracker.database.connect import app_conninfo

AT = datetime.fromisoformat("2024-06-03T09:00:00+07:00")


@pytest.fixture
def refused_url(database_url: str) -> str:
    """Three refusals on two days; the last two within one minute."""
    one = Refusal(
        AT, "van.thu", "203.0.113.9", "GET", "/x/{unit}", "/x/H57", "unit_not_granted", "read",
        "H57", UUID(int=1),
    )  # fmt: skip
    knocking = one._replace(at=AT + timedelta(days=1), account=None, code="not_signed_in")
    with psycopg.connect(app_conninfo(database_url)) as connection:
        for refusal in (one, knocking, knocking):
            note(connection, refusal)
    return database_url


def test_json_and_csv_say_all_of_it(refused_url: str) -> None:
    listed = tracker(refused_url, "refusals", "--format", "json").answer["refusals"]
    assert [(one["code"], one["times"]) for one in listed] == [
        ("not_signed_in", 2),
        ("unit_not_granted", 1),
    ]
    assert listed[1]["at"] == "2024-06-03T09:00:00+07:00"
    header, *rows = tracker(refused_url, "refusals", "--format", "csv").out.splitlines()
    assert header.split(",") == list(listed[0])
    assert len(rows) == 2


def test_a_table_is_for_people(refused_url: str) -> None:
    told = tracker(refused_url, "refusals", "--account", "van.thu").out
    assert "Truy cập bị từ chối: 1 dòng" in told
    assert "09:00:00 ngày 03/6/2024" in told
    assert "van.thu" in told
    assert "203.0.113.9" in told
    assert "xem số liệu" in told


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        (["--from", "2024-06-04"], ["not_signed_in"]),
        (["--to", "2024-06-03"], ["unit_not_granted"]),
        (["--from", "2024-06-05"], []),
        (["--account", "nobody"], []),
    ],
)
def test_a_period_and_an_account_narrow_it(
    refused_url: str, asked: list[str], codes: list[str]
) -> None:
    listed = tracker(refused_url, "refusals", *asked, "--format", "json").answer["refusals"]
    assert [one["code"] for one in listed] == codes


def test_what_is_no_day_is_wrong_use(refused_url: str) -> None:
    assert tracker(refused_url, "refusals", "--from", "03/6/2024").code == 2
