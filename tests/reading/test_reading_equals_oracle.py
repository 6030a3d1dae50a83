"""Every question, of every random history, answered as the contract read word for word."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
from hypothesis import event, given
from hypothesis import strategies as st
from psycopg import Connection

from tests.conftest import Databases
from tests.oracle import naive, strategies
from tests.support.properties import examples
from tests.support.scenario import Line, write_history
from tracker import answers
from tracker.aggregates.events import Happening
from tracker.database.connect import app_conninfo
from tracker.days import show_moment
from tracker.fold.words import COMPLETED_KINDS, IssuerLevel, ItemClass, Kind, TargetState
from tracker.history.importing import import_history
from tracker.projections.projector import catch_up
from tracker.reading.changes import changes
from tracker.reading.counts import Dimension, counts
from tracker.reading.cut import Cut, Filters, cut_at
from tracker.reading.flows import flows
from tracker.reading.items import all_items
from tracker.reading.timeline import timeline
from tracker.reading.verify import verify

LATER = datetime(2100, 1, 1, tzinfo=UTC)
QUESTIONS = 8
"""Of each sort, of one history: a database costs more than an answer."""

Filtered = dict[str, str | None]


@contextmanager
def taken_in(databases: Databases, lines: list[Line]) -> Iterator[Connection[Any]]:
    """A database that holds the history, projected; a connection as the application's role."""
    with databases.fresh() as url:
        with tempfile.TemporaryDirectory() as folder:
            file = write_history(Path(folder) / "past.jsonl", lines)
            import_history(url, [file], LATER)
        catch_up(url)
        with psycopg.connect(app_conninfo(url), autocommit=True) as connection:
            yield connection


def at(connection: Connection[Any], as_of: date, known_at: datetime | None) -> Cut:
    return cut_at(connection, as_of, known_at, LATER)


def as_filters(given: Filtered, *classes: ItemClass | TargetState) -> Filters:
    kind, level = given["kind"], given["issuer_level"]
    return Filters(
        given["unit"],
        None if kind is None else Kind(kind),
        None if level is None else IssuerLevel(level),
        classes,
    )


def filters_of(lines: list[Line], *, targets: bool = True) -> st.SearchStrategy[Filtered]:
    """Mostly one filter or none; the units are all that the history ever knew."""
    codes = sorted({line["code"] for line in lines if line["type"] == "unit.established"})
    kinds = [kind.value for kind in (Kind if targets else COMPLETED_KINDS)]
    return st.fixed_dictionaries(
        {
            "unit": st.one_of(st.none(), st.sampled_from(codes), st.sampled_from(codes)),
            "kind": st.one_of(st.none(), st.none(), st.sampled_from(kinds)),
            "issuer_level": st.one_of(st.none(), st.none(), st.sampled_from(list(IssuerLevel))),
        }
    )


DIMENSIONS = st.lists(st.sampled_from(list(Dimension)), unique=True, max_size=3)


@examples(0.5)
@given(lines=strategies.histories(max_items=9), data=st.data())
def test_counts_and_items_are_the_oracles(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    with taken_in(databases, lines) as connection:
        for _ in range(QUESTIONS):
            as_of, known_at = data.draw(strategies.cut_points(lines))
            given_ = data.draw(filters_of(lines))
            by = data.draw(DIMENSIONS)
            cut, filters = at(connection, as_of, known_at), as_filters(given_)

            counted = answers.counts_answer(counts(connection, cut, filters, by))

            expected = naive.counts(lines, as_of, known_at, by=tuple(by), **given_)
            assert {name: counted[name] for name in expected} == expected
            assert counted["as_of"] == as_of.isoformat()
            assert counted["known_at"] == show_moment(known_at or LATER)
            listed = answers.items_answer(cut, list(all_items(connection, cut, filters)))["items"]
            assert len(listed) == counted["total"] + counted["out"]
            assert_rows(listed, naive.items(lines, as_of, known_at, **given_))
            event(f"items listed: {min(len(listed), 5)}")
            class_ = data.draw(st.sampled_from([*ItemClass, *TargetState]))
            of_class = list(all_items(connection, cut, as_filters(given_, class_)))
            assert_rows(
                answers.items_answer(cut, of_class)["items"],
                naive.items(lines, as_of, known_at, class_=class_.value, **given_),
            )


def assert_rows(listed: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    rows = [{name: row[name] for name in expected[0]} for row in listed] if expected else listed
    assert sorted(rows, key=lambda row: (row["kind"], row["ref"])) == expected


@examples(0.5)
@given(lines=strategies.histories(max_items=9), data=st.data())
def test_flows_are_the_oracles_add_up_and_carry_over(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    with taken_in(databases, lines) as connection:
        for _ in range(QUESTIONS):
            start, end, known_at = data.draw(strategies.periods(lines))
            given_ = data.draw(filters_of(lines, targets=False))
            cut, filters = at(connection, end, known_at), as_filters(given_)

            flow = answers.flows_answer(flows(connection, start, cut, filters))

            expected = naive.flows(lines, start, end, known_at, **given_)
            assert {name: flow[name] for name in expected} == expected
            came = flow["carried_in"] + flow["new"] + flow["reopened"] + flow["transferred_in"]
            went = sum(flow["closed"].values()) + sum(flow["out"].values()) + flow["left"]
            assert came == went
            event(f"transferred: {bool(flow['transferred_in'])}/{bool(flow['out']['transferred'])}")
            after = end + data.draw(st.integers(1, 40)) * strategies.DAY
            later = at(connection, after, known_at)
            following = flows(connection, end + strategies.DAY, later, filters)
            assert following.carried_in == flow["left"]


@examples(0.35)
@given(lines=strategies.histories(max_items=9), data=st.data())
def test_changes_are_the_oracles_and_name_events_known_between(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    with taken_in(databases, lines) as connection:
        for _ in range(QUESTIONS):
            as_of, known_at = data.draw(strategies.cut_points(lines))
            _, against = data.draw(strategies.cut_points(lines))
            given_ = data.draw(filters_of(lines))

            found = changes(
                connection,
                at(connection, as_of, known_at),
                at(connection, as_of, against),
                as_filters(given_),
            )

            answer = answers.changes_answer(found)
            got = {(i["kind"], i["ref"], i["before"], i["after"]) for i in answer["items"]}
            assert got == naive.changes(lines, as_of, known_at, against, **given_)
            assert len(got) == len(answer["items"])
            early, late = sorted((known_at or LATER, against or LATER))
            for item in found.items:
                assert all(early < e.recorded_at <= late for e in item.events)
                if given_["unit"] is None:
                    assert item.events, "only events can make a difference without a unit"


@examples(0.2)
@given(lines=strategies.histories(), data=st.data())
def test_a_timeline_says_for_each_event_the_class_before_and_after(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    firsts = [*naive.all_items(lines, None), *naive.all_items(lines, "target")]
    with taken_in(databases, lines) as connection:
        for first in firsts:
            kind, ref = naive.kind_of(first), first["ref"]
            whole = naive.stream(lines, kind, ref)
            known_at = data.draw(
                st.sampled_from([None, *map(naive.recorded, whole)]), label="known at"
            )
            stream = naive.known(whole, known_at)
            cut = at(connection, naive.effective(first), known_at)

            found = timeline(connection, Kind(kind), ref, cut.position, cut.known_at)

            assert [as_line(moment.event) for moment in found.moments] == [
                (line["type"], naive.recorded(line), line["effective_on"], line["actor"])
                for line in stream
            ]
            for no, (moment, line) in enumerate(zip(found.moments, stream, strict=True), 1):
                on = naive.effective(line)
                assert moment.no == no
                assert moment.before == naive.class_of(stream[: no - 1], kind, ref, on, None)
                assert moment.after == naive.class_of(stream[:no], kind, ref, on, None)
                assert (
                    moment.late_days
                    == (naive.recorded(line).astimezone(naive.HANOI).date() - on).days
                )
                voids = [
                    voiding
                    for voiding, later in enumerate(stream, 1)
                    if later.get("event_no") == no
                ]
                assert moment.voided_by == (voids[0] if voids else None)
            last = naive.facts_of(lines, kind, ref, date.max, known_at)
            assert last is not None
            assert (found.unit, found.title) == (last["unit"], first["title"])


def as_line(happened: Happening) -> tuple[str, datetime, str, str]:
    on = happened.effective_on.isoformat()
    return happened.TOPIC, happened.recorded_at, on, happened.actor


@examples(0.15)
@given(lines=strategies.histories(), data=st.data())
def test_verify_compares_every_item_and_finds_no_difference(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    with taken_in(databases, lines) as connection:
        for _ in range(QUESTIONS):
            cut = at(connection, *data.draw(strategies.cut_points(lines)))

            verified = verify(
                connection, cut, limit=1000, seed=data.draw(st.integers(0, 2**31 - 10_000))
            )

            assert verified.differences == []
            assert verified.compared == len(naive.all_items(lines, None))


def test_a_question_about_a_period_before_all_history_is_answered_with_zeros(
    databases: Databases,
):
    with taken_in(databases, [SINGLE_UNIT]) as connection:
        found = flows(
            connection, date(1900, 1, 1), at(connection, date(1900, 1, 1), None), Filters()
        )

        assert found[2:] == (0, 0, 0, (0, 0, 0), (0, 0, 0), 0, 0)


SINGLE_UNIT: Line = {
    "type": "unit.established",
    "code": "H57",
    "name": "UBND tỉnh Thừa Thiên Huế",
    "level": "province",
    "parent": None,
    "effective_on": "2024-01-01",
    "recorded_at": "2024-01-01T08:00:00+07:00",
    "actor": "quan.tri",
}
