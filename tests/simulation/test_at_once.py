"""Many items due on one day: two schedulers at the same moment, or one that dies among them."""

from datetime import date
from typing import Any

import pytest
from psycopg import Connection

from tests.simulation.calendar import FIRST, ONE_DAY, at
from tests.simulation.judging import Judge, rows_of
from tests.simulation.judging_post import PostJudge, deliveries_of
from tests.simulation.rules import Rules, stories
from tests.simulation.town import LEADING
from tests.simulation.year import Year
from tests.support.rows import history_of
from tests.support.scenario import ABOUT
from tracker.aggregates.directive import Directive
from tracker.aggregates.events import stream_id
from tracker.alerts.sweep.sweeping import BATCH
from tracker.fold.words import Kind
from tracker.rights.words import Role

ITEMS = 2 * BATCH + 60
FLAGS = 4 * ITEMS
"""Nobody has swept for two weeks: a week, three days and one before, and overdue."""
DUE = date(2025, 1, 14)
MORNING = DUE + ONE_DAY


@pytest.fixture
def morning(town: Year) -> Year:
    """All of the items are overdue since midnight."""
    house = town.house
    house.clock.move_to(at(FIRST, "07:05"))
    house.run("sweep")
    house.clock.move_to(at(FIRST, "09:00"))
    given = [_item(town, no) for no in range(ITEMS)]
    town.town.office.tracker.record(*given)
    house.clock.move_to(at(MORNING, "07:05"))
    return town


def _item(town: Year, no: int) -> Directive:
    return Directive.assign(
        ref=f"V{no:04}",
        recorded_at=town.house.clock.now(),
        unit=LEADING[no % len(LEADING)],
        title=f"Việc {no}",
        due_on=DUE,
        needs_confirmation=True,
        **town.town.office.meta(FIRST, {}),
        **ABOUT[Kind.DIRECTIVE],
    )


def test_two_at_one_moment_flag_raise_and_send_everything_once(morning: Year) -> None:
    house = morning.house
    answers = house.run_at_once("sweep")
    assert [answer["outcome"] for answer in answers] == ["done", "done"]
    raised = assert_swept(morning)
    assert sum(answer["flags"] for answer in answers) == FLAGS
    assert sum(answer["alerts"] for answer in answers) == raised
    house.clock.move_to(at(MORNING, "07:06"))
    answers = house.run_at_once("deliver")
    rows = rows_of(house.owner)
    assert {row.state for row in rows} == {"sent"}
    post = PostJudge(judge_of(morning), house, deliveries_of(house.owner), set())
    post.everything(rows)
    assert not post.judge.complaints, "\n".join(post.judge.complaints[:20])
    assert sum(answer["sent"] for answer in answers) == len(post.sent)
    assert len(house.mails) == sum(each.channel == "email" for each in post.sent) > 20
    assert post.doubled == 0


def test_a_sweep_killed_between_two_batches_is_gone_through_again(morning: Year) -> None:
    house, last = morning.house, f"V{ITEMS - 1:04}"

    def bar_the_last_batch(connection: Connection[Any]) -> None:
        """Writes, and does not commit, a row that the sweep will want to write."""
        unit = LEADING[(ITEMS - 1) % len(LEADING)]
        name = min(morning.town.who(Role.CLERK, unit, house.clock.now()))
        connection.execute(
            "insert into alert (subject, stream, occasion, level, about_on, recipient, channel,"
            " unit, fired_on, raised_at)"
            " values (%s, %s, 'overdue', 1, %s, %s, 'inbox', %s, %s, %s)",
            (
                f"directive:{last}",
                stream_id(Kind.DIRECTIVE, last),
                DUE,
                morning.town.people[name].account,
                unit,
                MORNING,
                house.clock.now(),
            ),
        )

    assert house.run_and_kill("sweep", bar_the_last_batch, "sweep in its last batch")
    told = {row.subject for row in rows_of(house.owner)}
    assert len(told) == 2 * BATCH
    house.clock.move_to(at(MORNING, "07:06"))
    answer = house.run("sweep")
    assert answer["items"] == ITEMS
    assert answer["flags"] == 0, "they were recorded before the ledger was written"
    assert_swept(morning)


def judge_of(year: Year) -> Judge:
    rules = Rules(year.town, year.endpoints)
    return Judge(rules, stories(history_of(year.house.url)), year.house.runs)


def assert_swept(year: Year) -> int:
    """Every flag and every alert of the morning stands, once; gives the number of alerts."""
    judge, rows = judge_of(year), rows_of(year.house.owner)
    assert judge.flags() == FLAGS
    assert judge.ledger(rows) == len(rows) > 2 * ITEMS
    assert not judge.complaints, "\n".join(judge.complaints[:20])
    return len(rows)
