"""The sample, whose deadlines nobody watched for years, when a scheduler first runs there."""

from collections.abc import Iterator
from datetime import date, datetime
from threading import Event

import pytest
from pydantic import SecretStr

from tests.api.asking import WHEN_ASKED
from tests.api.conftest import sampled
from tests.conftest import Databases
from tests.support.simulated_clock import install
from tracker.alerts.audit.lines import Report
from tracker.alerts.audit.outcomes import ALARMS, Outcome
from tracker.alerts.audit.report import alerts_on, missing_on
from tracker.alerts.sweep.sweeping import sweep
from tracker.alerts.words import Occasion
from tracker.bootstrap import Installation, opened
from tracker.clock import FixedClock
from tracker.days import LOCAL_ZONE
from tracker.fold.words import ItemClass
from tracker.reading.counts import counts
from tracker.reading.cut import Cut, Filters, cut_at
from tracker.settings import Settings

__all__ = ["sampled"]

TODAY = date(2024, 6, 3)


@pytest.fixture(scope="module")
def first_swept(databases: Databases, sampled: str) -> Iterator[Installation]:
    """Both offices on 03/6/2024, swept for the first time."""
    with databases.fresh(template=sampled) as url:
        install(url, WHEN_ASKED)
        settings = Settings(database_url=SecretStr(url))
        with opened(settings, clock=FixedClock(WHEN_ASKED)) as found:
            assert sweep(found, Event()).outcome == "done"
            found.catch_up()
            yield found


def cut(found: Installation, day: date) -> Cut:
    with found.pool.connection() as connection:
        return cut_at(connection, day, None, WHEN_ASKED)


def reports(found: Installation) -> dict[date, Report]:
    """Those of all days to which a flag belongs."""
    query = "select distinct effective_on from event where topic like '%_flagged'"
    with found.pool.connection() as connection:
        days = [day for (day,) in connection.execute(query)]
        return {day: alerts_on(connection, cut(found, day), Filters()) for day in days}


def test_every_item_that_is_overdue_was_flagged_once_for_the_day_it_became_so(
    first_swept: Installation,
) -> None:
    found = reports(first_swept)
    with first_swept.pool.connection() as connection:
        (group,) = counts(connection, cut(first_swept, TODAY), Filters(), []).groups
    overdue = [
        line
        for report in found.values()
        for line in report.lines
        if line.occasion is Occasion.OVERDUE and line.outcome in {Outcome.LATE, Outcome.RAISED}
    ]
    assert len(overdue) == group.counts[ItemClass.OPEN_OVERDUE] > 0
    assert len({(line.kind, line.ref) for line in overdue}) == len(overdue)
    assert {line.level for line in overdue} == {1}


def test_no_day_of_the_past_has_an_alarm(first_swept: Installation) -> None:
    for day, report in reports(first_swept).items():
        assert not [line for line in report.lines if line.outcome in ALARMS]
        assert report.swept.first_on == TODAY
        assert (report.swept.at is not None) == (day == TODAY)
        assert sum(report.totals.values()) == len(report.lines)
    with first_swept.pool.connection() as connection:
        assert missing_on(connection, cut(first_swept, TODAY)) == 0


def test_the_day_of_the_commune_s_report_is_told_as_known_then_and_now(
    first_swept: Installation,
) -> None:
    """On 08/3/2024 one task was a week before its deadline; it was done before anybody looked."""
    day = date(2024, 3, 8)
    with first_swept.pool.connection() as connection:
        then = cut_at(connection, day, datetime(2024, 3, 8, 17, 30, tzinfo=LOCAL_ZONE), WHEN_ASKED)
        known_then = alerts_on(connection, then, Filters())
        known_now = alerts_on(connection, cut(first_swept, day), Filters())
    assert [(one.ref, one.outcome) for one in known_then.lines] == [
        ("HH-2024-NV11", Outcome.AWAITED)
    ]
    assert known_then.swept == (None, None, None)
    (line,) = known_now.lines
    assert (line.ref, line.level, line.outcome) == ("HH-2024-NV11", -7, Outcome.CLOSED)
    assert line.cause is not None
    assert line.cause.type == "plan_task.completion_reported"
