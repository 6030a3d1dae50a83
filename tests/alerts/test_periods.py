"""Reporting periods that close are reminded of: once, to whom they concern, as long as it helps."""

from collections.abc import Iterator
from datetime import date
from threading import Event

import pytest
from pydantic import SecretStr

from tests.alerts.desk import Desk
from tests.support.scenario import FIRST
from tracker.alerts.sweep.periods import name_of, remind_periods
from tracker.alerts.words import Occasion
from tracker.bootstrap import Installation, opened
from tracker.deadlines.closings import closings
from tracker.projections.projector import catch_up
from tracker.rights.words import Role
from tracker.settings import Settings

HALF = "6 tháng đầu năm 2024 (cùng với quý II/2024, tháng 6/2024)"


@pytest.fixture
def found(desk: Desk) -> Iterator[Installation]:
    """An installation with a clerk and a leader of the unit that leads."""
    desk.person("van.thu", Role.CLERK, FIRST)
    desk.person("chu.tich", Role.LEADER, FIRST)
    desk.person("kiem.tra", Role.AUDITOR, None)
    settings = Settings(database_url=SecretStr(desk.url), lang="vi")
    with opened(settings, clock=desk.office.clock) as found:
        yield found


def reminded(found: Installation, desk: Desk, day: str) -> int:
    desk.on(day, "06:30")
    catch_up(desk.url)
    return remind_periods(found, Event()).told["alerts"]


def test_clerks_and_leaders_are_reminded_three_days_before(found: Installation, desk: Desk) -> None:
    assert reminded(found, desk, "10/6") == 0
    assert reminded(found, desk, "11/6") == 2
    rows = desk.pending()
    assert {(one.subject, one.occasion, one.level, one.about_on, one.unit) for one in rows} == {
        (HALF, Occasion.PERIOD, -3, date(2024, 6, 14), FIRST)
    }
    assert desk.said(rows) == {"period -3 van.thu inbox", "period -3 chu.tich inbox"}


def test_nobody_is_reminded_twice(found: Installation, desk: Desk) -> None:
    assert reminded(found, desk, "11/6") == 2
    assert [reminded(found, desk, day) for day in ("11/6", "12/6", "14/6")] == [0, 0, 0]


def test_after_an_outage_it_is_made_up_for_until_the_period_has_closed(
    found: Installation, desk: Desk
) -> None:
    assert reminded(found, desk, "14/6") == 2
    assert reminded(found, desk, "15/7") == 0


@pytest.mark.parametrize(
    ("day", "said", "in_english"),
    [
        (date(2024, 1, 14), "tháng 1/2024", "month 1 of 2024"),
        (
            date(2024, 12, 14),
            "năm 2024 (cùng với 6 tháng cuối năm 2024, quý IV/2024, tháng 12/2024)",
            "year 2024 (together with second half of 2024, quarter IV of 2024, month 12 of 2024)",
        ),
    ],
)
def test_the_longest_period_names_the_others(day: date, said: str, in_english: str) -> None:
    assert name_of(closings(day), "vi") == said
    assert name_of(closings(day), "en") == in_english
