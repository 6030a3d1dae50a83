"""Questions limited to what the caller may see, on a tree in which a unit moved and one ended."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection

from tests.support.scenario import FIRST, ROOT, SECOND, Office, md, moment
from tracker.access.limiting import limited, limited_period
from tracker.access.rows import item_seen, moments_seen
from tracker.commands.items import ReportCompletion, Transfer
from tracker.commands.units import MergeUnit, MoveUnit
from tracker.database.connect import app_conninfo
from tracker.errors import ForbiddenError, NotFoundError
from tracker.fold.words import Kind
from tracker.projections.projector import catch_up
from tracker.reading.counts import counts
from tracker.reading.cut import Cut, Filters, cut_at
from tracker.reading.flows import flows
from tracker.reading.items import all_items
from tracker.reading.series import Step, series
from tracker.reading.timeline import timeline
from tracker.rights.granting import Caller, Grant
from tracker.rights.words import Role

MOVED, ENDED, OTHER = "H57.31.01", "H57.31.02", "H58"
ALWAYS = date(2024, 1, 1)


def caller(*units: str | None, role: Role = Role.LEADER) -> Caller:
    grants = tuple(Grant(role, unit, ALWAYS) for unit in units)
    return Caller(UUID(int=7), "lanh.dao", grants, md("30/6"))


@pytest.fixture
def asked(database_url: str, office: Office) -> Iterator[Connection[Any]]:
    """MOVED goes from FIRST to SECOND on 1/4; ENDED becomes part of MOVED on 1/5."""
    office.clock.moment = moment("30/6")
    office.establish(OTHER, "UBND huyện khác", "district", None)
    office.establish(MOVED, "Đội một", "office", FIRST)
    office.establish(ENDED, "Đội hai", "office", FIRST)
    office.assign(Kind.PLAN_TASK, "T1", "5/1", unit=MOVED, due="15/3")
    office.assign(Kind.PLAN_TASK, "T2", "5/1", unit=ENDED, due="15/3")
    office.act(ReportCompletion, Kind.PLAN_TASK, "T2", "10/3")
    office.assign(Kind.PLAN_TASK, "T3", "5/1", unit=OTHER, due=None)
    office.act(Transfer, Kind.PLAN_TASK, "T3", "1/3", to_unit=SECOND)
    office.change(MoveUnit, MOVED, "1/4", parent=SECOND)
    office.change(MergeUnit, ENDED, "1/5", into=MOVED)
    catch_up(database_url)
    with psycopg.connect(app_conninfo(database_url), autocommit=True) as connection:
        yield connection


def on(connection: Connection[Any], day: str) -> Cut:
    return cut_at(connection, md(day), None, moment("30/6"))


def refs(connection: Connection[Any], cut: Cut, filters: Filters) -> list[str]:
    return [item.ref for item in all_items(connection, cut, filters)]


def seen(connection: Connection[Any], who: Caller, day: str, filters: Filters) -> list[str]:
    cut = on(connection, day)
    return refs(connection, cut, limited(connection, who, filters, cut))


def test_without_a_unit_the_question_is_about_the_one_of_the_grant(asked: Connection[Any]):
    cut = on(asked, "20/3")
    filters = limited(asked, caller(FIRST), Filters(), cut)
    assert (filters.unit, filters.is_limited) == (FIRST, True)
    assert refs(asked, cut, filters) == ["T1", "T2"]


def test_grants_above_each_other_are_one(asked: Connection[Any]):
    assert seen(asked, caller(SECOND, ROOT, FIRST), "20/3", Filters()) == ["T1", "T2", "T3"]


def test_of_several_units_one_must_be_named(asked: Connection[Any]):
    with pytest.raises(ForbiddenError) as refused:
        limited(asked, caller(FIRST, SECOND), Filters(), on(asked, "20/3"))
    assert refused.value.code == "unit_to_be_named"
    assert refused.value.details["expected"] == f"{FIRST}, {SECOND}"


def test_the_whole_installation_needs_no_unit(asked: Connection[Any]):
    assert seen(asked, caller(None), "20/3", Filters()) == ["T1", "T2", "T3"]


def test_a_unit_is_seen_from_above_on_the_days_on_which_it_was_below(asked: Connection[Any]):
    assert seen(asked, caller(FIRST), "20/3", Filters(MOVED)) == ["T1"]
    assert seen(asked, caller(SECOND), "20/4", Filters(MOVED)) == ["T1"]
    for who, day in ((caller(SECOND), "20/3"), (caller(FIRST), "20/4")):
        with pytest.raises(ForbiddenError) as refused:
            seen(asked, who, day, Filters(MOVED))
        assert refused.value.code == "unit_not_granted"


def test_who_keeps_the_records_sees_them_as_they_were(asked: Connection[Any]):
    assert seen(asked, caller(SECOND), "20/3", Filters(ENDED)) == ["T2"]
    assert seen(asked, caller(MOVED), "20/3", Filters(ENDED)) == ["T2"]
    assert seen(asked, caller(FIRST), "20/3", Filters(ENDED)) == ["T2"]


def test_on_a_later_tree_no_row_of_others_is_counted(asked: Connection[Any]):
    later = Filters(SECOND, tree_of=md("1/6"))
    assert seen(asked, caller(None), "20/3", later) == ["T1", "T2", "T3"]
    # T1 was with a unit below another superior then; T2's records came with the merger.
    assert seen(asked, caller(SECOND), "20/3", later) == ["T2", "T3"]
    cut = on(asked, "20/3")
    total = counts(asked, cut, limited(asked, caller(SECOND), later, cut), ()).total
    assert total == 2


def test_a_period_in_which_the_unit_was_elsewhere_is_refused(asked: Connection[Any]):
    cut = on(asked, "30/4")
    for who in (caller(FIRST), caller(SECOND)):
        with pytest.raises(ForbiddenError):
            limited_period(asked, who, Filters(MOVED), cut, md("1/3"))
    assert limited_period(asked, caller(SECOND), Filters(MOVED), cut, md("1/4")).unit == MOVED
    assert limited_period(asked, caller(ROOT), Filters(MOVED), cut, md("1/3")).unit == MOVED
    both = caller(FIRST, SECOND)
    assert limited_period(asked, both, Filters(MOVED), cut, md("1/3")).unit == MOVED


def test_on_a_later_tree_no_day_of_others_is_counted_in_a_period(asked: Connection[Any]):
    later, cut, first = Filters(SECOND, tree_of=md("1/6")), on(asked, "30/4"), md("1/3")

    def carried_in(who: Caller) -> int:
        return flows(asked, first, cut, limited_period(asked, who, later, cut, first)).carried_in

    def at_first(who: Caller) -> int:
        limits = limited_period(asked, who, later, cut, first)
        return series(asked, first, cut, limits, Step.MONTH).points[0].total

    # T1 was with a unit below another superior in March.
    assert (carried_in(caller(None)), carried_in(caller(SECOND))) == (2, 1)
    assert (at_first(caller(None)), at_first(caller(SECOND))) == (3, 2)
    assert at_first(caller(FIRST, SECOND)) == 3


def test_a_unit_that_nobody_ever_had_is_unknown_not_forbidden(asked: Connection[Any]):
    with pytest.raises(NotFoundError):
        limited(asked, caller(FIRST), Filters("X"), on(asked, "20/3"))


def test_an_item_is_seen_on_the_days_of_the_own_unit(asked: Connection[Any]):
    assert item_seen(asked, caller(OTHER), Kind.PLAN_TASK, "T3", on(asked, "20/2")).ref == "T3"
    assert item_seen(asked, caller(SECOND), Kind.PLAN_TASK, "T3", on(asked, "1/3")).ref == "T3"
    assert item_seen(asked, caller(OTHER), Kind.PLAN_TASK, "T3", on(asked, "1/1")).ref == "T3"
    for who, day in ((caller(OTHER), "1/3"), (caller(SECOND), "29/2"), (caller(SECOND), "1/1")):
        with pytest.raises(ForbiddenError):
            item_seen(asked, who, Kind.PLAN_TASK, "T3", on(asked, day))


def test_of_a_history_the_events_of_the_own_days_are_shown(asked: Connection[Any]):
    cut = on(asked, "30/6")
    told = timeline(asked, Kind.PLAN_TASK, "T3", cut.position, cut.known_at)
    for who, numbers in ((OTHER, [1, 2]), (SECOND, [2]), (ROOT, [2])):
        shown, hidden = moments_seen(asked, caller(who), told, cut)
        assert [moment.no for moment in shown.moments] == numbers
        assert hidden == 2 - len(numbers)
    with pytest.raises(ForbiddenError):
        moments_seen(asked, caller(FIRST), told, cut)


def test_who_runs_units_sees_no_work(asked: Connection[Any]):
    with pytest.raises(ForbiddenError) as refused:
        limited(asked, caller(None, role=Role.ADMINISTRATOR), Filters(), on(asked, "20/3"))
    assert refused.value.code == "act_not_granted"
