"""A list has as many items as the number says that leads to it, each once, in its order."""

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
from tests.reading.test_reading_equals_oracle import as_filters, at, filters_of, taken_in
from tests.support.properties import costly_examples
from tests.support.scenario import FIRST, ROOT, SECOND, Office, md
from tracker.commands.items import ConfirmCompletion, RecordPayment, ReportCompletion, Start
from tracker.commands.units import RenameUnit
from tracker.database.connect import app_conninfo
from tracker.fold.words import ACTIVE_CLASSES, Area, ItemClass, Kind, TargetState
from tracker.projections.projector import catch_up
from tracker.reading.counts import counts
from tracker.reading.cut import Cut, Filters
from tracker.reading.items import Listed, all_items
from tracker.reading.listing import (
    Line as ListLine,
)
from tracker.reading.listing import (
    Order,
    Sort,
    in_batches,
    lines_of,
    listed_ids,
    listing,
)
from tracker.reading.search import words_sought

QUESTIONS = 6
SORTS = st.builds(Sort, st.sampled_from(Order), st.booleans())
DAYS = st.none() | st.dates(date(2024, 2, 20), date(2024, 4, 20))
LATE = {ItemClass.OPEN_OVERDUE, ItemClass.AWAIT_LATE, ItemClass.DONE_LATE}


@st.composite
def narrowed(draw: st.DrawFn, lines: list[Line]) -> Filters:
    """What pages limit their numbers by, one or two limits at a time."""
    filters = as_filters(draw(filters_of(lines)))
    limits: dict[str, st.SearchStrategy[Any]] = {
        "area": st.sampled_from(Area),
        "plan": st.sampled_from([*strategies.PLANS, "?"]),
        "conclusion": st.sampled_from(strategies.CONCLUSIONS),
        "due_from": DAYS,
        "due_to": DAYS,
        "completed_from": DAYS,
        "completed_to": DAYS,
        "assigned_from": DAYS,
        "assigned_to": DAYS,
        "begun": st.booleans(),
        "is_alone": st.booleans(),
        "words": st.just(words_sought("r")),
        "tree_of": st.dates(date(2024, 3, 1), date(2024, 5, 1)),
    }
    names = draw(st.lists(st.sampled_from(sorted(limits)), unique=True, max_size=2))
    return filters._replace(**{name: draw(limits[name]) for name in names})


def is_meant(
    lines: list[Line], item: Listed, filters: Filters, as_of: date, known_at: datetime | None
) -> bool:
    """Whether the limits let an item through, read from the history itself."""
    first = next(
        line
        for line in naive.all_items(lines, item.kind.value)
        if naive.kind_of(line) == item.kind and line["ref"] == item.ref
    )
    assigned_on = date.fromisoformat(first["effective_on"])
    is_open = item.item_class.value.startswith("open")
    begun = naive.begun_at(lines, item.kind.value, item.ref, as_of, known_at)
    return (
        filters.area in (None, first.get("area"))
        and filters.plan in (None, first.get("plan"))
        and filters.conclusion in (None, first.get("conclusion"))
        and is_within(item.due_on, filters.due_from, filters.due_to)
        and is_within(item.completed_on, filters.completed_from, filters.completed_to)
        and is_within(assigned_on, filters.assigned_from, filters.assigned_to)
        and (filters.begun is None or (is_open and begun == filters.begun))
        and (not filters.is_alone or filters.unit in (None, item.unit))
    )


def is_within(day: date | None, first: date | None, last: date | None) -> bool:
    if day is None:
        return first is None and last is None
    return (first or day) <= day <= (last or day)


@costly_examples(0.12)
@given(lines=strategies.histories(max_items=12), data=st.data())
def test_a_list_holds_what_the_count_counted_and_pages_cover_it_once_in_order(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    with taken_in(databases, lines) as connection:
        for _ in range(QUESTIONS):
            as_of, known_at = data.draw(strategies.cut_points(lines))
            filters, sort = data.draw(narrowed(lines)), data.draw(SORTS)
            cut = at(connection, as_of, known_at)
            whole = walked(connection, cut, filters, sort)
            counted = counts(connection, cut, filters)
            assert len(whole) == counted.total + counted.out
            plain = Filters(
                filters.unit,
                filters.kind,
                filters.issuer_level,
                tree_of=filters.tree_of,
                words=filters.words,
            )
            assert {line.item for line in whole} == {
                item
                for item in all_items(connection, cut, plain)
                if is_meant(lines, item, filters, as_of, known_at)
            }
            assert_sorted(whole, sort)
            ids = listed_ids(connection, cut, filters, sort)
            assert ids == [line.item.item_id for line in whole]
            assert lines_of(connection, cut, filters, ids) == whole
            name = data.draw(st.sampled_from([*ItemClass, *TargetState]))
            of_class = listing(connection, cut, filters._replace(classes=(name,)), sort)
            assert of_class.total == counted.groups[0].counts.get(name.value, 0)
            assert of_class.lines == [one for one in whole if one.item.item_class is name]
            event(f"listed: {min(len(whole), 5)}")


def walked(connection: Connection[Any], cut: Cut, filters: Filters, sort: Sort) -> list[ListLine]:
    """The whole list page by page, each page saying the same of the whole."""
    first = listing(connection, cut, filters, sort, limit=3)
    counted = counts(connection, cut, filters).groups[0].counts
    assert {name.value: number for name, number in first.counts.items()} == counted
    found = list(first.lines)
    while len(found) < first.total:
        page = listing(connection, cut, filters, sort, page=len(found) // 3 + 1, limit=3)
        assert page[1:] == first[1:]
        found += page.lines
        assert page.lines
    behind = listing(connection, cut, filters, sort, page=len(found) + 1, limit=3)
    assert behind == first._replace(lines=[])
    return found


def assert_sorted(lines: list[ListLine], sort: Sort) -> None:
    keyed = [(key(line, sort.by), line.item.item_id) for line in lines]
    there = [pair for pair in keyed if pair[0] is not None]
    assert keyed[len(there) :] == sorted(pair for pair in keyed if pair[0] is None)
    assert there == sorted(
        sorted(there, key=lambda pair: pair[1]), key=lambda pair: pair[0], reverse=sort.descending
    )


def key(line: ListLine, order: Order) -> Any:
    item = line.item
    match order:
        case Order.TO_DO:
            return item.item_class not in ACTIVE_CLASSES, item.due_on or date.max
        case Order.UNIT:
            return item.unit
        case Order.REF:
            return natural(item.ref)
        case Order.KIND:
            return list(Kind).index(item.kind)
        case Order.CLASS:
            return [*ItemClass, *TargetState].index(item.item_class)
        case Order.ASSIGNED_ON:
            return line.assigned_on
        case Order.LATE_DAYS:
            return line.late_days
    return getattr(item, order)


def natural(ref: str) -> bytes:
    """The reference with its numbers made equally long."""
    pieces, digits = [], ""
    for letter in [*ref, ""]:
        if letter.isdigit():
            digits += letter
            continue
        pieces += [digits.rjust(9, "0")] if digits else []
        pieces.append(letter)
        digits = ""
    return "".join(pieces).encode()


@pytest.fixture
def asked(office: Office, database_url: str) -> Any:
    office.assign(Kind.DIRECTIVE, "CD-10", due="15/3")
    office.assign(Kind.DIRECTIVE, "CD-2", due="20/3", unit=SECOND)
    office.assign(Kind.PLAN_TASK, "NV", due=None, unit=ROOT)
    office.assign(Kind.FINDING, "KL", due="10/3")
    office.act(ReportCompletion, Kind.FINDING, "KL", "25/3")
    office.act(ConfirmCompletion, Kind.FINDING, "KL", "5/4")
    office.act(RecordPayment, Kind.FINDING, "KL", "1/2", amount=5_000_000, voucher="GNT 1")
    office.act(Start, Kind.DIRECTIVE, "CD-2", "5/1")
    office.change(RenameUnit, SECOND, "1/4", name="UBND xã Hòa An mới")
    catch_up(database_url)

    def listed(on: str, sort: Sort | None = None, **limits: Any) -> list[ListLine]:
        with psycopg.connect(app_conninfo(database_url), autocommit=True) as connection:
            cut = at(connection, md(on), None)
            return listing(connection, cut, Filters(**limits), sort or Sort()).lines

    return listed


def test_by_default_what_is_to_be_done_stands_first_by_its_deadline(asked: Any) -> None:
    assert [line.item.ref for line in asked("18/3")] == ["KL", "CD-10", "CD-2", "NV"]
    assert [line.item.ref for line in asked("10/4")] == ["CD-10", "CD-2", "NV", "KL"]


def test_numbers_within_references_are_ordered_by_their_size(asked: Any) -> None:
    by_ref = Sort(Order.REF)
    assert [line.item.ref for line in asked("18/3", by_ref)] == ["CD-2", "CD-10", "KL", "NV"]


def test_days_late_are_counted_to_the_day_asked_about_or_to_the_report(asked: Any) -> None:
    late = {line.item.ref: line.late_days for line in asked("18/3")}
    assert late == {"KL": 8, "CD-10": 3, "CD-2": None, "NV": None}
    late = {line.item.ref: line.late_days for line in asked("30/3")}
    assert late == {"KL": 15, "CD-10": 15, "CD-2": 10, "NV": None}


def test_a_unit_is_called_as_it_was_called_on_the_day(asked: Any) -> None:
    def named(on: str) -> str:
        (line,) = asked(on, unit=SECOND)
        return str(line.unit_name)

    assert named("31/3") == "UBND xã Hòa An"
    assert named("1/4") == "UBND xã Hòa An mới"


def test_money_and_beginning_stand_beside_the_item(asked: Any) -> None:
    lines = {line.item.ref: line for line in asked("18/3")}
    assert lines["KL"].item.amount_recovered == 5_000_000
    assert [ref for ref, line in lines.items() if line.is_begun] == ["CD-2"]


def test_a_unit_alone_is_without_those_below_it(asked: Any) -> None:
    assert {line.item.unit for line in asked("18/3", unit=ROOT)} == {ROOT, FIRST, SECOND}
    assert [line.item.ref for line in asked("18/3", unit=ROOT, is_alone=True)] == ["NV"]


def test_a_file_is_read_in_portions_that_leave_nothing_out() -> None:
    ids = list(range(4_001))
    portions = list(in_batches(ids))
    assert [number for portion in portions for number in portion] == ids
    assert len(portions) == 3
