"""Which alerts should have been raised on a day, and were they, by what stands in the store."""

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection
from pydantic import SecretStr

from tests.api.asking import WHEN_ASKED
from tests.conftest import Databases
from tests.support.alert_stories import settle, sweep_each_day
from tests.support.scenario import FIRST, ROOT, SECOND, md, moment
from tracker.alerts.audit.lines import Line, Report
from tracker.alerts.audit.outcomes import DUE, Outcome
from tracker.alerts.audit.report import alerts_on, missing_on
from tracker.alerts.words import Occasion
from tracker.bootstrap import opened
from tracker.clock import FixedClock
from tracker.fold.words import Kind
from tracker.reading.cut import Cut, Filters, cut_at
from tracker.settings import Settings


@pytest.fixture(scope="module")
def ledger(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection[Any]]:
    """The stories of alerts; these tests only look."""
    with databases.fresh() as url:
        settle(url, tmp_path_factory.mktemp("alerts"), WHEN_ASKED)
        settings = Settings(database_url=SecretStr(url))
        with opened(settings, clock=FixedClock(WHEN_ASKED)) as found:
            found.catch_up()
            with found.pool.connection() as connection:
                sweep_each_day(connection)
                yield connection


def cut(connection: Connection[Any], day: str, known_at: str | None = None) -> Cut:
    k = None if known_at is None else moment(known_at, "23:00")
    return cut_at(connection, md(day), k, WHEN_ASKED)


def report(
    connection: Connection[Any], day: str, known_at: str | None = None, **filters: Any
) -> Report:
    occasion = filters.pop("occasion", None)
    return alerts_on(connection, cut(connection, day, known_at), Filters(**filters), occasion)


def outcomes(found: Report) -> dict[str, set[str]]:
    told: dict[str, set[str]] = {}
    for line in found.lines:
        told.setdefault(line.outcome.value, set()).add(f"{line.ref}{line.level:+d}")
    return told


def line(found: Report, ref: str) -> Line:
    (one,) = [line for line in found.lines if line.ref == ref]
    return one


# --- what became of the marks of a day ----------------------------------------------------------


def test_what_was_flagged_on_the_morning_it_was_due_was_raised_on_the_day(ledger: Connection[Any]):
    found = report(ledger, "8/3")
    expected = {f"{ref}-7" for ref in ("OPEN", "DONE", "MOVED", "MISSING", "LATE")}
    assert outcomes(found) == {"raised": {*expected, "OLD+1"}}
    assert found.due == 6
    assert found.swept.at == moment("8/3", "07:00:01")
    one = line(found, "OPEN")
    assert one[:2] == (Outcome.RAISED, Occasion.DUE_SOON)
    assert one.title == "Việc"
    assert (one.unit, one.about_on, one.fired_on) == (FIRST, md("15/3"), md("8/3"))
    assert (one.event_no, one.raised_at) == (2, moment("8/3", "07:00:10"))


def test_after_an_outage_it_is_told_what_came_late_and_what_was_closed_by_which_event(
    ledger: Connection[Any],
):
    found = report(ledger, "12/3")
    assert outcomes(found) == {
        "raised_late": {"OPEN-3", "LATE-3", "VOIDED-3"},
        "closed": {"DONE-3", "MOVED-3"},
        "missing": {"MISSING-3"},
    }
    assert (found.swept.at, found.swept.later_at) == (None, moment("15/3", "07:00:01"))
    assert line(found, "OPEN").raised_at == moment("15/3", "07:00:10")
    done, moved = line(found, "DONE").cause, line(found, "MOVED").cause
    assert done is not None
    assert moved is not None
    assert (done.no, done.type) == (3, "plan_task.completion_reported")
    assert (moved.type, moved.effective_on) == ("plan_task.deadline_extended", md("10/3"))
    assert moved.recorded_at == moment("13/3")


def test_before_the_first_sweep_of_all_a_later_mark_took_the_place(ledger: Connection[Any]):
    found = report(ledger, "6/3")
    assert outcomes(found) == {"overtaken": {"OLD-1"}}
    assert found.swept.first_on == md("8/3")
    cause = line(found, "OLD").cause
    assert cause is not None
    assert cause.type == "plan_task.overdue_flagged"


def test_what_the_scheduler_looked_at_and_did_not_flag_is_missing(ledger: Connection[Any]):
    assert line(report(ledger, "12/3"), "MISSING").outcome is Outcome.MISSING
    assert missing_on(ledger, cut(ledger, "12/3")) == 1
    assert [missing_on(ledger, cut(ledger, f"{day}/3")) for day in (8, 14, 16)] == [0, 0, 0]


def test_what_no_sweep_has_come_to_yet_is_awaited(ledger: Connection[Any]):
    found = report(ledger, "21/3")
    assert outcomes(found) == {"awaited": {"AHEAD-3"}}
    assert found.swept[:2] == (None, None)


def test_what_became_true_during_a_day_is_told_apart(ledger: Connection[Any]):
    assert outcomes(report(ledger, "9/3")) == {"during_day": {"SUDDEN-3"}}
    assert outcomes(report(ledger, "10/3")) == {"raised_before": {"SUDDEN-3"}}
    assert outcomes(report(ledger, "11/3")) == {"raised": {"SUDDEN-1"}}


def test_what_was_raised_for_earlier_days_belongs_to_these(ledger: Connection[Any]):
    found = report(ledger, "15/3")
    assert set(outcomes(found)) == {"caught_up"}
    assert found.due == 0
    assert {found.fired_on for found in found.lines} == {md("12/3"), md("13/3"), md("14/3")}


def test_a_flag_without_cause_is_an_alarm(ledger: Connection[Any]):
    assert outcomes(report(ledger, "18/3")) == {"unfounded": {"QUIET+1"}}


# --- what is recorded later ---------------------------------------------------------------------


def test_what_is_typed_later_does_not_change_what_was_due(ledger: Connection[Any]):
    before, after = report(ledger, "16/3", "4/4"), report(ledger, "16/3", "6/4")
    assert line(after, "LATE") == line(before, "LATE")
    assert line(after, "LATE").outcome is Outcome.RAISED


def test_what_nobody_knew_of_on_the_morning_was_not_due(ledger: Connection[Any]):
    assert "TYPED" not in {line.ref for line in report(ledger, "12/3").lines}
    assert line(report(ledger, "14/3"), "TYPED").outcome is Outcome.LATE


def test_a_report_that_was_taken_back_leaves_the_marks_due_from_the_next_morning(
    ledger: Connection[Any],
):
    assert "VOIDED" not in {line.ref for line in report(ledger, "8/3").lines}
    assert line(report(ledger, "12/3"), "VOIDED").outcome is Outcome.LATE
    assert "VOIDED" not in {line.ref for line in report(ledger, "16/3").lines}


def test_a_moved_deadline_is_due_on_its_own_days(ledger: Connection[Any]):
    assert "MOVED" not in {line.ref for line in report(ledger, "14/3").lines}
    moved = line(report(ledger, "23/4"), "MOVED")
    assert (moved.about_on, moved.level) == (md("30/4"), -7)


def test_as_known_before_the_scheduler_came_back_nothing_was_raised_yet(ledger: Connection[Any]):
    found = report(ledger, "12/3", "13/3")
    assert outcomes(found) == {
        "closed": {"DONE-3", "MOVED-3"},
        "awaited": {"OPEN-3", "LATE-3", "VOIDED-3", "MISSING-3"},
    }
    assert outcomes(report(ledger, "12/3", "12/3"))["awaited"] >= {"DONE-3", "MOVED-3"}
    assert found.swept[:2] == (None, None)


def test_as_known_in_the_middle_of_a_sweep_nothing_is_missing(ledger: Connection[Any]):
    middle = cut_at(ledger, md("12/3"), moment("15/3", "07:00:05"), WHEN_ASKED)
    found = alerts_on(ledger, middle, Filters())
    assert outcomes(found)["awaited"] == {"OPEN-3", "LATE-3", "VOIDED-3", "MISSING-3"}
    assert found.swept.later_at is None


def test_a_day_that_lies_ahead_is_told_by_what_is_known(ledger: Connection[Any]):
    assert outcomes(report(ledger, "16/3", "9/3"))["awaited"] >= {"OPEN+1", "DONE+1"}


# --- limits -------------------------------------------------------------------------------------


def test_the_report_is_limited_to_a_unit_a_kind_and_an_occasion(ledger: Connection[Any]):
    def refs(**filters: Any) -> set[str | None]:
        return {line.ref for line in report(ledger, "8/3", **filters).lines}

    assert refs(unit=FIRST) == {"OPEN", "DONE", "LATE", "OLD"}
    assert refs(unit=SECOND) == {"MOVED", "MISSING"}
    assert refs(unit=ROOT) == refs() == refs(kind=Kind.PLAN_TASK)
    assert refs(kind=Kind.FINDING) == set()
    assert refs(occasion=Occasion.OVERDUE) == {"OLD"}


def test_the_outcomes_add_up_to_what_was_due(ledger: Connection[Any]):
    for day in (f"{number}/3" for number in range(5, 25)):
        found = report(ledger, day)
        assert sum(found.totals[outcome] for outcome in DUE) == found.due
        assert sum(found.totals.values()) == len(found.lines)
