"""What there is to do is what the lists hold, and what the history says of today."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import psycopg
import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from psycopg import Connection

from tests.conftest import Databases
from tests.oracle import naive, strategies
from tests.oracle.naive import Line
from tests.reading.test_reading_equals_oracle import at, taken_in
from tests.support.properties import costly_examples
from tests.support.scenario import FIRST, ROOT, SECOND, Office, md
from tracker.access.judging import may
from tracker.commands.items import (
    ConfirmCompletion,
    RejectCompletion,
    Reopen,
    ReportCompletion,
    Suspend,
    Transfer,
    VoidEvent,
)
from tracker.database.connect import app_conninfo
from tracker.fold.words import Kind
from tracker.projections.projector import catch_up
from tracker.reading.cut import Cut, Filters, own_units, units_asked
from tracker.reading.listing import Sort, listing
from tracker.reading.my_work import MyWork, Section, filters_of, my_work
from tracker.rights.granting import Caller, Grant
from tracker.rights.words import Act, Reach, Role

QUESTIONS = 6
SINGLE = tuple(section for section in Section if section is not Section.REJECTED)
"""The sections of which each item is in one at most."""
TODAY = md("15/3")


def codes_of(lines: list[Line]) -> list[str]:
    return sorted({line["code"] for line in lines if line["type"] == "unit.established"})


def asked(connection: Connection[Any], cut: Cut, unit: str, lines: int = 1000) -> MyWork:
    return my_work(connection, cut, own_units(connection, unit, cut), list(Section), lines=lines)


@costly_examples(0.12)
@given(lines=strategies.histories(max_items=12), data=st.data())
def test_each_section_holds_what_its_list_holds_and_what_the_history_says(
    databases: Databases, lines: list[Line], data: st.DataObject
) -> None:
    with taken_in(databases, lines) as connection:
        for _ in range(QUESTIONS):
            as_of, known_at = data.draw(strategies.cut_points(lines))
            unit = data.draw(st.sampled_from(codes_of(lines)))
            cut = at(connection, as_of, known_at)

            work = asked(connection, cut, unit)

            own = units_named(connection, own_units(connection, unit, cut))
            expected = {
                section: naively(lines, own, as_of, known_at, section) for section in SINGLE
            }
            for section in Section:
                listed = listing(
                    connection,
                    cut,
                    filters_of(section, unit, as_of, Filters(reach=Reach.OWN)),
                    Sort(),
                    limit=1000,
                )
                refs = {(task.item.kind, task.item.ref) for task in work.tasks[section]}
                assert len(work.tasks[section]) == work.numbers[section] == listed.total
                assert refs == {(line.item.kind, line.item.ref) for line in listed.lines}
                assert refs == (
                    rejected(lines, own, as_of, known_at)
                    if section is Section.REJECTED
                    else expected[section]
                )
                event(f"{section.value}: {min(len(refs), 2)}")
            one_each = [ref for section in SINGLE for ref in expected[section]]
            assert len(one_each) == len(set(one_each))


def units_named(connection: Connection[Any], units: Sequence[int]) -> set[str]:
    rows = connection.execute("select code from unit where unit_id = any(%s)", (list(units),))
    return {code for (code,) in rows}


def naively(
    lines: list[Line], own: set[str], as_of: date, known_at: datetime | None, section: Section
) -> set[tuple[str, str]]:
    """The items of a section, from the history word for word."""
    found = set()
    kind = Kind.TARGET if section is Section.TARGETS else None
    for first in naive.all_items(lines, kind):
        facts = naive.facts_of(lines, naive.kind_of(first), first["ref"], as_of, known_at)
        if facts is None or facts["unit"] not in own:
            continue
        days = None if facts["due_on"] is None else (facts["due_on"] - as_of).days
        if section_of(facts["class"], days) is section:
            found.add((naive.kind_of(first), first["ref"]))
    return found


def section_of(class_: str, days: int | None) -> Section | None:
    match class_:
        case "open_overdue":
            return Section.OVERDUE
        case "open_no_deadline":
            return Section.NO_DEADLINE
        case "open_in_time":
            assert days is not None
            return Section.TODAY if days == 0 else Section.WEEK if days <= 7 else Section.LATER
        case "suspended":
            return Section.SUSPENDED
        case "not_assessed" | "in_progress" | "not_met" | "not_measurable":
            return Section.TARGETS
    return Section.WAITING if class_.startswith("await") else None


def rejected(
    lines: list[Line], own: set[str], as_of: date, known_at: datetime | None
) -> set[tuple[str, str]]:
    """What is open because a report was not accepted, nor anything since."""
    found = set()
    for first in naive.all_items(lines, None):
        kind, ref = naive.kind_of(first), first["ref"]
        there = naive.state_of(lines, kind, ref, as_of, known_at)
        if there is None or there["phase"] != "open" or there["unit"] not in own:
            continue
        told = naive.step_2(naive.step_1(naive.stream(lines, kind, ref), known_at), as_of)
        words = [naive.word_of(line) for line in told]
        ends = [word for word in words if word in {"completion_rejected", "reopened"}]
        if ends and ends[-1] == "completion_rejected":
            found.add((kind, ref))
    return found


@costly_examples(0.12)
@given(lines=strategies.histories(max_items=3), data=st.data())
def test_a_question_reaches_as_far_as_a_grant_of_that_reach(
    databases: Databases, lines: list[Line], data: st.DataObject
) -> None:
    clerk, confirmer = (Role.CLERK, Act.LOG), (Role.CONFIRMER, Act.DECIDE)
    with taken_in(databases, lines) as connection:
        for _ in range(QUESTIONS):
            as_of, known_at = data.draw(strategies.cut_points(lines))
            unit = data.draw(st.sampled_from(codes_of(lines)))
            cut = at(connection, as_of, known_at)
            there = units_named(connection, units_asked(connection, Filters(unit), cut) or [])
            for reach, (role, act) in ((Reach.OWN, clerk), (Reach.BELOW, confirmer)):
                caller = holding(role, unit, cut)

                found = units_asked(connection, Filters(unit, reach=reach), cut)

                codes = units_named(connection, found or [])
                if reach is Reach.BELOW and not there:
                    assert codes == set()
                    continue
                # A unit that nobody knew of then led nothing that was known.
                known = codes_of(naive.known(lines, known_at))
                candidates = there if reach is Reach.BELOW else {unit, *known}
                assert codes == {
                    code for code in candidates if may(connection, caller, act, code, cut)
                }
                event(f"{reach}: {min(len(codes), 3)}")


def holding(role: Role, unit: str, cut: Cut) -> Caller:
    account = "00000000-0000-0000-0000-000000000000"
    return Caller(account, "an", (Grant(role, unit, date(1900, 1, 1)),), cut.as_of)  # type: ignore[arg-type]


@pytest.fixture
def reading(database_url: str, office: Office) -> Iterator[Connection[Any]]:
    """An office's work on 15 March; the connection sees it when it is projected."""
    office.establish("H57.32.01", "Công chức Tư pháp", "person", SECOND)
    with psycopg.connect(app_conninfo(database_url), autocommit=True) as connection:
        yield connection


def today(database_url: str, connection: Connection[Any]) -> Cut:
    catch_up(database_url)
    return at(connection, TODAY, None)


def refs(work: MyWork, section: Section) -> list[str]:
    return [task.item.ref for task in work.tasks[section]]


def test_what_the_unit_and_its_people_lead_comes_with_the_days_that_are_left(
    database_url: str, office: Office, reading: Connection[Any]
) -> None:
    task = Kind.PLAN_TASK
    office.assign(task, "LATE", due="10/3", unit=SECOND)
    office.assign(task, "LATER-STILL", due="12/3", unit="H57.32.01")
    office.assign(task, "TODAY", due="15/3", unit=SECOND)
    office.assign(task, "WEEK", due="22/3", unit=SECOND)
    office.assign(task, "NEXT", due="23/3", unit=SECOND)
    office.assign(task, "NEVER", due=None, unit=SECOND)
    office.assign(task, "ELSEWHERE", due="10/3", unit=FIRST)
    office.assign(task, "ABOVE", due="10/3", unit=ROOT)
    office.set_target("CT", unit=SECOND)

    work = asked(reading, today(database_url, reading), SECOND)

    assert [(t.item.ref, t.days) for t in work.tasks[Section.OVERDUE]] == [
        ("LATE", -5),
        ("LATER-STILL", -3),
    ]
    assert [(t.item.ref, t.days) for t in work.tasks[Section.WEEK]] == [("WEEK", 7)]
    assert [(t.item.ref, t.days) for t in work.tasks[Section.NO_DEADLINE]] == [("NEVER", None)]
    assert refs(work, Section.TODAY) == ["TODAY"]
    assert refs(work, Section.LATER) == ["NEXT"]
    assert refs(work, Section.TARGETS) == ["CT"]


def test_only_the_first_of_a_section_are_told_but_all_are_counted(
    database_url: str, office: Office, reading: Connection[Any]
) -> None:
    for no in range(4):
        office.assign(Kind.PLAN_TASK, f"T{no}", due=f"{10 + no}/3")

    work = asked(reading, today(database_url, reading), FIRST, lines=2)

    assert work.numbers[Section.OVERDUE] == 4
    assert refs(work, Section.OVERDUE) == ["T0", "T1"]


def test_a_rejected_report_comes_back_with_its_reason_until_another_one_is_made(
    database_url: str, office: Office, reading: Connection[Any]
) -> None:
    kind = Kind.DIRECTIVE
    for ref in ("BACK", "AGAIN", "REOPENED", "TAKEN-BACK", "PASSED-ON", "PAUSED"):
        office.assign(kind, ref, due="20/3")
        office.act(ReportCompletion, kind, ref, "5/3")
        office.act(RejectCompletion, kind, ref, "6/3", reason=f"Thiếu hồ sơ {ref}")
    office.act(ReportCompletion, kind, "AGAIN", "7/3")
    office.act(ReportCompletion, kind, "REOPENED", "7/3")
    office.act(ConfirmCompletion, kind, "REOPENED", "8/3")
    office.act(Reopen, kind, "REOPENED", "9/3")
    office.act(VoidEvent, kind, "TAKEN-BACK", "7/3", event_no=3, reason="Nhầm")
    office.act(Transfer, kind, "PASSED-ON", "8/3", to_unit=SECOND)
    office.act(Suspend, kind, "PAUSED", "8/3")

    work = asked(reading, today(database_url, reading), FIRST)

    assert refs(work, Section.REJECTED) == ["BACK"]
    rejection = work.tasks[Section.REJECTED][0].rejection
    assert rejection == (md("6/3"), "vt.huonghuu", "Thiếu hồ sơ BACK")
    assert sorted(refs(work, Section.LATER)) == []
    assert sorted(refs(work, Section.WEEK)) == ["BACK", "REOPENED"]
    assert sorted(refs(work, Section.WAITING)) == ["AGAIN", "TAKEN-BACK"]
    there = asked(reading, today(database_url, reading), SECOND)
    assert refs(there, Section.REJECTED) == ["PASSED-ON"]
