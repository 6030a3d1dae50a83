"""The report after real sweeps: months of an office, outages among them, and not one alarm."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from psycopg import Connection
from pydantic import SecretStr

from tests.alerts.desk import Desk, spoil
from tests.alerts.sweeps import TASK, Sweeps
from tests.support.scenario import FIRST, SECOND, md
from tracker.aggregates.item_events import ItemEvent
from tracker.alerts.audit.candidates import look_of
from tracker.alerts.audit.lines import Line, Report
from tracker.alerts.audit.outcomes import ALARMS, Outcome, Placed, judged
from tracker.alerts.audit.report import alerts_on, missing_on
from tracker.alerts.rules.policy import DEFAULT, set_policy
from tracker.bootstrap import opened
from tracker.commands.items import (
    CorrectDeadline,
    ExtendDeadline,
    OnItem,
    ReportCompletion,
    Resume,
    Suspend,
    Transfer,
    VoidEvent,
)
from tracker.errors import RuleViolationError
from tracker.reading.cut import Cut, Filters, cut_at
from tracker.reading.streams import streams
from tracker.settings import Settings

DAY = timedelta(days=1)


@pytest.fixture
def sweeps(staffed: Desk) -> Iterator[Sweeps]:
    """An office with its people on 2 January; nothing was swept yet."""
    with opened(Settings(database_url=SecretStr(staffed.url)), clock=staffed.office.clock) as found:
        yield Sweeps(staffed, found)


def report(sweeps: Sweeps, day: str) -> Report:
    sweeps.found.catch_up()
    return alerts_on(sweeps.desk.connection, cut(sweeps, day), Filters())


def cut(sweeps: Sweeps, day: str) -> Cut:
    return cut_at(sweeps.desk.connection, md(day), None, sweeps.desk.now)


def line(found: Report, ref: str = "NV-1") -> Line:
    (one,) = [line for line in found.lines if line.ref == ref]
    return one


def test_a_morning_sweep_raises_on_the_day_and_its_recipients_are_named(sweeps: Sweeps) -> None:
    sweeps.office.assign(TASK, "NV-1", due="15/3")
    sweeps.sweep("7/3")
    sweeps.sweep("8/3")
    one = line(report(sweeps, "8/3"))
    assert (one.outcome, one.level, one.unit) == (Outcome.RAISED, -7, FIRST)
    assert {notice.name for notice in one.notices} == {f"vt.{FIRST}".lower()}


def test_after_days_without_a_scheduler_the_report_says_how_late_each_came(sweeps: Sweeps) -> None:
    sweeps.office.assign(TASK, "NV-1", due="15/3")
    sweeps.sweep("7/3")
    sweeps.sweep("15/3")
    for day in ("8/3", "12/3", "14/3"):
        found = report(sweeps, day)
        assert line(found).outcome is Outcome.LATE
        assert found.swept.at is None
        assert missing_on(sweeps.desk.connection, cut(sweeps, day)) == 0
    assert report(sweeps, "15/3").totals[Outcome.CAUGHT_UP] == 3


def test_what_is_registered_late_in_the_day_is_seen_by_the_next_sweep(sweeps: Sweeps) -> None:
    sweeps.sweep("12/3")
    sweeps.on("12/3", lambda office: office.assign(TASK, "NV-1", "12/3", due="15/3"))
    sweeps.desk.on("12/3", "10:00")
    sweeps.sweep()
    assert line(report(sweeps, "12/3")).outcome is Outcome.EXTRA
    sweeps.sweep("13/3")
    assert line(report(sweeps, "13/3")).outcome is Outcome.BEFORE


def test_a_day_goes_by_the_policy_of_its_morning(sweeps: Sweeps) -> None:
    sweeps.office.assign(TASK, "NV-1", due="15/3")
    sweeps.sweep("7/3")
    sweeps.sweep("8/3")
    sweeps.desk.on("10/3", "12:00")
    changed = DEFAULT.model_copy(update={"due_soon_days": (7, 4)})
    set_policy(sweeps.desk.connection, changed, "quan.tri", sweeps.desk.now)
    for day in range(11, 17):
        sweeps.sweep(f"{day}/3")
    assert line(report(sweeps, "8/3")).level == -7
    assert line(report(sweeps, "11/3")).outcome is Outcome.RAISED
    assert not report(sweeps, "12/3").lines


def test_an_item_that_cannot_be_read_is_counted_and_hides_no_other(
    sweeps: Sweeps, caplog: pytest.LogCaptureFixture
) -> None:
    for ref in ("NV-1", "NV-2", "NV-3"):
        sweeps.office.assign(TASK, ref, due="17/3")
    sweeps.sweep("14/3")
    spoil(sweeps.desk.owner, TASK, "NV-2")
    sweeps.sweep("16/3")
    found = report(sweeps, "16/3")
    assert {line.ref for line in found.lines} == {"NV-1", "NV-3"}
    assert found.unread == 1
    assert "cannot be looked at" in caplog.text


def deeds(random: Random, sweeps: Sweeps, ref: str) -> None:
    """Something that may happen to an item, today or dated back a little."""
    today = sweeps.desk.today
    on = today - random.choice([0, 0, 1, 4]) * DAY
    later = on + random.choice([2, 5, 9]) * DAY
    command, given = random.choice(
        [
            (ReportCompletion, {}),
            (ExtendDeadline, {"due_on": later}),
            (CorrectDeadline, {"due_on": later}),
            (Suspend, {}),
            (Resume, {}),
            (Transfer, {"to_unit": random.choice([FIRST, SECOND])}),
            (VoidEvent, {"event_no": random.choice([2, 3])}),
        ]
    )
    act(sweeps, command, ref, on, given)


def act(sweeps: Sweeps, command: type[OnItem], ref: str, on: object, given: dict) -> None:
    try:
        sweeps.office.act(command, TASK, ref, on, **given)
    except RuleViolationError:
        return


def everything(connection: Connection, day: Cut) -> Counter[tuple[object, ...]]:
    """What a day comes to where all items are looked at."""
    look = look_of(connection, day)
    query = "select originator_id from event where topic like '%.assigned'"
    found = [stream for (stream,) in connection.execute(query)]
    return Counter(
        (one.outcome, one.mark, one.unit)
        for stream in streams(connection, found, day.position).values()
        for one in judged(
            [Placed(no, e.known) for no, e in stream if isinstance(e, ItemEvent)], look
        )
    )


def test_whatever_happens_no_sweep_misses_anything_and_no_item_is_overlooked(
    sweeps: Sweeps,
) -> None:
    random = Random(1)  # noqa: S311 - a story, no secret
    refs = [f"NV-{number}" for number in range(12)]
    for ref in refs:
        sweeps.office.assign(TASK, ref, due=md("1/3") + random.randrange(24) * DAY)
    sweeps.sweep("28/2")
    days = [md("29/2") + number * DAY for number in range(22)]
    up = [not 8 <= number < 13 and random.random() < 0.9 for number in range(22)]
    for day, runs in zip(days, up, strict=True):
        if runs:
            sweeps.sweep(day)
        sweeps.desk.on(day)
        for ref in random.sample(refs, 3):
            deeds(random, sweeps, ref)
        if runs:
            sweeps.desk.on(day, "10:00")
            sweeps.sweep()
    sweeps.sweep(days[-1] + DAY)
    seen: Counter[Outcome] = Counter()
    for day, runs in zip(days, up, strict=True):
        found = report(sweeps, f"{day.day}/{day.month}")
        assert not [one for one in found.lines if one.outcome in ALARMS]
        assert runs == (found.swept.at is not None)
        if runs:
            assert {one.outcome for one in found.lines} <= ON_A_DAY
        marks = [one for one in found.lines if one.outcome is not Outcome.FURTHER]
        told = Counter(
            (one.outcome, one.about_on, one.level, one.fired_on, one.unit) for one in marks
        )
        whole = everything(sweeps.desk.connection, found.cut)
        assert told == Counter(
            {
                (outcome, mark.due_on, mark.level, mark.fired_on, unit): number
                for (outcome, mark, unit), number in whole.items()
            }
        )
        seen.update(one.outcome for one in found.lines)
    assert seen.keys() >= {Outcome.RAISED, Outcome.LATE, Outcome.CLOSED, Outcome.CAUGHT_UP}


ON_A_DAY = {
    Outcome.RAISED,
    Outcome.BEFORE,
    Outcome.EXTRA,
    Outcome.CAUGHT_UP,
    Outcome.FURTHER,
}
"""What a day comes to on which the scheduler ran."""
