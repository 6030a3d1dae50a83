"""``tracker alert report``: the alerts of a day, for who has no browser."""

import json
from collections.abc import Iterator

import pytest

from tests.api.asking import WHEN_ASKED
from tests.cli.tracker_program import tracker
from tests.conftest import Databases
from tests.support.alert_stories import settle, sweep_each_day
from tests.support.scenario import SECOND
from tracker.database.connect import open_pool
from tracker.projections.projector import catch_up


@pytest.fixture(scope="module")
def url(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with databases.fresh() as url:
        settle(url, tmp_path_factory.mktemp("alerts"), WHEN_ASKED)
        catch_up(url)
        with open_pool(url, size=1) as pool, pool.connection() as connection:
            sweep_each_day(connection)
        yield url


REPORT = ("alert", "report", "--on", "2024-03-12")


def test_the_report_is_told_as_table_json_and_csv(url: str):
    table = tracker(url, *REPORT).out
    assert "Cảnh báo ngày 12/3/2024" in table
    assert "lượt quét đầu tiên sau đó là lúc 07:00:01 ngày 15/3/2024" in table
    assert "Phải cảnh báo theo mốc: 6" in table
    assert "thiếu cảnh báo: 1" in table
    whole = tracker(url, *REPORT, "--format", "json").answer
    assert (whole["due"], whole["totals"]["missing"], len(whole["alerts"])) == (6, 1, 6)
    lines = tracker(url, *REPORT, "--unit", SECOND, "--format", "csv").out.splitlines()
    assert lines[0].startswith("outcome,occasion,alert_level,kind,ref,unit,about_on")
    assert [line.split(",")[4] for line in lines[1:]] == ["VOIDED", "MOVED", "MISSING"]


def test_what_is_missing_ends_with_a_complaint(url: str):
    ended = tracker(url, *REPORT, "--missing", "--format", "json")
    assert ended.code == 1
    assert ended.err == "Lỗi: ngày 12/3/2024 thiếu 1 cảnh báo\n"
    assert json.loads(ended.out)["totals"]["missing"] == 1
    assert tracker(url, "alert", "report", "--on", "2024-03-08", "--missing").code == 0
    known = tracker(url, *REPORT, "--known-at", "2024-03-13", "--missing")
    assert known.code == 0, known.err
